"""The joint review: five departments, each answers for itself; silence means what was written (clause 5.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.recruitment.actions import joint_reviews, reviews
from gonggang.recruitment.actions.joint_reviews import Given, Sending
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.models import JointReview, JointReviewAnswer, Review
from gonggang.recruitment.rules.joint import DEPARTMENTS, Answer, standing
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reviewing import (
    DUE,
    SECOND,
    SENT,
    answered,
    first_passed,
    passing,
    sent_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3")]


@pytest.fixture
def applicant(make_application: Callable[..., Any], officer: Any) -> Any:
    """Somebody whose first review passed."""
    made = make_application("democratic_appraisal")
    first_passed(made, officer)
    return made


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(RecruitmentRefused) as caught:
        act()
    return caught.value.problems


def raw_second(applicant: Any, by: Any, **more: Any) -> Review:
    first = applicant.reviews.get(level="first")
    return Review.objects.create(
        application=applicant, level="second", passed=True, screening=first.screening, first=first,
        first_officer=first.officer, first_passed=True, opinion_number="FS-raw", officer=by,
        **{"reviewed_on": SECOND, **more},
    )  # fmt: skip


def test_a_question_goes_to_each_department(applicant: Any, officer: Any) -> None:
    sent = sent_to(applicant, officer)
    assert {one.department for one in sent} == set(DEPARTMENTS)
    assert JointReviewAnswer.objects.filter(application=applicant, verdict=None).count() == 5
    # Nobody is asked twice while the answer is not due.
    assert "等答复" in refused(lambda: sent_to(applicant, officer))[""]
    problems = refused(
        lambda: joint_reviews.send(
            applicant.round_id, [applicant.pk], Sending((), None, None, ""), officer=officer
        )
    )
    assert set(problems) == {"departments", "silence_means", "sent_on", "due_on"}


def test_only_who_passed_the_first_review_is_sent(make_application: Callable[..., Any], officer: Any) -> None:
    early = make_application("democratic_appraisal")
    assert "初审" in refused(lambda: sent_to(early, officer))[""]


def test_a_department_answers_for_itself_once_with_its_source(applicant: Any, officer: Any) -> None:
    (sent,) = sent_to(applicant, officer, departments=["police"])
    row = sent.answers.get()

    def answer(given: Given, on: date = SENT, departments: tuple[str, ...] = ("police",)) -> dict[str, str]:
        return refused(
            lambda: joint_reviews.answer(row.pk, given, departments=departments, on=on, officer=officer)
        )

    good = Given("fits", "户籍库 2024-03", SENT)
    assert "您的部门" in answer(good, departments=("civil_affairs",))[""]
    assert set(answer(Given("fits"))) == {"register_batch", "data_as_of"}
    assert "data_as_of" in answer(Given("fits", "库", SENT + timedelta(days=1)))
    assert "理由" in answer(Given("not_fits", "库", SENT))["reason"]
    assert "on" in answer(good, on=SENT - timedelta(days=1))
    joint_reviews.answer(row.pk, Given("no_data"), departments=["police"], on=SENT, officer=officer)
    assert "不能改" in answer(good)[""]
    with pytest.raises(IntegrityError, match=r"5\.3"), transaction.atomic():
        JointReviewAnswer.objects.filter(pk=row.pk).update(verdict="fits")


def test_the_database_wants_the_source_of_an_answer(applicant: Any, officer: Any) -> None:
    (sent,) = sent_to(applicant, officer, departments=["police"])
    rows = JointReviewAnswer.objects.filter(joint_review=sent)
    for values in (
        {"verdict": "fits", "answered_on": SENT, "register_batch": "", "data_as_of": None},
        {
            "verdict": "fits",
            "answered_on": SENT,
            "register_batch": "x",
            "data_as_of": SENT + timedelta(days=1),
        },
        {"verdict": "not_fits", "answered_on": SENT, "register_batch": "x", "data_as_of": SENT, "reason": ""},
        {"verdict": "no_data", "answered_on": SENT - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(officer=officer, **values)


def test_many_answers_stand_each_for_itself(
    make_application: Callable[..., Any], applicant: Any, officer: Any
) -> None:
    other = make_application("democratic_appraisal")
    first_passed(other, officer)
    (sent,) = joint_reviews.send(
        applicant.round_id,
        [applicant.pk, other.pk],
        Sending(("police",), SENT, DUE, "ask_again"),
        officer=officer,
    )
    one, two = sent.answers.order_by("pk")
    results = joint_reviews.answer_many(
        [(one.pk, Given("fits", "库", SENT)), (two.pk, Given("not_fits", "库", SENT))],
        departments=["police"], on=SENT, officer=officer,
    )  # fmt: skip
    assert results[0].problem is None and "理由" in (results[1].problem or "")


def test_silence_that_means_ask_again_stops_the_second_review(applicant: Any, officer: Any, way: Way) -> None:
    by = way.second_officer
    sent_to(applicant, by)
    for department in list(DEPARTMENTS)[:4]:
        answered(applicant, by, department=department)
    missing = list(DEPARTMENTS)[4]
    late = DUE + timedelta(days=10)

    def second(reason: str = "") -> Any:
        return reviews.second_review(applicant.pk, passing(reason=reason), on=late, officer=by)

    assert "再问" in refused(lambda: second("逾期没有答复"))["passed"]
    with pytest.raises(IntegrityError, match=r"5\.3"), transaction.atomic():
        raw_second(applicant, by, reviewed_on=late, reason="逾期没有答复")
    sent_to(
        applicant, by, departments=[missing], sent_on=DUE + timedelta(days=1), due_on=DUE + timedelta(days=5)
    )
    assert JointReview.objects.filter(department=missing).count() == 2
    answered(applicant, by)
    assert second().passed


def test_silence_that_leaves_it_to_the_county_needs_the_term_and_a_reason(
    applicant: Any, officer: Any, way: Way
) -> None:
    by = way.second_officer
    sent_to(applicant, by, silence="county_decides")
    for department in list(DEPARTMENTS)[:4]:
        answered(applicant, by, department=department)

    def second(on: date, reason: str = "") -> Any:
        return reviews.second_review(applicant.pk, passing(reason=reason), on=on, officer=by)

    assert "还没有过" in refused(lambda: second(DUE, "逾期"))["passed"]
    with pytest.raises(IntegrityError, match="期限"), transaction.atomic():
        raw_second(applicant, by, reviewed_on=DUE, reason="逾期")
    late = DUE + timedelta(days=1)
    assert "写明为什么" in refused(lambda: second(late))["reason"]
    with pytest.raises(IntegrityError, match="理由"), transaction.atomic():
        raw_second(applicant, by, reviewed_on=late)
    assert second(late, "残联逾期没有答复，残疾证原件已核").passed


def test_an_answer_that_does_not_fit_needs_a_reason_to_pass(applicant: Any, officer: Any, way: Way) -> None:
    by = way.second_officer
    sent_to(applicant, by)
    answered(applicant, by, department="police", verdict="not_fits")
    answered(applicant, by)
    problems = refused(lambda: reviews.second_review(applicant.pk, passing(), on=SECOND, officer=by))
    assert "公安答复不符" in problems["reason"]
    with pytest.raises(IntegrityError, match="不符"), transaction.atomic():
        raw_second(applicant, by)
    passed = reviews.second_review(applicant.pk, passing(reason="同名的另一人"), on=SECOND, officer=by)
    assert {one.get("verdict") for one in passed.basis} >= {"not_fits", "fits"}


def test_the_rule_speaks_of_each_department() -> None:
    day = date(2024, 4, 1)
    found = standing(
        [Answer("police", None, "county_decides", day), Answer("agriculture", "not_fits", "ask_again", day)],
        ["police", "civil_affairs"], on=day + timedelta(days=1),
    )  # fmt: skip
    assert len(found.blocks) == 1 and "民政" in found.blocks[0]
    assert [reason[:2] for reason in found.reasons] == ["公安", "农业"]
