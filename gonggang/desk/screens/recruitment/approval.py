"""The county's approval of a round's chosen applicants, many at once under one numbered opinion (clause 6.1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.core.errors import UnusableInput
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.frame import (
    UNPROCESSABLE,
    applications_of,
    round_page,
    round_within,
)
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.screens.recruitment.words import category_words
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment.actions.approvals import approve as approve_many
from gonggang.recruitment.actions.approvals import decline
from gonggang.recruitment.actions.refusals import RecruitmentRefused, Refused
from gonggang.recruitment.queries.last_stages import waiting_for

TABS.append(Tab(90, gettext_lazy("审批"), "round_approval"))


@action("recruitment.read")
def approval(request: HttpRequest, round_id: int) -> HttpResponse:
    """Whoever was chosen and waits for the county's approval."""
    return _page(request, round_within(request, round_id))


@action("recruitment.approve")
def approve(request: HttpRequest, round_id: int) -> HttpResponse:
    """Approve those who are ticked, or decline them (`act` is `decline`), with what becomes of each."""
    there = round_within(request, round_id, "recruitment.read")
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("round_approval", round_id))
    people = {row.pk: row for row in applications_of(request, round_id, "recruitment.approve")}
    keys = entered.chosen(request, "chosen", set(people))
    on, opinion = entered.day(request, "on"), entered.text(request, "opinion")
    try:
        if not keys:
            raise RecruitmentRefused(_("一个人都没有选。请先选人。"))
        if entered.text(request, "act") == "decline":
            said, refused = _decline(keys, on, opinion, request.user)
        else:
            done = approve_many(keys, on=on, opinion=opinion, officer=request.user)
            refused = list(done.batch.refused)
            said = _("审批同意 %(n)s 人，意见编号 %(number)s。") % {
                "n": len(done.batch.finished), "number": done.number or "—",
            }  # fmt: skip
    except RecruitmentRefused as why:
        return _page(request, there, problems=why.problems)
    if refused:
        return _page(request, there, said=said, refused=entered.named(refused, people))
    return entered.back(request, said, "round_approval", round_id)


def _decline(keys: list[int], on: Any, reason: str, officer: Any) -> tuple[str, list[Refused]]:
    refused = []
    for key in keys:
        try:
            decline(key, on=on, reason=reason, officer=officer)
        except UnusableInput as why:
            refused.append(Refused(key, str(why)))
    return _("审批不同意 %(n)s 人，告知书已生成。") % {"n": len(keys) - len(refused)}, refused


def _page(
    request: HttpRequest,
    there: Any,
    *,
    problems: dict[str, str] | None = None,
    said: str = "",
    refused: list[dict[str, str]] | None = None,
) -> HttpResponse:
    waiting = waiting_for(applications_of(request, there.pk, "recruitment.read"))
    rows = waiting.of("county_approval")
    places = place_names(row.village_code for row in rows)
    return round_page(
        request, there, "round_approval", "round_approval",
        status=UNPROCESSABLE if problems or refused else 200,
        rows=[
            {
                "key": row.pk, "person": person_shown(row.person), "number": row.number, "group": category_words(row),
                "place": places[row.village_code], "post": row.round_post.post if row.round_post else None,
                "held": waiting.held.get(row.pk),
            }
            for row in rows
        ],
        may_approve=viewer_of(request).may("recruitment.approve"), problems=problems or {}, refused=refused or [],
        said=said, typed=request.POST, today=timezone.localdate().isoformat(),
    )  # fmt: skip
