"""What a sample county's procedures, posts, applicants and bank returns hold, and all of it as one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby
from statistics import median
from typing import Any

from gonggang.sample import truth
from gonggang.sample.model import NOTICE_BEGINS, NOTICE_ENDS, Applicant, County, Placement, Post

_STAGES = (
    "announcement",
    "application",
    "democratic_appraisal",
    "public_notice",
    "public_notice",
    "county_approval",
    "agreement",
    "induction_training",
    "onboarding",
)
_NOTICE_DAYS_MIN = 5
_SPREAD_PERCENT = 30
_LIKE_POSTS_MIN = 4

# What the applicant is to the official, when the applicant is that relative of the official …
_RELATIVE = {
    **dict.fromkeys(("10", "11", "12"), "SPOUSE"),
    **dict.fromkeys(("50", "51", "52"), "PARENT"),
    **dict.fromkeys(("53", "54", "55", "56"), "PARENT_IN_LAW"),
    **dict.fromkeys(("20", "30"), "CHILD"),
    **dict.fromkeys(("28", "38"), "CHILD_SPOUSE"),
    **dict.fromkeys(("71", "73", "75", "77"), "SIBLING"),
    **dict.fromkeys(("61", "62"), "GRANDPARENT"),
    **dict.fromkeys(("63", "64"), "MATERNAL_GRANDPARENT"),
    **dict.fromkeys(("41", "42"), "GRANDCHILD"),
    **dict.fromkeys(("43", "44"), "MATERNAL_GRANDCHILD"),
}
# … and when the official is that relative of the applicant.
_TURNED = {
    "SPOUSE": "SPOUSE",
    "PARENT": "CHILD",
    "CHILD": "PARENT",
    "PARENT_IN_LAW": "CHILD_SPOUSE",
    "CHILD_SPOUSE": "PARENT_IN_LAW",
    "SIBLING": "SIBLING",
    "GRANDPARENT": "GRANDCHILD",
    "GRANDCHILD": "GRANDPARENT",
    "MATERNAL_GRANDPARENT": "MATERNAL_GRANDCHILD",
    "MATERNAL_GRANDCHILD": "MATERNAL_GRANDPARENT",
}


def expected(county: County) -> dict[str, Any]:
    """The whole of expected.json."""
    return {
        "month": str(county.month),
        "county": str(county.place.area),
        "screening": truth.screening(county),
        "not_compared": truth.not_compared(county),
        "procedure_defects": procedure_defects(county),
        "undeclared_relatives": undeclared_relatives(county),
        "payroll": truth.payroll(county),
        "attendance_anomalies": truth.attendance_anomalies(county),
        "expiring": truth.expiring(county),
        "importer": county.importer,
        "post_groups": {
            "must_group": county.must_group,
            "must_not_group": county.must_not_group,
            "outliers": outliers(county),
        },
        "ranking": ranking(county),
        "bank": bank(county),
    }


def procedure_defects(county: County) -> list[dict[str, Any]]:
    """Stages earlier than the one before, stages without a day, notices of fewer than five days."""
    found: set[tuple[str, str, str]] = set()
    for placement in county.accepted:
        for kind, stage in _defects(placement):
            found.add((placement.person.id_number, kind, stage))
    return [{"id_number": number, "kind": kind, "stage": stage} for number, kind, stage in sorted(found)]


def _defects(placement: Placement) -> list[tuple[str, str]]:
    defects = []
    before: date | None = None
    for name, day in zip(_STAGES, placement.stages, strict=True):
        if day is None:
            defects.append(("missing", name))
            continue
        if before is not None and day < before:
            defects.append(("inversion", name))
        before = day
    begins, ends = placement.stages[NOTICE_BEGINS], placement.stages[NOTICE_ENDS]
    if begins is not None and ends is not None and (ends - begins).days < _NOTICE_DAYS_MIN:
        defects.append(("notice_too_short", "public_notice"))
    return defects


def undeclared_relatives(county: County) -> list[dict[str, Any]]:
    """Applicants who said no and whom one row of kinship ties to someone in office."""
    applicants = {a.person.id_number: a for a in county.applicants if a.refused is None and not a.declared}
    found: set[tuple[str, str, str]] = set()
    for kin in county.kin:
        relation = _RELATIVE.get(kin.code)
        if relation is None:
            continue
        for number, official, seen in (
            (kin.relative_id, kin.id_number, relation),
            (kin.id_number, kin.relative_id, _TURNED[relation]),
        ):
            if number in applicants and _in_office(county, official, applicants[number].applied_on):
                found.add((number, seen, official))
    return [{"id_number": number, "relation": relation, "of": of} for number, relation, of in sorted(found)]


def _in_office(county: County, number: str, on: date) -> bool:
    for cadre in county.cadres:
        serves = cadre.begins <= on and (cadre.ends is None or cadre.ends >= on)
        if serves and cadre.refused is None and cadre.person.id_number == number:
            return True
    return any(
        payee.id_number == number and payee.refused is None and payee.begins <= on.year * 100 + on.month
        for payee in county.registers.fiscal
    )


def outliers(county: County) -> list[dict[str, Any]]:
    """Among four posts or more of one name, in town or in villages, those far from the median."""
    like: dict[tuple[str, bool], list[Post]] = defaultdict(list)
    for post in county.posts:
        if post.refused is None:
            like[post.name, post.village.urban].append(post)
    found = []
    for posts in like.values():
        if len(posts) < _LIKE_POSTS_MIN:
            continue
        for kind, values in (
            ("subsidy", [post.standard_fen for post in posts]),
            ("required_days", [post.days for post in posts]),
        ):
            middle = median(values)
            for post, value in zip(posts, values, strict=True):
                if abs(value - middle) * 100 > middle * _SPREAD_PERCENT:
                    found.append((post.number, kind))
    return [{"post": number, "kind": kind} for number, kind in sorted(found)]


def ranking(county: County) -> list[dict[str, Any]]:
    """The order of applicants for every post for which two or more applied, all of one category."""
    by_post: dict[str, list[Applicant]] = defaultdict(list)
    for applicant in county.applicants:
        if applicant.refused is None:
            by_post[applicant.post.number].append(applicant)
    found = []
    for number, applicants in sorted(by_post.items()):
        categories = {applicant.categories for applicant in applicants}
        if len(applicants) < 2 or len(categories) > 1 or len(next(iter(categories))) > 1:
            continue
        ordered = sorted(applicants, key=lambda applicant: (_keys(applicant), applicant.person.id_number))
        ties = [[one.person.id_number for one in group] for _, group in groupby(ordered, _keys)]
        village = applicants[0].post.village
        found.append(
            {
                "village_code": str(village.code),
                "village": village.name,
                "post": number,
                "order": [applicant.person.id_number for applicant in ordered],
                "ties": [tie for tie in ties if len(tie) > 1],
            }
        )
    return found


def _keys(applicant: Applicant) -> tuple[date, date, bool]:
    return applicant.person.birth, applicant.recognised_on, applicant.family == "无"


def bank(county: County) -> dict[str, Any]:
    """What the bank paid and what it could not pay, without repeated lines."""
    lines = [line for line in county.bank if line.refused is None]
    paid = [line.amount_fen for line in lines if not line.failure]
    failed = [
        {"id_number": line.placement.person.id_number, "reason": line.failure}
        for line in lines
        if line.failure
    ]
    return {"success_count": len(paid), "failed": failed, "total_success_fen": sum(paid)}
