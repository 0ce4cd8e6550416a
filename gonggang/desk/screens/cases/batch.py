"""Many cases at once: taken or given out, with what became of each and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.casework import actions
from gonggang.casework import queries as casework
from gonggang.casework.actions import CaseChanged, CaseRefused
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.cases.officers import officer_who_may
from gonggang.desk.screens.cases.shown import CaseShown, Reach, cases_shown, reach_of
from gonggang.desk.screens.shell import page

CASES_MAX = 200


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case of a batch; `problem` is None where it went well."""

    case: CaseShown
    problem: str | None


@action("cases.work")
def claim_many(request: HttpRequest) -> HttpResponse:
    """Take all the cases that are ticked."""
    reach = reach_of(request, "cases.work")
    return _batch(
        request,
        reach,
        _("领取"),
        lambda case, version: actions.claim(case.pk, officer=reach.officer, version=version),
    )


@action("cases.assign")
def assign_many(request: HttpRequest) -> HttpResponse:
    """Give all the cases that are ticked to one officer, each only if that officer may work on it."""
    reach = reach_of(request, "cases.assign")
    reason = request.POST.get("assign_reason", "")
    key = _whole(request.POST.get("to", ""))

    def give(case: Any, version: int) -> None:
        to = officer_who_may(key, case.village_code, reach)
        if to is None:
            raise CaseRefused({"to": _("没有选办理人，或这个人管不到这个村（社区）。请另选一人。")})
        actions.assign(case.pk, to=to, reason=reason, officer=reach.officer, version=version)

    return _batch(request, reach, _("分派"), give)


def _batch(request: HttpRequest, reach: Reach, verb: str, act: Callable[[Any, int], object]) -> HttpResponse:
    results: list[Result] = []
    ticked = (
        (request.POST.getlist("row") or request.POST.getlist("case"))[:CASES_MAX]
        if request.method == "POST"
        else []
    )
    for text in ticked:
        key, _sep, version = text.partition(":")
        case = casework.case_of(_whole(key), reach.ranges)
        if case is None:
            continue
        problem = None
        try:
            act(case, _whole(version))
        except CaseRefused as refused:
            problem = str(refused)
        except CaseChanged as changed:
            problem = str(changed)
        now = casework.case_of(case.pk, reach.ranges) or case
        results.append(Result(cases_shown([now], reach.today)[0], problem))
    return page(
        request,
        "cases/batch",
        scope_of(request),
        screen="cases",
        verb=verb,
        results=results,
        done=sum(result.problem is None for result in results),
        refused=sum(result.problem is not None for result in results),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
