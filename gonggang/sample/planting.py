"""What is planted in a roster: rows that cannot be taken in, people past the age, second posts, defects.

Every planted thing has its own people, so that one finding never blurs another; beside each stand look-alikes
that are in order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Final

from gonggang.core.month import Month
from gonggang.sample.ages import later_by_months, retirement_month, years_before
from gonggang.sample.identities import IdentityMint, any_birth, spoilt_check
from gonggang.sample.model import (
    NOTICE_BEGINS,
    NOTICE_ENDS,
    Placement,
    Practice,
    Refusal,
)
from gonggang.sample.names import DOTTED_NAMES, rare_name
from gonggang.sample.places import UNKNOWN_VILLAGES, Village
from gonggang.sample.roster import RosterBuilder
from gonggang.sample.writings import impossible_date, masked_id, scientific_id, words

MECHANICAL_ROWS_MIN: Final = 4
_ROW_FIELDS: Final = words("person post category recognised_on retirement stages order note")
_RURAL_AGE: Final = 65


def per_thousand(people: int, number: float, least: int = 1) -> int:
    """How many of a thing a county of that size gets, when one of a thousand people gets `number`."""
    return max(least, round(people * number / 1000))


class Pool:
    """The roster rows that nothing has been planted on yet, in an order left to chance."""

    def __init__(self, chance: Random, roster: list[Placement]) -> None:
        self._free = list(roster)
        chance.shuffle(self._free)

    def draw(
        self, number: int, fits: Callable[[Placement], bool] = lambda placement: True
    ) -> list[Placement]:
        """Take out that many rows that fit, or as many as there are."""
        taken: list[Placement] = []
        kept: list[Placement] = []
        for place, placement in enumerate(self._free):
            if len(taken) == number:
                kept += self._free[place:]
                break
            (taken if fits(placement) else kept).append(placement)
        self._free = kept
        return taken

    def take(self, placements: list[Placement]) -> None:
        """Take out these rows."""
        gone = set(map(id, placements))
        self._free = [placement for placement in self._free if id(placement) not in gone]


def rural(placement: Placement) -> bool:
    """Whether the row is of a village post."""
    return not placement.urban


def urban(placement: Placement) -> bool:
    """Whether the row is of a post in the county town."""
    return placement.urban


class Planter:
    """Plants findings in one county's roster; registers, attendance and the rest are planted elsewhere."""

    def __init__(
        self,
        chance: Random,
        mint: IdentityMint,
        builder: RosterBuilder,
        roster: list[Placement],
        month: Month,
        practice: Practice,
    ) -> None:
        self._chance = chance
        self._mint = mint
        self._builder = builder
        self._roster = roster
        self._month = month
        self._practice = practice
        self._people = len(roster)
        self.pool = Pool(chance, roster)
        self.mechanical: list[Village] = []

    def plant(self) -> None:
        """Everything that lies in the roster alone."""
        self._names()
        self._mechanical_villages()
        self._refused_rows()
        self._repeated_rows()
        self._second_posts()
        self._shared_accounts()
        self._past_the_age()
        self._unknown_categories()
        self._procedure()

    def _number(self, per: float, least: int = 1) -> int:
        return per_thousand(self._people, per, least)

    def _names(self) -> None:
        for placement in self._chance.sample(self._roster, min(self._people, self._number(2))):
            placement.person.name = rare_name(self._chance)
        for placement in self._chance.sample(self._roster, min(self._people, self._number(2))):
            placement.person.name = self._chance.choice(DOTTED_NAMES)

    def _mechanical_villages(self) -> None:
        """Villages whose sheet says that everybody worked on every day."""
        by_village: dict[int, list[Placement]] = {}
        for placement in self._roster:
            by_village.setdefault(placement.post.village.code, []).append(placement)
        fit = [rows for rows in by_village.values() if len(rows) >= MECHANICAL_ROWS_MIN and rural(rows[0])]
        for rows in self._chance.sample(fit, min(len(fit), max(1, round(len(by_village) / 30)))):
            self.mechanical.append(rows[0].post.village)
            self.pool.take(rows)

    def _refused_rows(self) -> None:
        chance = self._chance

        def spoil(per: float, refused: Refusal, written: Callable[[Placement], object]) -> None:
            for placement in self.pool.draw(self._number(per)):
                placement.refused = refused
                placement.written[refused[0]] = written(placement)

        spoil(4, ("身份证号", "scientific_notation"), lambda p: scientific_id(p.person.id_number))
        spoil(4, ("身份证号", "masked_id"), lambda p: masked_id(chance, p.person.id_number))
        spoil(4, ("身份证号", "bad_check_digit"), lambda p: spoilt_check(p.person.id_number, chance))
        spoil(1, ("姓名", "missing_required"), lambda p: None)
        spoil(3, ("岗位编号", "missing_required"), lambda p: None)
        spoil(1, ("上岗日期", "missing_required"), lambda p: None)
        spoil(2, ("上岗日期", "bad_date"), lambda p: impossible_date(chance, p.begins.year))
        spoil(1.5, ("报名日期", "bad_date"), lambda p: impossible_date(chance, p.begins.year))
        spoil(3, ("村", "unknown_region"), lambda p: chance.choice(UNKNOWN_VILLAGES))

    def _repeated_rows(self) -> None:
        """The same person and post a second time further down in the same village."""
        for _ in range(self._number(3)):
            for repeated in self.pool.draw(1, self._has_row_above):
                above = self._row_above(repeated)
                assert above is not None
                for name in _ROW_FIELDS:
                    setattr(repeated, name, getattr(above, name))
                repeated.refused = ("身份证号", "duplicate_in_file")
                self.pool.take([above])

    def _row_above(self, placement: Placement) -> Placement | None:
        place = self._roster.index(placement)
        above = self._roster[place - 1] if place else None
        if above is None or above.refused or above.post.village is not placement.post.village:
            return None
        return above

    def _has_row_above(self, placement: Placement) -> bool:
        return self._row_above(placement) is not None

    def _second_posts(self) -> None:
        """One person in two posts of two villages, the one post known nothing of the other."""
        recent = later_by_months(self._month.first, -28)

        def fits(placement: Placement) -> bool:
            return rural(placement) and placement.begins >= recent and self.far_from_age(placement)

        for first in self.pool.draw(self._number(5), fits):
            others = self.pool.draw(
                1,
                lambda p, first=first: fits(p) and p.post.village is not first.post.village,  # type: ignore[misc]
            )
            for second in others:
                second.person, second.retirement = first.person, first.retirement
                second.category, second.recognised_on = first.category, first.recognised_on

    def far_from_age(self, placement: Placement) -> bool:
        """Whether the age limit is out of sight, so that no warning mixes with the finding."""
        if rural(placement):
            return placement.person.birth > years_before(self._month.last, _RURAL_AGE - 2)
        return placement.retirement == "" or (
            retirement_month(placement.person.birth, placement.retirement).minus(self._month) > 12
        )

    def _shared_accounts(self) -> None:
        """Two to four people who are paid into one account."""
        for _ in range(self._number(3)):
            group = self.pool.draw(self._chance.choice((2, 2, 3, 4)))
            for placement in group[1:]:
                placement.person.account = group[0].person.account

    def _past_the_age(self) -> None:
        chance, last = self._chance, self._month.last
        limit = years_before(last, _RURAL_AGE)
        for place, placement in enumerate(self.pool.draw(self._number(11), rural)):
            birth = any_birth(chance, years_before(last, _RURAL_AGE + 2), limit)
            self._reborn(placement, limit if place == 0 and limit.day == last.day else birth)
        for place, placement in enumerate(self.pool.draw(self._number(3), rural)):
            self._reborn(
                placement, any_birth(chance, limit + timedelta(1), limit + timedelta(1 + 90 * (place > 0)))
            )
        for placement in self.pool.draw(self._number(4), urban):
            self._reborn(placement, self._urban_birth(placement.retirement, -18, 0))
        for place, placement in enumerate(self.pool.draw(self._number(3), urban)):
            self._reborn(placement, self._urban_birth(placement.retirement, 1, 2 + place % 2))

    def _urban_birth(self, category: str, first: int, last: int) -> date:
        """A birth whose statutory month of retirement lies that many months from the month of the sample."""
        first_month, last_month = self._month.plus(first), self._month.plus(last)
        years = {"男60": 60, "女55": 55, "女50": 50}[category]
        while True:
            birth = any_birth(
                self._chance, years_before(first_month.first, years + 6), years_before(last_month.last, years)
            )
            if first_month <= retirement_month(birth, category) <= last_month:
                return birth

    def _reborn(self, placement: Placement, birth: date) -> None:
        person = placement.person
        person.birth = birth
        person.id_number = self._mint.number(birth, person.male)

    def _unknown_categories(self) -> None:
        """Women in the county town without a category of retirement: not compared, never cleared out."""
        last = self._month.last
        for placement in self.pool.draw(self._number(7), lambda p: urban(p) and not p.person.male):
            placement.retirement = ""
            self._reborn(placement, any_birth(self._chance, years_before(last, 54), years_before(last, 46)))

    def _procedure(self) -> None:
        """Stages out of order or without a date, notices that hung too short; and some that just suffice."""
        chance = self._chance
        for placement in self.pool.draw(self._number(10)):
            stage = chance.choice((1, 2, 2, NOTICE_BEGINS, 5, 6, 7))
            before = placement.stages[stage - 1]
            assert before is not None
            placement.stages[stage] = before - timedelta(days=chance.randint(1, 4))
        for placement in self.pool.draw(self._number(11)):
            stage = chance.choice((0, 1, 2, NOTICE_BEGINS, NOTICE_BEGINS, 5, 6, 7))
            placement.stages[stage] = None
            if stage == NOTICE_BEGINS:
                placement.stages[NOTICE_ENDS] = None
        for short in (True, False):
            for placement in self.pool.draw(self._number(8 if short else 3)):
                days = self._practice.notice_days_short if short else self._practice.notice_days[:1] * 2
                placement.stages = self._builder.stages(placement.begins, notice_days=chance.randint(*days))

    def late_starters(self) -> list[Placement]:
        """People whose work began after the first of the month, three at least where there are enough."""
        if self._month.days < 28:
            return []
        found = self.pool.draw(self._number(6, least=3))
        for placement in found:
            day = self._chance.randint(4, 19)
            placement.stages = self._builder.stages(self._month.day(day))
        return found
