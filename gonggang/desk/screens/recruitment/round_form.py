"""Drawing up, changing, publishing, withdrawing and repeating a round."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.boards.actions import PublicationRefused
from gonggang.desk.publishing import put_up_round, take_down_round
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.recruitment.entered import number_in
from gonggang.desk.screens.recruitment.frame import CONFLICT, UNPROCESSABLE, owned_round
from gonggang.desk.screens.recruitment.rounds import overview_page
from gonggang.desk.screens.recruitment.typed import needed_day, version
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names
from gonggang.posts import queries as posts
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions import rounds as actions
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.actions.rounds import PostOffer, RoundDraft

FIELDS: Final = ("title", "contact", "telephone", "channels", "intro")
# So many posts fit on one form; a township's round has tens.
POSTS_MAX: Final = 300


@action("recruitment.announce")
@with_scripts
def draw_up(request: HttpRequest) -> HttpResponse:
    """Draw up a round for the place where the officer stands."""
    scope = scope_of(request)
    if scope.place is None:
        raise OutOfReach
    return _form(request, scope, scope.place, None)


@action("recruitment.announce")
@with_scripts
def edit(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change a draft of one's own region."""
    there = owned_round(request, round_id)
    scope = scope_of(request)
    if there.published_on or there.withdrawn_on:
        return HttpResponseRedirect(scope.address("round", round_id))
    return _form(request, scope, there.region_code, there)


@action("recruitment.announce")
@with_scripts
def repeat(request: HttpRequest, round_id: int) -> HttpResponse:
    """Draw up a round that repeats an earlier one, with the places that are still to be had."""
    there = owned_round(request, round_id)
    return _form(request, scope_of(request), there.region_code, None, repeats=there)


def _form(
    request: HttpRequest, scope: Scope, region: int, there: Any, *, repeats: Any = None
) -> HttpResponse:
    if not viewer_of(request).covers("recruitment.announce", region):
        raise OutOfReach
    today = timezone.localdate()
    if request.method != "POST":
        return _shown(request, scope, region, there, _values(there, repeats, today), {}, repeats)
    problems: dict[str, str] = {}
    draft = _draft(request, region, problems)
    if not problems:
        try:
            if there is None:
                made = actions.draw_up(draft, officer=request.user, repeats=repeats.pk if repeats else None)
            else:
                made = actions.edit(there.pk, draft, version=version(request), officer=request.user)
        except RecruitmentRefused as refused:
            problems = refused.problems
        except ChangedMeanwhile as changed:
            problems = {"": str(changed)}
        else:
            messages.success(request, _("已存为拟定稿 %(number)s，看过再发布。") % {"number": made.number})
            return HttpResponseRedirect(scope.address("round", made.pk))
    return _shown(request, scope, region, there, _typed(request), problems, repeats)


def _draft(request: HttpRequest, region: int, problems: dict[str, str]) -> RoundDraft:
    begins = needed_day(request, "begins", problems)
    ends = needed_day(request, "ends", problems)
    offers = []
    for name, text in request.POST.items():
        post = number_in(name.removeprefix("places_")) if name.startswith("places_") else None
        if post is None or not text.strip() or text.strip() == "0":
            continue
        places = number_in(text)
        if places is None or places > 9999:
            problems[name] = _("名额填的是“%(text)s”，不是数。") % {"text": text[:20]}
            continue
        offers.append(PostOffer(post, places, request.POST.get(f"requirements_{post}", "")))
    words = {name: request.POST.get(name, "") for name in FIELDS}
    return RoundDraft(
        region_code=region,
        applications_begin_on=begins,
        applications_end_on=ends,
        posts=tuple(offers),
        **words,
    )


