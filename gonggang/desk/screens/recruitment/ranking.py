"""Choosing for a post: groups and ranks with their reasons, the draw, the choice frozen once (clauses 8.2 to 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.boards.actions import PublicationRefused
from gonggang.desk.publishing import put_up_draw, put_up_seed
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.frame import CONFLICT, UNPROCESSABLE, reach, round_page, round_within
from gonggang.desk.screens.recruitment.tabs import SECTIONS, TABS, Section, Tab
from gonggang.desk.shown import person_shown, place_names
from gonggang.exchange.codes import CATEGORY_NAMES
from gonggang.recruitment.actions.ranking import draw_lots, freeze, notify_not_chosen, publish_seed
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.queries import ranking as reads
from gonggang.recruitment.rules.draw import lot
from gonggang.recruitment.rules.explanation import Place, before_or_after

TABS.append(Tab(70, gettext_lazy("排序与人选"), "round_ranking"))


@action("recruitment.read")
def ranking(request: HttpRequest, round_id: int) -> HttpResponse:
    """The posts of a round: how many compete, how many are chosen, how many places are left."""
    there = round_within(request, round_id)
    shown = []
    offered = reads.offered_posts(round_id, reach(request))
    places = place_names(each["row"].post.village_code for each in offered)
    for each in offered:
        field = reads.field_of(each["row"])
        shown.append(
            {
                "row": each["row"], "place": places[each["row"].post.village_code], "field": field,
                "candidates": len(field.rows), "not_yet": len(field.not_yet), "chosen": len(field.chosen),
                "ties": sum(len(group.ties) for group in field.groups), "rankings": each["rankings"],
            }
        )  # fmt: skip
    pool = reads.out_of_order(reach(request)).filter(ranking__round_post__round=round_id)
    return round_page(
        request, there, "round_ranking", "round_ranking", posts=shown,
        pool=[{"row": each, "person": person_shown(each.application.person)} for each in pool[:100]],
    )  # fmt: skip


@action("recruitment.read")
def post_ranking(request: HttpRequest, round_post_id: int) -> HttpResponse:
    """The candidates for one post by group, with the three keys and why each stands there."""
    return _page(request, _post(request, round_post_id))


@action("recruitment.read")
def why(request: HttpRequest, round_post_id: int) -> HttpResponse:
    """One page that says why one candidate stands before another (`first` and `second` in the address)."""
    post = _post(request, round_post_id)
    rows = {row.application.pk: row for row in reads.field_of(post).rows}
    asked = [entered.number_in(request.GET.get(name, "")) for name in ("first", "second")]
    pair = [rows.get(each or 0) for each in asked]
    said = ""
    one, other = pair
    if one is not None and other is not None and one is not other:
        said = (
            before_or_after(_place(one), _place(other))
            if one.group == other.group
            else _("两人不在同一群体。政策没有定群体之间的先后，由选人的人逐组给名额，并写明理由。")
        )
    return round_page(
        request, post.round, "round_ranking", "ranking_why", post=post, said=said,
        rows=[_shown(row) for row in rows.values()], first=asked[0], second=asked[1],
        pair=[_shown(row) for row in pair if row is not None],
    )  # fmt: skip


@action("recruitment.rank")
def freeze_ranking(request: HttpRequest, round_post_id: int) -> HttpResponse:
    """Freeze the ranking with whoever is ticked."""
    post = _post(request, round_post_id)
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("ranking", round_post_id))
    field = reads.field_of(post)
    keys = {row.application.pk for row in field.rows}
    picked = entered.chosen(request, "chosen", keys)
    allotted = {group.code: entered.whole(request, f"places-{group.code}") or 0 for group in field.groups}
    reasons = {key: entered.text(request, f"reason-{key}") for key in keys}
    try:
        made = freeze(
            round_post_id, allotted=allotted, chosen=picked, reasons=reasons,
            seen=entered.text(request, "seen"), officer=request.user,
        )  # fmt: skip
    except RecruitmentRefused as refused:
        return _page(request, post, problems=refused.problems)
    except ChangedMeanwhile as changed:
        return _page(request, post, problems={"": str(changed)}, status=CONFLICT)
    said = _("第 %(n)s 次排序已冻结，入选 %(chosen)s 人。") % {"n": made.number, "chosen": len(picked)}
    return entered.back(request, said, "ranking", round_post_id)


@action("recruitment.rank")
def seed(request: HttpRequest, round_post_id: int) -> HttpResponse:
    """Publish a seed for every tie that has none."""
    post = _post(request, round_post_id)
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("ranking", round_post_id))
    try:
        with transaction.atomic():
            made = publish_seed(round_post_id, officer=request.user)
            for each in made:
                put_up_seed(each, officer=request.user)
    except RecruitmentRefused as refused:
        return _page(request, post, problems=refused.problems)
    except PublicationRefused as refused:
        return _page(request, post, problems={"": str(refused)})
    said = _("已公布 %(n)s 个抽签种子。请让并列的人看过再抽签。") % {"n": len(made)}
    return entered.back(request, said, "ranking", round_post_id)


@action("recruitment.rank")
def draw(request: HttpRequest, round_post_id: int) -> HttpResponse:
    """Carry out a draw whose seed was published (`draw` in the form); without one, the draws are shown."""
    post = _post(request, round_post_id)
    wanted = entered.whole(request, "draw")
    if request.method != "POST" or wanted is None:
        return HttpResponseRedirect(scope_of(request).address("ranking", round_post_id))
    if wanted not in {each.pk for each in reads.draws_of(round_post_id)}:
        raise OutOfReach
    try:
        with transaction.atomic():
            drawn = draw_lots(wanted, witnesses=entered.text(request, "witnesses"), officer=request.user)
            put_up_draw(drawn, officer=request.user)
    except RecruitmentRefused as refused:
        return _page(request, post, problems=refused.problems)
    except PublicationRefused as refused:
        return _page(request, post, problems={"": str(refused)})
    return entered.back(request, _("已抽签，先后见下。"), "ranking", round_post_id)


@action("recruitment.notify")
def tell(request: HttpRequest, round_post_id: int) -> HttpResponse:
    """Tell everybody who was not chosen."""
    post = _post(request, round_post_id)
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("ranking", round_post_id))
    try:
        results = notify_not_chosen(round_post_id, on=timezone.localdate(), officer=request.user)
    except RecruitmentRefused as refused:
        return _page(request, post, problems=refused.problems)
    told = sum(each.problem is None for each in results)
    return entered.back(
        request, _("已生成告知书 %(n)s 份，请登记送达。") % {"n": told}, "ranking", round_post_id
    )


def _post(request: HttpRequest, round_post_id: int) -> Any:
    found = reads.round_post_of(round_post_id, reach(request))
    if found is None:
        raise OutOfReach
    return found


def _page(
    request: HttpRequest, post: Any, *, problems: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    field = reads.field_of(post)
    may = viewer_of(request).covers
    typed = request.POST if problems else {}
    ticked = set(request.POST.getlist("chosen")) if problems else set()
    groups = [
        {
            "code": group.code, "label": CATEGORY_NAMES.get(group.code, group.code), "priority": group.priority,
            "rows": [
                _shown(row) | {"reason": typed.get(f"reason-{row.key}", ""), "ticked": row.key in ticked}
                for row in group.rows
            ],
            "places": typed.get(f"places-{group.code}", "0"),
        }
        for group in field.groups
    ]  # fmt: skip
    waiting = {
        frozenset(row.application.number for row in tie) for group in field.groups for tie in group.ties
    }
    draws = reads.draws_of(post.pk)
    return round_page(
        request, post.round, "round_ranking", "ranking", post=post, field=field, groups=groups,
        status=UNPROCESSABLE if problems and status == 200 else status, problems=dict(problems or {}),
        place=place_names([post.post.village_code])[post.post.village_code],
        may_rank=may("recruitment.rank", post.post.village_code) and field.left > 0,
        may_draw=may("recruitment.rank", post.post.village_code),
        may_tell=may("recruitment.notify", post.post.village_code),
        to_seed=len(waiting - {frozenset(each.members) for each in draws}),
        draws=[_draw_shown(each) for each in draws],
        rankings=[
            {
                "row": each,
                "entries": [
                    {"row": entry, "person": person_shown(entry.application.person),
                     "group": CATEGORY_NAMES.get(entry.group, entry.group)}
                    for entry in sorted(each.entries.all(), key=lambda e: (e.group, e.rank is None, e.rank or 0))
                ],
            }
            for each in reads.rankings_of(post.pk)
        ],
        not_yet=[person_shown(each.person).name + " " + (each.number or "") for each in field.not_yet],
    )  # fmt: skip


def _shown(row: reads.Row) -> dict[str, Any]:
    return {
        "key": row.application.pk,
        "field": f"reason-{row.application.pk}",
        "person": person_shown(row.application.person),
        "number": row.application.number,
        "group": CATEGORY_NAMES.get(row.group, row.group),
        "rank": row.rank,
        "birth": row.birth,
        "recognised": row.recognised_on,
        "family": "、".join(
            word
            for word, holds in (
                (_("低保家庭"), row.low_income_family),
                (_("零就业家庭"), row.zero_employment_family),
            )
            if holds
        ),
        "why": row.explanation.sentence if row.explanation else "",
        "deciding": row.explanation.deciding if row.explanation else "",
        "held": row.held,
    }


def _draw_shown(found: Any) -> dict[str, Any]:
    return {
        "row": found,
        "lots": sorted((lot(found.seed, number), number) for number in found.members),
    }


def _place(row: reads.Row) -> Place:
    return Place(row.key, row.rank, row.birth, row.recognised_on, row.favoured, row.draw is not None)


def _section(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    """Where an application stands: the newest frozen ranking that names it."""
    entry = reads.place_of(application.pk)
    if entry is None:
        return None
    return {"entry": entry, "group": CATEGORY_NAMES.get(entry.group, entry.group)}


SECTIONS.append(Section(70, "desk/recruitment/application_ranking.html", _section))
