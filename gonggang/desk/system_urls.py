"""Addresses of the administrators' pages, of the audit and of notices."""

from django.urls import path

from gonggang.desk.screens.system import audit, audit_export, lists, notices, officers, organisations, posts

urlpatterns = [
    path("system/organisations/", lists.organisations, name="organisations"),
    path("system/organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("system/organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("system/officers/", lists.officers, name="officers"),
    path("system/officers/new/", officers.officer_new, name="officer_new"),
    path("system/officers/<int:officer_id>/", officers.officer, name="officer"),
    path("system/officers/<int:officer_id>/edit/", officers.officer_edit, name="officer_edit"),
    path("system/officers/<int:officer_id>/close/", officers.officer_close, name="officer_close"),
    path("system/officers/<int:officer_id>/password/", officers.officer_password, name="officer_password"),
    path("system/officers/<int:officer_id>/unlock/", officers.officer_unlock, name="officer_unlock"),
    path(
        "system/officers/<int:officer_id>/second-factor/",
        officers.officer_second_factor,
        name="officer_second_factor",
    ),
    path("system/officers/<int:officer_id>/grant/", posts.officer_grant, name="officer_grant"),
    path("system/officers/<int:officer_id>/hand-over/", posts.officer_hand_over, name="officer_hand_over"),
    path("system/grants/ending/", lists.grants_ending, name="grants_ending"),
    path("system/grants/<int:grant_id>/end/", posts.grant_end, name="grant_end"),
    path("system/hand-overs/", lists.hand_overs, name="hand_overs"),
    path("system/hand-overs/<int:hand_over_id>/", posts.hand_over, name="hand_over"),
    path("audit/", audit.audit_list, name="audit"),
    path("audit/export/", audit_export.audit_export, name="audit_export"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
    path("notices/", notices.notices_list, name="notices"),
    path("notices/<int:message_id>/", notices.notice, name="notice"),
    path("notices/hand-overs/<int:hand_over_id>/", posts.own_hand_over, name="own_hand_over"),
]
