"""The tab of reviews of a round: comparison, first and second review of everybody within reach, many at once."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.forms import day_in, keys_in, perform, text_in
from gonggang.desk.screens.recruitment.frame import applications_of, round_page, round_within
from gonggang.desk.screens.recruitment.review_words import (
    joint_state,
    notice_state,
    review_state,
    screening_state,
)
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment.actions import reviews, screening
from gonggang.recruitment.actions.checks import RowResult
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.reviews import Said
from gonggang.recruitment.queries.reviews import reviewed

TABS.append(Tab(40, gettext_lazy("审核"), "round_reviews", "recruitment.review"))
SHOWN: Final = 300


@action("recruitment.review")
@with_scripts
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Everybody of the round within reach: how far comparison and reviews are."""
    return _page(request, round_within(request, round_id))


def _page(
    request: HttpRequest,
    there: Any,
    *,
    problems: dict[str, str] | None = None,
    results: list[RowResult] | None = None,
) -> HttpResponse:
    scope, today = scope_of(request), timezone.localdate()
    rows = applications_of(request, there.pk, "recruitment.review")
    villages = place_names(rows.order_by().values_list("village_code", flat=True).distinct())
    villages.pop(None, None)
    chosen = request.GET.get("village", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen[:12]) in villages:
        rows = rows.filter(village_code=int(chosen))
    total = rows.count()
    shown = list(rows[:SHOWN])
    found = reviewed([each.pk for each in shown])
    viewer = viewer_of(request)
    names = {each.pk: person_shown(each.person).name for each in shown}
    return round_page(
        request,
        there,
        "round_reviews",
        "round_reviews",
        rows=[
            {
                "key": each.pk,
                "name": names[each.pk],
                "place": villages.get(each.village_code, ""),
                "closed": hasattr(each, "closing"),
                "appraised": found[each.pk].appraised,
                "screening": screening_state(found[each.pk].screening),
                "compared_on": found[each.pk].screening.compared_on if found[each.pk].screening else None,  # type: ignore[union-attr]
                "first": review_state(found[each.pk].first),
                "joint": joint_state(found[each.pk]),
                "second": review_state(found[each.pk].second),
                "opinion": found[each.pk].second.opinion_number if found[each.pk].second else "",  # type: ignore[union-attr]
                "notice": notice_state(found[each.pk], today),
            }
            for each in shown
        ],
        total=total,
        more=total > SHOWN,
        villages=[(str(code), name, str(code) == chosen) for code, name in sorted(villages.items(), key=_by_name)],
        address=scope.address("round_reviews", there.pk),
        may_compare=bool(shown) and viewer.may("recruitment.pre_screen"),
        may_second=bool(shown) and viewer.may("recruitment.second_review"),
        compare_on=request.POST.get("compare_on") or today.isoformat(),
        problems=problems or {},
        typed=request.POST,
        refused=[
            {"who": names.get(each.application_id, ""), "sentence": each.problem}
            for each in results or ()
            if each.problem
        ],
    )  # fmt: skip


def _by_name(place: tuple[Any, str]) -> str:
    return place[1]


def _ticked(request: HttpRequest, round_id: int, name: str) -> list[int]:
    """The applications that were ticked and lie within reach for the act. Raises RecruitmentRefused for none."""
    there = applications_of(request, round_id, name)
    keys = list(there.filter(pk__in=keys_in(request)).values_list("pk", flat=True))
    if not keys:
        raise RecruitmentRefused(_("没有选人。请先在名单里勾选。"))
    return keys


@action("recruitment.pre_screen")
@with_scripts
def compare(request: HttpRequest, round_id: int) -> HttpResponse:
    """Compare everybody ticked with the registers in use."""
    there = round_within(request, round_id)

    def act() -> str:
        keys = _ticked(request, round_id, "recruitment.pre_screen")
        kept = screening.pre_screen(keys, on=day_in(request, "compare_on"), officer=request.user)
        found = sum(bool(each.hits) for each in kept)
        return _("已比对 %(n)d 人，%(hits)d 人有命中。没有比对成的项目在各人页面上写明。") % {
            "n": len(kept), "hits": found,
        }  # fmt: skip

    return perform(
        request, "compare", act, back=scope_of(request).address("round_reviews", round_id),
        show=lambda problems: _page(request, there, problems=problems),
    )  # fmt: skip


@action("recruitment.second_review")
@with_scripts
def second_many(request: HttpRequest, round_id: int) -> HttpResponse:
    """The same opinion of the county on everybody ticked; each row says what became of it."""
    there = round_within(request, round_id)
    results: list[RowResult] = []

    def act() -> str:
        keys = _ticked(request, round_id, "recruitment.second_review")
        on = day_in(request, "second_on")
        if on is None:
            raise RecruitmentRefused({"on": _("没有写复审的日期。")})
        said = Said(
            passed=True, reason=text_in(request, "second_reason"),
            snapshot_reason=text_in(request, "second_snapshot_reason"),
        )  # fmt: skip
        results.extend(reviews.second_review_many(keys, said, on=on, officer=request.user))
        return _("复审通过 %(n)d 人。") % {"n": sum(each.problem is None for each in results)}

    answer = perform(
        request, "second", act, back=scope_of(request).address("round_reviews", round_id),
        show=lambda problems: _page(request, there, problems=problems),
    )  # fmt: skip
    if any(each.problem for each in results):
        return _page(request, there, results=results)
    return answer
