"""The joint review: which departments are asked, and what stands in the way of a second review (clause 5.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gonggang.policy.departments import DEPARTMENTS

Verdict = Literal["fits", "not_fits", "no_data"]
Silence = Literal["ask_again", "county_decides"]

VERDICTS: Final[dict[Verdict, str]] = {"fits": "符合", "not_fits": "不符", "no_data": "无数据"}
SILENCES: Final[dict[Silence, str]] = {
    "ask_again": "再问一次，答复以前不能通过复审",
    "county_decides": "期满以后由县级写明理由决定",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest question to a department about one applicant; `verdict` None is silence so far."""

    department: str
    verdict: Verdict | None
    silence_means: Silence
    due_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What the answers come to: `blocks` forbid that the review passes, `reasons` must be given for it to pass."""

    blocks: tuple[str, ...]
    reasons: tuple[str, ...]


def standing(answers: Iterable[Answer], required: Collection[str], *, on: date) -> Standing:
    """Whether a second review may pass on a day, with only the newest question to each department."""
    blocks: list[str] = []
    reasons: list[str] = []
    there = {answer.department: answer for answer in answers}
    for department in required:
        if department not in there:
            blocks.append(f"还没有送{DEPARTMENTS[department]}联审（5.3）。请先送审。")
    for department, answer in there.items():
        name = DEPARTMENTS[department]
        if answer.verdict is None and answer.silence_means == "ask_again":
            blocks.append(f"{name}还没有答复，事先写明不答复就再问（5.3）。请催办或再送一次。")
        elif answer.verdict is None and on <= answer.due_on:
            blocks.append(f"{name}还没有答复，期限 {answer.due_on} 还没有过（5.3）。请等答复或期满。")
        elif answer.verdict is None:
            reasons.append(f"{name}逾期没有答复，由县级决定")
        elif answer.verdict == "not_fits":
            reasons.append(f"{name}答复不符")
    return Standing(tuple(blocks), tuple(reasons))
