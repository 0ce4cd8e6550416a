"""One post: its work, its places and the people in them, its versions, where it came from; changing it (2.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.core.money import yuan
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.posts.frame import fen_in, post_within, reach, whole_in
from gonggang.desk.screens.posts.words import (
    FIELDS,
    HOURS,
    WHY,
    category_words,
    hours_words,
    tag_words,
)
from gonggang.desk.screens.recruitment.entered import text
from gonggang.desk.screens.recruitment.forms import Field, form, perform
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names, urban_rural_words
from gonggang.placements import queries as placements
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts import actions
from gonggang.posts.actions import PostRefused
from gonggang.posts.queries import development
from gonggang.posts.queries.development import TAGS, standard_posts

_LINES = ("name", "host_unit", "host_uscc", "sponsoring_department")


@action("posts.view")
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post."""
    there = post_within(request, post_id)
    scope = scope_of(request)
    covers = viewer_of(request).covers
    proposal = getattr(there, "proposal", None)
    return page(
        request, "posts/post", scope, screen="posts", post=there,
        place=place_names([there.village_code])[there.village_code], state=_state(there),
        kind=urban_rural_words(there.urban_rural), category=category_words(there.category),
        hours=hours_words(there.hours_system), tags=tag_words(there.tags),
        standard=standard_posts().get(there.standard_post),
        free=None if there.places is None else there.places - there.places_taken,
        people=[_person(each) for each in placements.of_post(there.pk, reach(request, "people.list"))],
        may_people=covers("people.list", there.village_code),
        versions=[_version(each) for each in development.versions_of(there)],
        lineage=development.lineage_of(there, reach(request)), proposal=proposal,
        papers=development.papers_of(proposal) if proposal and covers("posts.development", there.village_code) else [],
        may_edit=there.closed_on is None and covers("posts.edit", there.village_code),
    )  # fmt: skip


def _state(there: Any) -> tuple[str, str, str]:
    if there.merged_into_id:
        return "gg-end", "circle-minus", _("已并入别的岗位")
    if there.closed_on is not None:
        return "gg-end", "circle-minus", _("已核减")
    if there.places is None:
        return "gg-unk", "", _("没有核定名额")
    if there.places_taken < there.places:
        return "gg-warn", "clock", _("空 %(n)d 个名额") % {"n": there.places - there.places_taken}
    return "gg-ok", "circle-check", _("已满")


def _person(placement: Any) -> dict[str, Any]:
    return {
        "person": person_shown(placement.person), "key": placement.person_id, "begins_on": placement.during.lower,
        "ends_on": placement.during.upper, "contested": placement.contested_why, "turn": placement.placement_seq,
    }  # fmt: skip


def _version(version: Any) -> dict[str, Any]:
    return {
        "row": version,
        "why": WHY.get(version.why, version.why),
        "changes": [
            {"label": FIELDS.get(name, name), "before": _said(name, pair[0]), "after": _said(name, pair[1])}
            for name, pair in version.difference.items()
        ],
    }


def _said(name: str, value: Any) -> str:
    """A value of a version in words."""
    if value in (None, "", []):
        return _("（空）")
    if name == "standard_fen":
        return _("%(n)s 元") % {"n": yuan(value)}
    if name == "category":
        return category_words(value)
    if name == "hours_system":
        return hours_words(value)
    if name == "tags":
        return tag_words(value)
    if name == "tasks":
        return "；".join(value)
    if name == "standard_post":
        found = standard_posts().get(value)
        return found.name if found else str(value)
    return str(value)


@action("posts.edit")
@with_scripts
def post_edit(request: HttpRequest, post_id: int) -> HttpResponse:
    """Change a post as its next version, with a reason and the day from which it holds."""
    there = post_within(request, post_id)
    scope = scope_of(request)
    if request.method != "POST":
        return _edit_page(request, there)

    def act() -> str:
        made = actions.change(
            there.pk, _changes(request), reason=text(request, "reason"), begins_on=_begins(request),
            today=timezone.localdate(), seen=whole_in(request, "seen", _("版本")), officer=request.user,
        )  # fmt: skip
        return _("已存为第 %(n)d 版，自 %(on)s 起。") % {"n": made.number, "on": made.begins_on}

    return perform(
        request, "post", act, back=scope.address("post", there.pk),
        show=lambda problems: _edit_page(request, there, problems),
    )  # fmt: skip


