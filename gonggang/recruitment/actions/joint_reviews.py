"""The joint review: the county's questions to five departments, and each department's own answers (clause 5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.core.working_days import CalendarUnknown, working_days
from gonggang.policy.departments import DEPARTMENTS
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import RowResult, check_day
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import Application, JointReview, JointReviewAnswer, Review, Round
from gonggang.recruitment.rules.joint import SILENCES, VERDICTS

_COUNTY: Final = 10**6
_BATCH_MAX: Final = 100
_REASON_MAX: Final = 400


def due_on_default(county: int, on: date) -> date | None:
    """The deadline by the parameter; None where nobody has entered one, then the sender states it."""
    try:
        return working_days().after(on, limit(parameters(), "joint_review_days", region=county, on=on))
    except (OutsideForce, CalendarUnknown):
        return None


def silence_default(county: int, on: date) -> str:
    """What silence means where the sender says nothing else."""
    found: str = parameters().get("joint_review_silence", region=county, on=on)
    return found


@dataclass(frozen=True, slots=True)
class Sending:
    """A question as the county states it, the same to each department."""

    departments: tuple[str, ...]
    sent_on: date | None
    due_on: date | None
    silence_means: str


@transaction.atomic
def send(
    round_id: int, application_ids: Sequence[int], sending: Sending, *, officer: Any
) -> list[JointReview]:
    """Send applicants of a round whose first review passed to departments; each department has its own question.

    Somebody about whom a department still owes an answer that is not late, or has answered on the same day, is left
    out of that department's question. Raises Refused that names every field that is wrong.
    """
    problems: dict[str, str] = {}
    unknown = [each for each in sending.departments if each not in DEPARTMENTS]
    if not sending.departments or unknown:
        problems["departments"] = "没有选要问的部门。请至少选一家。"
    if sending.silence_means not in SILENCES:
        problems["silence_means"] = "没有写明部门不答复时怎么办（5.3）。请选一项。"
    try:
        check_day(sending.sent_on, what="送审", field="sent_on")
    except Refused as refused:
        problems |= refused.problems
    if sending.due_on is None or (sending.sent_on and sending.due_on < sending.sent_on):
        problems["due_on"] = "没有写答复期限，或期限早于送审那一天。请写期限。"
    if problems:
        raise Refused(problems)
    there = Round.objects.select_for_update().get(pk=round_id)
    ready = _ready(there, application_ids, sending.sent_on)  # type: ignore[arg-type]
    sent = [one for each in sending.departments if (one := _ask(there, each, ready, sending, officer))]
    if not sent:
        raise Refused("所选的人都已送过这些部门，还在期限内或刚答复。请等答复。")
    return sent


def _ready(there: Round, application_ids: Sequence[int], on: date) -> list[Application]:
    """The applicants who may be asked about: the first review passed by that day, and nothing is closed."""
    passed = Review.objects.filter(level="first", passed=True, reviewed_on__lte=on).values("application_id")
    rows = Application.objects.filter(pk__in=passed, round=there, closing__isnull=True)
    ready = list(rows.filter(pk__in=list(application_ids)).order_by("village_code", "pk"))
    if not ready:
        raise Refused("所选的人里没有初审已通过、可以送联审的（5.1、5.3）。请先初审。")
    return ready


def _ask(
    there: Round, department: str, ready: list[Application], sending: Sending, officer: Any
) -> JointReview | None:
    """A question to one department about those of whom it need not be silent or settled; None where nobody is left."""
    asked = JointReviewAnswer.objects.filter(joint_review__round=there, joint_review__department=department)
    waiting = set(
        asked.filter(verdict=None, joint_review__due_on__gte=sending.sent_on).values_list(
            "application_id", flat=True
        )
    )
    waiting |= set(
        asked.filter(joint_review__sent_on=sending.sent_on).values_list("application_id", flat=True)
    )
    those = [each for each in ready if each.pk not in waiting]
    if not those:
        return None
    if JointReview.objects.filter(round=there, department=department, sent_on=sending.sent_on).exists():
        raise Refused(
            {"sent_on": f"{sending.sent_on} 已向{DEPARTMENTS[department]}送过一次。再问请写另一天。"}
        )
    county = there.region_code // _COUNTY * _COUNTY
    question = JointReview.objects.create(
        round=there, county_code=county, department=department, sent_on=sending.sent_on,
        due_on=sending.due_on, silence_means=sending.silence_means, officer=officer,
    )  # fmt: skip
    JointReviewAnswer.objects.bulk_create(
        [JointReviewAnswer(joint_review=question, application=each) for each in those]
    )
    audit.record(
        officer=officer,
        verb="recruitment.joint_send",
        subject=f"joint_review:{question.pk}",
        region=county,
        detail={
            "department": DEPARTMENTS[department],
            "people": len(those),
            "due": question.due_on.isoformat(),
            "silence": SILENCES[sending.silence_means],  # type: ignore[index]
        },
    )
    return question


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a department states it."""

    verdict: str
    register_batch: str = ""
    data_as_of: date | None = None
    reason: str = ""


