"""Whether somebody who leaves a public-welfare post fits an opening, and how well: each factor in one sentence (4.1).

What the opening asks for is a condition: one that fails rules it out, one that is not known goes to a person. What the
person would like only orders. There are no weights: openings are compared by one key after the other, as `ORDER` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gonggang.bridging.rules.words import (
    DISTANCES,
    EMPLOYMENTS,
    REACH_STEPS,
    REACHES,
    SCHOOLINGS,
    SKILLS,
    WORKS,
    Employment,
    Reach,
    Schooling,
    Work,
)
from gonggang.core.dates import CountsFrom, LeapBirthday, age_on
from gonggang.core.money import format_yuan
from gonggang.core.said import Listed, Said
from gonggang.policy.finding import Verdict

_STEPS: Final = (1, 10**3, 10**6, 10**8)
_RANKS: Final = {name: rank for rank, name in enumerate(SCHOOLINGS)}
_VERDICTS: Final = {"fits": 0, "to_verify": 1, "does_not_fit": 2}
# How openings (or people) that fit alike are ordered: the first key that differs decides.
ORDER: Final[tuple[Said, ...]] = (
    Said("条件合不合"),
    Said("在不在本人说的远近以内"),
    Said("是不是本人想做的"),
    Said("离家远近"),
    Said("岗位看重的技能有几样"),
    Said("同类工作做过几个月"),
    Said("够不够本人想要的工资"),
    Said("工资高低"),
)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose post ends. `retires` are the first days of statutory retirement that are possible for them.

    There are several where the category of retirement is not known, and none where nothing is. `free_from` is the first
    day out of post. `experience` is in months. None and an empty `wished` are what was not asked or left open.
    """

    birth: date
    retires: Sequence[date]
    free_from: date
    village_code: int
    schooling: Schooling | None = None
    skills: Sequence[str] = ()
    experience: Mapping[str, int] | None = None
    wished: Sequence[str] = ()
    reach: Reach | None = None
    wage_fen: int | None = None
    disabled: bool | None = None
    key: int = 0


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An opening of an institution. Ages and `offered_until` are included; `wage_fen` is the least of a month."""

    work: Work
    employment: Employment
    village_code: int
    wage_fen: int
    places_left: int
    offered_from: date
    offered_until: date
    age_min: int | None = None
    age_max: int | None = None
    schooling: Schooling | None = None
    skills_needed: Sequence[str] = ()
    skills_liked: Sequence[str] = ()
    experience_months: int | None = None
    for_disabled: bool = False
    key: int = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: a condition of the opening, or a wish of the person."""

    name: str
    is_condition: bool
    verdict: Verdict
    sentence: Said


@dataclass(frozen=True, slots=True)
class BridgingMatch:
    """How somebody and an opening go together; of two the smaller `order` comes first."""

    verdict: Literal["fits", "to_verify", "does_not_fit"]
    not_met: Sequence[str]
    to_verify: Sequence[str]
    wishes_not_met: Sequence[str]
    distance: int
    order: Sequence[int]
    factors: Sequence[Factor]