def _edit_page(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    scope = scope_of(request)
    versions = development.versions_of(there)
    fields = [
        Field("name", _("岗位名称"), "text", there.name),
        Field("category", _("岗位大类"), "choice", there.category,
              choices=[(code, _(name)) for code, name in POST_CATEGORIES.items()]),
        Field("duties", _("岗位职责"), "long", there.duties),
        Field("tasks", _("可量化的任务，一行一条"), "long", "\n".join(there.tasks)),
        Field("work_requirements", _("工作要求"), "long", there.work_requirements),
        Field("hours_system", _("工时制"), "choice", there.hours_system, choices=_hours(there.hours_system)),
        Field("required_days", _("月规定出勤天数"), "text", str(there.required_days or "")),
        Field("standard", _("月补贴标准（元）"), "text",
              "" if there.standard_fen is None else str(yuan(there.standard_fen))),
        Field("sponsoring_department", _("开发部门"), "text", there.sponsoring_department),
        Field("host_unit", _("用岗单位"), "text", there.host_unit),
        Field("host_uscc", _("用岗单位统一社会信用代码"), "text", there.host_uscc),
        Field("tags", _("来源行动（可多选）"), "checks", choices=[(code, _(name)) for code, name in TAGS.items()],
              values=tuple(there.tags)),
        Field("begins_on", _("从哪天起"), "day", timezone.localdate().isoformat(),
              hint=_("不能早于上一版，不能晚于今天。")),
        Field("reason", _("为什么改"), "long", hint=_("改了什么、谁改的、为什么，都留在岗位的版本里。")),
    ]  # fmt: skip
    made = form(
        request, "post", scope.address("post_edit", there.pk), fields, _("存为新的一版"), is_open=True,
        hidden={"seen": str(versions[0].number if versions else 0)},
    )  # fmt: skip
    return page(
        request, "posts/post_edit", scope, screen="posts", post=there, form=made, problems=problems or {},
        place=place_names([there.village_code])[there.village_code],
    )  # fmt: skip


def _hours(now: str) -> list[tuple[str, object]]:
    """The ways to count hours; a word of an old ledger stays to be chosen."""
    return [*HOURS.items(), *([(now, now)] if now and now not in HOURS else [])]


def _changes(request: HttpRequest) -> dict[str, Any]:
    name = text(request, "name")
    if not name:
        raise PostRefused({"name": _("岗位名称不能空着：请填写。")})
    days = whole_in(request, "required_days", _("月规定出勤天数"))
    if days > 31:
        raise PostRefused({"required_days": _("一个月没有 %(n)d 天：请填 1 到 31。") % {"n": days}})
    tags = request.POST.getlist("tags")
    if not set(tags) <= set(TAGS):
        raise PostRefused({"tags": _("没有这个来源行动：请重新选。")})
    lines = {key: text(request, key) for key in _LINES}
    for key, value in lines.items():
        if len(value) > (18 if key == "host_uscc" else 100):
            raise PostRefused({key: _("写得太长：请写短一些。")})
    long = {key: text(request, key) for key in ("duties", "work_requirements")}
    for key, value in long.items():
        if len(value) > 2000:
            raise PostRefused({key: _("写得太长：请写在 %(n)d 字以内。") % {"n": 2000}})
    tasks = [line.strip() for line in text(request, "tasks").splitlines()]
    return {
        **lines, **long, "category": text(request, "category"), "tasks": [task for task in tasks if task],
        "hours_system": text(request, "hours_system")[:20], "required_days": days or None,
        "standard_fen": fen_in(request, "standard") or None, "tags": tags,
    }  # fmt: skip


def _begins(request: HttpRequest) -> date:
    written = text(request, "begins_on")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise PostRefused(
            {"begins_on": _("“%(text)s”不是日期。请写成 2024-05-20。") % {"text": written[:20]}}
        ) from None
