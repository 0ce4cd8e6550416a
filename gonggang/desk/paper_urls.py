"""Addresses of the documents on paper."""

from django.urls import path

from gonggang.desk.screens.recruitment import papers

_ROUND = "recruitment/rounds/<int:round_id>/papers/"
_APPLICATION = "recruitment/applications/<int:application_id>/papers/"
urlpatterns = [
    path(_ROUND, papers.of_round, name="round_papers"),
    path(f"{_ROUND}<slug:round_document>/<slug:form>/", papers.round_paper, name="round_paper"),
    path(
        f"{_ROUND}<slug:sheet_document>/<int:sheet_id>/<slug:form>/", papers.sheet_paper, name="sheet_paper"
    ),
    path(
        f"{_APPLICATION}<slug:application_document>/<slug:form>/",
        papers.application_paper,
        name="application_paper",
    ),
    path("recruitment/papers/<slug:blank_document>/<slug:form>/", papers.blank_paper, name="blank_paper"),
]
