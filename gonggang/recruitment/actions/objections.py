"""Objections during a notice: they freeze the person at once; the township inquires and publishes (clause 6.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.casework import actions as casework
from gonggang.recruitment.actions.checks import check_day, check_text
from gonggang.recruitment.actions.notifications import notify
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.models import Application, CompletedStage, NoticeEntry, Objection
from gonggang.recruitment.numbering import OBJECTION, next_number
from gonggang.recruitment.sealing import OBJECTOR, cipher

CHANNELS: Final = {
    "visit": "当面",
    "phone": "电话",
    "letter": "来信",
    "box": "意见箱",
    "online": "网上",
}
_TEXT_MAX: Final = 1000
_REASON_MAX: Final = 400
_COUNTY: Final = 10**6


@dataclass(frozen=True, slots=True)
class Received:
    """An objection as it came in. `objector` (who it was, how to be reached) only where somebody gave a name."""

    received_on: date | None
    channel: str
    text: str
    objector: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it: an objection, or, when it came too late to be one, a complaint; both with their case."""

    case_id: int
    objection: Objection | None


@transaction.atomic
def receive(entry_id: int, received: Received, *, officer: Any) -> Taken:
    """Take in an objection to somebody on a notice; from now on nothing goes on with that application.

    What came outside of the days of the notice, or after the county approved, is a complaint. Raises Refused.
    """
    day = check_day(received.received_on, what="收到意见", field="received_on")
    if received.channel not in CHANNELS:
        raise Refused({"channel": "没有选从哪里收到的。请选一项。"})
    text = check_text(received.text, field="text", what="反映的情况", longest=_TEXT_MAX)
    entry = NoticeEntry.objects.select_related("notice").get(pk=entry_id)
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=entry.application_id)
    )
    notice = entry.notice
    if day < notice.posted_on:
        raise Refused(
            {"received_on": f"公示 {notice.posted_on} 才张贴，{day} 收到的意见请按投诉举报登记（6.9）。"}
        )
    late = notice.ended_on is not None and day > notice.ended_on
    approved = CompletedStage.objects.filter(application=application, stage="county_approval").exists()
    closed = hasattr(application, "closing")
    if late or approved or closed:
        return Taken(_complaint(application, entry, day, text, received, officer), None)
    objection = _keep(application, entry, received, text, officer)
    return Taken(objection.case_id or 0, objection)


def _keep(
    application: Application, entry: NoticeEntry, received: Received, text: str, officer: Any
) -> Objection:
    village = application.village_code or 0
    day = received.received_on
    assert day is not None
    objector = received.objector.strip()
    number = next_number(OBJECTION, village // _COUNTY * _COUNTY, day)
    objection = Objection.objects.create(
        entry=entry, application=application, number=number, received_on=day, channel=received.channel,
        anonymous=not objector, text=text, officer=officer,
        objector_sealed=cipher().encrypt(objector[:200], purpose=OBJECTOR) if objector else None,
    )  # fmt: skip
    objection.case_id = casework.open_case(
        kind="objection",
        subject=f"objection:{objection.pk}",
        village_code=village,
        title=text[:400],
        on=day,
        officer=officer,
        person_id=application.person_id,
        facts={
            "number": number,
            "notice": entry.notice.number,
            "application": application.pk,
            "channel": CHANNELS[received.channel],
            "anonymous": not objector,
        },
    )
    objection.save(update_fields=["case_id"])
    audit.record(
        officer=officer,
        verb="recruitment.objection_receive",
        subject=f"application:{application.pk}",
        region=village,
        detail={"number": number, "channel": CHANNELS[received.channel], "on": day.isoformat()},
    )
    return objection


def _complaint(
    application: Application, entry: NoticeEntry, day: date, text: str, received: Received, officer: Any
) -> int:
    """The case of what came too late to be an objection. Who complained is not kept here: casework holds no names."""
    count = Objection.objects.filter(application=application).count()
    case_id = casework.open_case(
        kind="complaint",
        subject=f"late_objection:{entry.pk}:{day:%Y%m%d}:{cipher().blind_index(text, purpose=OBJECTOR).hex()[:16]}",
        village_code=application.village_code or 0,
        title=text[:400],
        on=day,
        officer=officer,
        topic="late_objection",
        person_id=application.person_id,
        facts={"notice": entry.notice.number, "channel": CHANNELS[received.channel], "objections": count},
    )
    audit.record(
        officer=officer,
        verb="recruitment.objection_late",
        subject=f"application:{application.pk}",
        region=application.village_code,
        detail={"case": case_id, "on": day.isoformat()},
    )
    return case_id


@transaction.atomic
def settle(
    objection_id: int, *, upheld: bool, result: str, published_on: date | None, officer: Any
) -> Objection:
    """Publish what the township found. Upheld: the person is told, and nothing follows. Rejected: the freeze is over.

    The case of the objection is concluded in the same transaction. Raises Refused.
    """
    objection = Objection.objects.select_for_update().select_related("entry__notice").get(pk=objection_id)
    application = Application.objects.select_for_update(of=("self",)).get(pk=objection.application_id)
    if objection.result_published_on is not None:
        raise Refused("这件异议的结果已经公布，不能改（6.9）。")
    problems: dict[str, str] = {}
    try:
        check_day(published_on, what="公布结果", after=objection.received_on, field="published_on")
    except Refused as refused:
        problems |= refused.problems
    longest = _REASON_MAX if upheld else _TEXT_MAX
    try:
        result = check_text(result, field="result", what="调查结果", longest=longest)
    except Refused as refused:
        problems |= refused.problems
    if problems:
        raise Refused(problems)
    objection.upheld, objection.result, objection.result_published_on = upheld, result, published_on
    objection.save(update_fields=["upheld", "result", "result_published_on"])
    if upheld:
        assert published_on is not None
        notify(
            application, "objection_upheld", reason=result, on=published_on, officer=officer, objection=objection
        )  # fmt: skip
    if objection.case_id is not None:
        casework.conclude(
            objection.case_id, outcome="true" if upheld else "not_true", reason=result, officer=officer
        )
    audit.record(
        officer=officer,
        verb="recruitment.objection_settle",
        subject=f"application:{application.pk}",
        region=application.village_code,
        detail={
            "number": objection.number,
            "outcome": "成立" if upheld else "不成立",
            "result": result,
            "on": published_on.isoformat() if published_on else "",
        },
    )
    return objection


def objector_of(objection: Objection, *, purpose: str, officer: Any) -> str:
    """Who objected, opened for somebody who settles it; each look is recorded with its purpose. Raises Refused."""
    purpose = check_text(purpose, field="purpose", what="查看的用途", longest=200)
    if objection.objector_sealed is None:
        raise Refused("这件异议没有署名。")
    audit.record(
        officer=officer,
        verb="recruitment.objector_reveal",
        subject=f"objection:{objection.pk}",
        region=objection.application.village_code,
        detail={"number": objection.number, "purpose": purpose},
    )
    return cipher().decrypt(bytes(objection.objector_sealed), purpose=OBJECTOR)
