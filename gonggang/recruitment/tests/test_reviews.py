"""The two reviews: what they need, who may make them, what follows a refusal (clauses 5.1, 5.2, 5.4 to 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.audit.models import AuditRecord
from gonggang.recruitment.actions import closings, notifications, reviews
from gonggang.recruitment.actions.notifications import HowDelivered
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.models import Delivery, Notification, PreScreening, Return, Review
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reviewing import (
    ALL_OK,
    COMPARED,
    FIRST,
    SECOND,
    WHY_OLD,
    answered,
    both_passed,
    first_passed,
    passing,
    refusing,
    screened,
    sent_to,
)

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def applicant(make_application: Make) -> Any:
    """Somebody whom the village has appraised."""
    return make_application("democratic_appraisal")


@pytest.fixture
def third_officer(officer: Any) -> Any:
    from gonggang.accounts.actions import create_officer

    return create_officer(
        username="third.reviewer", name="另一人", organisation=None, territory_code=0, officer=officer
    )


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(RecruitmentRefused) as caught:
        act()
    return caught.value.problems


@pytest.mark.clause("5.1")
@pytest.mark.clause("5.4")
def test_two_levels_by_two_officers_and_a_numbered_opinion(applicant: Any, officer: Any, way: Way) -> None:
    first = first_passed(applicant, officer)
    sent_to(applicant, way.second_officer)
    answered(applicant, way.second_officer)
    same = refused(lambda: reviews.second_review(applicant.pk, passing(), on=SECOND, officer=officer))
    assert "5.1" in same[""]
    second = reviews.second_review(applicant.pk, passing(), on=SECOND, officer=way.second_officer)
    assert second.first == first and second.opinion_number == "FS-379901-2024-0001"
    departments = {one["department"] for one in second.basis if "department" in one}
    assert len(departments) == 5
    assert AuditRecord.objects.filter(verb="recruitment.second_review").count() == 1


@pytest.mark.clause("5.1")
def test_no_second_review_before_the_first(applicant: Any, officer: Any, way: Way) -> None:
    screened(applicant, officer)
    problems = refused(
        lambda: reviews.second_review(applicant.pk, passing(), on=SECOND, officer=way.second_officer)
    )
    assert "5.1" in problems[""]


@pytest.mark.clause("6.1")
def test_no_review_before_the_appraisal(make_application: Make, officer: Any) -> None:
    early = make_application("application")
    screened(early, officer)
    problems = refused(lambda: reviews.first_review(early.pk, passing(), on=FIRST, officer=officer))
    assert "民主评议" in problems[""]


@pytest.mark.clause("5.2")
def test_every_paper_is_looked_at_and_a_pass_needs_all(applicant: Any, officer: Any) -> None:
    screened(applicant, officer)
    some = {item: state for item, state in ALL_OK.items() if item != "id_card"}
    said = reviews.Said(passed=True, items=some, snapshot_reason=WHY_OLD)
    assert "item-id_card" in refused(
        lambda: reviews.first_review(applicant.pk, said, on=FIRST, officer=officer)
    )
    bad = reviews.Said(passed=True, items={**ALL_OK, "id_card": ("missing", "")}, snapshot_reason=WHY_OLD)
    assert (
        "居民身份证"
        in refused(lambda: reviews.first_review(applicant.pk, bad, on=FIRST, officer=officer))["passed"]
    )


@pytest.mark.clause("5.2")
@pytest.mark.clause("7.2")
def test_a_review_rests_on_a_comparison(applicant: Any, officer: Any) -> None:
    problems = refused(lambda: reviews.first_review(applicant.pk, passing(), on=FIRST, officer=officer))
    assert "7.2" in problems["screening"]
    screened(applicant, officer)
    silent = reviews.Said(passed=True, items=ALL_OK)
    problems = refused(lambda: reviews.first_review(applicant.pk, silent, on=FIRST, officer=officer))
    assert "没有录入" in problems["snapshot_reason"]
    assert reviews.first_review(applicant.pk, passing(), on=FIRST, officer=officer).passed


@pytest.mark.clause("5.2")
@pytest.mark.clause("7.2")
@pytest.mark.parametrize("outcome", [None, "true"])
def test_a_blocking_hit_stops_until_somebody_cleared_it(
    applicant: Any, officer: Any, outcome: str | None
) -> None:
    hit = {"check": "business_licence", "level": "BLOCK", "fact_on": "2023-01-01", "detail": "某店"}
    snapshot = PreScreening.objects.create(
        application=applicant, compared_on=COMPARED, registers=[], hits=[hit], blocking=True, officer=officer
    )
    hits = {"business_licence": (outcome, "查了登记")} if outcome else {}
    said = passing(hits=hits)
    assert "hit-business_licence" in refused(
        lambda: reviews.first_review(applicant.pk, said, on=FIRST, officer=officer)
    )
    with pytest.raises(IntegrityError, match=r"7\.2"), transaction.atomic():
        Review.objects.create(
            application=applicant, level="first", passed=True, reviewed_on=FIRST, screening=snapshot,
            checklist=[{"hit": "business_licence", "outcome": outcome or "", "note": "查"}], officer=officer,
        )  # fmt: skip
    assert reviews.pre_screening_in_force(applicant.pk, FIRST).problem
    cleared = passing(hits={"business_licence": ("false_alarm", "同名的另一人，核对了证号")})
    assert reviews.first_review(applicant.pk, cleared, on=FIRST, officer=officer).passed
    assert not reviews.pre_screening_in_force(applicant.pk, FIRST).problem


@pytest.mark.clause("7.2")
def test_what_is_in_force_on_a_day(applicant: Any, officer: Any, monkeypatch: Any) -> None:
    assert "7.2" in reviews.pre_screening_in_force(applicant.pk, FIRST).problem
    screened(applicant, officer)
    found = reviews.pre_screening_in_force(applicant.pk, FIRST)
    assert not found.problem and "没有录入" in found.ask_reason and found.compared_on == COMPARED
    monkeypatch.setattr(reviews, "valid_days", lambda application, on: 30)
    assert reviews.pre_screening_in_force(applicant.pk, COMPARED + timedelta(days=30)).problem == ""
    assert "有效 30 天" in reviews.pre_screening_in_force(applicant.pk, COMPARED + timedelta(days=31)).problem
    assert reviews.pre_screening_in_force(applicant.pk, COMPARED - timedelta(days=1)).snapshot_id is None


@pytest.mark.clause("5.6")
def test_what_was_returned_is_not_reviewed(applicant: Any, officer: Any) -> None:
    snapshot = screened(applicant, officer)
    Return.objects.create(application=applicant, missing="户口簿", returned_on=COMPARED, officer=officer)
    assert (
        "5.6" in refused(lambda: reviews.first_review(applicant.pk, passing(), on=FIRST, officer=officer))[""]
    )
    with pytest.raises(IntegrityError, match=r"5\.6"), transaction.atomic():
        Review.objects.create(
            application=applicant, level="first", passed=True, reviewed_on=FIRST, screening=snapshot,
            officer=officer,
        )  # fmt: skip


@pytest.mark.clause("5.5")
def test_a_refusal_is_notified_in_the_same_act_and_closes_only_when_told(
    applicant: Any, officer: Any
) -> None:
    screened(applicant, officer)
    review = reviews.first_review(applicant.pk, refusing(), on=FIRST, officer=officer)
    made = Notification.objects.get(review=review)
    assert made.number == "GZ-379901-2024-0001" and made.reason == "户口簿与本人不符"
    assert "申诉" in made.appeal and made.due_on == date(2024, 3, 21)  # five working days
    with pytest.raises(RecruitmentRefused, match=r"5\.5"):
        notifications.closing_after(made, on=FIRST)
    stated = HowDelivered("handed_over", FIRST + timedelta(days=1), "本人")
    delivery = notifications.deliver(made.pk, stated, officer=officer)
    kind = notifications.closing_after(made, on=FIRST + timedelta(days=2))
    closings.close(
        applicant.pk,
        kind,
        on=FIRST + timedelta(days=2),
        officer=officer,
        reason="初审不通过",
        delivery_id=delivery.pk,
    )
    applicant.refresh_from_db()
    assert applicant.closing.kind == "refused"


@pytest.mark.clause("5.5")
def test_the_database_wants_a_notification_with_every_refusal(applicant: Any, officer: Any) -> None:
    snapshot = screened(applicant, officer)
    with pytest.raises(IntegrityError, match=r"5\.5"), transaction.atomic():
        Review.objects.create(
            application=applicant, level="first", passed=False, reason="不符", reviewed_on=FIRST,
            screening=snapshot, officer=officer,
        )  # fmt: skip
        connection.check_constraints()


@pytest.mark.clause("5.5")
def test_how_a_notification_is_delivered(applicant: Any, officer: Any) -> None:
    screened(applicant, officer)
    reviews.first_review(applicant.pk, refusing(), on=FIRST, officer=officer)
    made = Notification.objects.get(application=applicant)

    def deliver(*stated: Any) -> dict[str, str]:
        return refused(lambda: notifications.deliver(made.pk, HowDelivered(*stated), officer=officer))

    assert set(deliver("email", None, "")) == {"how", "delivered_on", "received_by"}
    assert "5.5" in deliver("phone", FIRST, "本人")["witnesses"]
    assert "delivered_on" in deliver("handed_over", FIRST - timedelta(days=1), "本人")
    for values in (
        {"how": "refused_to_take", "delivered_on": FIRST},
        {"how": "handed_over", "delivered_on": FIRST - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(notification=made, received_by="本人", officer=officer, **values)
    notifications.deliver(
        made.pk, HowDelivered("refused_to_take", FIRST, "本人", "村委会王某、李某"), officer=officer
    )
    assert "已经登记" in deliver("handed_over", FIRST, "本人")[""]


@pytest.mark.clause("5.6")
def test_after_an_appeal_others_review_anew(
    applicant: Any, officer: Any, way: Way, third_officer: Any
) -> None:
    screened(applicant, officer)
    review = reviews.first_review(applicant.pk, refusing(), on=FIRST, officer=officer)
    made = Notification.objects.get(review=review)
    again = FIRST + timedelta(days=3)

    def anew(by: Any) -> Review:
        return reviews.first_review(applicant.pk, passing(), on=again, officer=by)

    assert "没有申诉" in refused(lambda: anew(third_officer))[""]
    with pytest.raises(IntegrityError, match=r"5\.6"), transaction.atomic():
        Review.objects.create(
            application=applicant, level="first", attempt=2, passed=True, reviewed_on=again,
            screening=review.screening, officer=third_officer,
        )  # fmt: skip
    notifications.appeal(made.pk, on=FIRST + timedelta(days=2), text="户口簿已更正", officer=officer)
    assert "换人" in refused(lambda: anew(officer))[""]
    with pytest.raises(IntegrityError, match="换人"), transaction.atomic():
        Review.objects.create(
            application=applicant, level="first", attempt=2, passed=True, reviewed_on=again,
            screening=review.screening, officer=officer,
        )  # fmt: skip
    second_look = anew(third_officer)
    assert second_look.attempt == 2 and second_look.passed
    with pytest.raises(RecruitmentRefused, match=r"5\.6"):
        notifications.closing_after(made, on=again)


@pytest.mark.clause("5.1")
def test_nobody_reviews_at_both_levels_whatever_the_attempt(
    applicant: Any, officer: Any, way: Way, third_officer: Any
) -> None:
    screened(applicant, officer)
    review = reviews.first_review(applicant.pk, refusing(), on=FIRST, officer=officer)
    notifications.appeal(Notification.objects.get(review=review).pk, on=FIRST, text="不服", officer=officer)
    passed = reviews.first_review(applicant.pk, passing(), on=FIRST, officer=third_officer)
    sent_to(applicant, way.second_officer)
    answered(applicant, way.second_officer)
    # The officer of the first attempt, too, has looked at this person already.
    assert (
        "5.1"
        in refused(lambda: reviews.second_review(applicant.pk, passing(), on=SECOND, officer=officer))[""]
    )
    with pytest.raises(IntegrityError, match=r"5\.1"), transaction.atomic():
        Review.objects.create(
            application=applicant, level="second", passed=True, reviewed_on=SECOND, screening=passed.screening,
            first=passed, first_officer=third_officer, first_passed=True, opinion_number="X", officer=officer,
        )  # fmt: skip


@pytest.mark.clause("5.4")
def test_opinions_are_numbered_without_gaps(make_application: Make, officer: Any, way: Way) -> None:
    those = [make_application("democratic_appraisal") for _ in range(4)]
    for each in those:
        first_passed(each, officer)
    for each in those[:2] + those[3:]:
        sent_to(each, way.second_officer, sent_on=date(2024, 3, 15) + timedelta(days=those.index(each)))
        answered(each, way.second_officer)
    results = reviews.second_review_many(
        [each.pk for each in those], passing(), on=SECOND, officer=way.second_officer
    )
    # The third was never sent to the departments: refused, and no number lost by it.
    assert [result.problem is None for result in results] == [True, True, False, True]
    assert "5.3" in (results[2].problem or "")
    numbers = Review.objects.filter(level="second").order_by("pk").values_list("opinion_number", flat=True)
    assert list(numbers) == [f"FS-379901-2024-000{n}" for n in (1, 2, 3)]


@pytest.mark.clause("5.4")
def test_the_second_review_refuses_with_a_number_and_a_notification(
    applicant: Any, officer: Any, way: Way
) -> None:
    first_passed(applicant, officer)
    said = reviews.Said(passed=False, reason="市场监管登记有公司", snapshot_reason=WHY_OLD)
    review = reviews.second_review(applicant.pk, said, on=SECOND, officer=way.second_officer)
    assert review.opinion_number and Notification.objects.get(review=review).kind == "second_review"


@pytest.mark.clause("5.1")
def test_reviews_and_numbers_stand(applicant: Any, officer: Any, way: Way) -> None:
    review = both_passed(applicant, officer, way.second_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(passed=False)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="跳号"), transaction.atomic():
        cursor.execute("UPDATE regions_numberseries SET last = last + 2")
