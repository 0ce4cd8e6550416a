"""岗位需求: what villages need, gathered by townships and the county; a proposal is drawn up from it (clause 1.4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.roles import PARTNERS
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked, filtered, ticked
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.posts.frame import (
    need_within,
    reach,
    scope_ranges,
    village_in,
    villages_offered,
    whole_in,
    year_in,
    years_offered,
)
from gonggang.desk.screens.posts.needs_list import NEEDS
from gonggang.desk.screens.posts.words import KINDS, department_words, need_state, tag_words
from gonggang.desk.screens.recruitment.entered import text
from gonggang.desk.screens.recruitment.forms import Field, Form, form, perform
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.posts import actions
from gonggang.posts.actions import NeedEntry
from gonggang.posts.queries import development
from gonggang.posts.queries.development import TAGS, standard_posts


@action("posts.development")
def needs(request: HttpRequest) -> HttpResponse:
    """The needs of the place where the officer stands, and how many villages have stated one this year."""
    scope = scope_of(request)
    rows = development.needs(scope_ranges(request, scope))
    wanted = asked(NEEDS, scope)
    year = timezone.localdate().year
    villages = development.villages_with_needs(scope_ranges(request, scope), year)
    return page(
        request, "posts/needs", scope, screen="needs", page=list_of(wanted, rows), year=year,
        sums=development.need_sums(filtered(rows, wanted)), villages=len(villages),
        may_state=viewer_of(request).covers("posts.state_need", scope.place) if scope.place else False,
    )  # fmt: skip


@action("posts.development_export")
def needs_export(request: HttpRequest) -> HttpResponse:
    """The needs as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(NEEDS, scope), development.needs(scope_ranges(request, scope)))


@action("posts.state_need")
@with_scripts
def need_new(request: HttpRequest) -> HttpResponse:
    """State a need of a village for a year."""
    scope = scope_of(request)

    def act() -> str:
        entry = _entry(request, year_in(request), village_in(request, "posts.state_need"))
        actions.state_need(entry, on=timezone.localdate(), officer=request.user)
        return _("已报“%(name)s”%(n)d 人的需求，乡镇和县里看得到。") % {"name": entry.name, "n": entry.places}

    if request.method != "POST":
        return _new_page(request, scope)
    return perform(
        request, "need", act, back=scope.address("needs"),
        show=lambda problems: _new_page(request, scope, problems),
    )  # fmt: skip


def _new_page(request: HttpRequest, scope: Scope, problems: dict[str, str] | None = None) -> HttpResponse:
    villages = villages_offered(request, scope, "posts.state_need")
    standard = standard_posts().get(request.GET.get("standard", ""))
    fields = [
        Field(
            "village",
            _("村（社区）"),
            "choice",
            villages[0][0] if len(villages) == 1 else "",
            choices=villages,
        ),
        Field("year", _("年度"), "choice", str(timezone.localdate().year), choices=years_offered()),
        *_fields(standard=standard.code if standard else "", tags=standard.tags if standard else ()),
    ]
    made = form(request, "need", scope.address("need_new"), fields, _("报需求"), is_open=True)
    return page(
        request, "posts/need_form", scope, screen="needs", form=made, problems=problems or {},
        too_many=not villages,
    )  # fmt: skip


def _fields(*, need: Any = None, standard: str = "", tags: tuple[str, ...] = ()) -> list[Field]:
    of = need.__dict__ if need is not None else {}
    groups = [(each.code, f"{each.group} · {each.name}") for each in standard_posts().values()]
    return [
        Field("standard_post", _("岗位目录里的标准岗位"), "choice", of.get("standard_post", standard), choices=groups,
              hint=_("目录里没有合适的，可以不选。")),
        Field("name", _("需要做的工作"), "text", of.get("name", ""), hint=_("选了标准岗位可以不填。")),
        Field("urban_rural", _("城乡"), "radio", of.get("urban_rural", ""), choices=KINDS),
        Field("places", _("需要几个人"), "text", str(of.get("places", ""))),
        Field("reason", _("为什么需要"), "long", of.get("reason", ""),
              hint=_("现在没有人做的是什么，群众有什么反映。")),
        Field("workload", _("工作量"), "long", of.get("workload", ""), hint=_("例如：全村 3 条街每天清扫一次。")),
        Field("tags", _("来源行动（可多选）"), "checks", choices=[(code, _(name)) for code, name in TAGS.items()],
              values=tuple(of.get("tags", tags))),
    ]  # fmt: skip


