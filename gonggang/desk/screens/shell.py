"""What all screens share: the menu, the views of a list with their counts, and the way a page is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.door import may_visit
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.lists import Counted
from gonggang.desk.scope import Choice, Scope
from gonggang.regions.rules import territory

# Group, then (screen, icon, label); in the order in which a month is looked through.
MENU: Final = (
    ("", (("overview", "layout-dashboard", _("本月总览")), ("worklist", "layout-list", _("待办")))),
    (
        _("人与岗"),
        (
            ("people", "users", _("在岗人员")),
            ("placements", "user-plus", _("上岗记录")),
            ("posts", "briefcase", _("岗位与名额")),
            ("needs", "message-report", _("岗位需求")),
            ("proposals", "file-text", _("开发申请")),
            ("catalogue", "layout-list", _("岗位目录")),
            ("quotas", "progress", _("年度岗位计划")),
            ("rounds", "user-plus", _("招募")),
            ("joint_questions", "transfer", _("部门联审")),
            ("procedures", "clipboard-check", _("上岗程序疑点")),
            ("expiring", "door-exit", _("到期预警")),
            ("bridging_leavers", "transfer", _("转岗衔接")),
            ("bridging_openings", "building", _("衔接岗位")),
        ),
    ),
    (
        _("每月"),
        (
            ("attendance", "calendar-month", _("考勤")),
            ("registers", "arrows-diff", _("数据比对")),
            ("hits", "help", _("比对命中")),
            ("subsidies", "cash", _("补贴")),
            ("returns", "building-bank", _("一卡通回盘")),
        ),
    ),
    (
        _("监督与资料"),
        (
            ("cases", "zoom-question", _("疑点核查")),
            ("complaints", "message-report", _("投诉")),
            ("imports", "file-import", _("导入的文件")),
        ),
    ),
    (
        _("系统"),
        (
            ("organisations", "building", _("单位")),
            ("officers", "users", _("人员账号")),
            ("grants_ending", "clock-exclamation", _("快到期的岗位")),
            ("hand_overs", "transfer", _("岗位移交")),
            ("audit", "history", _("操作记录")),
        ),
    ),
)


View = tuple[str | None, object, int | Counted | None]


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list, with its count where it has one."""

    label: object
    count: int | Counted | None
    address: str
    current: bool


def page(request: HttpRequest, template: str, scope: Scope, *, screen: str, **context: Any) -> HttpResponse:
    """A page inside the shell; `screen` is the entry of the menu under which it lies."""
    # Another month or place is looked at on the same screen; after a batch that may be one of its reader's own.
    stays = screen if may_visit(viewer_of(request), f"desk:{screen}") else "worklist"
    shared = {"scope": scope, "screen": screen, "stays": stays, "menu": menu_of(request), "icons": set()}
    return render(request, f"desk/{template}.html", shared | context)


def menu_of(request: HttpRequest) -> list[tuple[object, list[tuple[str, str, object]]]]:
    """The menu without what the officer may not look at, and without groups that are left empty."""
    viewer = viewer_of(request)
    kept = [
        (group, [entry for entry in entries if may_visit(viewer, f"desk:{entry[0]}")])
        for group, entries in MENU
    ]
    return [(group, entries) for group, entries in kept if entries]


def narrowed(rows: Any, township: int | None) -> Any:
    """The rows of one township, or all of them."""
    if township is None:
        return rows
    low, high = territory(township)
    return rows.filter(village_code__gte=low, village_code__lt=high)


def township_choices(scope: Scope, chosen: int | None) -> list[Choice]:
    """The townships of the county, for the filter above a list."""
    return [Choice(str(code // 1000), name, code == chosen) for code, name in scope.townships]


def township_value(township: int | None) -> str | None:
    """A township as an address carries it."""
    return str(township // 1000) if township else None


def tabs(
    scope: Scope,
    screen: str,
    name: str,
    chosen: str | None,
    views: Sequence[View],
    *args: object,
    **query: object,
) -> list[Tab]:
    """The views of a list: `views` are (value of the address, label, count), None for everything."""
    return [
        Tab(label, count, scope.address(screen, *args, **query, **{name: value}), value == chosen)
        for value, label, count in views
    ]


__all__ = ["MENU", "Tab", "View", "narrowed", "page", "tabs", "township_choices", "township_value"]
