"""What tests of reviews, notices and objections state again and again: officers, photographs, days, opinions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from gonggang.casework.actions import NewFile
from gonggang.recruitment.actions import joint_reviews, notices, objections, reviews, screening
from gonggang.recruitment.actions.joint_reviews import Given, Sending
from gonggang.recruitment.actions.notices import Posting
from gonggang.recruitment.actions.objections import Received
from gonggang.recruitment.actions.reviews import Said
from gonggang.recruitment.models import JointReviewAnswer
from gonggang.recruitment.rules.checklist import ITEMS
from gonggang.recruitment.rules.joint import DEPARTMENTS

APPRAISED = date(2024, 3, 10)
COMPARED = date(2024, 3, 12)
FIRST = date(2024, 3, 14)
SENT = date(2024, 3, 15)
DUE = date(2024, 3, 22)
SECOND = date(2024, 3, 25)
POSTED = date(2024, 3, 26)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
ALL_OK = dict.fromkeys(ITEMS, ("ok", ""))
WHY_OLD = "比对后没有新的数据"


def photo(name: str = "公示栏.png", more: bytes = b"") -> NewFile:
    content = PNG + more
    return NewFile(name, len(content), content)


def paper(name: str = "纪要.pdf") -> NewFile:
    content = b"%PDF-1.7 minutes"
    return NewFile(name, len(content), content)


def passing(**more: Any) -> Said:
    return Said(passed=True, items=ALL_OK, snapshot_reason=WHY_OLD, **more)


def refusing(reason: str = "户口簿与本人不符") -> Said:
    return Said(
        passed=False, reason=reason, items={**ALL_OK, "household_book": ("wrong", "姓名不符")},
        snapshot_reason=WHY_OLD,
    )  # fmt: skip


def screened(application: Any, officer: Any, on: date = COMPARED) -> Any:
    return screening.pre_screen([application.pk], on=on, officer=officer)[0]


def first_passed(application: Any, officer: Any) -> Any:
    screened(application, officer)
    return reviews.first_review(application.pk, passing(), on=FIRST, officer=officer)


def sent_to(application: Any, officer: Any, *, departments: Any = None, silence: str = "ask_again",
            sent_on: date = SENT, due_on: date = DUE) -> list[Any]:  # fmt: skip
    return joint_reviews.send(
        application.round_id, [application.pk],
        Sending(tuple(departments or DEPARTMENTS), sent_on, due_on, silence), officer=officer,
    )  # fmt: skip


def answered(application: Any, officer: Any, verdict: str = "fits", department: str | None = None) -> None:
    rows = JointReviewAnswer.objects.filter(application=application, verdict=None)
    if department:
        rows = rows.filter(joint_review__department=department)
    for row in rows.select_related("joint_review"):
        given = Given(verdict, "名册 2024-03", SENT, "" if verdict != "not_fits" else "名下有公司")
        on = row.joint_review.sent_on
        joint_reviews.answer(row.pk, given, departments=[row.joint_review.department], on=on, officer=officer)


def both_passed(application: Any, first: Any, second: Any, *, sent_on: date = SENT) -> Any:
    first_passed(application, first)
    sent_to(application, second, sent_on=sent_on)
    answered(application, second)
    return reviews.second_review(application.pk, passing(), on=SECOND, officer=second)


def posted(application: Any, officer: Any, on: date = POSTED) -> Any:
    posting = Posting(on, "村委会公示栏", "0539-1234567", photo())
    return notices.post(application.round_id, application.village_code, posting, officer=officer)


def objected(notice: Any, application: Any, officer: Any, *, on: date = POSTED + timedelta(days=1),
             objector: str = "") -> Any:  # fmt: skip
    entry = notice.entries.get(application=application)
    received = Received(on, "letter", "反映其子在镇财政所工作，没有申报", objector)
    return objections.receive(entry.pk, received, officer=officer).objection
