"""What stands on one person's page: state, term, categories, posts, attendance, money, comparison, cases, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from gonggang.accounts.viewer import Viewer
from gonggang.attendance import queries as attendance
from gonggang.attendance.rules import KIND_OF_SIGN, KINDS
from gonggang.audit.queries import Entry
from gonggang.casework import queries as casework
from gonggang.core.masks import mask
from gonggang.core.month import Month
from gonggang.desk.screens.cases.shown import CaseShown, cases_shown
from gonggang.desk.screens.dossier_money import MoneyShown, money_shown
from gonggang.desk.shown import Term, place_names, ruler, term_shown, urban_rural_words
from gonggang.people import queries as people
from gonggang.people.queries import AccountMasked, Look, open_id_number
from gonggang.placements import queries as placements
from gonggang.policy.retirement import statutory_retirement
from gonggang.reporting.words import CATEGORIES, CHECKS, HELD, HIT_STATUS, NOT_COMPARED, word
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies

MONTHS_SHOWN: Final = 6
HISTORY_SHOWN: Final = 40
LOOKS_SHOWN: Final = 20
_TICKS: Final = 36
_MARK_CLASSES: Final = {
    "personal_leave": "a", "sick_leave": "s", "absent": "x", "rest": "r", "unmarked": "u", "present": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostShown:
    """A placement of the person, with its post."""

    name: str
    number: str
    place: str
    kind: str
    host_unit: str
    begins_on: date
    ends_on: date | None
    agreement: tuple[date | None, date | None]
    turn: int
    contested: str | None


@dataclass(frozen=True, slots=True)
class MonthMarks:
    """A month of the person's attendance as on paper: (day, mark, class, what it means), and the sums in words."""

    month: date
    days: list[tuple[int, str, str, str]]
    present: int
    other: str
    locked: bool
    contested: bool


@dataclass(frozen=True, slots=True)
class CheckOfPerson:
    """One check of the month for the person: `verdict` is hit, clean or unknown; unknown is never clean."""

    label: str
    verdict: str
    said: str
    is_open: bool = False


@dataclass
class Dossier:
    """Everything that the page shows. Lists are None where the officer may not see that kind of record at all."""

    pk: int
    name: str
    id_number: str
    phone: str | None
    sex: str
    age: int
    place: str
    state: str
    tone: tuple[str, str]
    sentence: str
    term: Term | None
    ticks: tuple[str, ...]
    retirement: Month | None
    categories: list[tuple[str, date | None, str, int | None]]
    accounts: list[AccountMasked]
    posts: list[PostShown]
    posts_elsewhere: int
    months: list[MonthMarks] | None
    money: list[MoneyShown] | None
    sum_fen: int
    checks: list[CheckOfPerson] | None
    compared_month: date | None
    open_hits: int
    cases: list[CaseShown] | None
    history: list[Entry]
    looks: list[Look]


def dossier_of(person: Any, viewer: Viewer, month: Month) -> Dossier:
    """The page of a person, each part within the reach of its own action."""
    on, today = month.next().first, timezone.localdate()
    found = placements.of_person(person.pk, viewer.territories("people.view"))
    current = next((each for each in found if each.during.lower < on and _is_open(each, on)), None)
    term = term_shown(current.during.lower, current.village_code, on) if current else None
    state, tone, sentence = _state(found, current, term, on)
    cases = None
    if viewer.may("cases.list"):
        cases = cases_shown(casework.of_person(person.pk, viewer.territories("cases.list")), today)
    money = None
    if viewer.may("subsidies.list"):
        ranges = viewer.territories("subsidies.list")
        money = money_shown(
            subsidies.lines_of_person(person.pk, ranges), subsidies.returns_of_person(person.pk, ranges)
        )
    checks, compared_month = _checks(person, found, viewer, month)
    home = current.village_code if current else person.village_code
    return Dossier(
        pk=person.pk,
        name=person.name,
        id_number=mask("id_number", open_id_number(person.id_sealed)),
        phone=people.masked_phone(person),
        sex=_("男") if person.sex == "male" else _("女"),
        age=on.year
        - person.birth_on.year
        - ((on.month, on.day) < (person.birth_on.month, person.birth_on.day)),
        place=place_names([home])[home],
        state=state,
        tone=tone,
        sentence=sentence,
        term=term,
        ticks=_ticks(current, term, on),
        retirement=statutory_retirement(person.birth_on, person.retirement_category).month,
        categories=[
            (word(CATEGORIES, each.category), each.recognised_on, each.source, each.batch_id)
            for each in people.categories_of(person.pk)
        ],
        accounts=people.accounts_of(person.pk),
        posts=_posts(found),
        posts_elsewhere=max(0, placements.count_of_person(person.pk) - len(found)),
        months=_months(person, viewer),
        money=money,
        sum_fen=sum(each.line.amount_fen for each in money or []),
        checks=checks,
        compared_month=compared_month,
        open_hits=sum(each.is_open for each in checks or []),
        cases=cases,
        history=people.history(
            person.pk, more=[f"case:{each.pk}" for each in cases or []], limit=HISTORY_SHOWN
        ),
        looks=people.who_looked(person.pk, limit=LOOKS_SHOWN),
    )


def _is_open(placement: Any, on: date) -> bool:
    return placement.during.upper is None or placement.during.upper >= on


