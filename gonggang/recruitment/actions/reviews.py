"""The township's first review and the county's second, with what each rests on (clauses 5.1 to 5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from gonggang.audit import actions as audit
from gonggang.policy.departments import DEPARTMENTS
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import RowResult, check_day
from gonggang.recruitment.actions.notifications import notify
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import (
    Appeal,
    Application,
    CompletedStage,
    JointReviewAnswer,
    PreScreening,
    Return,
    Review,
)
from gonggang.recruitment.numbering import OPINION, next_number
from gonggang.recruitment.queries.reviews import cleared_hits
from gonggang.recruitment.rules.checklist import ITEMS, OUTCOMES, STATES, blocking, snapshot_age, unanswered
from gonggang.recruitment.rules.joint import Answer, standing

_COUNTY: Final = 10**6
_REASON_MAX: Final = 400
_NOTE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer states: papers by item (state, note), hits by check (outcome, note), and the reasons."""

    passed: bool
    reason: str = ""
    items: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    hits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # Why an old or undated comparison is still used; asked only where no number of days is in force.
    snapshot_reason: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """Whether a comparison allows a start on a day. `problem` forbids; `ask_reason` wants a written reason."""

    snapshot_id: int | None
    compared_on: date | None
    problem: str
    ask_reason: str


def pre_screening_in_force(application_id: int, on: date) -> InForce:
    """Whether the newest comparison of an application still counts on a day and blocks nothing (clause 7.2).

    Blocking hits that a passed review found to be a false alarm or a mistake of the data no longer block.
    """
    application = Application.objects.get(pk=application_id)
    snapshot = _snapshot(application_id, on)
    if snapshot is None:
        return InForce(None, None, "还没有做上岗前比对（7.2）。请先比对。", "")
    age = snapshot_age(snapshot.compared_on, on=on, valid_days=valid_days(application, on))
    left = blocking(snapshot.hits, cleared_hits(application_id))
    problem = age.problem
    if not problem and left:
        problem = f"比对命中拦截的 {len(left)} 项还没有核实排除（7.2）。请先核实。"
    return InForce(snapshot.pk, snapshot.compared_on, problem, age.ask_reason)


def valid_days(application: Application, on: date) -> int | None:
    """How many days a comparison counts where the applicant lives; None where nobody has entered it."""
    county = (application.village_code or 0) // _COUNTY * _COUNTY
    try:
        found: int = limit(parameters(), "pre_screening_valid_days", region=county, on=on)
    except OutsideForce:
        return None
    return found


def _snapshot(application_id: int, on: date) -> PreScreening | None:
    rows = PreScreening.objects.filter(application=application_id, compared_on__lte=on)
    return rows.order_by("-compared_on", "-pk").first()


@transaction.atomic
def first_review(application_id: int, said: Said, *, on: date, officer: Any) -> Review:
    """The township's review: every paper looked at, every hit answered. A refusal is notified in the same act.

    Raises Refused that names every field that is wrong, with its clause.
    """
    application = _lock(application_id)
    check_day(on, what="初审", after=_appraised_on(application))
    before = _newest(application_id, "first")
    _check_turn(application, "first", before, on, officer)
    snapshot, problems = _usable_snapshot(application, said, on)
    checklist = _checklist(said, snapshot, problems)
    if said.passed:
        bad = [ITEMS[one["item"]] for one in checklist if one.get("item") and one["state"] != "ok"]
        if bad:
            problems["passed"] = f"材料还不齐或不符：{'、'.join(bad)}。请退回补正，或不通过（5.2）。"
    _check_hits(said, snapshot, problems)
    if problems or snapshot is None:
        raise Refused(problems)
    review = Review.objects.create(
        application=application, level="first", attempt=before.attempt + 1 if before else 1, passed=said.passed,
        reviewed_on=on, checklist=checklist, reason=said.reason.strip(), screening=snapshot, officer=officer,
    )  # fmt: skip
    _finish(review, application, officer)
    return review


@transaction.atomic
def second_review(application_id: int, said: Said, *, on: date, officer: Any) -> Review:
    """The county's review after a first one that passed, by another officer: a numbered opinion either way (5.1, 5.4).

    Raises Refused as `first_review` does.
    """
    application = _lock(application_id)
    first = _newest(application_id, "first")
    if first is None or not first.passed:
        raise Refused("初审还没有通过，不能复审（5.1）。请乡镇先初审。")
    check_day(on, what="复审", after=first.reviewed_on)
    before = _newest(application_id, "second")
    _check_turn(application, "second", before, on, officer)
    snapshot, problems = _usable_snapshot(application, said, on)
    checklist = _checklist(said, snapshot, problems, papers=False)
    checklist += _carried_over(first, snapshot, checklist)
    _check_hits(said, snapshot, problems, checklist)
    _check_joint(application, said, on, problems)
    if problems or snapshot is None:
        raise Refused(problems)
    county = (application.village_code or 0) // _COUNTY * _COUNTY
    review = Review.objects.create(
        application=application, level="second", attempt=before.attempt + 1 if before else 1, passed=said.passed,
        reviewed_on=on, checklist=checklist, basis=_basis(application_id, snapshot), reason=said.reason.strip(),
        opinion_number=next_number(OPINION, county, on), screening=snapshot, officer=officer, first=first,
        first_officer_id=first.officer_id, first_passed=True,
    )  # fmt: skip
    _finish(review, application, officer)
    return review


