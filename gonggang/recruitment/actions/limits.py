"""A county holds a number of the procedure tighter than the province, from a day on; never looser (clause 6.3)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.refusals import RecruitmentRefused, refusal_of
from gonggang.recruitment.models import CountyLimit
from gonggang.recruitment.rules.limits import LONGER, NAMES, tighter
from gonggang.regions.rules import COUNTY, level_of

VALUE_MAX: Final = 366
_REASON_MAX: Final = 400


def wider_value(name: str, region: int, on: date) -> int | None:
    """The number that holds where the county has set none of its own; None where nobody has entered one."""
    try:
        found: int = parameters().get(name, region=region, on=on)
    except OutsideForce:
        return None
    return found


@transaction.atomic
def tighten(
    region_code: int, name: str, value: int | None, *, begins_on: date, reason: str, officer: Any,
    today: date | None = None,
) -> CountyLimit:  # fmt: skip
    """Set a county's own number from a day on. What was posted, held or signed before is not touched.

    Raises RecruitmentRefused by field: for a number looser than the wider one or out of its bounds, a day that has
    passed, a parameter that counties do not hold, a second number for the same day.
    """
    today = today or timezone.localdate()
    problems: dict[str, str] = {}
    if level_of(region_code) != COUNTY:
        problems["region"] = "从紧的要求由县（市、区）定。请先选定县。"
    if name not in NAMES:
        raise RecruitmentRefused(problems | {"name": "没有选要从紧的是哪一项（6.3）。"})
    if begins_on < today:
        problems["begins_on"] = f"开始日期 {begins_on} 已经过去；已经办过的不追溯。"
    if not reason.strip():
        problems["reason"] = "从紧的依据没有写（6.3）。"
    declared, wider = parameters().parameter(name), wider_value(name, region_code, begins_on)
    least, most = declared.minimum or 0, declared.maximum or VALUE_MAX
    if value is None or not least <= value <= most:
        problems["value"] = f"“{declared.label}”要填 {least} 到 {most} 的整数。"
    elif not tighter(name, value, wider):
        side = "大于" if name in LONGER else "小于"
        problems["value"] = (
            f"“{declared.label}”现在是 {wider} {declared.unit}，县里只能从紧：要{side} {wider}（6.3）。"
        )
    if problems:
        raise RecruitmentRefused(problems)
    row = CountyLimit(
        region_code=region_code, name=name, value=value, base_value=wider, begins_on=begins_on,
        reason=reason.strip()[:_REASON_MAX], officer=officer,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RecruitmentRefused({"begins_on": refusal_of(error)}) from error
    audit.record(
        officer=officer, verb="recruitment.tighten", subject=f"limit:{row.pk}", region=region_code,
        detail={
            "label": declared.label, "value": row.value, "unit": declared.unit, "begins_on": str(begins_on),
            "reason": row.reason,
        },
    )  # fmt: skip
    return row
