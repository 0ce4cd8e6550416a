"""The month sheet of one village: a grid of people and days, filled by keyboard, confirmed, locked, printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action, action_of
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.attendance import actions
from gonggang.attendance import queries as attendance
from gonggang.attendance.actions import RowEdit, SheetChanged, SheetRefused
from gonggang.attendance.queries import SheetPerson
from gonggang.attendance.rules import planned
from gonggang.core.month import Month
from gonggang.core.working_days import CalendarUnknown, working_days
from gonggang.cycle import actions as cycle
from gonggang.desk.scope import Scope, month_words, scope_of
from gonggang.desk.screens.attendance_rows import BLANK, WEEKDAYS, RowShown, Typed, as_text, row_shown
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names
from gonggang.placements import queries as placements
from gonggang.regions import queries as regions
from gonggang.regions.rules import COUNTY, TOWNSHIP, VILLAGE, enclosing, level_of, territory
from gonggang.reporting.summary import months
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
HINTS_MAX: Final = 12
# More rows with blanks than this are told in one word, not one by one.
UNFILLED_EACH: Final = 4


@action("attendance.list", post="attendance.edit")
def sheet(request: HttpRequest, village_code: int, month: Month) -> HttpResponse:
    """One village's month; sending stores what was typed, or gives it back with what is wrong beside it."""
    _require(request, village_code)
    if request.method == "POST":
        return _save(request, village_code, month)
    return _page(request, village_code, month, Typed())


def _require(request: HttpRequest, village: int) -> None:
    """Raises OutOfReach for what is no village, and for one that is out of reach."""
    if not 10**11 <= village < 10**12 or level_of(village) != VILLAGE or not regions.names({village}):
        raise OutOfReach
    viewer_of(request).require_in(action_of(request), village)


def _unit(request: HttpRequest, village: int) -> str | None:
    """The code of the employer whose people alone are the officer's business here; None is the whole village."""
    return viewer_of(request).unit_only(action_of(request), village)


def _save(request: HttpRequest, village: int, month: Month) -> HttpResponse:
    version, was = _version(request), _was(request)
    if version is None or was is None:
        problems = {"": _("页面不完整，没有保存。请再保存一次。")}
        return _page(request, village, month, Typed(problems=problems), status=UNPROCESSABLE)
    texts = {key: request.POST.get(f"m-{key}", as_text(marks)) for key, marks in was.items()}
    unit = _unit(request, village)
    if request.POST.get("then") == "fill":
        filled = _filled(attendance.sheet_people(village, month, unit), village, month, texts)
        return _page(request, village, month, Typed(filled, was), version=version)
    edits = [RowEdit(key, text, was[key]) for key, text in texts.items()]
    above = viewer_of(request).covers("attendance.lock", village)
    who: dict[str, Any] = {"officer": request.user}
    try:
        with transaction.atomic():
            if request.POST.get("then") == "confirm" and unit is not None:
                raise SheetRefused({"": _("用岗单位只填自己的人，整张表由村（社区）上报。请点“保存”。")})
            done = actions.edit_rows(
                village, month, edits, version=version, above_village=above, unit=unit, **who
            )
            if request.POST.get("then") == "confirm":
                actions.confirm_sheet(village, month, version=done.version, **who)
    except SheetRefused as refused:
        typed = Typed(texts, was, refused.problems)
        return _page(request, village, month, typed, version=version, status=UNPROCESSABLE)
    except SheetChanged as changed:
        typed = Typed(texts, was, {"": str(changed)})
        return _page(request, village, month, typed, status=CONFLICT)
    if request.POST.get("then") == "confirm":
        messages.success(request, _("已上报，等乡镇（街道）锁定。"))
    elif done.rows:
        messages.success(request, _("已保存 {n} 人的改动。").format(n=done.rows))
    else:
        messages.success(request, _("没有改动，不用保存。"))
    return HttpResponseRedirect(scope_of(request).address("attendance_sheet", village, month))


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _was(request: HttpRequest) -> dict[str, str] | None:
    """What the form says that it showed, by key; None if it is not what the page sends."""
    try:
        found = json.loads(request.POST.get("was", ""))
    except ValueError:
        return None
    right = isinstance(found, dict) and all(isinstance(marks, str) for marks in found.values())
    return found if right else None


def _filled(people: list[SheetPerson], village: int, month: Month, texts: dict[str, str]) -> dict[str, str]:
    """The texts with their blanks filled by plan; nothing is stored."""
    plan, _why = _plan(month)
    deaths = screening.deaths(enclosing(village, COUNTY), month.last)
    filled = dict(texts)
    for person in people:
        key = person.key if person.key in texts else person.alias or ""
        text = texts.get(key)
        if text is not None and plan:
            working = [sign == "√" for sign in plan]
            span = (person.begins_on, person.ends_on, deaths.get(person.person_id))
            filled[key] = as_text(planned(month, text.rstrip(), working, *span))
    return filled


