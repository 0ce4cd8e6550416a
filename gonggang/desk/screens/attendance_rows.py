"""How one person's row of a month sheet is shown: a cell a day, totals, what to look at, what was typed and refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gonggang.attendance.queries import SheetPerson
from gonggang.attendance.rules import LONG_ABSENCE, plain_marks, row_findings
from gonggang.core.month import Month

# How a blank day is written where a month is one line of text, so that days can be counted.
BLANK: Final = "·"
# The class of a cell and the word for it, by its sign.
CELLS: Final = {
    "√": ("v", gettext_lazy("出勤")),
    "○": ("a", gettext_lazy("事假")),
    "△": ("s", gettext_lazy("病假")),
    "×": ("x", gettext_lazy("旷工")),
    "休": ("r", gettext_lazy("休息")),
}
WEEKDAYS: Final = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person: the sign, its class, and a word for those who cannot see the colour."""

    day: int
    sign: str
    kind: str
    word: object


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at: tone is stop, warn or unk."""

    tone: str
    words: str


@dataclass(slots=True)
class RowShown:
    """A row of the grid. `text` stands in its field, `was` is what the tables say now, `seen` what the editor saw."""

    key: str
    number: int
    name: str
    post: str
    text: str
    was: str
    seen: str
    cells: list[Cell]
    first: int
    last: int
    present: int
    leave: int
    absent: int
    before: int | None
    hints: list[Hint]
    note: str
    problem: str | None = None
    theirs: str | None = None

    @property
    def difference(self) -> str:
        """Days worked against last month, with a sign; a dash for the same, 新 for who was not there."""
        if self.before is None:
            return _("新")
        change = self.present - self.before
        return "" if change == 0 else f"＋{change}" if change > 0 else f"－{-change}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came in with a form that goes back to the person: texts by key, problems, rows that others changed."""

    texts: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def of(self, person: SheetPerson, marks: Mapping[str, str]) -> str | None:
        return next(
            (marks[key] for key in (person.key, person.alias) if key is not None and key in marks), None
        )


def row_shown(
    person: SheetPerson,
    number: int,
    month: Month,
    *,
    died_on: date | None,
    before: int | None,
    typed: Typed,
    blank_sheet: bool,
) -> RowShown:
    """A person's row; what was typed and not stored stands in it as it was typed."""
    now = plain_marks(month, person.marks)
    text, seen = typed.of(person, typed.texts), typed.of(person, typed.was)
    theirs = None
    if text is None or (seen is not None and plain_marks(month, text.rstrip()) == plain_marks(month, seen)):
        marks, text = now, as_text(now)
        if seen is not None and plain_marks(month, seen) != now:
            theirs = _("别人改了这一行：{days}。").format(days=_days_between(seen, now, month))
    else:
        marks = plain_marks(month, text.rstrip())
        if seen is not None and plain_marks(month, seen) != now and marks != now:
            theirs = _("您和别人都改了这一行，别人改的是：{days}。现在是您填的，保存就以您的为准。").format(
                days=_days_between(seen, now, month)
            )
    first, last = _span(month, person, died_on)
    return RowShown(
        key=person.key,
        number=number,
        name=person.name,
        post=person.post_name,
        text=text,
        was=now,
        seen=now if seen is None else seen,
        cells=[_cell(day, marks[day - 1], first <= day <= last) for day in range(1, month.days + 1)],
        first=first,
        last=last,
        present=marks.count("√"),
        leave=marks.count("○") + marks.count("△"),
        absent=marks.count("×"),
        before=before,
        hints=hints_of(person, marks, month, died_on, blank_sheet=blank_sheet),
        note=person.note,
        problem=typed.of(person, typed.problems),
        theirs=theirs,
    )


def as_text(marks: str) -> str:
    """A month as one line of text: blanks can be seen, those at the end are left out."""
    return marks.rstrip().replace(" ", BLANK)


def _days_between(seen: str, now: str, month: Month) -> str:
    pairs = zip(plain_marks(month, seen), now, strict=False)
    changed = [
        _("%(day)d 日 %(change)s") % {"day": day, "change": f"{a.strip() or BLANK}→{b.strip() or BLANK}"}
        for day, (a, b) in enumerate(pairs, 1)
        if a != b
    ]
    rest = _("等 {n} 天").format(n=len(changed)) if len(changed) > 4 else ""
    return _("、").join(changed[:4]) + rest


def _span(month: Month, person: SheetPerson, died_on: date | None) -> tuple[int, int]:
    """The first and last day of the month on which the person is in post and alive."""
    zero = month.first.toordinal() - 1
    first = 1 if person.begins_on is None else max(1, person.begins_on.toordinal() - zero)
    last = month.days if person.ends_on is None else min(month.days, person.ends_on.toordinal() - zero - 1)
    return first, last if died_on is None else min(last, died_on.toordinal() - zero)


def _cell(day: int, sign: str, inside: bool) -> Cell:
    if sign == " ":
        return Cell(day, "" if inside else "–", "u" if inside else "o", _("未填") if inside else _("不在岗"))
    kind, word = CELLS.get(sign, ("q", _("认不得的符号")))
    if kind == "v" and not inside:
        return Cell(day, sign, "q", _("出勤，与在岗日不符"))
    return Cell(day, "" if kind == "r" else sign, kind, word)


def hints_of(
    person: SheetPerson, marks: str, month: Month, died_on: date | None, *, blank_sheet: bool
) -> list[Hint]:
    """What to look at in a row, the gravest first."""
    found = row_findings(month, marks, person.begins_on, person.ends_on, died_on)
    hints: list[Hint] = []

    def add(tone: str, words: str, n: int) -> None:
        if n:
            hints.append(Hint(tone, words.format(n=n)))

    add("stop", _("死亡日后出勤 {n} 天"), len(found.after_death))
    add("stop", _("上岗前出勤 {n} 天"), len(found.before_start))
    add("stop", _("离岗后出勤 {n} 天"), len(found.after_end))
    add("stop", _("{n} 天的符号认不得"), len(found.unknown_days))
    add("stop", _("连续旷工 {n} 天"), found.longest_absence if found.longest_absence >= LONG_ABSENCE else 0)
    add("warn", _("{n} 天无休息"), month.days if found.every_day else 0)
    if person.placement_id is None:
        hints.append(Hint("warn", _("花名册没有这人在岗")))
    if not blank_sheet:
        add("unk", _("{n} 天未填"), found.unmarked)
    return hints