def _values(there: Any, repeats: Any, today: date) -> dict[str, str]:
    """What the form begins with: a draft, an earlier round, or the template."""
    if repeats is not None:
        draft = actions.repeat_of(repeats, today=today)
        offers = draft.posts
        words = {name: getattr(draft, name) for name in FIELDS}
        days = (draft.applications_begin_on, draft.applications_end_on)
    elif there is not None:
        offers = tuple(PostOffer(each.post_id, each.places, each.requirements) for each in there.posts.all())
        words = {name: getattr(there, name) for name in FIELDS}
        days = (there.applications_begin_on, there.applications_end_on)
    else:
        offers = ()
        words = dict.fromkeys(FIELDS, "") | {"intro": actions.TEMPLATE}
        days = (today, today + timedelta(days=7))
    values = words | {"begins": days[0].isoformat(), "ends": days[1].isoformat()}
    for each in offers:
        values |= {
            f"places_{each.post_id}": str(each.places),
            f"requirements_{each.post_id}": each.requirements,
        }
    return values


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _shown(
    request: HttpRequest, scope: Scope, region: int, there: Any, values: dict[str, str],
    problems: dict[str, str], repeats: Any,
) -> HttpResponse:  # fmt: skip
    rows = posts.posts(region)[:POSTS_MAX]
    promised = recruitment.places_promised([row.post_id for row in rows], timezone.localdate())
    places = place_names(row.village_code for row in rows)
    shown = [
        {
            "post": row,
            "place": places[row.village_code],
            "free": None
            if row.places is None
            else row.places - row.places_taken - promised.get(row.post_id, 0),
            "value": values.get(f"places_{row.post_id}", ""),
            "requirements": values.get(f"requirements_{row.post_id}", ""),
            "problem": problems.get(f"places_{row.post_id}"),
        }
        for row in rows
    ]
    answer = page(
        request, "recruitment/round_form", scope, screen="rounds", there=there, values=values, problems=problems,
        posts=[each for each in shown if each["value"] or each["free"]], repeats=repeats,
        none_free=not any(each["free"] for each in shown),
    )  # fmt: skip
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer


@action("recruitment.announce")
@with_scripts
def publish(request: HttpRequest, round_id: int) -> HttpResponse:
    """Publish a draft on the day on which it really went up."""
    there = owned_round(request, round_id)
    return _act(
        request,
        there,
        lambda problems: _publish(request, there, needed_day(request, "on", problems)),
        _("公告已发布。岗位、名额和日期从现在起不能改。"),
    )


@action("recruitment.announce")
@with_scripts
def withdraw(request: HttpRequest, round_id: int) -> HttpResponse:
    """Withdraw a round with a reason; whoever has applied is told."""
    there = owned_round(request, round_id)
    return _act(
        request,
        there,
        lambda problems: _withdraw(request, there, needed_day(request, "on", problems)),
        _("公告已撤回，没有上岗的报名都已办结，告知书已生成。"),
    )  # fmt: skip


@transaction.atomic
def _publish(request: HttpRequest, there: Any, on: Any) -> None:
    published = actions.publish(there.pk, on=on, version=version(request), officer=request.user)
    try:
        put_up_round(published, officer=request.user)
    except PublicationRefused as refused:
        raise RecruitmentRefused(str(refused)) from refused


@transaction.atomic
def _withdraw(request: HttpRequest, there: Any, on: Any) -> None:
    reason = request.POST.get("reason", "")
    actions.withdraw(there.pk, on=on, reason=reason, version=version(request), officer=request.user)
    take_down_round(there, why=reason, officer=request.user)


def _act(request: HttpRequest, there: Any, act: Any, done: str) -> HttpResponse:
    address = scope_of(request).address("round", there.pk)
    if request.method != "POST":
        return HttpResponseRedirect(address)
    problems: dict[str, str] = {}
    status = UNPROCESSABLE
    try:
        act(problems)
    except RecruitmentRefused as refused:
        problems |= {name: text for name, text in refused.problems.items() if name not in problems}
    except ChangedMeanwhile as changed:
        problems, status = {"": str(changed)}, CONFLICT
    else:
        messages.success(request, done)
        return HttpResponseRedirect(address)
    return overview_page(request, there, problems=problems, status=status)
