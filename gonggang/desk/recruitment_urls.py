"""Addresses of recruitment: rounds with their tabs, applications with their sections."""

from django.urls import path

from gonggang.desk.screens.recruitment import (
    added,
    applications,
    apply_form,
    facts,
    materials,
    procedures,
    round_form,
    rounds,
    trace,
)

# Modules that only put sections on the application page have no address of their own.
SECTIONS_ONLY = (facts,)

_ROUND = "recruitment/rounds/<int:round_id>/"
_APPLICATION = "recruitment/applications/<int:application_id>/"
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
]
