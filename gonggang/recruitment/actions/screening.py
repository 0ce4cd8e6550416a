"""The comparison before a start: applicants against the registers in use, a snapshot each (clauses 5.2, 7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.core.month import Month
from gonggang.core.national_id import id_key
from gonggang.people import queries as people
from gonggang.placements import queries as placements
from gonggang.policy.parameters import parameters
from gonggang.recruitment.actions.checks import check_day
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.relatives import open_undeclared
from gonggang.recruitment.models import Application, PreScreening
from gonggang.registers import queries as registers
from gonggang.screening.engine import compare
from gonggang.screening.results import ScreeningResult
from gonggang.screening.roster import RosterRow, build_roster

# How the source of a hit is named that lies among the applicants themselves.
ROSTER_NAME: Final = "报名名册"
_COUNTY: Final = 10**6


@transaction.atomic
def pre_screen(application_ids: Sequence[int], *, on: date, officer: Any) -> list[PreScreening]:
    """Compare applicants of rounds with the registers of their county and keep a snapshot of each.

    What could not be asked is kept as such: unknown is not "no". Cases of relatives whom nobody declared are opened.
    Raises Refused for a day that cannot be, and for applications that are closed.
    """
    check_day(on, what="比对")
    rows = list(
        Application.objects.filter(pk__in=application_ids, round__isnull=False, closing__isnull=True)
        .select_related("person", "post", "round_post__post")
        .order_by("pk")
    )
    if not rows:
        raise Refused("没有要比对的报名。请选还没有办结的人。")
    kept: list[PreScreening] = []
    by_county: dict[int, list[Application]] = {}
    for row in rows:
        by_county.setdefault((row.village_code or 0) // _COUNTY * _COUNTY, []).append(row)
    for county, those in sorted(by_county.items()):
        kept += _compare_county(county, those, on, officer)
    open_undeclared([row.pk for row in rows], on=on, officer=officer)
    return kept


def _compare_county(county: int, rows: list[Application], on: date, officer: Any) -> list[PreScreening]:
    numbers = people.id_numbers(row.person_id for row in rows)
    table = build_roster(_roster(rows, numbers, on), Month.of(on), parameters())
    result = compare(table, registers.paths(county), Month.of(on), roster_file=ROSTER_NAME)
    levels: dict[str, str] = parameters().get("screening_rule_levels", region=county, on=on)
    said = _said(result, levels)
    used = [each.as_json() for each in result.registers]
    fresh = []
    for row in rows:
        hits, unknown = said.get(id_key(numbers[row.person_id]), ([], []))
        fresh.append(
            PreScreening(
                application=row, compared_on=on, registers=used, hits=hits, not_compared=unknown,
                blocking=any(hit["level"] == "BLOCK" for hit in hits), officer=officer,
            )
        )  # fmt: skip
    kept = PreScreening.objects.bulk_create(fresh)
    audit.record(
        officer=officer,
        verb="recruitment.pre_screen",
        subject=f"round:{rows[0].round_id}" if len(rows) > 1 else f"application:{rows[0].pk}",
        region=county,
        detail={
            "people": len(kept),
            "hits": sum(len(each.hits) for each in kept),
            "blocking": sum(each.blocking for each in kept),
            "on": on.isoformat(),
        },
    )
    return kept


def _roster(rows: list[Application], numbers: dict[int, str], on: date) -> Iterator[RosterRow]:
    """Each applicant as if in the post asked for, and the posts in which the same people are already."""
    for row in rows:
        post = row.round_post.post if row.round_post else row.post
        yield RosterRow(
            placement=f"application:{row.pk}",
            person_key=id_key(numbers[row.person_id]),
            name=row.person.name,
            urban_rural=post.urban_rural if post else None,
            started_on=on,
            village_code=row.village_code or 0,
            retirement_category=row.person.retirement_category,
            host_unit=post.host_unit if post else None,
            host_uscc=post.host_uscc if post else None,
            post_number=post.number if post else row.post_number,
        )
    names = {row.person_id: row.person for row in rows}
    for there in placements.alive_on(names, on):
        person = names[there.person_id]
        yield RosterRow(
            placement=str(there.pk),
            person_key=id_key(numbers[there.person_id]),
            name=person.name,
            urban_rural=there.urban_rural,
            started_on=there.during.lower,
            village_code=there.village_code,
            retirement_category=person.retirement_category,
            host_unit=there.host_unit,
            host_uscc=there.host_uscc,
            post_number=there.post.number,
        )


Said = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def _said(result: ScreeningResult, levels: dict[str, str]) -> dict[int, Said]:
    """By person, the hits with their level and what could not be compared; a check without a level goes to a person."""
    found: dict[int, Said] = {}
    for hit in result.hits:
        found.setdefault(hit.person_key, ([], []))[0].append(
            {
                "check": hit.check,
                "level": levels.get(hit.check, "REVIEW"),
                "fact_on": hit.fact_date.isoformat() if hit.fact_date else None,
                "register": hit.register,
                "source_file": hit.source_file,
                "source_row": hit.source_row,
                "detail": hit.detail,
            }
        )
    for one in result.not_compared:
        found.setdefault(one.person_key, ([], []))[1].append({"check": one.check, "why": one.why})
    return found
