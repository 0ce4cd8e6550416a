"""程序设置: the drawing of the procedures of a county, its versions, and the form that adds stages (clause 6.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.frame import UNPROCESSABLE, reach, unit_of
from gonggang.desk.screens.recruitment.typed import needed_day
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions import limits, variants
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.variants import Added
from gonggang.recruitment.rules.declared import PROCEDURES

ROWS: Final = 3
DIGITS: Final = 4


@action("recruitment.read", post="recruitment.procedure_edit")
@with_scripts
def procedures(request: HttpRequest) -> HttpResponse:
    """The procedures of the county where the officer stands; the approver may add stages."""
    scope = scope_of(request)
    if scope.county is None:
        return page(request, "recruitment/procedures", scope, screen="rounds", drawn=[], problems={})
    problems: dict[str, str] = {}
    if request.method == "POST":
        if not viewer_of(request).covers("recruitment.procedure_edit", scope.county):
            raise OutOfReach
        if request.POST.get("tighten"):
            return _tighten(request, scope)
        begins_on = needed_day(request, "begins_on", problems)
        base = request.POST.get("base", "")
        if base not in PROCEDURES:
            problems["base"] = _("没有选哪一种程序。")
        if not problems:
            try:
                variants.declare_variant(
                    base, scope.county, _added(request), begins_on=begins_on,
                    reason=request.POST.get("reason", ""), officer=request.user,
                )  # fmt: skip
            except RecruitmentRefused as refused:
                problems = refused.problems
            else:
                messages.success(request, _("已设立，自开始日起登记的报名按新程序办，在办的不变。"))
                return HttpResponseRedirect(scope.address("procedure_settings"))
    return _page(request, scope, problems)


def _tighten(request: HttpRequest, scope: Any) -> HttpResponse:
    problems: dict[str, str] = {}
    begins_on = needed_day(request, "tight_begins_on", problems)
    typed = request.POST.get("tight_value", "").strip()
    value = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS else None
    if not problems:
        try:
            limits.tighten(
                scope.county, request.POST.get("tight_name", ""), value, begins_on=begins_on,
                reason=request.POST.get("tight_reason", ""), officer=request.user,
            )  # fmt: skip
        except RecruitmentRefused as refused:
            problems = {f"tight_{field}" if field else "": said for field, said in refused.problems.items()}
        else:
            messages.success(request, _("已从紧，自开始日起按新的数办，以前办过的不变。"))
            return HttpResponseRedirect(scope.address("procedure_settings"))
    return _page(request, scope, problems)


def _added(request: HttpRequest) -> list[Added]:
    found = []
    for row in range(1, ROWS + 1):
        label, after, organiser, needs = (
            request.POST.get(f"{name}_{row}", "") for name in ("label", "after", "organiser", "needs")
        )
        if label.strip() or after:
            found.append(Added(label, after, organiser, variants.needs_of(needs)))
    return found


def _page(request: HttpRequest, scope: Any, problems: dict[str, str]) -> HttpResponse:
    today = timezone.localdate()
    places = {0: _("省定")}
    drawn = recruitment.procedures_of(
        scope.county, today, reach(request, "recruitment.read"), unit=unit_of(request, "recruitment.read")
    )
    places |= {
        code: name for code, name in place_names(each.procedure.region_code for each in drawn).items() if code
    }
    stages = {stage.code: stage.label for base in PROCEDURES.values() for stage in base.stages[:-1]}
    answer = page(
        request, "recruitment/procedures", scope, screen="rounds", problems=problems, typed=request.POST,
        drawn=[{"each": each, "place": places[each.procedure.region_code]} for each in drawn],
        may_edit=viewer_of(request).covers("recruitment.procedure_edit", scope.county),
        bases=[(base, procedure.label) for base, procedure in PROCEDURES.items()],
        stages=list(stages.items()),
        organisers=[(code, who) for code, (who, _name) in variants.ORGANISERS.items()],
        limit_names=[(each.name, each.label) for each in recruitment.limits_of(scope.county, today)],
        rows=[
            {"row": row}
            | {name: request.POST.get(f"{name}_{row}", "") for name in ("label", "after", "organiser", "needs")}
            for row in range(1, ROWS + 1)
        ],
        tomorrow=today + timedelta(days=1), held=recruitment.limits_of(scope.county, today),
    )  # fmt: skip
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer
