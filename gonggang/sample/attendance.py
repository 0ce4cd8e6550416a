"""The marks of a month on the attendance sheets, and what people who died or began in it look like there."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from gonggang.core.month import Month
from gonggang.sample.ages import later_by_months
from gonggang.sample.model import Death, Placement
from gonggang.sample.names import other_name
from gonggang.sample.planting import Planter, per_thousand

PRESENT: Final = "√"
REST: Final = "休"
LEAVE: Final = "○"
SICK: Final = "△"
ABSENT: Final = "×"
BLANK: Final = ""

_EXTRA_DAYS: Final = (0, 0, 0, 0, 0, 1, 1, 2, 3, -1, -2, -4)


class MarkBuilder:
    """Writes the marks of one month."""

    def __init__(self, chance: Random, month: Month) -> None:
        self._chance = chance
        self._month = month

    def fill(self, roster: list[Placement], mechanical: set[int]) -> None:
        """Marks for every row that is on a sheet: those refused for anything but the ID are not."""
        for placement in roster:
            if placement.refused is not None and (
                placement.refused[0] != "身份证号" or placement.refused[1] == "duplicate_in_file"
            ):
                continue
            if placement.post.village.code in mechanical:
                placement.marks = [PRESENT] * self._month.days
            else:
                placement.marks = self.ordinary(placement.post.days)

    def ordinary(self, required: int) -> list[str]:
        """About as many days of work as required, scattered; rest, and now and then leave, on the others."""
        chance = self._chance
        days = self._month.days
        worked = required + _EXTRA_DAYS[int(chance.random() * len(_EXTRA_DAYS))]
        worked = max(1, min(days - 1, worked))
        marks = [PRESENT] * worked + [REST] * (days - worked)
        draw = chance.random()
        if draw < 0.28:
            marks[-1] = (LEAVE, SICK, ABSENT)[int(draw / 0.28 * 3)]
            if draw < 0.02 and days - worked > 1:
                marks[-2] = LEAVE
        chance.shuffle(marks)
        return marks


def plant_late_starts(chance: Random, planter: Planter, month: Month) -> None:
    """Work begun within the month: some were marked present before it, some rightly not."""
    for place, placement in enumerate(planter.late_starters()):
        marks = placement.marks
        if marks is None:
            continue
        first = placement.begins.day
        marks[: first - 1] = [BLANK if place % 3 == 0 else REST] * (first - 1)
        if place % 3 == 2:
            early = chance.randint(1, first - 1)
            marks[first - 1 - early : first - 1] = [PRESENT] * early
        marks[first - 1] = PRESENT


def plant_deaths(chance: Random, planter: Planter, month: Month, people: int) -> list[Death]:
    """Deaths of people in post, before, in and after the month, and how their sheets go on."""
    recent = later_by_months(month.first, -24)

    def draw(per: float) -> list[Placement]:
        return planter.pool.draw(
            per_thousand(people, per),
            lambda p: p.marks is not None and recent <= p.begins < month.first and planter.far_from_age(p),
        )

    deaths = []
    for placement in draw(3):  # long dead, and present every month since
        span = (month.first - placement.begins).days
        deaths.append(
            _death(placement, month.first - timedelta(days=1 + int(chance.random() * min(span, 200))))
        )
    for placement in draw(2):  # long dead, and off the sheet
        span = (month.first - placement.begins).days
        deaths.append(
            _death(placement, month.first - timedelta(days=1 + int(chance.random() * min(span, 200))))
        )
        placement.marks = None
    for place, placement in enumerate(draw(4)):  # dead within the month
        died_on = month.day(chance.randint(6, 25))
        deaths.append(_death(placement, died_on))
        _marks_around_death(placement, died_on.day, place)
    for placement in draw(2):  # dead just after the month: all in order
        deaths.append(_death(placement, month.last + timedelta(days=chance.choice((1, 1, 4, 9)))))
    for placement in draw(1):  # another name under the same number: a question, and no day is taken off
        name = other_name(chance, placement.person.name, placement.person.male)
        deaths.append(Death(placement.person.id_number, name, month.day(chance.randint(3, 20))))
    return deaths


def _death(placement: Placement, died_on: date) -> Death:
    return Death(placement.person.id_number, placement.person.name, died_on)


def _marks_around_death(placement: Placement, day: int, place: int) -> None:
    """In turn: marked on after the death; off from the day of death; present on that day and off after it."""
    marks = placement.marks
    assert marks is not None
    if place % 3 == 0:
        marks[day:] = [PRESENT] * (len(marks) - day)
    elif place % 3 == 1:
        marks[day - 1 :] = [BLANK] * (len(marks) - day + 1)
    else:
        marks[day - 1 :] = [PRESENT] + [BLANK] * (len(marks) - day)
