"""倒查 and random checks: from anything to whole chains, each printable; what was drawn and what was found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.audit import actions as audit
from gonggang.core.national_id import parse_national_id
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.applications_list import shown
from gonggang.desk.screens.recruitment.entered import number_in
from gonggang.desk.screens.recruitment.frame import UNPROCESSABLE, application_within, reach
from gonggang.desk.screens.recruitment.typed import day, needed_day
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names
from gonggang.people import queries as people
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions import spot_checks as checks
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.rules.declared import PROCEDURES
from gonggang.regions.rules import territory

SHOWN: Final = 100


@action("recruitment.trace", post="recruitment.trace")
@with_scripts
def trace(request: HttpRequest) -> HttpResponse:
    """Ask for a person, an officer, a stage on some days, or a document's number; none of it goes into the address."""
    scope = scope_of(request)
    problems: dict[str, str] = {}
    rows = _found(request, problems) if request.method == "POST" else None
    found = list(rows[: SHOWN + 1]) if rows is not None and not problems else None
    stages = {stage.code: stage.label for base in PROCEDURES.values() for stage in base.stages}
    answer = page(
        request, "recruitment/trace", scope, screen="rounds", problems=problems, typed=request.POST,
        found=None if found is None else shown(scope, found[:SHOWN]),
        more=found is not None and len(found) > SHOWN, stages=list(stages.items()),
        may_check=viewer_of(request).may("recruitment.spot_check"),
    )  # fmt: skip
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer


def _found(request: HttpRequest, problems: dict[str, str]) -> Any:
    ranges = reach(request, "recruitment.trace")
    text = " ".join(request.POST.get("text", "").replace("\0", "").split())[:60]
    by = request.POST.get("by", "")
    if by == "stage":
        since = day(request, "since", problems) or date.min
        until = day(request, "until", problems) or timezone.localdate()
        return recruitment.found_by_stage(
            request.POST.get("stage", ""), since, until + timedelta(days=1), ranges
        )
    if not text:
        problems["text"] = _("没有写要查的姓名、证件号、经办人或文号。")
        return None
    if by == "officer":
        return recruitment.found_by_officer(text, ranges)
    if by == "number":
        return recruitment.found_by_number(text, ranges)
    number = parse_national_id(text, timezone.localdate()).number
    if number:
        return recruitment.found_by_people(people.person_ids([number]).values(), ranges)
    return recruitment.found_by_name(text, ranges)


@action("recruitment.trace")
def chain(request: HttpRequest, application_id: int) -> HttpResponse:
    """The whole chain of one application: who, when, on what, typed when; and its eligibility worked out again."""
    there = application_within(request, application_id)
    found = recruitment.eligibility_of(there)
    audit.record(
        officer=viewer_of(request).officer, verb="recruitment.trace", subject=f"application:{there.pk}",
        region=there.village_code, detail={"number": there.number},
    )  # fmt: skip
    return page(
        request, "recruitment/chain", scope_of(request), screen="rounds", application=there,
        person=person_shown(there.person), place=place_names([there.village_code])[there.village_code],
        chain=recruitment.chain_of(there), eligibility=found, today=timezone.localdate(),
        closing=getattr(there, "closing", None),
    )  # fmt: skip


@action("recruitment.trace", post="recruitment.spot_check")
@with_scripts
def spot_checks(request: HttpRequest) -> HttpResponse:
    """The random checks of the place where the officer stands, and the form that draws another."""
    scope = scope_of(request)
    problems: dict[str, str] = {}
    may = scope.place is not None and viewer_of(request).covers("recruitment.spot_check", scope.place)
    if request.method == "POST":
        if scope.place is None or not may:
            raise OutOfReach
        since, until = needed_day(request, "since", problems), needed_day(request, "until", problems)
        size = number_in(request.POST.get("size", "")) or 0
        if not problems:
            try:
                made = checks.draw(
                    scope.place, since=since, until=until + timedelta(days=1), size=size, officer=request.user,
                )  # fmt: skip
            except RecruitmentRefused as refused:
                problems = refused.problems
            else:
                messages.success(request, _("已抽取。种子和名单已公布，任何人可以照着重算。"))
                return HttpResponseRedirect(scope.address("spot_check", made.pk))
    rows = recruitment.spot_checks((territory(scope.region),))[:SHOWN]
    answer = page(
        request, "recruitment/spot_checks", scope, screen="rounds", problems=problems, typed=request.POST,
        checks=list(rows), may_draw=may, last_day=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer


@action("recruitment.trace", post="recruitment.spot_check")
@with_scripts
def spot_check(request: HttpRequest, check_id: int) -> HttpResponse:
    """Who was drawn, from where the chance came, and what was found."""
    there = recruitment.spot_check_of(check_id, reach(request))
    if there is None:
        raise OutOfReach
    scope = scope_of(request)
    problems: dict[str, str] = {}
    items = recruitment.items_of(there)
    if request.method == "POST":
        item = number_in(request.POST.get("item", "")) or 0
        if item not in {each.pk for each in items}:
            problems[""] = _("没有选是哪一件。")
        else:
            on = needed_day(request, f"on_{item}", problems)
            try:
                if not problems:
                    checks.find(
                        item, request.POST.get(f"outcome_{item}", ""), on=on,
                        note=request.POST.get(f"note_{item}", ""), officer=request.user,
                    )  # fmt: skip
                    messages.success(request, _("抽查结果已登记。"))
                    return HttpResponseRedirect(scope.address("spot_check", there.pk))
            except RecruitmentRefused as refused:
                problems = refused.problems
    places = place_names(each.village_code for each in items)
    answer = page(
        request, "recruitment/spot_check", scope, screen="rounds", check=there, problems=problems,
        items=[
            {"row": each, "person": person_shown(each.application.person), "place": places[each.village_code]}
            for each in items
        ],
        outcomes=list(checks.OUTCOMES.items()), typed=request.POST, today=timezone.localdate(),
        may_find=viewer_of(request).covers("recruitment.spot_check", there.region_code),
        last_day=there.until - timedelta(days=1),
    )  # fmt: skip
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer
