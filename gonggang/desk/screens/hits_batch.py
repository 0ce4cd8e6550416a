"""Many hits at once: their cases are taken, with what became of each and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.casework import actions
from gonggang.casework import queries as casework
from gonggang.casework.actions import CaseChanged, CaseRefused
from gonggang.desk.lists import ticked
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown
from gonggang.regions.queries import in_ranges
from gonggang.reporting.words import CHECKS, word
from gonggang.screening import queries as screening


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one ticked row; `problem` is None where it went well."""

    name: str
    what: str
    address: str | None
    problem: str | None


@action("cases.work")
def claim_hits(request: HttpRequest) -> HttpResponse:
    """Take the cases of the hits that are ticked, each inside the officer's reach."""
    scope, viewer = scope_of(request), viewer_of(request)
    ranges = viewer.territories("cases.work")
    hits = screening.hit_rows(scope.region, scope.month).filter(in_ranges("village_code", ranges))
    found = list(hits.filter(pk__in=ticked(scope)))
    cases = casework.case_keys("hit", (f"hit:{hit.pk}" for hit in found))
    results = []
    for hit in found:
        key = cases.get(f"hit:{hit.pk}")
        problem = _("这条命中还没有立案：办理这个月就会立案。") if key is None else None
        case = casework.case_of(key, ranges) if key is not None else None
        if case is not None:
            try:
                actions.claim(case.pk, officer=viewer.officer, version=case.version)
            except (CaseRefused, CaseChanged) as refused:
                problem = str(refused)
        address = scope.address("case", case.pk) if case is not None else None
        name, what = person_shown(hit.person).name, word(CHECKS, hit.check_name)
        results.append(Result(name, what, address, problem))
    return page(
        request,
        "lists/batch",
        scope,
        screen="hits",
        verb=_("领取"),
        back="hits",
        results=results,
        done=sum(each.problem is None for each in results),
        refused=sum(each.problem is not None for each in results),
    )
