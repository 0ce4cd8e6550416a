"""What the rules need to know of people who leave and of openings, read together for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from gonggang.bridging.models import Opening, Wish
from gonggang.bridging.rules import Leaver, Vacancy
from gonggang.core.dates import CountsFrom, LeapBirthday
from gonggang.people import queries as people
from gonggang.policy.parameters import parameters
from gonggang.policy.retirement import statutory_retirement
from gonggang.regions.rules import COUNTY, enclosing


def age_counting(village_code: int, on: date) -> tuple[CountsFrom, LeapBirthday]:
    """How ages are counted in the county of a village on a day."""
    get, county = parameters().get, enclosing(village_code, COUNTY)
    return (
        get("age_counts_from", region=county, on=on),
        get("leap_birthday", region=county, on=on),
    )


def retirement_days(person: Any, village_code: int, on: date) -> tuple[date, ...]:
    """The first days of statutory retirement that are possible for a person; several where the category is open."""
    written = person.retirement_category or ("male60" if person.sex == "male" else None)
    kinds = (written,) if written else ("female50", "female55")
    months = [statutory_retirement(person.birth_on, kind).month for kind in kinds]
    county = enclosing(village_code, COUNTY)
    begins = parameters().get("statutory_day", region=county, on=on) == "month_start"
    return tuple(sorted({(month if begins else month.next()).first for month in months if month is not None}))


def newest_wishes(placement_ids: Iterable[int]) -> dict[int, Wish]:
    """What was said last, by the placement that ends."""
    rows = Wish.objects.filter(warning__placement__in=set(placement_ids)).select_related("warning")
    found: dict[int, Wish] = {}
    for wish in rows.order_by("pk"):
        found[wish.warning.placement_id] = wish
    return found


def leaver_facts(warnings: Sequence[Any], on: date) -> dict[int, Leaver]:
    """What is known of those who leave, by warning; the warnings come with their persons."""
    wishes = newest_wishes(warning.placement_id for warning in warnings)
    categories = people.categories_by_person(warning.person_id for warning in warnings)
    return {
        warning.pk: leaver_of(
            warning, wishes.get(warning.placement_id), categories.get(warning.person_id), on
        )
        for warning in warnings
    }


def leaver_of(warning: Any, wish: Wish | None, categories: set[str] | None, on: date) -> Leaver:
    """One who leaves, as the rules take them. That no category of the disabled is on file proves nothing."""
    return Leaver(
        key=warning.pk,
        birth=warning.person.birth_on,
        retires=retirement_days(warning.person, warning.village_code, on),
        free_from=max(warning.ends_on, on),
        village_code=warning.person.village_code or warning.village_code,
        schooling=(wish.schooling or None) if wish else None,
        skills=tuple(wish.skills) if wish else (),
        experience=dict(wish.experience) if wish else None,
        wished=tuple(wish.wished) if wish else (),
        reach=(wish.reach or None) if wish else None,
        wage_fen=wish.wage_fen if wish else None,
        disabled=True if categories and "DISABLED" in categories else None,
    )


def vacancy_of(opening: Opening) -> Vacancy:
    """An opening as the rules take it."""
    return Vacancy(
        key=opening.pk,
        work=opening.work,
        employment=opening.employment,
        village_code=opening.village_code,
        wage_fen=opening.wage_from_fen,
        places_left=opening.places - opening.places_taken,
        offered_from=opening.offered_from,
        offered_until=opening.offered_until,
        age_min=opening.age_min,
        age_max=opening.age_max,
        schooling=opening.schooling or None,
        skills_needed=tuple(opening.skills_needed),
        skills_liked=tuple(opening.skills_liked),
        experience_months=opening.experience_months,
        for_disabled=opening.for_disabled,
    )
