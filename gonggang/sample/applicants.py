"""The applicants of a round: people for the ranking of single posts, and others for posts everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from gonggang.core.month import Month
from gonggang.sample.ages import years_before
from gonggang.sample.identities import any_birth, spoilt_check
from gonggang.sample.model import Applicant, County, Post
from gonggang.sample.places import UNKNOWN_VILLAGES
from gonggang.sample.planting import per_thousand
from gonggang.sample.roster import RURAL_CATEGORIES, URBAN_CATEGORIES, RosterBuilder
from gonggang.sample.writings import impossible_date, masked_id, scientific_id

FAMILIES: Final = ("无", "无", "低保家庭", "零就业家庭")
RANKED_POSTS_SHARE: Final = 0.5  # ranked posts for every thousand people in post
_RANKED_APPLICANTS: Final = (6, 10)


class ApplicantBuilder:
    """Fills the applicants of one county."""

    def __init__(self, chance: Random, county: County, builder: RosterBuilder) -> None:
        self._chance = chance
        self._county = county
        self._builder = builder
        self._month: Month = county.month
        self._rural = [name for name, _ in RURAL_CATEGORIES]
        self._urban = [name for name, _ in URBAN_CATEGORIES]

    def build(self, number: int) -> list[Applicant]:
        """That many applicants, and one repeated row; returns those for kin to be planted on."""
        chance = self._chance
        posts = [post for post in self._county.posts if post.refused is None]
        ranked_number = min(len(posts) // 4, per_thousand(len(self._county.roster), RANKED_POSTS_SHARE))
        ranked = chance.sample([post for post in posts if not post.village.urban] or posts, ranked_number)
        applicants: list[Applicant] = []
        for post in ranked:
            applicants += self._ranking(post)
        others = [post for post in posts if post not in ranked]
        plain = [self._plain(chance.choice(others)) for _ in range(max(6, number - len(applicants)))]
        refused = self._spoil(plain)
        applicants += plain
        chance.shuffle(applicants)
        repeated = next(one for one in applicants if one.refused is None)
        copy = Applicant(
            repeated.person,
            repeated.post,
            repeated.categories,
            repeated.recognised_on,
            repeated.family,
            repeated.pledged_on,
            repeated.applied_on,
            refused=("身份证号", "duplicate_in_file"),
        )
        self._county.applicants = [*applicants, copy]
        return [one for one in plain if one.refused is None and one is not repeated and one not in refused]

    def _days(self) -> tuple[date, date]:
        applied = self._month.first + timedelta(days=self._chance.randint(-20, 8))
        return applied - timedelta(days=self._chance.randint(0, 4)), applied

    def _applicant(
        self, post: Post, birth: date, categories: tuple[str, ...], recognised_on: date, family: str
    ) -> Applicant:
        pledged, applied = self._days()
        person = self._builder.person(birth, self._chance.random() < 0.55)
        return Applicant(person, post, categories, recognised_on, family, pledged, applied)

    def _plain(self, post: Post) -> Applicant:
        chance, last = self._chance, self._month.last
        names = self._urban if post.village.urban else self._rural
        categories = tuple(chance.sample(names, chance.choice((1, 1, 1, 2, 2, 3))))
        youngest = 22 if any("残疾" in name or "单亲" in name for name in categories) else 45
        oldest = 49 if post.village.urban else 63
        birth = any_birth(chance, years_before(last, oldest), years_before(last, min(youngest, oldest - 4)))
        return self._applicant(post, birth, categories, self._recognised(), chance.choice(FAMILIES))

    def _recognised(self) -> date:
        return self._month.first - timedelta(days=self._chance.randint(100, 1500))

    def _ranking(self, post: Post) -> list[Applicant]:
        """Applicants of one category whose order turns on each of the three keys, and a tie in all."""
        chance, last = self._chance, self._month.last
        category = (chance.choice(self._rural),)
        births = [
            any_birth(chance, years_before(last, 62), years_before(last, 46))
            for _ in range(chance.randint(*_RANKED_APPLICANTS) - 5)
        ]
        same = any_birth(chance, years_before(last, 60), years_before(last, 48))
        day = self._recognised()
        made = [
            self._applicant(post, birth, category, self._recognised(), chance.choice(FAMILIES))
            for birth in births
        ]
        made.append(self._applicant(post, same, category, day, "无"))
        made.append(
            self._applicant(post, same, category, day - timedelta(days=chance.randint(30, 300)), "无")
        )
        made.append(self._applicant(post, same, category, day, "低保家庭"))
        twin = any_birth(chance, years_before(last, 55), years_before(last, 47))
        for _ in range(2):
            made.append(self._applicant(post, twin, category, day, "零就业家庭"))
        return made

    def _spoil(self, plain: list[Applicant]) -> list[Applicant]:
        """One row in thirty-odd that cannot be taken in, each for a reason of its own."""
        chance = self._chance
        kinds = (
            "scientific_notation",
            "masked_id",
            "bad_check_digit",
            "bad_date",
            "missing_required",
            "unknown_region",
        )
        chosen = chance.sample(plain, min(len(plain) // 4, max(len(kinds), len(plain) // 33)))
        for place, one in enumerate(chosen):
            reason = kinds[place % len(kinds)]
            column = {"bad_date": "报名日期", "missing_required": "姓名", "unknown_region": "村"}.get(
                reason, "身份证号"
            )
            one.refused = (column, reason)
            number = one.person.id_number
            one.written[column] = {
                "scientific_notation": scientific_id(number),
                "masked_id": masked_id(chance, number),
                "bad_check_digit": spoilt_check(number, chance),
                "bad_date": impossible_date(chance, self._month.year),
                "missing_required": "",
                "unknown_region": chance.choice(UNKNOWN_VILLAGES),
            }[reason]
        return chosen
