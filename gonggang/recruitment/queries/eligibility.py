"""Eligibility of an application worked out again: as of the start day, with the parameters then in force (6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gonggang.placements.queries import earlier_of
from gonggang.policy.finding import Finding
from gonggang.recruitment.eligibility import Applicant, age_day_of, judged
from gonggang.recruitment.models import Application, CompletedStage


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
    return Eligibility(
        tuple(judged(applicant, region=region, age_day=day, on=on)), on, day, start is not None
    )
