"""开发申请: the list, and one application with its need, its quota, its opinions and its decision (1.3 to 1.6)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.roles import PARTNERS
from gonggang.accounts.viewer import viewer_of
from gonggang.campaign.queries import quota_of
from gonggang.campaign.rules import chain_of_quotas
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked, filtered
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.posts.frame import proposal_within, scope_ranges
from gonggang.desk.screens.posts.proposals_list import PROPOSALS, waiting_for_me
from gonggang.desk.screens.posts.words import (
    category_words,
    department_words,
    hours_words,
    proposal_state,
    tag_words,
)
from gonggang.desk.screens.recruitment.forms import Field, Form, form
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.policy.departments import DEPARTMENTS
from gonggang.posts.queries import development
from gonggang.posts.queries.development import standard_posts
from gonggang.regions import queries as regions

_YES_NO: Final = (("1", gettext_lazy("同意开发")), ("0", gettext_lazy("不同意")))


@action("posts.development")
def proposals(request: HttpRequest) -> HttpResponse:
    """The applications of the place where the officer stands; a department sees how many wait for it."""
    scope = scope_of(request)
    ranges = scope_ranges(request, scope)
    rows = development.proposals(ranges)
    wanted = asked(PROPOSALS, scope)
    viewer = viewer_of(request)
    is_department = bool(viewer.roles & PARTNERS)
    return page(
        request, "posts/proposals", scope, screen="proposals", page=list_of(wanted, rows),
        places=filtered(rows, wanted).order_by().aggregate(n=Sum("places"))["n"] or 0,
        waiting=rows.filter(waiting_for_me(scope)).count() if is_department else None,
        may_propose=viewer.may("posts.propose"),
    )  # fmt: skip


@action("posts.development_export")
def proposals_export(request: HttpRequest) -> HttpResponse:
    """The applications as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(PROPOSALS, scope), development.proposals(scope_ranges(request, scope)))