def _state(found: list[Any], current: Any, term: Term | None, on: date) -> tuple[str, tuple[str, str], str]:
    """The state in one word and in one sentence, as of a day."""
    if current is None:
        later = [each for each in found if each.during.lower >= on]
        if later:
            return (
                _("未上岗"),
                ("gg-move", "clock"),
                _("将于 %(day)s 上岗。") % {"day": later[-1].during.lower},
            )
        if not found:
            return _("没有在岗记录"), ("gg-end", "circle-minus"), _("辖区里没有本人的在岗记录。")
        last = max(each.during.upper for each in found)
        return _("已离岗"), ("gg-end", "circle-minus"), _("已离岗，%(day)s 起不在岗。") % {"day": last}
    begins = f"{current.during.lower:%Y-%m}"
    if current.contested_why:
        why = word(HELD, f"contested_{current.contested_why}")
        said = _("在岗，%(begins)s 起，有疑问待核：%(why)s。") % {"begins": begins, "why": why}
        return _("同期有疑问"), ("gg-warn", "alert-triangle"), said
    if term is None:
        return (
            _("在岗"),
            ("gg-ok", "circle-check"),
            _("在岗，%(begins)s 起，期限没有录入。") % {"begins": begins},
        )
    if term.days_left <= 0:
        said = _("在岗，%(begins)s 起，补贴期限 %(ends)s 已满，待办退出。")
        return _("期限已满"), ("gg-stop", "alert-octagon"), said % {"begins": begins, "ends": term.ends_on}
    left = _left(on, term)
    said = _("在岗，%(begins)s 起，还剩 %(left)s。") % {"begins": begins, "left": left}
    return _("在岗"), ("gg-ok", "circle-check"), said


def _left(on: date, term: Term) -> str:
    """What is left of a term in whole months, or in days below two of them."""
    months = (term.ends_on.year - on.year) * 12 + term.ends_on.month - on.month - (term.ends_on.day < on.day)
    return _("%(n)d 个月") % {"n": months} if months >= 2 else _("%(n)d 天") % {"n": term.days_left}


def _ticks(current: Any, term: Term | None, on: date) -> tuple[str, ...]:
    if current is None or term is None:
        return ()
    begins = current.during.lower
    return ruler((on - begins).days, (term.ends_on - begins).days, _TICKS)


def _posts(found: list[Any]) -> list[PostShown]:
    places = place_names(each.village_code for each in found)
    return [
        PostShown(
            name=each.post.name,
            number=each.post.number,
            place=places[each.village_code],
            kind=urban_rural_words(each.urban_rural),
            host_unit=each.host_unit or each.post.host_unit or "—",
            begins_on=each.during.lower,
            ends_on=each.during.upper,
            agreement=(each.agreement_begins_on, each.agreement_ends_on),
            turn=each.placement_seq,
            contested=word(HELD, f"contested_{each.contested_why}") if each.contested_why else None,
        )
        for each in found
    ]


def _months(person: Any, viewer: Viewer) -> list[MonthMarks] | None:
    if not viewer.may("attendance.list"):
        return None
    rows = attendance.rows_of_person(person.pk, viewer.territories("attendance.list"))
    return [_marks(row) for row in rows[:MONTHS_SHOWN]]


def _marks(row: Any) -> MonthMarks:
    words = {
        "present": _("出勤"), "personal_leave": _("事假"), "sick_leave": _("病假"), "absent": _("旷工"),
        "rest": _("休息"), "unmarked": _("未填"),
    }  # fmt: skip
    month = Month.of(row.month)
    kinds = [KIND_OF_SIGN.get(sign) for sign in row.marks[: month.days].ljust(month.days)]
    days = [
        (
            day,
            sign.strip(" 　-"),
            "q" if kind is None else _MARK_CLASSES[kind],
            _("认不出的记号") if kind is None else words[kind],
        )
        for day, (sign, kind) in enumerate(zip(row.marks.ljust(month.days), kinds, strict=False), 1)
    ]
    counts = {kind: kinds.count(kind) for kind in KINDS}
    other = [
        f"{words[kind]} {counts[kind]}" for kind in KINDS if kind not in ("present", "rest") and counts[kind]
    ]
    return MonthMarks(
        row.month,
        days,
        counts["present"],
        _("，").join(other),
        row.sheet.locked_at is not None,
        row.contested,
    )


def _checks(
    person: Any, found: list[Any], viewer: Viewer, month: Month
) -> tuple[list[CheckOfPerson] | None, date | None]:
    """The checks of the newest comparison of the person's place: hit, not hit, or not known and why."""
    if not viewer.may("screening.list"):
        return None, None
    place = found[0].village_code if found else person.village_code
    runs = screening.covering_runs(place, month) if place else []
    hits = screening.hits_of_person(person.pk, viewer.territories("screening.list"))
    coverage = {each["check"]: each for run in runs for each in run.coverage}
    why = screening.why_not_compared(person.pk, runs)
    shown = []
    for check, label in CHECKS.items():
        mine = [each for each in hits if each.check_name == check]
        if mine:
            said = format_html_join(
                _("；"),
                '{}{}<span lang="zh-CN">{}</span>',
                (
                    (word(HIT_STATUS, each.status), _("："), screening.masked_detail(each.detail))
                    for each in mine
                ),
            )
            is_open = any(each.status == "unverified" for each in mine)
            shown.append(CheckOfPerson(str(label), "hit", said, is_open))
        elif check in why:
            shown.append(CheckOfPerson(str(label), "unknown", word(NOT_COMPARED, why[check])))
        elif check in coverage and coverage[check]["compared"]:
            shown.append(CheckOfPerson(str(label), "clean", ""))
        else:
            reasons = list(coverage.get(check, {}).get("not_compared", {}))
            said = word(NOT_COMPARED, reasons[0]) if reasons else _("这个月没有比对")
            shown.append(CheckOfPerson(str(label), "unknown", said))
    return shown, runs[0].month if runs else None
