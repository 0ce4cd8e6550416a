"""Training before a start: one session for many, with its hours and the list of who signed in (clause 6.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from gonggang.casework.actions import NewFile
from gonggang.recruitment.actions.checks import check_day, check_text
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.files import keep_file
from gonggang.recruitment.models import Application, TrainingRecord
from gonggang.regions.rules import COUNTY, TOWNSHIP, enclosing

_HOURS_MAX: Final = 200
_TENTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it was held. `hours` in hours, to one decimal; `file` is the list of who signed in."""

    held_on: date | None
    subject: str
    hours: Decimal | None
    trainer: str
    place: str
    file: NewFile | None


@transaction.atomic
def train(round_id: int, application_ids: Sequence[int], session: Session, *, officer: Any) -> StageBatch:
    """Record a session and finish the stage of each who signed in; nothing is kept when nobody passes.

    Raises Refused for a session that cannot be.
    """
    _check(session)
    villages = set(
        Application.objects.filter(pk__in=application_ids, round=round_id).values_list(
            "village_code", flat=True
        )
    )
    if not villages:
        raise Refused("一个签到的人都没有选。请先选人。")
    assert session.hours is not None
    assert session.held_on is not None
    assert session.file is not None
    with transaction.atomic():
        record = TrainingRecord.objects.create(
            round_id=round_id, village_code=_place(villages), held_on=session.held_on,
            subject=session.subject.strip(), hours_tenths=int(session.hours * _TENTHS),
            trainer=session.trainer.strip(), place=session.place.strip()[:100],
            digest=keep_file(session.file, field="file"),
            officer=officer,
        )  # fmt: skip
        batch = finish(
            list(application_ids), "induction_training", on=session.held_on, officer=officer,
            proofs=dict.fromkeys(application_ids, record.pk),
        )  # fmt: skip
        if not batch.finished:
            transaction.set_rollback(True)
    return batch


def _place(villages: set[int | None]) -> int:
    """The smallest place that has everybody: the village, the township, else the county."""
    codes = {code for code in villages if code}
    if len(codes) == 1:
        return codes.pop()
    townships = {enclosing(code, TOWNSHIP) for code in codes}
    return townships.pop() if len(townships) == 1 else min(enclosing(code, COUNTY) for code in codes)


def _check(session: Session) -> None:
    problems: dict[str, str] = {}
    try:
        check_day(session.held_on, what="培训", field="held_on")
    except Refused as wrong:
        problems |= wrong.problems
    for field, what, longest in (("subject", "培训内容", 120), ("trainer", "讲师", 60)):
        try:
            check_text(getattr(session, field), field=field, what=what, longest=longest)
        except Refused as wrong:
            problems |= wrong.problems
    if session.hours is None or not 0 < session.hours <= _HOURS_MAX:
        problems["hours"] = f"学时要大于 0，最多 {_HOURS_MAX}（6.11）。"
    elif session.hours * _TENTHS % 1:
        problems["hours"] = "学时最多写一位小数。"
    if session.file is None:
        problems["file"] = "没有上传签到表（6.11）。"
    if problems:
        raise Refused(problems)
