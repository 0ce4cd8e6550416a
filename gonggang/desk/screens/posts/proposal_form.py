"""Drawing up an application and changing a draft: from a need, from a standard post, or from nothing."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.core.money import yuan
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.posts.frame import (
    fen_in,
    need_within,
    proposal_within,
    village_in,
    villages_offered,
    whole_in,
    year_in,
    years_offered,
)
from gonggang.desk.screens.posts.words import HOURS, KINDS
from gonggang.desk.screens.recruitment.entered import number_in, text
from gonggang.desk.screens.recruitment.forms import Field, form, perform
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts import actions
from gonggang.posts.actions import PostRefused, ProposalEntry
from gonggang.posts.queries.development import TAGS, standard_posts

_EMPTY = ProposalEntry(
    year=0, village_code=0, category="", name="", urban_rural="", duties="", tasks=(), work_requirements="",
    hours_system="", required_days=None, standard_fen=0, places=0, sponsoring_department="", host_unit="",
)  # fmt: skip


@action("posts.propose")
@with_scripts
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Draw up an application; `need` or `standard` in the address says what it begins with."""
    scope = scope_of(request)
    need = _need(request)
    if request.method != "POST":
        return _page(request, scope, _beginning(request, need), need=need)
    made: list[Any] = []

    def act() -> str:
        year = need.year if need else year_in(request)
        village = need.village_code if need else village_in(request, "posts.propose")
        entry = replace(_entry(request), year=year, village_code=village, need_id=need.pk if need else None)
        made.append(actions.propose(entry, officer=request.user))
        return _("已存为草稿 %(number)s，看过再提交。") % {"number": made[0].number}

    answer = perform(
        request, "proposal", act, back=scope.address("proposals"),
        show=lambda problems: _page(request, scope, _beginning(request, need), need=need, problems=problems),
    )  # fmt: skip
    return (
        HttpResponseRedirect(scope.address("proposal", made[0].pk)) if answer.status_code == 302 else answer
    )


@action("posts.propose")
@with_scripts
def proposal_edit(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Change a draft."""
    there = proposal_within(request, proposal_id)
    scope = scope_of(request)
    if request.method != "POST":
        if there.submitted_on is not None or there.decision is not None:
            return HttpResponseRedirect(scope.address("proposal", there.pk))
        return _page(request, scope, there, draft=there)

    def act() -> str:
        values = asdict(_entry(request))
        changes = {
            name: value
            for name, value in values.items()
            if name not in ("year", "village_code", "need_id", "not_forbidden")
        }
        version = whole_in(request, "version", _("版本"))
        actions.revise_proposal(there.pk, changes, version=version, officer=request.user)
        return _("已存。")

    return perform(
        request, "proposal", act, back=scope.address("proposal", there.pk),
        show=lambda problems: _page(request, scope, there, draft=there, problems=problems),
    )  # fmt: skip


def _need(request: HttpRequest) -> Any:
    key = number_in(request.POST.get("need", "") or request.GET.get("need", ""))
    return None if key is None else need_within(request, key)


def _beginning(request: HttpRequest, need: Any) -> ProposalEntry:
    if need is not None:
        return actions.entry_of_need(need)
    code = request.GET.get("standard", "")
    standard = standard_posts().get(code)
    if standard is None:
        return _EMPTY
    return replace(
        _EMPTY, category=standard.category, name=standard.name, duties=standard.duties, tasks=standard.tasks,
        work_requirements=standard.work_requirements, hours_system=standard.hours_system,
        required_days=standard.required_days, standard_post=code, tags=standard.tags,
    )  # fmt: skip


def _page(
    request: HttpRequest, scope: Scope, begins: Any, *, need: Any = None, draft: Any = None,
    problems: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    fixed = need or draft
    fields: list[Field] = []
    villages: list[tuple[str, str]] = []
    if fixed is None:
        villages = villages_offered(request, scope, "posts.propose")
        chosen = villages[0][0] if len(villages) == 1 else ""
        fields = [
            Field("village", _("村（社区）"), "choice", chosen, choices=villages),
            Field("year", _("年度"), "choice", str(timezone.localdate().year), choices=years_offered()),
        ]
    hidden = {"need": str(need.pk)} if need else {"version": str(draft.version)} if draft else {}
    address = scope.address("proposal_edit", draft.pk) if draft else scope.address("proposal_new")
    made = form(
        request, "proposal", address, [*fields, *_fields(begins)], _("存为草稿"), is_open=True, hidden=hidden
    )
    return page(
        request, "posts/proposal_form", scope, screen="proposals", form=made, problems=problems or {}, need=need,
        draft=draft, too_many=fixed is None and not villages,
        place=place_names([fixed.village_code])[fixed.village_code] if fixed else "",
    )  # fmt: skip


def _fields(of: Any) -> list[Field]:
    standard = [(each.code, f"{each.group} · {each.name}") for each in standard_posts().values()]
    return [
        Field("standard_post", _("标准岗位"), "choice", of.standard_post, choices=standard),
        Field("category", _("岗位大类"), "choice", of.category,
              choices=[(code, _(name)) for code, name in POST_CATEGORIES.items()]),
        Field("name", _("岗位名称"), "text", of.name),
        Field("urban_rural", _("城乡"), "radio", of.urban_rural, choices=KINDS),
        Field("duties", _("岗位职责"), "long", of.duties, hint=_("写清在哪里、做什么，让别人看了能查。")),
        Field("tasks", _("可量化的任务，一行一条"), "long", "\n".join(of.tasks),
              hint=_("多久一次、多大范围、多少户，例如：责任路段每天清扫 1 次。")),
        Field("work_requirements", _("工作要求"), "long", of.work_requirements),
        Field("hours_system", _("工时制"), "choice", of.hours_system, choices=list(HOURS.items())),
        Field("required_days", _("月规定出勤天数"), "text", str(of.required_days or "")),
        Field("standard", _("月补贴标准（元）"), "text", str(yuan(of.standard_fen)) if of.standard_fen else ""),
        Field("places", _("名额"), "text", str(of.places or "")),
        Field("sponsoring_department", _("开发部门"), "text", of.sponsoring_department),
        Field("host_unit", _("用岗单位"), "text", of.host_unit),
        Field("host_uscc", _("用岗单位统一社会信用代码（可不填）"), "text", of.host_uscc),
        Field("tags", _("来源行动（可多选）"), "checks", choices=[(code, _(name)) for code, name in TAGS.items()],
              values=tuple(of.tags)),
    ]  # fmt: skip


def _entry(request: HttpRequest) -> ProposalEntry:
    days = whole_in(request, "required_days", _("月规定出勤天数"))
    if days > 31:
        raise PostRefused({"required_days": _("一个月没有 %(n)d 天：请填 1 到 31。") % {"n": days}})
    lines = [line.strip() for line in text(request, "tasks").splitlines()]
    return replace(
        _EMPTY, category=text(request, "category"), name=text(request, "name"),
        urban_rural=text(request, "urban_rural"), duties=text(request, "duties"),
        tasks=tuple(line for line in lines if line), work_requirements=text(request, "work_requirements"),
        hours_system=text(request, "hours_system"), required_days=days or None,
        standard_fen=fen_in(request, "standard"),
        places=whole_in(request, "places", _("名额")), sponsoring_department=text(request, "sponsoring_department"),
        host_unit=text(request, "host_unit"), host_uscc=text(request, "host_uscc"),
        standard_post=text(request, "standard_post"), tags=tuple(request.POST.getlist("tags")),
    )  # fmt: skip
