"""Files that were handed over and not taken in yet change hands with the post of whoever began with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from gonggang.accounts.actions import ToDo
from gonggang.audit import actions as audit
from gonggang.core.errors import UnusableInput
from gonggang.exchange.drafts import ACTION, OPEN, STEPS
from gonggang.exchange.models import ImportDraft

LABEL = "没有导完的文件"


def to_dos_of(who: Any) -> list[ToDo]:
    """The drafts of an officer that are open, the oldest first, without a word of what is in the files."""
    rows = _open(who).order_by("pk").values_list("pk", "place")
    return [ToDo(f"draft:{pk}", LABEL, place, None, ACTION) for pk, place in rows]


@transaction.atomic
def pass_on(giver: Any, taker: Any, on: date, officer: Any) -> int:
    """Give the open drafts to the successor, with what was corrected in them; returns how many.

    Raises UnusableInput while one of them is being taken in: what comes of it belongs to whoever began it.
    """
    if running := _open(giver).filter(step=STEPS.RUNNING).count():
        raise UnusableInput(f"{giver} 有 {running} 个文件正在导入：请等导入结束后再移交。")
    drafts = list(_open(giver).select_for_update())
    for draft in drafts:
        draft.officer = taker
        draft.save(update_fields=["officer", "changed_at"])
        audit.record(
            officer=officer,
            verb="exchange.pass_on",
            subject=f"draft:{draft.pk}",
            region=draft.place,
            detail={"file": draft.file_name, "from": giver.pk, "to": taker.pk},
        )
    return len(drafts)


def _open(who: Any) -> Any:
    return ImportDraft.objects.filter(officer_id=who.pk, step__in=OPEN)
