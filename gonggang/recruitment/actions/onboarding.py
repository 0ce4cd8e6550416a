"""The start: a place in the post, the placement and the last stage, all in one transaction or not at all (6.1, 7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.people import queries as people
from gonggang.placements import actions as placements
from gonggang.placements.actions import NewPlacement, SecondGround
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import check_day
from gonggang.recruitment.actions.closings import close
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.refusals import Refused as RowRefused
from gonggang.recruitment.actions.refusals import refusal_of
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import Agreement, Application, PreScreening


@dataclass(frozen=True, slots=True)
class Second:
    """What an officer states of somebody who has been placed before (clauses 19.1 to 19.5)."""

    hard_to_employ: bool | None = None
    disability_grade: int | None = None
    decided_why: str = ""
    filed_human_resources_on: date | None = None
    filed_finance_on: date | None = None


@dataclass(frozen=True, slots=True)
class Starting:
    """The first day in post. `decided_why` says why a comparison counts where no number of days is in force.

    `account_id` None takes the person's newest account, and none where there is none.
    """

    on: date | None
    account_id: int | None = None
    decided_why: str = ""
    second: Second = Second()


def start_many(application_ids: Sequence[int], starting: Starting, *, officer: Any) -> StageBatch:
    """Start each of the applicants on one day; each in a transaction of its own, with a result per person.

    In the order of the posts, so that two batches cannot wait for each other.
    """
    check_day(starting.on, what="上岗")
    posts = dict(Application.objects.filter(pk__in=application_ids).values_list("pk", "round_post__post"))
    finished: list[int] = []
    refused: list[RowRefused] = []
    for key in sorted(application_ids, key=lambda each: (posts.get(each) or 0, each)):
        try:
            start_one(key, starting, officer=officer)
        except (UnusableInput, WorkFailed) as why:
            refused.append(RowRefused(key, str(why)))
        else:
            finished.append(key)
    return StageBatch(tuple(finished), tuple(refused))


def start_one(application_id: int, starting: Starting, *, officer: Any) -> int:
    """Start one applicant: the placement, the stage, the closing. Returns the placement; raises what each refuses."""
    on = check_day(starting.on, what="上岗")
    try:
        with transaction.atomic():
            rows = Application.objects.select_for_update(no_key=True, of=("self",))
            application = rows.select_related("round_post__post").filter(pk=application_id).first()
            if application is None or application.round_post is None:
                raise Refused("没有这份报名，或报名没有岗位。")
            _check_screening(application, on, starting.decided_why)
            placement = placements.start(_placement(application, on, starting), officer=officer)
            batch = finish(
                [application_id], "onboarding", on=on, officer=officer, proofs={application_id: placement.pk},
                note=starting.decided_why.strip()[:400],
            )  # fmt: skip
            if batch.refused:
                raise Refused(batch.refused[0].sentence)
            close(application_id, "started", on=on, officer=officer)
    except IntegrityError as error:
        raise Refused(refusal_of(error)) from error
    return placement.pk


def _placement(application: Application, on: date, starting: Starting) -> NewPlacement:
    agreement = Agreement.objects.filter(application=application).order_by("-pk").first()
    if agreement is None:
        raise Refused("还没有签订协议，不能上岗（6.11）。")
    if not agreement.begins_on <= on < agreement.ends_on:
        raise Refused(f"上岗日 {on} 不在协议期 {agreement.begins_on} 至 {agreement.ends_on} 之内（6.11）。")
    second = starting.second
    assert application.round_post is not None
    assert application.applied_on is not None
    return NewPlacement(
        person_id=application.person_id,
        post_id=application.round_post.post_id,
        village_code=application.village_code or 0,
        begins_on=on,
        category=application.group,
        recognised_on=application.recognised_on,
        account_id=_account(application.person_id, starting.account_id),
        agreement_begins_on=agreement.begins_on,
        agreement_ends_on=agreement.ends_on,
        second=SecondGround(
            hard_to_employ=second.hard_to_employ,
            applied_on=application.applied_on,
            disability_grade=second.disability_grade,
            decided_why=second.decided_why,
            filed_human_resources_on=second.filed_human_resources_on,
            filed_finance_on=second.filed_finance_on,
        ),
    )


def _account(person_id: int, wanted: int | None) -> int | None:
    there = [account.account_id for account in people.accounts_of(person_id)]
    if wanted is None:
        return there[0] if there else None
    if wanted not in there:
        raise Refused({"account": "这个账号不是本人的。请从本人的账号里选。"})
    return wanted


def _check_screening(application: Application, on: date, decided_why: str) -> None:
    """The comparison on which the start rests: there, in force on the day, and with nothing that bars (clause 7.2)."""
    rows = PreScreening.objects.filter(application=application, compared_on__lte=on)
    newest = rows.order_by("-compared_on", "-pk").first()
    if newest is None:
        raise Refused("上岗以前没有做过比对，不能上岗（7.2）。请先做上岗前比对。")
    if newest.blocking:
        raise Refused(f"{newest.compared_on} 的比对有不得安置的命中，不能上岗（7.2）。请核实后重新比对。")
    try:
        valid: int = limit(
            parameters(), "pre_screening_valid_days", region=application.village_code or 0, on=on
        )
    except OutsideForce:
        if not decided_why.strip():
            raise Refused(
                f"本地没有录入比对的有效天数，最近一次比对是 {newest.compared_on}，"
                "仍要以它为据的请写明理由（7.2）。"
            ) from None
        return
    if (on - newest.compared_on).days > valid:
        raise Refused(
            f"最近一次比对是 {newest.compared_on}，超过了有效的 {valid} 天。请重新比对后再上岗（7.2）。"
        )
