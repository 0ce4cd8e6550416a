"""Eligibility of an application worked out again: as of the start day, with the parameters then in force (6.6).

What other departments knew then is taken from the comparison on which the start rested: each check is a condition of
its own, and what was not compared, or never, is for a person to verify, not clean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from gonggang.placements.queries import earlier_of
from gonggang.policy.finding import Finding, Verdict
from gonggang.recruitment.eligibility import Applicant, age_day_of, judged
from gonggang.recruitment.models import Application, CompletedStage, PreScreening
from gonggang.recruitment.queries.reviews import cleared_hits
from gonggang.screening.sentences import CHECK_LABELS, WHY_LABELS

# Conditions that only another department's register can tell; age and earlier placements are worked out here.
FROM_REGISTERS: Final = ("employee_insurance", "business_licence", "pension", "death", "fiscal_payroll")


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What is found. `on`: the day whose parameters count, `age_day`: that of the ages; `started`: in post."""

    findings: tuple[Finding, ...]
    on: date
    age_day: date
    started: bool

    @property
    def contradicts(self) -> tuple[Finding, ...]:
        """What speaks against a start that has happened."""
        return tuple(each for each in self.findings if self.started and each.verdict == "not_met")


def eligibility_of(application: Application) -> Eligibility:
    """An application's conditions on its start day, or on the day of application where there is no start yet."""
    start = CompletedStage.objects.filter(application=application, stage="onboarding").first()
    applied = application.applied_on or date.min
    on = start.completed_on if start else applied
    region = application.village_code or 0
    deadline = application.round.applications_end_on if application.round else applied
    day = age_day_of(
        region=region, on=on, applied_on=applied, deadline=deadline,
        starts_on=start.completed_on if start else None,
    )  # fmt: skip
    turns = [
        (begins, ends)
        for begins, ends, _village in earlier_of([application.person_id]).get(application.person_id, [])
        if begins < on
    ]
    person = application.person
    applicant = Applicant(
        birth_on=person.birth_on, sex=person.sex, retirement_category=person.retirement_category,
        categories=tuple(application.categories), turns=len(turns),
        urban_rural=application.post.urban_rural if application.post else None,
        in_post=any(ends is None or ends > on for _begins, ends in turns),
    )  # fmt: skip
    findings = judged(applicant, region=region, age_day=day, on=on) + _compared(
        application, on, start is not None
    )
    return Eligibility(tuple(findings), on, day, start is not None)


def _compared(application: Application, on: date, started: bool) -> list[Finding]:
    """What the newest comparison up to a day says, check by check; before a start, nothing where there was none."""
    rows = (
        PreScreening.objects.filter(application=application, compared_on__lte=on)
        if started
        else (PreScreening.objects.filter(application=application))
    )
    snapshot = rows.order_by("-compared_on", "-pk").first()
    if snapshot is None:
        return [_verify("上岗以前没有比对快照，当时其他部门的登记由人核定")] if started else []
    cleared = cleared_hits(application.pk)
    unknown = {one["check"]: one["why"] for one in snapshot.not_compared}
    found = []
    for check in FROM_REGISTERS:
        label, when = CHECK_LABELS[check], f"{snapshot.compared_on} 的比对"
        hits = [hit for hit in snapshot.hits if hit["check"] == check]
        left = [hit for hit in hits if (check, hit["fact_on"]) not in cleared]
        if left:
            verdict: Verdict = "not_met" if any(hit["level"] == "BLOCK" for hit in left) else "to_verify"
            found.append(
                Finding(verdict, "7.2", f"{label}：{when}命中，{left[0]['detail']}", {"check": check})
            )
        elif check in unknown:
            found.append(
                _verify(
                    f"{label}：{when}没有比上（{WHY_LABELS.get(unknown[check], unknown[check])}），由人核定"
                )
            )
        else:
            said = "命中已核实排除" if hits else "没有命中"
            found.append(Finding("met", "7.2", f"{label}：{when}{said}", {"check": check}))
    if any(hit["check"] == "name_mismatch" for hit in snapshot.hits):
        found.append(_verify(f"{CHECK_LABELS['name_mismatch']}：{snapshot.compared_on} 的比对里有，由人核定"))
    return found


def _verify(sentence: str) -> Finding:
    return Finding("to_verify", "7.2", sentence)
