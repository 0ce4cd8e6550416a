"""Addresses of recruitment: rounds with their tabs, applications with their sections."""

from django.urls import path

from gonggang.desk.screens.recruitment import (
    added,
    applications,
    apply_form,
    appraisal,
    approval,
    facts,
    joint,
    last_stages,
    materials,
    notices,
    notifications,
    objections,
    procedures,
    ranking,
    relatives,
    review_acts,
    review_sections,
    reviews,
    round_form,
    rounds,
    trace,
)

# Modules that only put sections on the application page have no address of their own.
SECTIONS_ONLY = (facts, review_sections)

_ROUND = "recruitment/rounds/<int:round_id>/"
_APPLICATION = "recruitment/applications/<int:application_id>/"
_NOTIFICATION = "recruitment/notifications/<int:notification_id>/"
_NOTICE = "recruitment/notices/<int:notice_id>/"
_OBJECTION = "recruitment/objections/<int:objection_id>/"
_MEETING = "recruitment/meetings/<int:meeting_id>/"
_POST = "recruitment/posts/<int:round_post_id>/"
urlpatterns = [
    # Rounds and applications
    path("recruitment/rounds/", rounds.rounds, name="rounds"),
    path("recruitment/rounds/export/", rounds.rounds_export, name="rounds_export"),
    path("recruitment/rounds/new/", round_form.draw_up, name="round_new"),
    path(f"{_ROUND}edit/", round_form.edit, name="round_edit"),
    path(f"{_ROUND}repeat/", round_form.repeat, name="round_repeat"),
    path(f"{_ROUND}publish/", round_form.publish, name="round_publish"),
    path(f"{_ROUND}withdraw/", round_form.withdraw, name="round_withdraw"),
    path(f"{_ROUND}apply/", apply_form.apply, name="round_apply"),
    path(f"{_ROUND}take-up/", apply_form.take_up, name="round_take_up"),
    path(_ROUND, rounds.overview, name="round"),
    path(f"{_ROUND}applications/", applications.of_round, name="round_applications"),
    path("recruitment/applications/", applications.applications, name="applications"),
    path("recruitment/applications/export/", applications.applications_export, name="applications_export"),
    path(_APPLICATION, applications.application, name="application"),
    path(f"{_APPLICATION}added/", added.finish_added, name="application_added"),
    path(f"{_APPLICATION}trace/", trace.chain, name="application_trace"),
    path("recruitment/procedures/", procedures.procedures, name="procedure_settings"),
    path("recruitment/trace/", trace.trace, name="trace"),
    path("recruitment/spot-checks/", trace.spot_checks, name="spot_checks"),
    path("recruitment/spot-checks/<int:check_id>/", trace.spot_check, name="spot_check"),
    path(f"{_APPLICATION}materials/", materials.add, name="application_material_add"),
    path(f"{_APPLICATION}materials/<int:material_id>/", materials.look, name="application_material"),
    path(f"{_APPLICATION}return/", materials.give_back, name="application_return"),
    path(f"{_APPLICATION}completed/", materials.completed, name="application_completed"),
    path(f"{_APPLICATION}withdraw/", materials.withdraw, name="application_withdraw"),
    # Reviews, the joint review, what people are told
    path(f"{_ROUND}reviews/", reviews.of_round, name="round_reviews"),
    path(f"{_ROUND}reviews/compare/", reviews.compare, name="round_compare"),
    path(f"{_ROUND}reviews/second/", reviews.second_many, name="round_second_many"),
    path(f"{_APPLICATION}compare/", review_acts.compare, name="application_compare"),
    path(f"{_APPLICATION}first-review/", review_acts.first, name="application_first"),
    path(f"{_APPLICATION}second-review/", review_acts.second, name="application_second"),
    path(f"{_ROUND}joint/", joint.of_round, name="round_joint"),
    path(f"{_ROUND}joint/send/", joint.send, name="round_joint_send"),
    path("recruitment/joint/", joint.questions, name="joint_questions"),
    path("recruitment/joint/<int:joint_id>/", joint.question, name="joint_question"),
    path("recruitment/joint/<int:joint_id>/answer/", joint.answer, name="joint_answer"),
    path("recruitment/joint/<int:joint_id>/sheet/", joint.sheet_out, name="joint_sheet_out"),
    path("recruitment/joint/<int:joint_id>/sheet/read/", joint.sheet_in, name="joint_sheet_in"),
    path("recruitment/notifications/", notifications.notifications, name="notifications"),
    path(f"{_NOTIFICATION}deliver/", review_acts.deliver, name="notification_deliver"),
    path(f"{_NOTIFICATION}appeal/", review_acts.appeal, name="notification_appeal"),
    path(f"{_NOTIFICATION}close/", review_acts.close, name="notification_close"),
    # Public notices and objections
    path(f"{_ROUND}notices/", notices.of_round, name="round_notices"),
    path(f"{_ROUND}notices/<int:village_code>/", notices.post, name="notice_post"),
    path(_NOTICE, notices.notice, name="public_notice"),
    path(f"{_NOTICE}end/", notices.end, name="notice_end"),
    path(f"{_NOTICE}settled/", notices.settled, name="notice_settled"),
    path(f"{_NOTICE}objections/", notices.receive, name="objection_receive"),
    path(f"{_NOTICE}photo/<slug:which>/", notices.photograph, name="notice_photo"),
    path("recruitment/objections/", objections.objections, name="objections"),
    path(_OBJECTION, objections.objection, name="objection"),
    path(f"{_OBJECTION}settle/", objections.settle, name="objection_settle"),
    path(f"{_OBJECTION}objector/", objections.reveal, name="objection_reveal"),
    # Relatives of officials
    path(f"{_ROUND}filings/", relatives.of_round, name="round_filings"),
    path(f"{_ROUND}filings/study/", relatives.study, name="round_study"),
    path(f"{_ROUND}filings/file/", relatives.file, name="round_file"),
    path("recruitment/filings/", relatives.filings, name="filings"),
    path("recruitment/filings/export/", relatives.filings_export, name="filings_export"),
    # Democratic appraisal
    path(f"{_ROUND}appraisal/", appraisal.appraisal, name="round_appraisal"),
    path(f"{_ROUND}meetings/new/", appraisal.new_meeting, name="meeting_new"),
    path(_MEETING, appraisal.meeting, name="meeting"),
    path(f"{_MEETING}save/", appraisal.save, name="meeting_save"),
    path(f"{_MEETING}photo/", appraisal.photo, name="meeting_photo"),
    path(f"{_MEETING}close/", appraisal.close, name="meeting_close"),
    path(f"{_MEETING}photos/<int:photo_id>/", appraisal.photo_file, name="meeting_photo_file"),
    # Choosing for a post
    path(f"{_ROUND}ranking/", ranking.ranking, name="round_ranking"),
    path(f"{_POST}ranking/", ranking.post_ranking, name="ranking"),
    path(f"{_POST}why/", ranking.why, name="ranking_why"),
    path(f"{_POST}freeze/", ranking.freeze_ranking, name="ranking_freeze"),
    path(f"{_POST}seed/", ranking.seed, name="ranking_seed"),
    path(f"{_POST}draw/", ranking.draw, name="ranking_draw"),
    path(f"{_POST}tell/", ranking.tell, name="ranking_tell"),
    # Approval, agreement, training, start
    path(f"{_ROUND}approval/", approval.approval, name="round_approval"),
    path(f"{_ROUND}approve/", approval.approve, name="round_approve"),
    path(f"{_ROUND}last/", last_stages.last_stages, name="round_last"),
    path(f"{_ROUND}sign/", last_stages.sign_agreements, name="round_sign"),
    path(f"{_ROUND}train/", last_stages.train_many, name="round_train"),
    path(f"{_ROUND}start/", last_stages.start, name="round_start"),
]
