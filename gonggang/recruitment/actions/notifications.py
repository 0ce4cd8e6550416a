"""Telling people: the notification that every refusal has, its delivery, the appeal against it (clauses 5.5, 5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.casework.actions import NewFile
from gonggang.core.working_days import CalendarUnknown, working_days
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import check_day, check_text
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.files import keep_file
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import Appeal, Application, Delivery, Filing, Notification, Objection, Review
from gonggang.recruitment.numbering import NOTIFICATION, next_number
from gonggang.regions import queries as regions

KINDS: Final = {
    "first_review": "初审没有通过",
    "second_review": "复审没有通过",
    "objection_upheld": "公示异议成立",
    "filing": "备案没有同意",
    "appraisal": "民主评议没有通过",
    "approval": "县级审批没有同意",
    "not_chosen": "没有入选",
}
# How the application ends that was told of.
CLOSINGS: Final = {"objection_upheld": "objection_upheld", "not_chosen": "not_chosen"}
HOW: Final = {
    "handed_over": "当面送交",
    "posted": "邮寄",
    "phone": "电话告知",
    "refused_to_take": "拒收留置",
}
_WITNESSED: Final = frozenset({"phone", "refused_to_take"})
_REASON_MAX: Final = 400
_COUNTY: Final = 10**6


def notify(
    application: Application,
    kind: str,
    *,
    reason: str,
    on: date,
    officer: Any,
    review: Review | None = None,
    objection: Objection | None = None,
    filing: Filing | None = None,
) -> Notification:
    """Make the notification of a refusal, in the transaction of the refusal itself.

    Due within the working days of the parameter; None where nobody has entered them, then nothing is late.
    """
    county = (application.village_code or 0) // _COUNTY * _COUNTY
    made = Notification.objects.create(
        application=application,
        number=next_number(NOTIFICATION, county, on),
        kind=kind,
        reason=check_text(reason, field="reason", what="没有通过的理由", longest=_REASON_MAX),
        appeal=_way_of_appeal(county, on),
        issued_on=on,
        due_on=_due_on(county, on),
        officer=officer,
        review=review,
        objection=objection,
        filing=filing,
    )
    audit.record(
        officer=officer,
        verb="recruitment.notify",
        subject=f"application:{application.pk}",
        region=application.village_code,
        detail={"number": made.number, "kind": KINDS[kind], "reason": made.reason},
    )
    return made


@transaction.atomic
def notify_one(application_id: int, kind: str, *, reason: str, on: date, officer: Any) -> Notification:
    """Tell an applicant of a refusal that is no review: appraisal not passed, or not chosen. Raises Refused."""
    if kind not in ("appraisal", "approval", "not_chosen"):
        raise Refused("这种告知由审核、异议或备案自动作出。")
    check_day(on, what="告知")
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if hasattr(application, "closing"):
        raise Refused("这份报名已经办结，不用再告知。")
    there = Notification.objects.filter(application=application, kind=kind).first()
    return there or notify(application, kind, reason=reason, on=on, officer=officer)


def _due_on(county: int, on: date) -> date | None:
    try:
        return working_days().after(on, limit(parameters(), "notification_days", region=county, on=on))
    except (OutsideForce, CalendarUnknown):
        return None


def _way_of_appeal(county: int, on: date) -> str:
    name = regions.names({county}).get(county, "本县（市、区）")
    within = appeal_days(county, on)
    term = f"收到本告知书后 {within} 天内" if within is not None else "收到本告知书后"
    return f"不服的，{term}可以向{name}人力资源社会保障部门书面或口头申诉，由没有办过这件事的人重新审核。"


def appeal_days(region: int, on: date) -> int | None:
    """Within how many days one may appeal; None where nobody has entered a number."""
    try:
        found: int = limit(parameters(), "review_appeal_days", region=region, on=on)
    except OutsideForce:
        return None
    return found


@dataclass(frozen=True, slots=True)
class HowDelivered:
    """How a notification reached its person, as the officer states it."""

    how: str
    delivered_on: date | None
    received_by: str
    witnesses: str = ""
    file: NewFile | None = None


@transaction.atomic
def deliver(notification_id: int, stated: HowDelivered, *, officer: Any) -> Delivery:
    """Record that a notification reached its person; once. Raises Refused that names every field that is wrong."""
    made = Notification.objects.select_for_update(of=("self",)).get(pk=notification_id)
    if Delivery.objects.filter(notification=made).exists():
        raise Refused("这份告知书已经登记送达。")
    problems: dict[str, str] = {}
    if stated.how not in HOW:
        problems["how"] = "没有选送达方式。请选一种。"
    try:
        check_day(stated.delivered_on, what="送达", after=made.issued_on, field="delivered_on")
    except Refused as refused:
        problems |= refused.problems
    if not stated.received_by.strip():
        problems["received_by"] = "没有写签收人。本人拒收的写本人姓名。"
    if stated.how in _WITNESSED and not stated.witnesses.strip():
        problems["witnesses"] = "电话告知和拒收留置要写见证人（5.5）。"
    if problems:
        raise Refused(problems)
    delivery = Delivery.objects.create(
        notification=made,
        how=stated.how,
        delivered_on=stated.delivered_on,
        received_by=stated.received_by.strip()[:60],
        witnesses=stated.witnesses.strip()[:120],
        digest=keep_file(stated.file, field="file") if stated.file else "",
        officer=officer,
    )
    audit.record(
        officer=officer,
        verb="recruitment.deliver",
        subject=f"application:{made.application_id}",
        region=made.application.village_code,
        detail={"number": made.number, "how": HOW[stated.how], "on": stated.delivered_on.isoformat()},  # type: ignore[union-attr]
    )
    return delivery


@transaction.atomic
def appeal(notification_id: int, *, on: date, text: str, officer: Any) -> Appeal:
    """Take in that a person does not accept a refusal of a review: it is then reviewed anew by others (5.6)."""
    made = (
        Notification.objects.select_for_update(of=("self",)).select_related("review").get(pk=notification_id)
    )
    if made.review is None:
        raise Refused("只有初审、复审没有通过的，可以申诉后重新审核。其他的请按投诉办理。")
    if hasattr(made.application, "closing"):
        raise Refused("这份报名已经办结，不能再受理申诉。")
    if Appeal.objects.filter(notification=made).exists():
        raise Refused("这份告知书已经受理过申诉。")
    check_day(on, what="收到申诉", after=made.issued_on)
    within = appeal_days((made.application.village_code or 0) // _COUNTY * _COUNTY, made.issued_on)
    delivery = Delivery.objects.filter(notification=made).first()
    if within is not None and delivery and (on - delivery.delivered_on).days > within:
        raise Refused({"on": f"{delivery.delivered_on} 送达，申诉期 {within} 天已过（5.6）。"})
    text = check_text(text, field="text", what="申诉的内容", longest=1000)
    taken = Appeal.objects.create(
        application=made.application, notification=made, received_on=on, text=text, officer=officer
    )
    audit.record(
        officer=officer,
        verb="recruitment.appeal",
        subject=f"application:{made.application_id}",
        region=made.application.village_code,
        detail={"number": made.number, "on": on.isoformat()},
    )
    return taken


def closing_after(made: Notification, *, on: date) -> str:
    """The kind of closing that a delivered notification leads to. Raises Refused while it may not be closed yet."""
    if Appeal.objects.filter(notification=made).exists():
        raise Refused("本人已申诉，请先重新审核，再按新的结果办（5.6）。")
    delivery = Delivery.objects.filter(notification=made).first()
    if delivery is None:
        raise Refused("告知书还没有登记送达，不能办结（5.5）。请先送达本人。")
    within = appeal_days((made.application.village_code or 0) // _COUNTY * _COUNTY, made.issued_on)
    if made.review_id is not None and within is not None and (on - delivery.delivered_on).days <= within:
        raise Refused(f"{delivery.delivered_on} 送达，申诉期 {within} 天没有满，不能办结（5.6）。")
    return CLOSINGS.get(made.kind, "refused")
