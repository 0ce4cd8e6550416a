"""Addresses of lists' files and views, of one person's dossier, and of the search."""

from django.urls import path

from gonggang.desk.screens import (
    comparison,
    dossier,
    hits_batch,
    money,
    oversight,
    people,
    placements,
    saved_views,
    search,
)

urlpatterns = [
    path("people/export/", people.people_export, name="people_export"),
    path("expiring/export/", people.expiring_export, name="expiring_export"),
    path("hits/claim/", hits_batch.claim_hits, name="hits_claim"),
    path("hits/export/", comparison.hits_export, name="hits_export"),
    path("placements/export/", placements.placements_export, name="placements_export"),
    path("procedures/export/", oversight.procedures_export, name="procedures_export"),
    path("complaints/export/", oversight.complaints_export, name="complaints_export"),
    path("returns/export/", money.returns_export, name="returns_export"),
    path("subsidies/export/", money.subsidies_export, name="subsidies_export"),
    path("people/<int:person_id>/", dossier.dossier, name="person"),
    path("people/<int:person_id>/reveal/", dossier.reveal, name="person_reveal"),
    path("search/", search.search, name="search"),
    path("views/", saved_views.save_view, name="save_view"),
    path("views/<int:view_id>/drop/", saved_views.drop_view, name="drop_view"),
]
