"""How an application ends; nothing follows, and a refusal is not over before the person was told (clause 5.5)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.recruitment.actions.refusals import RecruitmentRefused, refusal_of
from gonggang.recruitment.models import Application, Closing

KINDS: Final[dict[str, str]] = {
    "refused": "审核未通过",
    "not_chosen": "未入选",
    "objection_upheld": "公示异议成立",
    "withdrawn": "本人撤回",
    "started": "已上岗",
    "round_withdrawn": "公告撤回",
}
_TOLD_FIRST: Final = frozenset({"refused", "not_chosen", "objection_upheld"})
_REASON_MAX: Final = 400


@transaction.atomic
def close(
    application_id: int,
    kind: str,
    *,
    on: date,
    officer: Any,
    reason: str = "",
    delivery_id: int | None = None,
    today: date | None = None,
) -> Closing:
    """Close an application. Raises RecruitmentRefused with one sentence when it cannot be closed so.

    `delivery_id` is the delivered notification; a refusal, a choice of others and an upheld objection need it.
    """
    today = today or timezone.localdate()
    if kind not in KINDS:
        raise RecruitmentRefused(f"没有“{kind}”这种办结情形。")
    row = Application.objects.select_for_update().filter(pk=application_id).first()
    if row is None or row.round_id is None:
        raise RecruitmentRefused("没有这份报名，或还没有列入招募。")
    if Closing.objects.filter(application=row).exists():
        raise RecruitmentRefused("这份报名已经办结，不能再办结一次。")
    if on > today:
        raise RecruitmentRefused({"on": f"日期 {on} 还没有到，要填实际办理的日期。"})
    if row.applied_on and on < row.applied_on:
        raise RecruitmentRefused({"on": f"日期 {on} 早于报名日期 {row.applied_on}。"})
    if kind in _TOLD_FIRST and delivery_id is None:
        raise RecruitmentRefused("没有告知本人，不能办结（5.5）。请先出告知书并登记送达。")
    if kind != "started" and not reason.strip():
        raise RecruitmentRefused({"reason": "理由没有写。请写明为什么办结。"})
    try:
        with transaction.atomic():
            closing = Closing.objects.create(
                application=row, kind=kind, closed_on=on, reason=reason.strip()[:_REASON_MAX],
                delivery_id=delivery_id, officer=officer,
            )  # fmt: skip
    except IntegrityError as error:
        raise RecruitmentRefused(refusal_of(error)) from error
    audit.record(
        officer=officer,
        verb="recruitment.close",
        subject=f"application:{row.pk}",
        region=row.village_code,
        detail={"kind": KINDS[kind], "on": str(on), "reason": closing.reason},
    )
    return closing
