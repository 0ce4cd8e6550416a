"""Relatives of officials and village cadres: who must be filed, by the codes of GB/T 4761."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

Relation = Literal[
    "SPOUSE",
    "PARENT",
    "PARENT_IN_LAW",
    "CHILD",
    "CHILD_SPOUSE",
    "SIBLING",
    "GRANDPARENT",
    "MATERNAL_GRANDPARENT",
    "GRANDCHILD",
    "MATERNAL_GRANDCHILD",
]
KinshipReason = Literal[
    "unknown_direction",
    "relation_not_listed",
    "unknown_relation",
    "adoptive_or_step_not_counted",
    "parents_in_law_of_wife_not_counted",
    "unknown_official",
    "not_an_official",
    "office_dates_unknown",
    "not_in_office",
]


@dataclass(frozen=True, slots=True)
class Kinship:
    """Whether a relation must be filed. `relation` is what the applicant is to the official."""

    verdict: Literal["yes", "no", "to_verify"]
    relation: Relation | None
    reason: KinshipReason | None


class _Tie(NamedTuple):
    relation: Relation
    by_step: bool = False  # adoptive and step relations, which a parameter counts or not
    of_wife: bool = False  # the official is a woman and the applicant a parent of her husband


def _table(*rows: tuple[str, _Tie]) -> dict[str, _Tie]:
    return {code: tie for codes, tie in rows for code in codes.split()}


_SPOUSE: Final = ("10 11 12", _Tie("SPOUSE"))
_SIBLING: Final = ("71 73 75 77", _Tie("SIBLING"))
_APPLICANT_IS: Final = _table(
    _SPOUSE,
    _SIBLING,
    ("50 51 52", _Tie("PARENT")),
    ("57 58", _Tie("PARENT", by_step=True)),
    ("55 56", _Tie("PARENT_IN_LAW")),
    ("53 54", _Tie("PARENT_IN_LAW", of_wife=True)),
    ("20 30", _Tie("CHILD")),
    ("27 37", _Tie("CHILD", by_step=True)),
    ("28 38", _Tie("CHILD_SPOUSE")),
    ("61 62", _Tie("GRANDPARENT")),
    ("63 64", _Tie("MATERNAL_GRANDPARENT")),
    ("41 42", _Tie("GRANDCHILD")),
    ("43 44", _Tie("MATERNAL_GRANDCHILD")),
)
_OFFICIAL_IS: Final = _table(
    _SPOUSE,
    _SIBLING,
    ("20 30", _Tie("PARENT")),
    ("27 37", _Tie("PARENT", by_step=True)),
    ("28", _Tie("PARENT_IN_LAW")),
    ("38", _Tie("PARENT_IN_LAW", of_wife=True)),
    ("50 51 52", _Tie("CHILD")),
    ("57 58", _Tie("CHILD", by_step=True)),
    ("53 54 55 56", _Tie("CHILD_SPOUSE")),
    ("41 42", _Tie("GRANDPARENT")),
    ("43 44", _Tie("MATERNAL_GRANDPARENT")),
    ("61 62", _Tie("GRANDCHILD")),
    ("63 64", _Tie("MATERNAL_GRANDCHILD")),
)
_TABLES: Final = {"applicant_is": _APPLICANT_IS, "official_is": _OFFICIAL_IS}
# Spouses of siblings; uncles, aunts, cousins, nephews and other relatives; no relative at all.
_NOT_LISTED: Final = frozenset({"72", "74", "76", "78", "99", *(str(code) for code in range(81, 98))})


def kinship_needs_filing(
    direction: str | None,
    relation_code: str | None,
    official_kind: str | None,
    office_begins: date | None,
    office_ends: date | None,
    applied_on: date | None,
    include_parents_in_law_of_wife: bool,
    adoptive_and_step_count: bool,
) -> Kinship:
    """Whether an applicant's relation to an official or village cadre must be filed (clauses 9.1 to 9.3).

    `direction` says whom the code describes: `applicant_is` or `official_is`. `office_ends` is the last day
    in office, itself inside; None is still in office. The first reason that is true is given.
    """
    if direction not in _TABLES:
        return Kinship("to_verify", None, "unknown_direction")
    if relation_code in _NOT_LISTED:
        return Kinship("no", None, "relation_not_listed")
    tie = _TABLES[direction].get(relation_code or "")
    if tie is None:
        return Kinship("to_verify", None, "unknown_relation")
    if tie.by_step and not adoptive_and_step_count:
        return Kinship("no", tie.relation, "adoptive_or_step_not_counted")
    if tie.of_wife and not include_parents_in_law_of_wife:
        return Kinship("no", tie.relation, "parents_in_law_of_wife_not_counted")
    return _judge_office(tie.relation, official_kind, office_begins, office_ends, applied_on)


def _judge_office(
    relation: Relation,
    official_kind: str | None,
    office_begins: date | None,
    office_ends: date | None,
    applied_on: date | None,
) -> Kinship:
    """The second half: whether the relative is an official, and was one on the day of application."""
    if official_kind == "other":
        return Kinship("no", relation, "not_an_official")
    if official_kind not in ("public_official", "village_cadre"):
        return Kinship("to_verify", relation, "unknown_official")
    if office_begins is None or applied_on is None:
        return Kinship("to_verify", relation, "office_dates_unknown")
    if applied_on < office_begins or (office_ends is not None and applied_on > office_ends):
        return Kinship("no", relation, "not_in_office")
    return Kinship("yes", relation, None)
