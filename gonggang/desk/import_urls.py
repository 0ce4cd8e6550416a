"""Addresses of the import centre, and of comparisons as they were made."""

from django.urls import path

from gonggang.desk.screens import comparison_runs
from gonggang.desk.screens.imports import draft, history, upload

urlpatterns = [
    path("registers/runs/", comparison_runs.comparison_runs, name="comparison_runs"),
    path("registers/run/", comparison_runs.comparison_start, name="comparison_start"),
    path("imports/", history.imports, name="imports"),
    path("imports/new/", upload.import_new, name="import_new"),
    path("imports/templates/<slug:kind>/", upload.import_template, name="import_template"),
    path("imports/<int:batch_id>/", history.import_rows, name="import_rows"),
    path("imports/<int:batch_id>/errors/", history.import_errors, name="import_errors"),
    path("imports/<int:batch_id>/undo/", history.import_undo, name="import_undo"),
    path("imports/drafts/<int:draft_id>/", draft.import_draft, name="import_draft"),
    path("imports/drafts/<int:draft_id>/kind/", draft.import_kind, name="import_kind"),
    path("imports/drafts/<int:draft_id>/columns/", draft.import_columns, name="import_columns"),
    path("imports/drafts/<int:draft_id>/fix/", draft.import_fix, name="import_fix"),
    path("imports/drafts/<int:draft_id>/commit/", draft.import_commit, name="import_commit"),
    path("imports/drafts/<int:draft_id>/discard/", draft.import_discard, name="import_discard"),
    path("imports/drafts/<int:draft_id>/errors/", draft.import_draft_errors, name="import_draft_errors"),
]