def _plan(month: Month) -> tuple[str, str]:
    """The month by plan, a sign a day; empty with a sentence why, where nobody knows the holidays of the year."""
    try:
        calendar = working_days()
        days = range(1, month.days + 1)
        return "".join("√" if calendar.is_working_day(month.day(day)) else "休" for day in days), ""
    except CalendarUnknown as unknown:
        return "", str(unknown)


@action("attendance.lock")
def lock(request: HttpRequest, village_code: int, month: Month) -> HttpResponse:
    """Lock a confirmed sheet; with something to look at, only after it was said that it was looked at."""

    def act(version: int) -> None:
        people = attendance.sheet_people(village_code, month)
        if _count_hints(village_code, month, people) and request.POST.get("seen") != "1":
            raise SheetRefused({"seen": _("表上还有要看的地方。请看完，勾上“都看过了”再锁定。")})
        actions.lock_sheet(village_code, month, officer=request.user, version=version)

    return _do(request, village_code, month, act, _("已锁定，可以计算补贴。"))


@action("attendance.lock")
def send_back(request: HttpRequest, village_code: int, month: Month) -> HttpResponse:
    """Give a confirmed sheet back to the village."""

    def act(version: int) -> None:
        reason = request.POST.get("reason", "")
        actions.send_back(village_code, month, reason=reason, officer=request.user, version=version)

    return _do(request, village_code, month, act, _("已退回村里，村里可以再改。"))


@action("attendance.unlock")
def unlock(request: HttpRequest, village_code: int, month: Month) -> HttpResponse:
    """Open a locked sheet again, as long as nothing was computed from it."""

    def act(version: int) -> None:
        reason = request.POST.get("unlock_reason", "")
        cycle.unlock_sheet(village_code, month, reason=reason, officer=request.user, version=version)

    return _do(request, village_code, month, act, _("已打开，改好以后请再锁定。"))


def _do(
    request: HttpRequest, village: int, month: Month, act: Callable[[int], None], done: str
) -> HttpResponse:
    """Do something with a whole sheet and go back to it."""
    _require(request, village)
    address = scope_of(request).address("attendance_sheet", village, month)
    if request.method != "POST":
        return HttpResponseRedirect(address)
    version = _version(request)
    try:
        if version is None:
            raise SheetRefused({"": _("页面不完整，没有办成。请再办一次。")})
        act(version)
    except SheetRefused as refused:
        return _page(request, village, month, Typed(problems=refused.problems), status=UNPROCESSABLE)
    except SheetChanged as changed:
        return _page(request, village, month, Typed(problems={"": str(changed)}), status=CONFLICT)
    messages.success(request, done)
    return HttpResponseRedirect(address)


