"""From the form of a public page to the objections of recruitment (clause 6.9)."""

from __future__ import annotations

from datetime import date

from gonggang.accounts.actions import public_officer
from gonggang.boards.models import Publication
from gonggang.boards.queries import still_open
from gonggang.core.errors import UnusableInput
from gonggang.recruitment.actions.objections import Received, receive
from gonggang.recruitment.queries.papers import notice_entries


def takes_objections(found: Publication, today: date) -> bool:
    """Whether the form is offered: the notice still hangs, and its people are known to recruitment."""
    return still_open(found, today) and bool(_entries(found))


def take_objection(found: Publication, place: int, text: str, objector: str, *, on: date) -> str:
    """Hand an objection over; returns the number of its receipt.

    `place` counts the lines of the list from 0. `objector` is empty for whoever gives no name. Raises UnusableInput.
    """
    entries = _entries(found)
    if not 0 <= place < len(entries):
        raise UnusableInput("名单上没有这一行，请重新选择。")
    taken = receive(entries[place], Received(on, "online", text, objector), officer=public_officer())
    return str(taken.objection.number if taken.objection else taken.case_id)


def _entries(found: Publication) -> list[int]:
    subject, _, key = found.subject.partition(":")
    return notice_entries(int(key)) if subject == "notice" and key.isdigit() else []