def check_given(given: Given, on: date) -> dict[str, str]:
    """What is wrong with an answer, by field."""
    problems: dict[str, str] = {}
    if given.verdict not in VERDICTS:
        problems["verdict"] = "没有选意见。请选符合、不符或无数据。"
    if given.verdict in ("fits", "not_fits"):
        if not given.register_batch.strip():
            problems["register_batch"] = "没有写依据的数据批次（5.3）。请写名册或系统的名称和批次。"
        if given.data_as_of is None:
            problems["data_as_of"] = "没有写数据截至哪一天（5.3）。"
    if given.data_as_of is not None and given.data_as_of > on:
        problems["data_as_of"] = f"数据截至 {given.data_as_of}，晚于答复的 {on}。请核对日期。"
    if given.verdict == "not_fits" and not given.reason.strip():
        problems["reason"] = "答复不符要写明理由（5.3）。"
    if len(given.reason.strip()) > _REASON_MAX:
        problems["reason"] = f"理由最多 {_REASON_MAX} 个字。请写得短些。"
    return problems


@transaction.atomic
def answer(
    answer_id: int, given: Given, *, departments: Sequence[str], on: date, officer: Any
) -> JointReviewAnswer:
    """A department's answer about one applicant; it stands. `departments` are those for which the officer answers.

    A late answer is taken: it is better than silence. Raises Refused.
    """
    row = (
        JointReviewAnswer.objects.select_for_update(of=("self",))
        .select_related("joint_review", "application")
        .get(pk=answer_id)
    )
    if row.joint_review.department not in departments:
        raise Refused("这件联审不是送给您的部门的，不能代为答复（5.3）。")
    if row.verdict is not None:
        raise Refused("这一位已经答复，不能改。要改请县级再送一次联审（5.3）。")
    check_day(on, what="答复", after=row.joint_review.sent_on)
    problems = check_given(given, on)
    if problems:
        raise Refused(problems)
    row.verdict = given.verdict
    row.register_batch = given.register_batch.strip()[:_BATCH_MAX]
    row.data_as_of = given.data_as_of
    row.reason = given.reason.strip()
    row.answered_on, row.officer = on, officer
    row.save(update_fields=["verdict", "register_batch", "data_as_of", "reason", "answered_on", "officer"])
    audit.record(
        officer=officer,
        verb="recruitment.joint_answer",
        subject=f"application:{row.application_id}",
        region=row.application.village_code,
        detail={
            "department": DEPARTMENTS[row.joint_review.department],
            "verdict": VERDICTS[row.verdict],
            "batch": row.register_batch,
            "as_of": row.data_as_of.isoformat() if row.data_as_of else "",
            "reason": row.reason,
        },
    )
    return row


def answer_many(
    given: Sequence[tuple[int, Given]], *, departments: Sequence[str], on: date, officer: Any
) -> list[RowResult]:
    """Answers to many, by the key of the answer's row; each stands for itself and says what became of it."""
    results: list[RowResult] = []
    for answer_id, one in given:
        problem = None
        try:
            answer(answer_id, one, departments=departments, on=on, officer=officer)
        except Refused as refused:
            problem = str(refused)
        results.append(RowResult(answer_id, problem))
    return results