def _page(
    request: HttpRequest,
    village: int,
    month: Month,
    typed: Typed,
    *,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    scope, viewer = _scope(request, village, month), viewer_of(request)
    there = attendance.sheet_of(village, month)
    unit = _unit(request, village)
    rows = _rows(attendance.sheet_people(village, month, unit), village, month, typed)
    locked = there is not None and there.locked_at is not None
    confirmed = there is not None and there.village_confirmed_at is not None
    above = viewer.covers("attendance.lock", village)
    future = month.first > timezone.localdate()
    may_edit = (
        viewer.covers("attendance.edit", village) and not locked and not future and (above or not confirmed)
    )
    hints = [(row, hint) for row in rows for hint in row.hints]
    unfilled = sum(hint.tone == "unk" for _row, hint in hints)
    listed = [each for each in hints if each[1].tone != "unk" or unfilled <= UNFILLED_EACH]
    plan, plan_problem = _plan(month)
    texts = {name: request.POST.get(name, "") for name in ("reason", "unlock_reason")} | {
        f"problem_{name}": typed.problems.get(name, "") for name in ("reason", "seen", "unlock_reason")
    }
    answer = page(
        request,
        "attendance_sheet",
        scope,
        screen="attendance",
        village=village,
        village_name=place_names([village])[village],
        month=month,
        month_words=month_words(month),
        sheet=there,
        state=_state(there),
        version=version if version is not None else there.version if there is not None else 0,
        was=json.dumps({row.key: row.was if version is None else row.seen for row in rows}, ensure_ascii=False),
        rows=rows,
        days=[(n, WEEKDAYS[month.day(n).weekday()], plan[n - 1 : n] == "休") for n in range(1, month.days + 1)],
        foot=_foot(rows, month),
        hints=listed[:HINTS_MAX],
        unfilled=unfilled if unfilled > UNFILLED_EACH else 0,
        hints_all=len(hints),
        every_one=bool(rows) and all(row.present == month.days for row in rows),
        may_edit=may_edit,
        may_lock=above and not locked and confirmed,
        may_confirm=may_edit and not confirmed and unit is None,
        unit_only=unit is not None,
        may_unlock=locked and viewer.covers("attendance.unlock", village),
        rests=locked and subsidies.rest_on(village, month),
        plan=plan,
        plan_problem=plan_problem,
        problems=_problems(typed),
        changed=[row for row in rows if row.theirs],
        typed=texts,
        unsaved=bool(typed.texts),
        blank=BLANK,
        future=future,
        neighbours=_neighbours(request, village, month),
        today=timezone.localdate(),
    )  # fmt: skip
    answer.status_code = status
    return answer


def _scope(request: HttpRequest, village: int, month: Month) -> Scope:
    """Where the officer stands, if the village lies there; else its township, or the village where that is all."""
    scope = scope_of(request)
    low, high = territory(scope.region)
    if not low <= village < high:
        reach = viewer_of(request)
        township = enclosing(village, TOWNSHIP)
        there = regions.place(township if reach.covers(action_of(request), township) else village)
        if there is not None:
            scope.place, scope.place_name, scope.months = there.code, there.name, months(there.code)
    scope.month = month
    return scope


def _rows(people: list[SheetPerson], village: int, month: Month, typed: Typed) -> list[RowShown]:
    deaths = screening.deaths(enclosing(village, COUNTY), month.last)
    before = attendance.present_days_of({each.person_id for each in people}, month.plus(-1))
    blank = not any(typed.of(each, typed.texts) or each.marks.strip() for each in people)
    return [
        row_shown(
            each,
            number,
            month,
            died_on=deaths.get(each.person_id),
            before=_before(each, before),
            typed=typed,
            blank_sheet=blank,
        )
        for number, each in enumerate(people, start=1)
    ]


def _before(person: SheetPerson, before: dict[tuple[int, str], int]) -> int | None:
    """Last month's days in the same post; under another name only where there was one post."""
    same = before.get((person.person_id, person.post_name))
    others = [days for (who, _post), days in before.items() if who == person.person_id]
    return same if same is not None else others[0] if len(others) == 1 else None


def _count_hints(village: int, month: Month, people: list[SheetPerson]) -> int:
    return sum(len(row.hints) for row in _rows(people, village, month, Typed())) if people else 0


def _foot(rows: list[RowShown], month: Month) -> dict[str, Any]:
    """How many worked on each day, and the sums of the columns."""
    by_day = [sum(row.cells[day].sign == "√" for row in rows) for day in range(month.days)]
    known = [row for row in rows if row.before is not None]
    change = sum(row.present - (row.before or 0) for row in known)
    return {
        "by_day": list(enumerate(by_day, start=1)),
        "present": sum(row.present for row in rows),
        "leave": sum(row.leave for row in rows),
        "absent": sum(row.absent for row in rows),
        "change": "0" if change == 0 else f"＋{change}" if change > 0 else f"－{-change}",
        "known": len(known),
        "last_month": month.plus(-1).month,
    }


def _state(there: Any) -> tuple[str, str, str]:
    """Tone, icon and word for where a sheet stands."""
    if there is None:
        return "unk", "", _("还没有填")
    if there.locked_at is not None:
        return "ok", "lock", _("已锁定")
    if there.village_confirmed_at is not None:
        return "move", "progress", _("村已上报，待镇锁定")
    return "move", "progress", _("村里填报中")


def _problems(typed: Typed) -> list[tuple[str, str]]:
    """Problems with the place on the page to which each belongs."""
    anchors = {"": "", "reason": "reason", "seen": "seen", "unlock_reason": "unlock_reason"}
    return [(anchors.get(key, f"r-{key}"), sentence) for key, sentence in typed.problems.items()]


def _neighbours(request: HttpRequest, village: int, month: Month) -> dict[str, tuple[int, str] | None]:
    """The villages before and after in the township that have a sheet or people in post, as far as within reach."""
    township = enclosing(village, TOWNSHIP)
    viewer, unit = viewer_of(request), _unit(request, village)
    in_post = placements.of_unit(placements.in_post(township, month), unit)
    there = set(in_post.values_list("village_code", flat=True))
    if unit is None:
        there |= attendance.villages_with_sheet(township, month)
    known = sorted(code for code in there | {village} if viewer.covers("attendance.list", code))
    if village not in known:
        return {"before": None, "after": None}
    place, names = known.index(village), regions.names(set(known))
    before, after = known[place - 1 : place] if place else [], known[place + 1 : place + 2]
    return {
        "before": (before[0], names.get(before[0], "")) if before else None,
        "after": (after[0], names.get(after[0], "")) if after else None,
    }


__all__ = ["lock", "send_back", "sheet", "unlock"]
