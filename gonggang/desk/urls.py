"""Addresses of the desk. No address holds personal data; what a page shows of a county and month is in its query."""

from django.urls import path

from gonggang.desk import import_urls, list_urls, month_urls, paper_urls, recruitment_urls, system_urls
from gonggang.desk.screens import (
    attendance,
    comparison,
    money,
    oversight,
    overview,
    people,
    placements,
    places,
    posts,
    quotas,
    site,
)
from gonggang.desk.screens.cases import batch, desk, ledger, worklist

app_name = "desk"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("places/", places.places, name="places"),
    path("people/", people.people, name="people"),
    path("expiring/", people.expiring, name="expiring"),
    path("placements/", placements.placements, name="placements"),
    path("posts/", posts.posts, name="posts"),
    path("quotas/", quotas.quotas, name="quotas"),
    path("quotas/hand-down/", quotas.quotas_hand_down, name="quotas_hand_down"),
    path("procedures/", oversight.procedures, name="procedures"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("registers/", comparison.registers, name="registers"),
    path("hits/", comparison.hits, name="hits"),
    path("not-compared/", comparison.not_compared, name="not_compared"),
    path("subsidies/", money.subsidies, name="subsidies"),
    path("returns/", money.returns, name="returns"),
    path("complaints/", oversight.complaints, name="complaints"),
    *import_urls.urlpatterns,
    *month_urls.urlpatterns,
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/export/", worklist.worklist_export, name="worklist_export"),
    path("worklist/hand-over/", worklist.hand_over, name="worklist_hand_over"),
    path("cases/", ledger.cases, name="cases"),
    path("cases/export/", ledger.export, name="cases_export"),
    path("cases/claim/", batch.claim_many, name="cases_claim"),
    path("cases/assign/", batch.assign_many, name="cases_assign"),
    path("cases/<int:case_id>/", desk.case, name="case"),
    path("cases/<int:case_id>/claim/", desk.claim, name="case_claim"),
    path("cases/<int:case_id>/note/", desk.note, name="case_note"),
    path("cases/<int:case_id>/evidence/", desk.add_evidence, name="case_evidence"),
    path("cases/<int:case_id>/evidence/<int:evidence_id>/", desk.evidence_file, name="case_file"),
    path("cases/<int:case_id>/assign/", desk.assign, name="case_assign"),
    path("cases/<int:case_id>/transfer/", desk.transfer, name="case_transfer"),
    path("cases/<int:case_id>/verify/", desk.verify, name="case_verify"),
    path("cases/<int:case_id>/conclude/", desk.conclude, name="case_conclude"),
    path("cases/<int:case_id>/reopen/", desk.reopen, name="case_reopen"),
    *list_urls.urlpatterns,
    *recruitment_urls.urlpatterns,
    *paper_urls.urlpatterns,
    *system_urls.urlpatterns,
    path("livez", site.alive, name="alive"),
]