def second_review_many(
    application_ids: Sequence[int], said: Said, *, on: date, officer: Any
) -> list[RowResult]:
    """The same opinion on many applicants; each stands for itself, and each row says what became of it."""
    results: list[RowResult] = []
    for application_id in application_ids:
        problem = None
        try:
            second_review(application_id, said, on=on, officer=officer)
        except Refused as refused:
            problem = str(refused)
        except IntegrityError as error:
            problem = str(error).split("\n")[0]
        results.append(RowResult(application_id, problem))
    return results


def _lock(application_id: int) -> Application:
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("person", "round")
        .get(pk=application_id)
    )
    if application.round is None:
        raise Refused("这份报名不在任何一轮招募里，不能审核。")
    if hasattr(application, "closing"):
        raise Refused("这份报名已经办结，不能再审核。")
    if Return.objects.filter(application=application, answered_on=None).exists():
        raise Refused("报名材料退回补正中，补齐以前不能审核（5.6）。")
    return application


def _appraised_on(application: Application) -> date:
    """The day of the democratic appraisal: reviews come after it, before the notice (clause 6.1)."""
    done = CompletedStage.objects.filter(application=application, stage="democratic_appraisal")
    on = done.values_list("completed_on", flat=True).first()
    if on is None:
        raise Refused("民主评议还没有办结，不能初审（6.1）。请村（社区）先评议。")
    return on


def _newest(application_id: int, level: str) -> Review | None:
    return Review.objects.filter(application=application_id, level=level).order_by("-attempt").first()


def _check_turn(application: Application, level: str, before: Review | None, on: date, officer: Any) -> None:
    """Whether it is this officer's turn: a review anew needs an appeal, and nobody reviews the same person twice."""
    label = "初审" if level == "first" else "复审"
    hands = Review.objects.filter(application=application)
    if before is not None:
        if before.passed:
            raise Refused(f"{label}已经通过，不用再审。")
        appealed = Appeal.objects.filter(notification__review=before).first()
        if appealed is None:
            raise Refused(f"{label}没有通过，本人没有申诉，不能再审一次（5.6）。")
        if on < appealed.received_on:
            raise Refused({"on": f"{on} 早于收到申诉的 {appealed.received_on}（5.6）。请核对日期。"})
        if hands.filter(officer=officer).exists():
            raise Refused("申诉后的审核要换人办：您审过这份报名，不能再审（5.1、5.6）。")
    elif level == "second" and hands.filter(level="first", officer=officer).exists():
        raise Refused("同一人不能既初审又复审（5.1）。请由另一人复审。")


def _usable_snapshot(
    application: Application, said: Said, on: date
) -> tuple[PreScreening | None, dict[str, str]]:
    snapshot = _snapshot(application.pk, on)
    age = snapshot_age(
        snapshot.compared_on if snapshot else None, on=on, valid_days=valid_days(application, on)
    )
    problems: dict[str, str] = {}
    if age.problem:
        problems["screening"] = age.problem
    elif age.ask_reason and not said.snapshot_reason.strip():
        problems["snapshot_reason"] = f"{age.ask_reason}请写明为什么仍然采用（7.2）。"
    if not said.passed and not said.reason.strip():
        problems["reason"] = "没有写不通过的理由。请写明事实和依据，本人会看到（5.5）。"
    if len(said.reason.strip()) > _REASON_MAX:
        problems["reason"] = f"理由最多 {_REASON_MAX} 个字。请写得短些。"
    return snapshot, problems


def _checklist(
    said: Said, snapshot: PreScreening | None, problems: dict[str, str], *, papers: bool = True
) -> list[dict[str, str]]:
    """What was looked at, in the form in which it is kept."""
    kept: list[dict[str, str]] = []
    for item, label in ITEMS.items() if papers else ():
        state, note = said.items.get(item, ("", ""))
        if state not in STATES:
            problems[f"item-{item}"] = f"“{label}”没有核验。请逐项选（5.2）。"
            continue
        kept.append({"item": item, "state": state, "note": note.strip()[:_NOTE_MAX]})
    known = {hit["check"] for hit in snapshot.hits} if snapshot else set()
    for check, (outcome, note) in said.hits.items():
        if check in known and outcome in OUTCOMES:
            kept.append({"hit": check, "outcome": outcome, "note": note.strip()[:_NOTE_MAX]})
    if said.snapshot_reason.strip():
        kept.append({"snapshot": said.snapshot_reason.strip()[:_NOTE_MAX]})
    return kept


