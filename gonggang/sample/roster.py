"""The people in post of a sample county before anything is planted: all in order, none in a register."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from gonggang.core.month import Month
from gonggang.sample.ages import later_by_months, retirement_month, years_before
from gonggang.sample.identities import IdentityMint, any_birth
from gonggang.sample.model import Person, Placement, Post, Practice
from gonggang.sample.names import new_name
from gonggang.sample.places import Village

RURAL_CATEGORIES: Final = (
    ("农村低收入人口", 21),
    ("农村残疾人", 17),
    ("脱贫享受政策人口", 17),
    ("农村大龄人员", 17),
    ("抚养未成年子女的未就业单亲家庭成员", 9),
)
URBAN_CATEGORIES: Final = (
    ("持残疾人证失业人员", 32),
    ("城镇大龄失业人员", 29),
    ("城镇零就业家庭人员", 21),
    ("城镇低保失业人员", 18),
)
BANKS: Final = ("示范农村商业银行", "邮储银行示范县支行", "农业银行示范县支行")
TERM_MONTHS: Final = 36
_MOVED_SHARE: Final = 0.13
_NOTES: Final = ("", "", "", "续签", "已参保意外险")
# Days between a stage and the one before it: least and most.
_GAPS: Final = ((3, 10), (2, 8), (1, 5), (0, 0), (0, 4), (1, 6), (0, 4), (1, 5))


class RosterBuilder:
    """Puts people into posts, one after another."""

    def __init__(self, chance: Random, mint: IdentityMint, month: Month, practice: Practice) -> None:
        self._chance = chance
        self._mint = mint
        self._month = month
        self._practice = practice
        self._starts_first = later_by_months(month.next().first, -TERM_MONTHS)
        self._starts_days = (month.plus(-1).last - self._starts_first).days

    def build(self, posts: list[Post], people: int) -> list[Placement]:
        """That many roster rows, township by township and village by village."""
        chance = self._chance
        by_village: dict[int, list[Post]] = {}
        for post in posts:
            by_village.setdefault(post.village.code, []).append(post)
        villages = list(by_village)
        weights = [1 + chance.random() * 2 for _ in villages]
        counts = _shares(people, weights)
        roster = []
        for code, count in zip(villages, counts, strict=True):
            roster += [self.placement(chance.choice(by_village[code])) for _ in range(count)]
        return roster

    def placement(self, post: Post) -> Placement:
        """A new person in a post, everything in order."""
        chance = self._chance
        urban = post.village.urban
        male = chance.random() < 0.52
        categories = URBAN_CATEGORIES if urban else RURAL_CATEGORIES
        category = chance.choices(categories, [weight for _, weight in categories])[0][0]
        if male:
            retirement = "男60"
        else:
            blank = not urban and chance.random() < 0.2
            retirement = "" if blank else chance.choice(("女50", "女55"))
        stages = self.stages(
            self._starts_first + timedelta(days=int(chance.random() ** 0.9 * self._starts_days))
        )
        announced = stages[0]
        assert announced is not None
        return Placement(
            person=self.person(self._birth(urban, male, retirement, category), male),
            post=post,
            category=category,
            recognised_on=announced - timedelta(days=30 + int(chance.random() * 1500)),
            retirement=retirement,
            stages=stages,
            order=2 if chance.random() < 0.05 else 1,
            note=chance.choice(_NOTES),
        )

    def person(self, birth: date, male: bool, moved: bool | None = None) -> Person:
        """A new person with that birth."""
        chance = self._chance
        moved = chance.random() < _MOVED_SHARE if moved is None else moved
        return Person(
            id_number=self._mint.number(birth, male, moved),
            name=new_name(chance, male),
            male=male,
            birth=birth,
            phone=self._mint.phone(),
            bank=chance.choice(BANKS),
            account=self._mint.account(),
        )

    def stages(self, begins: date, notice_days: int | None = None) -> list[date | None]:
        """The nine days of a proper procedure that ends with the start of work."""
        chance = self._chance
        if begins.month == 2 and begins.day == 29:  # three years on it has no day of its own
            begins -= timedelta(days=1)
        days = [begins]
        for place in range(len(_GAPS) - 1, -1, -1):
            least, most = _GAPS[place]
            gap = least + int(chance.random() * (most - least + 1))
            if place == 3:
                gap = chance.randint(*self._practice.notice_days) if notice_days is None else notice_days
            days.append(days[-1] - timedelta(days=gap))
        return list(reversed(days))

    def _birth(self, urban: bool, male: bool, retirement: str, category: str) -> date:
        """A birth with which neither the age limit of the post is reached nor the person under 18."""
        chance = self._chance
        last = self._month.last
        youngest = years_before(last, 30)
        if urban:
            oldest = years_before(last, 60 if male else 55 if retirement == "女55" else 50)
            while True:
                birth = any_birth(chance, oldest, youngest)
                if retirement_month(birth, retirement) > self._month:
                    return birth
        young = "残疾" in category or "单亲" in category
        return any_birth(
            chance, years_before(last, 65) + timedelta(days=1), youngest if young else years_before(last, 45)
        )


def contract_year(begins: date, month: Month) -> tuple[date, date]:
    """First and last day of the yearly agreement that runs in a month."""
    first = begins
    while later_by_months(first, 12) <= month.last:
        first = later_by_months(first, 12)
    return first, later_by_months(first, 12) - timedelta(days=1)


def village_roster(roster: list[Placement], village: Village) -> list[Placement]:
    """The rows of one village in file order."""
    return [placement for placement in roster if placement.post.village is village]


def _shares(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total."""
    scale = total / sum(weights)
    counts, carried = [], 0.0
    for weight in weights:
        carried += weight * scale
        whole = round(carried)
        counts.append(whole)
        carried -= whole
    counts[-1] += total - sum(counts)
    return counts
