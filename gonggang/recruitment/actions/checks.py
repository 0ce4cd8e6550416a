"""What every act of recruitment looks at first: that a stated day can be one, and that a text is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one application of many; `problem` is None where it went well."""

    application_id: int
    problem: str | None


def check_day(on: date | None, *, what: str, after: date | None = None, field: str = "on") -> date:
    """The stated day, when it can be one: not in the future and not before what came first. Raises Refused."""
    if on is None:
        raise Refused({field: f"没有写{what}的日期。请写实际办理的那一天。"})
    if on > timezone.localdate():
        raise Refused({field: f"{what}的日期 {on} 还没有到。请写实际办理的那一天。"})
    if after is not None and on < after:
        raise Refused({field: f"{what}的日期 {on} 早于前一步的 {after}（6.2）。请核对日期。"})
    return on


def check_text(text: str, *, field: str, what: str, longest: int) -> str:
    """A text that must be there, tidied. Raises Refused."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused({field: f"没有写{what}。请写明事实和依据。"})
    if len(text) > longest:
        raise Refused({field: f"{what}有 {len(text)} 个字，最多 {longest} 个字。请写得短些。"})
    return text