def _carried_over(
    first: Review, snapshot: PreScreening | None, own: list[dict[str, str]]
) -> list[dict[str, str]]:
    """What the first review said of hits that are still the same facts, unless the second says something itself."""
    facts = {hit["check"]: hit["fact_on"] for hit in snapshot.hits} if snapshot else {}
    before = {hit["check"]: hit["fact_on"] for hit in first.screening.hits}
    spoken = {one.get("hit") for one in own}
    return [
        one
        for one in first.checklist
        if one.get("hit") in facts
        and one["hit"] not in spoken
        and facts[one["hit"]] == before.get(one["hit"])
    ]


def _check_hits(
    said: Said,
    snapshot: PreScreening | None,
    problems: dict[str, str],
    checklist: list[dict[str, str]] | None = None,
) -> None:
    """A pass needs every blocking or doubtful hit answered, and none of the blocking ones true (7.2)."""
    if snapshot is None or not said.passed:
        return
    kept = checklist if checklist is not None else _checklist(said, snapshot, {}, papers=False)
    for check in unanswered(snapshot.hits, kept):
        problems[f"hit-{check}"] = "这项命中没有写核实结果和依据。请核实后再通过（7.2）。"
    outcomes = {one["hit"]: one["outcome"] for one in kept if one.get("hit")}
    for hit in snapshot.hits:
        if hit["level"] == "BLOCK" and outcomes.get(hit["check"]) == "true":
            problems[f"hit-{hit['check']}"] = "这项命中属实，级别是拦截，不能通过（5.2、7.2）。"


def _check_joint(application: Application, said: Said, on: date, problems: dict[str, str]) -> None:
    if not said.passed:
        return
    county = (application.village_code or 0) // _COUNTY * _COUNTY
    required = parameters().get("joint_review_departments", region=county, on=on)
    found = standing(newest_answers(application.pk), required, on=on)
    if found.blocks:
        problems["passed"] = "".join(found.blocks)
    elif found.reasons and not said.reason.strip():
        problems["reason"] = f"{'，'.join(found.reasons)}。请写明为什么仍然通过（5.3、5.4）。"


def newest_rows(application_id: int) -> list[JointReviewAnswer]:
    """The newest question to each department about an applicant."""
    rows = (
        JointReviewAnswer.objects.filter(application=application_id)
        .select_related("joint_review", "officer")
        .order_by("joint_review__department", "-joint_review")
        .distinct("joint_review__department")
    )
    order = list(DEPARTMENTS)
    return sorted(rows, key=lambda row: order.index(row.joint_review.department))


def newest_answers(application_id: int) -> list[Answer]:
    """The same, as the rule takes them."""
    return [
        Answer(
            row.joint_review.department,
            row.verdict,
            row.joint_review.silence_means,
            row.joint_review.due_on,
        )
        for row in newest_rows(application_id)
    ]


def _basis(application_id: int, snapshot: PreScreening) -> list[dict[str, Any]]:
    """What the opinion rests on: the departments' answers, and the registers that were compared."""
    basis: list[dict[str, Any]] = [
        {
            "department": row.joint_review.department,
            "question": row.joint_review_id,
            "verdict": row.verdict,
            "register_batch": row.register_batch,
            "data_as_of": row.data_as_of.isoformat() if row.data_as_of else None,
            "reason": row.reason,
        }
        for row in newest_rows(application_id)
    ]
    basis += [
        {"register": used["register"], "file": used["file"], "digest": used["digest"], "as_of": used["as_of"]}
        for used in snapshot.registers
    ]
    return basis


def _finish(review: Review, application: Application, officer: Any) -> None:
    """The notification that a refusal must have, and the record of the act."""
    if not review.passed:
        notify(
            application, f"{review.level}_review", reason=review.reason, on=review.reviewed_on, officer=officer,
            review=review,
        )  # fmt: skip
    audit.record(
        officer=officer,
        verb=f"recruitment.{review.level}_review",
        subject=f"application:{application.pk}",
        region=application.village_code,
        detail={
            "passed": review.passed,
            "outcome": "通过" if review.passed else "不通过",
            "reason": review.reason,
            "on": review.reviewed_on.isoformat(),
            "number": review.opinion_number or "",
        },
    )