@action("posts.development")
@with_scripts
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One application."""
    return proposal_page(request, proposal_within(request, proposal_id))


def proposal_page(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    """The page of an application with the forms of whoever may act on it; `problems` go to the fields they name."""
    scope = scope_of(request)
    opinions = development.opinions_of(there)
    said = {each.chair for each in opinions}
    names = place_names([there.village_code])
    return page(
        request, "posts/proposal", scope, screen="proposals", proposal=there, problems=problems or {},
        place=names[there.village_code], state=proposal_state(there), kind=urban_rural_words(there.urban_rural),
        category=category_words(there.category), tags=tag_words(there.tags), hours=hours_words(there.hours_system),
        standard=standard_posts().get(there.standard_post), quotas=_quotas(there),
        asked=[
            {"row": each, "name": department_words(each.chair), "answered": each.chair in said}
            for each in development.asked_of(there)
        ],
        opinions=[{"row": each, "name": department_words(each.chair) or each.department} for each in opinions],
        papers=development.papers_of(there), sections=_sections(request, there, said),
        may_edit=there.submitted_on is None
        and there.decision is None
        and viewer_of(request).covers("posts.propose", there.village_code),
    )  # fmt: skip


def _quotas(there: Any) -> list[dict[str, Any]]:
    """What each level has left for the kind of the post, the highest first, and what would be left after it."""
    chain = chain_of_quotas(there.village_code)
    names = regions.names(set(chain))
    found = []
    for code in chain:
        quota = quota_of(there.year, code)
        if quota is None:
            continue
        urban = there.urban_rural == "URBAN"
        plan = (quota.urban if urban else quota.rural) or 0
        used = quota.urban_used if urban else quota.rural_used
        found.append(
            {
                "name": names.get(code, str(code)), "plan": plan, "used": used, "left": plan - used,
                "short": there.decision is None and plan - used < there.places,
            }
        )  # fmt: skip
    return found


def _sections(request: HttpRequest, there: Any, said: set[str]) -> list[tuple[object, list[Form]]]:
    """The forms that the officer may use now, under their headings."""
    covers = viewer_of(request).covers
    scope = scope_of(request)
    today = timezone.localdate().isoformat()
    seen = {"version": str(there.version)}
    found: list[tuple[object, list[Form]]] = []
    if there.decision is None and there.submitted_on is None and covers("posts.propose", there.village_code):
        confirm = Field("not_forbidden", _("确认"), "checks", choices=(("1", _(
            "不是机关事业单位管理类、专业技术类岗位，也不是没有实际工作内容的岗位")),),
            values=("1",) if there.not_forbidden else ())  # fmt: skip
        found.append((_("提交给县级"), [
            form(request, "submit", scope.address("proposal_submit", there.pk), (confirm,), _("提交"), hidden=seen),
        ]))  # fmt: skip
    is_open = there.decision is None and there.submitted_on is not None
    if is_open:
        found += _department_forms(request, there, said, seen)
    if is_open and covers("posts.approve", there.village_code):
        fields = (
            Field("document", _("批复文号"), "text"), Field("on", _("批复日期"), "day", today),
            Field("reason", _("说明（有部门不同意时必填）"), "long"),
            Field("paper", _("批复文件（PDF 或照片，可以以后再加）"), "file"),
        )  # fmt: skip
        found.append((_("批复"), [
            form(request, "approve", scope.address("proposal_approve", there.pk), fields, _("批准，设立岗位"),
                 hidden=seen),
            form(request, "refuse", scope.address("proposal_refuse", there.pk),
                 (Field("reason", _("不批准的理由"), "long"),), _("不批准"), main=False, title=_("不批准"),
                 hidden=seen),
        ]))  # fmt: skip
    if there.decision == "approved" and covers("posts.approve", there.village_code):
        found.append((_("批复的附件"), [
            form(request, "paper", scope.address("proposal_papers", there.pk),
                 (Field("paper", _("文件（PDF 或照片）"), "file"),), _("加附件"), main=False),
        ]))  # fmt: skip
    return found


def _department_forms(
    request: HttpRequest, there: Any, said: set[str], seen: dict[str, str]
) -> list[tuple[object, list[Form]]]:
    """The forms of the departments and of the county that asks them."""
    viewer, scope = viewer_of(request), scope_of(request)
    agrees = Field("agrees", _("意见"), "radio", choices=_YES_NO)
    opinion = Field("opinion", _("怎么说（不同意要写理由）"), "long")
    found: list[tuple[object, list[Form]]] = []
    chairs = set(there.asked.values_list("chair", flat=True))
    mine = [role.value for role in sorted(viewer.roles & PARTNERS) if role.value in chairs]
    if mine and viewer.covers("posts.opinion", there.village_code):
        found.append((_("您的部门的意见"), [
            form(request, "opinion", scope.address("proposal_opinion", there.pk), (agrees, opinion),
                 _("改签意见") if mine[0] in said else _("签意见"), hidden={"chair": mine[0]}),
        ]))  # fmt: skip
    if viewer.covers("posts.ask_opinion", there.village_code):
        not_asked = [(code, _(name)) for code, name in DEPARTMENTS.items() if code not in chairs]
        forms = [
            form(request, "letter", scope.address("proposal_letter", there.pk),
                 (Field("department", _("来函的部门（没有席位的，例如交通、邮政）")), agrees, opinion),
                 _("登记来函意见"), main=False, title=_("登记没有席位的部门的来函")),
            form(request, "send_back", scope.address("proposal_send_back", there.pk),
                 (Field("reason", _("退回的理由，乡镇会看到"), "long"),), _("退回修改"), main=False,
                 title=_("退回乡镇修改"), hidden=seen),
        ]  # fmt: skip
        if not_asked:
            forms.insert(0, form(
                request, "ask", scope.address("proposal_ask", there.pk),
                (Field("chairs", _("征求哪些部门的意见"), "checks", choices=not_asked),), _("征求意见"),
            ))  # fmt: skip
        found.append((_("征求部门意见"), forms))
    return found
