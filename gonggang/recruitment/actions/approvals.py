"""The county's approval: only whoever was chosen in a frozen ranking, many at once under one numbered opinion (6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.recruitment.actions.checks import check_day, check_text
from gonggang.recruitment.actions.notifications import notify_one
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.refusals import Refused as RowRefused
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.models import Application, Notification
from gonggang.recruitment.numbering import next_number
from gonggang.recruitment.queries.ranking import chosen_ids
from gonggang.regions.rules import COUNTY, enclosing

APPROVAL: Final = "SP"
_OPINION_MAX: Final = 300
_NOT_CHOSEN: Final = "不在已冻结排序的人选里，不能审批（8.3、8.4）"
_DECLINED: Final = "县级已审批不同意并告知本人，不能再审批同意（6.1）"


@dataclass(frozen=True, slots=True)
class Approved:
    """The number of the opinion (empty when nobody passed) and what became of each."""

    number: str
    batch: StageBatch


@transaction.atomic
def approve(application_ids: Sequence[int], *, on: date | None, opinion: str, officer: Any) -> Approved:
    """Approve applicants of one county under one opinion; whoever may not pass comes back with a sentence.

    Raises Refused for a day that cannot be, an empty opinion, nobody, or applicants of several counties.
    """
    day = check_day(on, what="审批")
    opinion = check_text(opinion, field="opinion", what="审批意见", longest=_OPINION_MAX)
    villages = dict(Application.objects.filter(pk__in=application_ids).values_list("pk", "village_code"))
    counties = {enclosing(code, COUNTY) for code in villages.values() if code}
    if not counties:
        raise Refused("一个人都没有选。请先选要审批的人。")
    if len(counties) > 1:
        raise Refused("一次只能审批一个县（市、区）的人。")
    chosen = chosen_ids(application_ids)
    declined = set(
        Notification.objects.filter(application__in=application_ids, kind="approval").values_list(
            "application_id", flat=True
        )
    )
    early = [RowRefused(key, _NOT_CHOSEN) for key in application_ids if key not in chosen]
    early += [RowRefused(key, _DECLINED) for key in application_ids if key in chosen & declined]
    wanted = [key for key in application_ids if key in chosen - declined]
    number = ""
    batch = StageBatch((), ())
    if wanted:
        with transaction.atomic():
            number = next_number(APPROVAL, counties.pop(), day)
            batch = finish(wanted, "county_approval", on=day, officer=officer, note=f"{number} {opinion}")
            if not batch.finished:
                transaction.set_rollback(True)
    return Approved(number if batch.finished else "", StageBatch(batch.finished, (*early, *batch.refused)))


@transaction.atomic
def decline(application_id: int, *, on: date | None, reason: str, officer: Any) -> Notification:
    """The county does not approve: the applicant is told with the reason and may appeal. Raises Refused."""
    day = check_day(on, what="审批")
    reason = check_text(reason, field="reason", what="不同意的理由", longest=_OPINION_MAX)
    if application_id not in chosen_ids([application_id]):
        raise Refused(f"{_NOT_CHOSEN}。")
    if Application.objects.filter(pk=application_id, completed_stages__stage="county_approval").exists():
        raise Refused("这份报名已经审批同意，不能再改为不同意（6.2）。")
    return notify_one(application_id, "approval", reason=reason, on=day, officer=officer)
