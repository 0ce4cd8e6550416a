"""The certificate of disability: whose it is, of what kind and grade, and whether that counts as severe."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gonggang.core.national_id import parse_national_id
from gonggang.core.text import tidy_number, unreadable_number

DisabilityKind = Literal["visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"]

_FORM: Final = re.compile(r"^([0-9]{17}[0-9X])([1-7])([1-4])(?:B([0-9]))?$")
_KINDS: Final[tuple[DisabilityKind, ...]] = (
    "visual",
    "hearing",
    "speech",
    "physical",
    "intellectual",
    "mental",
    "multiple",
)
_GRADE_THREE: Final = 3


@dataclass(frozen=True, slots=True)
class DisabilityCertificate:
    """A certificate as read: grade 1 (gravest) to 4; `to_verify` when it belongs to another person."""

    verdict: Literal["ok", "to_verify", "refused"]
    reason: str | None
    id_number: str | None
    kind: DisabilityKind | None
    grade: int | None
    severe: bool | None
    reissue: int | None


def _refused(reason: str) -> DisabilityCertificate:
    return DisabilityCertificate("refused", reason, None, None, None, None, None)


def parse_disability_certificate(
    text: str | None,
    holder_id: str | None,
    as_of: datetime.date,
    severe_grades: Sequence[int],
    severe_grade_three_kinds: Sequence[DisabilityKind],
) -> DisabilityCertificate:
    """Reads a certificate number of 20 characters, or 22 after a reissue (clauses 5.2, 8.2 and 19.2).

    `severe_grades` and `severe_grade_three_kinds` are policy parameters: the grades that count as severe, and
    the kinds of which grade three counts too. `holder_id` is compared when given.
    """
    number = tidy_number(text)
    reason = unreadable_number(number)
    if reason is not None:
        return _refused(reason)
    found = _FORM.match(number)
    if found is None:
        return _refused("bad_format")
    holder = parse_national_id(found[1], as_of)
    if holder.verdict != "ok":
        return _refused(holder.verdict)
    kind, grade = _KINDS[int(found[2]) - 1], int(found[3])
    severe = grade in severe_grades or (grade == _GRADE_THREE and kind in severe_grade_three_kinds)
    of_other = holder_id is not None and tidy_number(holder_id) != holder.number
    return DisabilityCertificate(
        verdict="to_verify" if of_other else "ok",
        reason="other_person" if of_other else None,
        id_number=holder.number,
        kind=kind,
        grade=grade,
        severe=severe,
        reissue=int(found[4]) if found[4] else None,
    )
