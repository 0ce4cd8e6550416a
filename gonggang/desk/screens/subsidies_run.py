"""The subsidy run of a month: where it stands, four books that agree, why it is not last month's sum, and the proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.viewer import Viewer, viewer_of
from gonggang.attendance import queries as attendance
from gonggang.casework import queries as casework
from gonggang.core.month import Month
from gonggang.desk.scope import Scope, month_words, scope_of
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names
from gonggang.people import queries as people
from gonggang.placements import queries as placements
from gonggang.reporting.words import HELD, word
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies
from gonggang.subsidies.queries import BankBook, Difference, MonthTotals

SHOWN_MAX: Final = 50
# Above this many lines the second computation is done only when somebody asks for it.
PROVED_UNASKED: Final = 3000
WHYS: Final = {
    "new": (gettext_lazy("新上岗"), gettext_lazy("本月上岗")),
    "caught_up": (gettext_lazy("上月没有计算"), gettext_lazy("上月已在岗，考勤表没有锁定")),
    "left": (gettext_lazy("离岗"), gettext_lazy("本月没有在岗日")),
    "not_computed": (gettext_lazy("本月没有计算"), gettext_lazy("还在岗，考勤表没有锁定")),
    "held": (gettext_lazy("本月起暂缓"), gettext_lazy("上月可发，本月待核实")),
    "released": (gettext_lazy("不再暂缓"), gettext_lazy("上月暂缓，本月可发")),
    "rate": (gettext_lazy("标准调整"), gettext_lazy("岗位的补贴标准变了")),
    "days": (gettext_lazy("出勤天数增减"), gettext_lazy("标准没有变")),
}
GAPS: Final = {
    "bounced": gettext_lazy("退票"),
    "unanswered": gettext_lazy("没有回盘"),
    "other_amount": gettext_lazy("金额不同"),
    "not_computed": gettext_lazy("名册外到账"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the ruler: state is done, now, or nothing for what lies ahead."""

    label: object
    words: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A sum that differs: people or lines, and fen, each with its sign in words."""

    label: object
    note: object
    lines: str
    fen: int
    key: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)


@action("subsidies.list")
def run(request: HttpRequest, month: Month) -> HttpResponse:
    """The month within the place where the officer stands; `diff` opens the people behind one reason."""
    scope, viewer = scope_of(request), viewer_of(request)
    scope.month = month
    chosen = scope.one_of("diff", list(WHYS))
    totals = subsidies.totals(scope.region, month)
    before = subsidies.totals(scope.region, month.plus(-1))
    found = subsidies.month_differences(scope.region, month)
    sheets, locked = attendance.sheet_counts(scope.region, month)
    in_post = placements.in_post(scope.region, month)
    roster, in_post_people = in_post.count(), in_post.order_by().values("person_id").distinct().count()
    bank = subsidies.bank_book(scope.region, month) if viewer.may("returns.list") else None
    proved = totals.lines <= PROVED_UNASKED or request.GET.get("proof") == "1"
    unequal = subsidies.recompute(scope.region, month) if totals.lines and proved else None
    runs = subsidies.runs_over(scope.region, month)
    return page(
        request,
        "subsidies_run",
        scope,
        screen="subsidies",
        month=month,
        month_words=month_words(month),
        last=month.plus(-1),
        totals=totals,
        before=before,
        change=totals.payable_fen - before.payable_fen,
        payable=totals.lines - totals.held_lines,
        before_payable=before.lines - before.held_lines,
        roster=roster,
        people=in_post_people,
        sheets=sheets,
        locked=locked,
        uncomputed=max(0, roster - totals.lines),
        stages=_stages(totals, sheets, locked, runs, bank, may_see_bank=viewer.may("returns.list")),
        differences=None if found is None else _by_reason(found),
        chosen=chosen,
        behind=_behind([each for each in found or [] if each.why == chosen], month) if chosen else [],
        behind_all=sum(each.why == chosen for each in found or []),
        chosen_label=WHYS[chosen][0] if chosen else "",
        held=_held(scope, viewer, month),
        bank=bank,
        may_see_bank=viewer.may("returns.list"),
        gaps=_gaps(bank),
        unequal=unequal,
        unequal_rows=_unequal(unequal or []),
        proved=proved,
        export=_export(scope, viewer),
    )


def _stages(
    totals: MonthTotals,
    sheets: int,
    locked: int,
    runs: list[Any],
    bank: BankBook | None,
    *,
    may_see_bank: bool,
) -> list[Stage]:
    """What has been done, what is under way, and the steps that this system does not have yet."""
    when = f"{runs[0].first_ran_at:%m-%d}" if runs else ""
    not_yet = _("系统里还没有这一步")
    sheets_done = sheets > 0 and sheets == locked
    computed = totals.lines > 0
    stages = [
        (_("锁定考勤"), _("{n} / {all} 村").format(n=locked, all=sheets), sheets_done),
        (_("计算"), f"{when}　{totals.lines:,} " + _("行") if computed else _("还没有计算"), computed),
        (_("核实暂缓"), _("暂缓 {n} 行").format(n=totals.held_lines), computed and totals.held_lines == 0),
    ]
    now = next((place for place, stage in enumerate(stages) if not stage[2]), len(stages))
    shown = [
        Stage(label, words, "done" if done else "now" if place == now else "")
        for place, (label, words, done) in enumerate(stages)
    ]
    shown += [Stage(label, not_yet) for label in (_("人社复核"), _("财政确认"), _("送一卡通"))]
    answered = (
        _("{n} 笔").format(n=bank.answers) if bank else _("还没有收到") if may_see_bank else _("由县里看")
    )
    shown.append(
        Stage(_("回盘"), answered, "done" if bank and not bank.gaps else "now" if bank and now == 3 else "")
    )
    return [*shown, Stage(_("归档"), not_yet)]


def _by_reason(found: list[Difference]) -> list[Signed]:
    sums = []
    for why, (label, note) in WHYS.items():
        mine = [each for each in found if each.why == why]
        lines = sum(each.lines for each in mine)
        shown = signed(lines) if lines or not mine else _("{n} 行").format(n=len(mine))
        sums.append(Signed(label, note, shown, sum(each.fen for each in mine), why))
    return sums


def signed(number: int) -> str:
    """A number with its sign, as people write it."""
    return "0" if number == 0 else f"＋{number:,}" if number > 0 else f"－{-number:,}"


def _behind(found: list[Difference], month: Month) -> list[dict[str, Any]]:
    """The people behind one reason, the greatest change first."""
    found = sorted(found, key=lambda each: (-abs(each.fen), _of(each).placement_id))[:SHOWN_MAX]
    names = people.by_ids(_of(each).person_id for each in found)
    places = place_names(_of(each).village_code for each in found)
    return [
        {
            "name": names[_of(each).person_id].name,
            "place": places[_of(each).village_code],
            "before": each.before,
            "now": each.now,
            "fen": each.fen,
        }
        for each in found
    ]


def _of(difference: Difference) -> Any:
    return difference.now or difference.before


def _held(scope: Scope, viewer: Viewer, month: Month) -> list[dict[str, Any]]:
    """The held lines with their reasons, amounts in words, and the cases that are to be concluded first."""
    rows = list(subsidies.line_rows(scope.region, month).filter(held=True)[:SHOWN_MAX])
    cases = _cases(scope, rows, month) if viewer.may("cases.view") else {}
    places = place_names(line.village_code for line in rows)
    words = subsidies.explain(rows, {reason: str(label) for reason, label in HELD.items()})
    return [
        {
            "name": line.person.name,
            "place": places[line.village_code],
            "reason": word(HELD, line.reason),
            "fen": line.amount_fen,
            "case": cases.get(line.pk),
            "why": words[line.pk],
        }
        for line in rows
    ]


def _cases(scope: Scope, lines: Iterable[Any], month: Month) -> dict[int, int]:
    """The case of each held line: that of the hit that holds it, or of the contested placement."""
    lines = list(lines)
    persons = {line.person_id for line in lines}
    hits = {
        (hit.person_id, hit.check_name): hit.pk
        for hit in screening.hit_rows(scope.region, month).filter(person_id__in=persons)
    }
    subjects = {
        line.pk: f"hit:{hits[line.person_id, line.reason]}"
        for line in lines
        if (line.person_id, line.reason) in hits
    }
    contested = {line.pk: f"placement:{line.placement_id}" for line in lines if line.pk not in subjects}
    known = casework.case_keys("hit", subjects.values())
    known |= casework.case_keys("contested_placement", contested.values())
    return {line: known[subject] for line, subject in (subjects | contested).items() if subject in known}


def _gaps(bank: BankBook | None) -> list[Signed]:
    gaps: Mapping[Any, tuple[int, int]] = bank.gaps if bank else {}
    return [
        Signed(GAPS[why], "", _("{n} 人").format(n=gaps[why][0]), gaps[why][1], why)
        for why in GAPS
        if why in gaps
    ]


def _unequal(found: list[Any]) -> list[dict[str, Any]]:
    found = found[:SHOWN_MAX]
    names = people.by_ids(each.person_id for each in found)
    places = place_names(each.village_code for each in found)
    return [
        {"name": names[each.person_id].name, "place": places[each.village_code], "line": each}
        for each in found
    ]


def _export(scope: Scope, viewer: Viewer) -> str | None:
    """Where the list of lines is exported as seen, if it is and the officer may."""
    if not viewer.may("subsidies.export"):
        return None
    try:
        return scope.address("subsidies_export")
    except NoReverseMatch:
        return None
