"""Doubts about how people came into their posts, and the ledger of complaints."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.core.masks import mask
from gonggang.desk.paging import Worked, page_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.shell import narrowed, page, tabs, township_choices, township_value
from gonggang.desk.shown import person_shown, place_names
from gonggang.people import queries as people
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.queries import PersonDefect
from gonggang.reporting.words import COMPLAINT_STATUS, CONCLUSIONS, DEFECTS, STAGES, word
from gonggang.supervision import queries as supervision


@action("procedures.list")
def procedures(request: HttpRequest) -> HttpResponse:
    """The doubts about the procedures of those in post, one row a person, a kind and a stage (clause 6.2)."""
    scope = scope_of(request)
    kind = scope.one_of("kind", list(DEFECTS))
    township = scope.township()
    everything = recruitment.procedure_defects(scope.region, scope.month)
    counts = Counter(defect.kind for defect in everything)
    kept = [
        defect
        for defect in everything
        if kind in (None, defect.kind)
        and (township is None or defect.village_code // 1000 * 1000 == township)
    ]
    kept.sort(key=lambda defect: (defect.village_code, defect.placement_id))
    views = [
        (None, _("全部"), len(everything)),
        *((each, DEFECTS[each], counts[each]) for each in DEFECTS),
    ]
    query = {"kind": kind, "township": township_value(township)}
    return page(
        request,
        "procedures",
        scope,
        screen="procedures",
        people=len({defect.person_id for defect in kept}),
        label=word(DEFECTS, kind),
        query=query,
        tabs=tabs(scope, "procedures", "kind", kind, views),
        townships=township_choices(scope, township),
        page=page_of(scope, "procedures", Worked(kept), _defects, **query),
    )


def _defects(found: list[PersonDefect]) -> list[dict[str, Any]]:
    places = place_names(defect.village_code for defect in found)
    persons = people.by_ids(defect.person_id for defect in found)
    return [
        {
            "person": person_shown(persons[defect.person_id]),
            "place": places[defect.village_code],
            "kind": word(DEFECTS, defect.kind),
            "stage": word(STAGES, defect.stage),
        }
        for defect in found
    ]


@action("complaints.list")
def complaints(request: HttpRequest) -> HttpResponse:
    """The ledger of complaints. Who complained, and the text of it, stay in the ledger (clause 15.4)."""
    scope = scope_of(request)
    status = scope.one_of("status", ("open", "closed"))
    township = scope.township()
    everything = supervision.complaint_rows(scope.region)
    rows = narrowed(everything, township)
    if status:
        rows = rows.filter(closed_on__isnull=status == "open")
    total, still_open = supervision.complaint_counts(scope.region)
    views = [
        (None, _("全部"), total),
        ("open", _("未办结"), still_open),
        ("closed", _("已办结"), total - still_open),
    ]
    query = {"status": status, "township": township_value(township)}
    return page(
        request,
        "complaints",
        scope,
        screen="complaints",
        status=status,
        query=query,
        tabs=tabs(scope, "complaints", "status", status, views),
        townships=township_choices(scope, township),
        page=page_of(scope, "complaints", rows, _complaints, **query),
    )


def _complaints(found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(complaint.village_code for complaint in found)
    return [
        {
            "complaint": complaint,
            "place": places[complaint.village_code],
            # Whom a complaint is about may be a person: masked as a name, whatever it is.
            "about": mask("name", complaint.about),
            "is_open": complaint.closed_on is None,
            "status": word(COMPLAINT_STATUS, complaint.status),
            "conclusion": word(CONCLUSIONS, complaint.conclusion) if complaint.conclusion else "",
        }
        for complaint in found
    ]
