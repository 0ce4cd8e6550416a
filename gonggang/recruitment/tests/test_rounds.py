"""Rounds: numbers without gaps, places that are really free, days that are enough, withdrawal, repetition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.policy.parameters import OutsideForce, Parameters
from gonggang.recruitment.actions import rounds
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.actions.rounds import PostOffer, RoundDraft
from gonggang.recruitment.models import Closing, Notification, Round
from gonggang.recruitment.queries import places_promised, round_of
from gonggang.regions.rules import territory
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.clause("6.1")
TODAY = date(2024, 5, 6)


@pytest.fixture
def draft(make_post: Any) -> RoundDraft:
    return RoundDraft("柳河镇招募", TOWNSHIP, TODAY, TODAY + timedelta(days=7), (PostOffer(make_post(), 3),))


def drawn_up(draft: RoundDraft, officer: Any) -> Round:
    return rounds.draw_up(draft, officer=officer, today=TODAY)


def published(draft: RoundDraft, officer: Any) -> Round:
    made = drawn_up(draft, officer)
    return rounds.publish(made.pk, on=TODAY, version=made.version, officer=officer, today=TODAY)


def test_numbers_have_no_gap_even_after_a_refusal(draft: RoundDraft, officer: Any) -> None:
    first = drawn_up(draft, officer)
    with pytest.raises(RecruitmentRefused):
        drawn_up(replace(draft, title=" "), officer)
    second = drawn_up(draft, officer)
    assert [first.number, second.number] == ["ZP-379901-2024-0001", "ZP-379901-2024-0002"]


@pytest.mark.clause("3.4")
def test_no_round_offers_places_that_another_has_promised(draft: RoundDraft, officer: Any) -> None:
    other = drawn_up(draft, officer)
    made = published(draft, officer)
    post = draft.posts[0].post_id
    assert places_promised([post], TODAY) == {post: 3}
    with pytest.raises(RecruitmentRefused, match="最多填 2"):
        rounds.publish(other.pk, on=TODAY, version=0, officer=officer, today=TODAY)
    with pytest.raises(RecruitmentRefused, match="最多填 2"):
        drawn_up(draft, officer)
    less = drawn_up(replace(draft, posts=(PostOffer(post, 2),)), officer)
    rounds.publish(less.pk, on=TODAY, version=0, officer=officer, today=TODAY)
    rounds.withdraw(made.pk, on=TODAY, reason="岗位取消", version=1, officer=officer, today=TODAY)
    assert places_promised([post], TODAY) == {post: 2}


@pytest.mark.parametrize("places", [None, 0])
def test_a_post_without_places_offers_none(
    draft: RoundDraft, make_post: Any, officer: Any, places: Any
) -> None:
    bare = replace(draft, posts=(PostOffer(make_post(places=places), 1),))
    with pytest.raises(RecruitmentRefused):
        drawn_up(bare, officer)


def test_a_post_of_elsewhere_is_not_offered(draft: RoundDraft, make_post: Any, officer: Any) -> None:
    outside = make_post(village_code=VILLAGE + 1000)
    with pytest.raises(RecruitmentRefused, match="不在发布单位的辖区"):
        drawn_up(replace(draft, posts=(PostOffer(outside, 1),)), officer)


def test_days_of_application_are_enough_where_a_number_is_set(
    draft: RoundDraft, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = Parameters.get
    days = {"announcement_days_min": 8}

    def get(self: Parameters, name: str, **where: Any) -> Any:
        return days[name] if name in days else look_up(self, name, **where)

    monkeypatch.setattr(Parameters, "get", get)
    made = drawn_up(draft, officer)
    with pytest.raises(RecruitmentRefused, match="至少 8 天"):
        rounds.publish(made.pk, on=TODAY, version=0, officer=officer, today=TODAY)
    days["announcement_days_min"] = 7
    assert rounds.publish(made.pk, on=TODAY, version=0, officer=officer, today=TODAY).published_on == TODAY


def test_no_number_is_set_by_the_system_itself() -> None:
    from gonggang.policy.parameters import parameters

    with pytest.raises(OutsideForce):
        parameters().get("announcement_days_min", region=COUNTY, on=TODAY)


def test_it_is_published_on_a_real_day_and_then_stands(draft: RoundDraft, officer: Any) -> None:
    made = drawn_up(draft, officer)
    late = TODAY + timedelta(days=1)
    with pytest.raises(RecruitmentRefused, match="还没有到"):
        rounds.publish(made.pk, on=late, version=0, officer=officer, today=TODAY)
    with pytest.raises(RecruitmentRefused, match="晚于报名开始"):
        rounds.publish(made.pk, on=late, version=0, officer=officer, today=late)
    rounds.publish(made.pk, on=TODAY, version=0, officer=officer, today=TODAY)
    with pytest.raises(RecruitmentRefused, match="不能改"):
        rounds.edit(made.pk, draft, version=1, officer=officer, today=TODAY)
    for change in ({"title": "改"}, {"applications_end_on": late}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.posts.update(places=9)


def test_two_hands_on_one_draft(draft: RoundDraft, officer: Any) -> None:
    made = drawn_up(draft, officer)
    rounds.edit(made.pk, replace(draft, title="甲改"), version=0, officer=officer, today=TODAY)
    with pytest.raises(ChangedMeanwhile):
        rounds.edit(made.pk, replace(draft, title="乙改"), version=0, officer=officer, today=TODAY)
    with pytest.raises(ChangedMeanwhile):
        rounds.publish(made.pk, on=TODAY, version=0, officer=officer, today=TODAY)


@pytest.mark.clause("5.5")
def test_whoever_applied_is_told_when_it_is_withdrawn(
    make_application: Any, recruitment_round: Round, officer: Any
) -> None:
    going, started = make_application("public_notice"), make_application("onboarding")
    with pytest.raises(RecruitmentRefused, match="理由没有写"):
        rounds.withdraw(recruitment_round.pk, on=TODAY, reason=" ", version=0, officer=officer)
    closed = rounds.withdraw(recruitment_round.pk, on=TODAY, reason="岗位取消", version=0, officer=officer)
    assert closed == 1
    assert Closing.objects.get().application_id == going.pk
    assert "岗位取消" in Notification.objects.get(application=going).reason
    assert not hasattr(started, "closing")


def test_a_repetition_offers_what_is_left(recruitment_round: Round, officer: Any) -> None:
    again = rounds.repeat_of(recruitment_round, today=TODAY)
    assert again.posts[0].places == 3
    made = rounds.draw_up(again, officer=officer, repeats=recruitment_round.pk, today=TODAY)
    assert made.repeats_id == recruitment_round.pk


def test_a_draft_is_seen_only_by_whoever_owns_its_region(draft: RoundDraft, officer: Any) -> None:
    made = drawn_up(draft, officer)
    village, township = (territory(VILLAGE),), (territory(TOWNSHIP),)
    assert round_of(made.pk, village) is None and round_of(made.pk, township) is not None
    rounds.publish(made.pk, on=TODAY, version=0, officer=officer, today=TODAY)
    assert round_of(made.pk, village) is not None
    assert round_of(made.pk, ((VILLAGE, OTHER_VILLAGE + 1),)) is not None
    assert round_of(made.pk, ()) is None
    assert round_of(made.pk, (territory(COUNTY + 10**6),)) is None
