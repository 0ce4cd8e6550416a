"""The printed documents, for the rooms above: which there are, their templates, what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from gonggang.recruitment.models import (
    AppraisalMeeting,
    NoticeEntry,
    PublicNotice,
    TrainingRecord,
)
from gonggang.recruitment.paper import DOCUMENTS as DOCUMENTS
from gonggang.recruitment.paper import Document as Document
from gonggang.recruitment.paper import data_of as data_of
from gonggang.recruitment.paper import template_of as template_of
from gonggang.recruitment.paper.common import issuer_of as issuer_of
from gonggang.recruitment.paper.documents import agreement_kind as agreement_kind
from gonggang.recruitment.paper.rounds import Announcement, announcement
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Something of a round that has documents of its own: a meeting, a notice, a training."""

    subject: str
    key: int
    village_code: int
    on: date
    label: str


def sheets_of(round_id: int, ranges: Ranges) -> list[Sheet]:
    """The meetings, notices and trainings of a round within reach, by day."""
    inside = in_ranges("village_code", ranges)
    found = [
        *(
            Sheet("meeting", row.pk, row.village_code, row.held_on, row.place)
            for row in AppraisalMeeting.objects.filter(inside, round=round_id)
        ),
        *(
            Sheet("notice", row.pk, row.village_code, row.posted_on, row.number)
            for row in PublicNotice.objects.filter(inside, round=round_id)
        ),
        *(
            Sheet("training", row.pk, row.village_code, row.held_on, row.subject)
            for row in TrainingRecord.objects.filter(inside, round=round_id)
        ),
    ]
    return sorted(found, key=lambda each: (each.on, each.subject, each.key))


def sheet_of(round_id: int, subject: str, key: int, ranges: Ranges) -> Sheet | None:
    """One of them; None for what is not there or not within reach."""
    return next(
        (each for each in sheets_of(round_id, ranges) if (each.subject, each.key) == (subject, key)), None
    )


def documents_of(subject: str, names: Iterable[str] | None = None) -> list[Document]:
    """The documents that speak of a kind of thing, in the order of the table."""
    wanted = None if names is None else set(names)
    return [
        each
        for each in DOCUMENTS.values()
        if each.subject == subject and (wanted is None or each.name in wanted)
    ]


def application_documents(application: Any) -> list[Document]:
    """What can be printed of one application as it stands: nothing that was not done yet."""
    left_out = {"labour_contract", "service_agreement"} - {agreement_kind(application)}
    if not application.reviews.filter(level="second").exists():
        left_out.add("opinion")
    if not application.notifications.exists():
        left_out.add("notification")
    if not application.declares_kin:
        left_out.add("filing_form")
    return [each for each in documents_of("application") if each.name not in left_out]


def notice_entries(notice_id: int) -> list[int]:
    """The keys of a notice's entries in the order of its list."""
    return list(NoticeEntry.objects.filter(notice=notice_id).order_by("pk").values_list("pk", flat=True))


def announcement_of(round_id: int) -> Announcement:
    """What a round announces, for the boards as for paper."""
    return announcement(round_id, full=False, on=timezone.localdate())