def distance(left: int, right: int) -> int:
    """Steps between two villages: 0 the same, 1 one township, 2 one county, 3 one city, 4 beyond."""
    return next((step for step, size in enumerate(_STEPS) if left // size == right // size), len(_STEPS))


def bridging_match(
    leaver: Leaver, vacancy: Vacancy, counts_from: CountsFrom, leap_birthday: LeapBirthday
) -> BridgingMatch:
    """Compares somebody with an opening, on the first day on which both are free (clauses 4.1, 4.4)."""
    starts = max(leaver.free_from, vacancy.offered_from)
    age = age_on(leaver.birth, starts, counts_from, leap_birthday).age
    conditions = [
        _working_age(leaver, starts),
        _age(age, vacancy),
        _schooling(leaver, vacancy),
        _skills_needed(leaver, vacancy),
        _experience_needed(leaver, vacancy),
        _disabled(leaver, vacancy),
        _free(starts, vacancy),
    ]
    apart = distance(leaver.village_code, vacancy.village_code)
    wishes = [
        _reach(leaver, apart),
        _wished(leaver, vacancy),
        _liked(leaver, vacancy),
        _known(leaver, vacancy),
    ]
    wishes.append(_wage(leaver, vacancy))
    not_met = [each.name for each in conditions if each.verdict == "not_met"]
    to_verify = [each.name for each in conditions if each.verdict == "to_verify"]
    verdict: Literal["fits", "to_verify", "does_not_fit"] = (
        "does_not_fit" if not_met else "to_verify" if to_verify else "fits"
    )
    unwished = [each.name for each in wishes if each.verdict == "not_met"]
    order = (
        _VERDICTS[verdict],
        int("reach" in unwished),
        int("wished" in unwished),
        apart,
        -len(set(leaver.skills) & set(vacancy.skills_liked)),
        -(leaver.experience or {}).get(vacancy.work, 0),
        int("wage" in unwished),
        -vacancy.wage_fen,
    )
    return BridgingMatch(verdict, not_met, to_verify, unwished, apart, order, (*conditions, *wishes))


def _condition(name: str, verdict: Verdict, sentence: Said) -> Factor:
    return Factor(name, True, verdict, sentence)


def _working_age(leaver: Leaver, starts: date) -> Factor:
    """Clause 4.4: still of working age on the first day. Where it depends on what is not known, a person decides."""
    still = [starts < day for day in leaver.retires]
    if not still or (any(still) and not all(still)):
        return _condition(
            "working_age", "to_verify", Said("退休类别没有填，不知道到时是否已到法定退休年龄，请先核实")
        )
    last = max(leaver.retires)
    if all(still):
        return _condition(
            "working_age",
            "met",
            Said("还没到法定退休年龄（%(month)s）", month=f"{min(leaver.retires):%Y-%m}"),
        )
    return _condition("working_age", "not_met", Said("%(month)s 已到法定退休年龄", month=f"{last:%Y-%m}"))


def _age(age: int | None, vacancy: Vacancy) -> Factor:
    low, high = vacancy.age_min, vacancy.age_max
    if age is None:
        return _condition("age", "not_met", Said("出生日期晚于上岗日期，请先核实"))
    if low is None and high is None:
        return _condition("age", "met", Said("岗位不限年龄，到时 %(age)d 岁", age=age))
    limits = _limits(low, high)
    if (low is not None and age < low) or (high is not None and age > high):
        return _condition("age", "not_met", Said("到时 %(age)d 岁，岗位要%(limits)s", age=age, limits=limits))
    return _condition("age", "met", Said("到时 %(age)d 岁，合岗位要的%(limits)s", age=age, limits=limits))


def _limits(low: int | None, high: int | None) -> Said:
    if high is None:
        return Said("满 %(low)d 岁", low=low)
    if low is None:
        return Said("不超过 %(high)d 岁", high=high)
    return Said("%(low)d 至 %(high)d 岁", low=low, high=high)


def _schooling(leaver: Leaver, vacancy: Vacancy) -> Factor:
    needed = vacancy.schooling
    if needed is None or needed == "none":
        return _condition("schooling", "met", Said("岗位不限学历"))
    least = SCHOOLINGS[needed]
    if leaver.schooling is None:
        return _condition(
            "schooling", "to_verify", Said("岗位要%(least)s以上，本人学历还没有问", least=least)
        )
    own = SCHOOLINGS[leaver.schooling]
    if _RANKS[leaver.schooling] < _RANKS[needed]:
        return _condition(
            "schooling", "not_met", Said("本人%(own)s，岗位要%(least)s以上", own=own, least=least)
        )
    return _condition("schooling", "met", Said("本人%(own)s，够岗位要的%(least)s", own=own, least=least))


def _skills_needed(leaver: Leaver, vacancy: Vacancy) -> Factor:
    if not vacancy.skills_needed:
        return _condition("skills", "met", Said("岗位不要专门技能或证书"))
    lacking = [each for each in vacancy.skills_needed if each not in leaver.skills]
    if lacking:
        return _condition("skills", "not_met", Said("还没有岗位必需的%(skills)s", skills=_listed(lacking)))
    return _condition("skills", "met", Said("会岗位必需的%(skills)s", skills=_listed(vacancy.skills_needed)))


def _listed(skills: Iterable[str]) -> Listed:
    return Listed(SKILLS.get(each, Said(each)) for each in skills)


def _experience_needed(leaver: Leaver, vacancy: Vacancy) -> Factor:
    needed, work = vacancy.experience_months, WORKS[vacancy.work]
    if not needed:
        return _condition("experience", "met", Said("岗位不要做过同类工作"))
    if leaver.experience is None:
        return _condition(
            "experience",
            "to_verify",
            Said("岗位要做过%(work)s满 %(n)d 个月，本人经历还没有问", work=work, n=needed),
        )
    own = leaver.experience.get(vacancy.work, 0)
    if own < needed:
        return _condition(
            "experience",
            "not_met",
            Said("做过%(work)s %(own)d 个月，岗位要满 %(n)d 个月", work=work, own=own, n=needed),
        )
    return _condition(
        "experience",
        "met",
        Said("做过%(work)s %(own)d 个月，够岗位要的 %(n)d 个月", work=work, own=own, n=needed),
    )


def _disabled(leaver: Leaver, vacancy: Vacancy) -> Factor:
    if not vacancy.for_disabled:
        return _condition("disabled", "met", Said("岗位不限持残疾人证的人"))
    if leaver.disabled is None:
        return _condition(
            "disabled", "to_verify", Said("岗位只招持残疾人证的人，档案里没有本人的残疾类别，请先核实")
        )
    if not leaver.disabled:
        return _condition("disabled", "not_met", Said("岗位只招持残疾人证的人，本人没有残疾人证"))
    return _condition("disabled", "met", Said("岗位只招持残疾人证的人，本人持证"))


def _free(starts: date, vacancy: Vacancy) -> Factor:
    if vacancy.places_left < 1:
        return _condition("free", "not_met", Said("名额已招满"))
    if starts > vacancy.offered_until:
        return _condition(
            "free",
            "not_met",
            Said("招到 %(until)s 为止，本人最早 %(starts)s 有空", until=vacancy.offered_until, starts=starts),
        )
    return _condition(
        "free", "met", Said("还有 %(n)d 个名额，最早 %(starts)s 上岗", n=vacancy.places_left, starts=starts)
    )


def _wish(name: str, verdict: Verdict, sentence: Said) -> Factor:
    return Factor(name, False, verdict, sentence)


def _reach(leaver: Leaver, apart: int) -> Factor:
    where = DISTANCES[apart]
    if leaver.reach is None:
        return _wish("reach", "to_verify", Said("%(where)s，本人还没有说能去多远", where=where))
    said = REACHES[leaver.reach]
    if apart > REACH_STEPS[leaver.reach]:
        return _wish("reach", "not_met", Said("%(where)s，比本人说的“%(said)s”远", where=where, said=said))
    return _wish("reach", "met", Said("%(where)s，合本人说的“%(said)s”", where=where, said=said))


def _wished(leaver: Leaver, vacancy: Vacancy) -> Factor:
    work, how = WORKS[vacancy.work], EMPLOYMENTS[vacancy.employment]
    if not leaver.wished:
        return _wish("wished", "met", Said("%(work)s（%(how)s），本人没有限定做什么", work=work, how=how))
    if vacancy.work in leaver.wished:
        return _wish("wished", "met", Said("%(work)s（%(how)s），是本人想做的", work=work, how=how))
    wanted = Listed(WORKS[each] for each in leaver.wished if each in WORKS)
    return _wish(
        "wished",
        "not_met",
        Said("%(work)s（%(how)s），本人想做的是%(wanted)s", work=work, how=how, wanted=wanted),
    )


def _liked(leaver: Leaver, vacancy: Vacancy) -> Factor:
    has = [each for each in vacancy.skills_liked if each in leaver.skills]
    if not vacancy.skills_liked:
        return _wish("liked_skills", "met", Said("岗位没有另外看重的技能"))
    if not has:
        return _wish(
            "liked_skills", "to_verify", Said("岗位看重%(skills)s，本人没有，不影响推荐",
                                              skills=_listed(vacancy.skills_liked)),
        )  # fmt: skip
    return _wish("liked_skills", "met", Said("会岗位看重的%(skills)s", skills=_listed(has)))


def _known(leaver: Leaver, vacancy: Vacancy) -> Factor:
    months, work = (leaver.experience or {}).get(vacancy.work, 0), WORKS[vacancy.work]
    if months:
        return _wish("own_experience", "met", Said("做过%(work)s %(n)d 个月", work=work, n=months))
    return _wish("own_experience", "to_verify", Said("没有做过%(work)s，不影响推荐", work=work))


def _wage(leaver: Leaver, vacancy: Vacancy) -> Factor:
    wage = format_yuan(vacancy.wage_fen)
    if leaver.wage_fen is None:
        return _wish("wage", "met", Said("每月 %(wage)s 元起，本人没有说要多少", wage=wage))
    wanted = format_yuan(leaver.wage_fen)
    if vacancy.wage_fen < leaver.wage_fen:
        return _wish(
            "wage", "not_met", Said("每月 %(wage)s 元起，本人想要 %(wanted)s 元", wage=wage, wanted=wanted)
        )
    return _wish(
        "wage", "met", Said("每月 %(wage)s 元起，够本人想要的 %(wanted)s 元", wage=wage, wanted=wanted)
    )


def ranked_vacancies(
    leaver: Leaver, vacancies: Iterable[Vacancy], counts_from: CountsFrom, leap_birthday: LeapBirthday
) -> list[tuple[Vacancy, BridgingMatch]]:
    """The openings for somebody, the best first; what is alike in everything stands by its key."""
    found = [(each, bridging_match(leaver, each, counts_from, leap_birthday)) for each in vacancies]
    return sorted(found, key=lambda pair: (pair[1].order, pair[0].key))


def ranked_leavers(
    vacancy: Vacancy, leavers: Iterable[Leaver], counts_from: CountsFrom, leap_birthday: LeapBirthday
) -> list[tuple[Leaver, BridgingMatch]]:
    """Who fits an opening, the best first; of those alike in everything whoever leaves first, then by key."""
    found = [(each, bridging_match(each, vacancy, counts_from, leap_birthday)) for each in leavers]
    return sorted(found, key=lambda pair: (pair[1].order, pair[0].free_from, pair[0].key))
