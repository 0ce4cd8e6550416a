"""Cases of the month: what it finds opens a case once; what people conclude goes back to where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from gonggang.casework import actions as casework
from gonggang.casework.actions import CaseRefused, NewCase
from gonggang.casework.queries import Case
from gonggang.core.month import Month
from gonggang.placements.queries import RosterEntry
from gonggang.policy.parameters import parameters
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions import relatives
from gonggang.screening import actions as screening
from gonggang.screening.queries import ScreeningRun
from gonggang.screening.verification import to_ask

HIT: Final = "hit"
CONTESTED: Final = "contested_placement"

_CONTESTED_WHY: Final = {
    "overlap": "同一段时间在两个岗位",
    "turn_taken": "安置次序重复",
    "third_placement": "第三次安置",
    "over_quota": "超出岗位名额",
}


def open_of_month(
    region: int, month: Month, run: ScreeningRun, roster: Iterable[RosterEntry], *, officer: Any
) -> list[int]:
    """Open the cases that a month gives rise to and that are not there yet; returns the new ones' keys.

    Hits, contested placements, undeclared relatives, and relatives now in office (clause 9.4). A case is never
    revived by running the month again.
    """
    on = timezone.localdate()
    those = list(roster)
    entries = [
        *_hits(run, region, month),
        *_contested(those),
        *relatives.undeclared_cases(recruitment.undeclared_relatives(region)),
        *relatives.now_in_office_cases(recruitment.now_in_office(those, month)),
    ]
    return casework.open_cases(entries, on=on, officer=officer)


def _hits(run: ScreeningRun, region: int, month: Month) -> Iterator[NewCase]:
    holding = parameters().get("holding_checks", region=region, on=month.last)
    for hit in to_ask(run, holding=holding, on=timezone.localdate()):
        yield NewCase(
            kind=HIT,
            subject=f"hit:{hit.pk}",
            village_code=hit.village_code,
            title=hit.detail,
            topic=hit.check_name,
            person_id=hit.person_id,
            facts={"month": str(month)},
        )


def _contested(roster: Iterable[RosterEntry]) -> Iterator[NewCase]:
    for entry in roster:
        if entry.contested_why is None:
            continue
        why = _CONTESTED_WHY.get(entry.contested_why, entry.contested_why)
        yield NewCase(
            kind=CONTESTED,
            subject=f"placement:{entry.placement_id}",
            village_code=entry.village_code,
            title=f"{why}：{entry.post_name}（{entry.post_number}），{entry.begins_on} 上岗",
            topic=entry.contested_why,
            person_id=entry.person_id,
            facts={"placement": entry.placement_id},
        )


@transaction.atomic
def conclude_case(
    case_id: int,
    *,
    outcome: str,
    reason: str,
    officer: Any,
    version: int | None = None,
    on: date | None = None,
) -> Case:
    """Conclude a case of any kind; what it says of a hit is written on the hit in the same transaction.

    Raises what casework raises: NoSuchCase, CaseChanged, CaseRefused.
    """
    if recruitment.is_open_objection(case_id):
        raise CaseRefused(
            {"": "公示异议要由乡镇在招募的异议页公布结果，结果公布时案件一并了结（6.9）。请到那里办。"}
        )
    case = casework.conclude(case_id, outcome=outcome, reason=reason, officer=officer, version=version)
    if case.kind == HIT:
        screening.decide(_hit_of(case), outcome, case.reason, on=on or timezone.localdate(), officer=officer)
    return case


@transaction.atomic
def reopen_case(case_id: int, *, reason: str, officer: Any, version: int | None = None) -> Case:
    """Open a concluded case again; a hit is then unverified again, and holds money again if it did before."""
    case = casework.reopen(case_id, reason=reason, officer=officer, version=version)
    if case.kind == HIT:
        screening.decide(_hit_of(case), "asked_again", reason, on=timezone.localdate(), officer=officer)
    return case


def _hit_of(case: Case) -> int:
    return int(case.subject.removeprefix("hit:"))
