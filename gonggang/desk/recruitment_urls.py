"""Addresses of recruitment: rounds with their tabs, applications with their sections."""

from django.urls import path

from gonggang.desk.screens.recruitment import applications, facts, rounds

# Modules that only put sections on the application page have no address of their own.
SECTIONS_ONLY = (facts,)

_ROUND = "recruitment/rounds/<int:round_id>/"
_APPLICATION = "recruitment/applications/<int:application_id>/"
urlpatterns = [
    # Rounds and applications
    path("recruitment/rounds/", rounds.rounds, name="rounds"),
    path("recruitment/rounds/export/", rounds.rounds_export, name="rounds_export"),
    path(_ROUND, rounds.overview, name="round"),
    path(f"{_ROUND}applications/", applications.of_round, name="round_applications"),
    path("recruitment/applications/", applications.applications, name="applications"),
    path("recruitment/applications/export/", applications.applications_export, name="applications_export"),
    path(_APPLICATION, applications.application, name="application"),
]