def _entry(request: HttpRequest, year: int, village: int) -> NeedEntry:
    standard = standard_posts().get(text(request, "standard_post"))
    name = text(request, "name") or (standard.name if standard else "")
    # A department of a trade speaks for the village; the village itself needs no name here.
    roles = viewer_of(request).roles & PARTNERS
    return NeedEntry(
        year=year, village_code=village, name=name, urban_rural=text(request, "urban_rural"),
        places=whole_in(request, "places", _("人数")), reason=text(request, "reason"),
        workload=text(request, "workload"), standard_post=text(request, "standard_post"),
        tags=tuple(request.POST.getlist("tags")), department=department_words(min(roles)) if roles else "",
    )  # fmt: skip


@action("posts.development")
@with_scripts
def need(request: HttpRequest, need_id: int) -> HttpResponse:
    """One need: what, how many, why, and the proposals drawn up from it."""
    return _need_page(request, need_within(request, need_id))


def _need_page(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    scope = scope_of(request)
    covers = viewer_of(request).covers
    is_open = there.withdrawn_on is None and not there.drawn_up
    may_state = is_open and covers("posts.state_need", there.village_code)
    forms: list[Form] = []
    if may_state:
        forms = [
            form(request, "revise", scope.address("need_revise", there.pk), _fields(need=there), _("保存修改"),
                 title=_("修改这条需求"), hidden={"version": str(there.version)}),
            form(request, "withdraw", scope.address("need_withdraw", there.pk), (), _("撤回"), main=False,
                 title=_("撤回这条需求"), lead=_("撤回以后不再汇总，记录还在。")),
        ]  # fmt: skip
    return page(
        request, "posts/need", scope, screen="needs", need=there, forms=forms, problems=problems or {},
        place=place_names([there.village_code])[there.village_code], state=need_state(there),
        kind=urban_rural_words(there.urban_rural), tags=tag_words(there.tags),
        standard=standard_posts().get(there.standard_post),
        proposals=list(there.proposals.order_by("pk")),
        may_propose=is_open and covers("posts.propose", there.village_code),
    )  # fmt: skip


@action("posts.state_need")
@with_scripts
def need_revise(request: HttpRequest, need_id: int) -> HttpResponse:
    """Change a need that nothing rests on yet."""
    there = need_within(request, need_id)

    def act() -> str:
        version = whole_in(request, "version", _("版本"))
        actions.revise_need(
            there.pk, _entry(request, there.year, there.village_code), version=version, officer=request.user
        )
        return _("已修改。")

    return _act_on(request, there, "revise", act)


@action("posts.state_need")
@with_scripts
def need_withdraw(request: HttpRequest, need_id: int) -> HttpResponse:
    """Take a need back."""
    there = need_within(request, need_id)

    def act() -> str:
        actions.withdraw_need(there.pk, on=timezone.localdate(), officer=request.user)
        return _("已撤回。")

    return _act_on(request, there, "withdraw", act)


def _act_on(request: HttpRequest, there: Any, name: str, act: Any) -> HttpResponse:
    return perform(
        request, name, act, back=scope_of(request).address("need", there.pk),
        show=lambda problems: _need_page(request, need_within(request, there.pk, "posts.development"), problems),
    )  # fmt: skip


@action("posts.propose")
def needs_propose(request: HttpRequest) -> HttpResponse:
    """Draw up a draft for each ticked need; what became of each."""
    scope = scope_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(scope.address("needs"))
    rows = {
        each.pk: each
        for each in development.needs(reach(request)).filter(pk__in=ticked(scope)).order_by("pk")
    }
    drawn = actions.propose_from_needs(list(rows), officer=request.user)
    places = place_names(each.village_code for each in rows.values())
    results = [
        {
            "name": rows[each.need_id].name,
            "what": places[rows[each.need_id].village_code],
            "problem": each.refused,
            "address": scope.address("proposal", each.proposal.pk) if each.proposal else "",
        }
        for each in drawn
    ]
    return page(
        request, "lists/batch", scope, screen="needs", verb=_("起草开发申请"), results=results, back="needs",
        done=sum(not each["problem"] for each in results), refused=sum(bool(each["problem"]) for each in results),
        first_column=_("需要做的工作"), second_column=_("村（社区）"),
    )  # fmt: skip
