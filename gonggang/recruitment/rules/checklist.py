"""What a first review goes through item by item, and when a snapshot is too old (clauses 5.2, 7.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

# Every applicant's papers; the second list only where it concerns the person.
ITEMS: Final = {
    "id_card": "居民身份证",
    "household_book": "户口簿",
    "category_proof": "人员类别证明（低保、残疾、脱贫、就业创业证等）",
    "application_form": "报名表",
    "commitment_letter": "诚信承诺书",
    "kin_declaration": "亲属情况说明",
}
STATES: Final = {"ok": "齐全、相符", "missing": "缺", "wrong": "不符"}
OUTCOMES: Final = {"true": "属实", "false_alarm": "误报", "data_error": "数据有误"}


@dataclass(frozen=True, slots=True)
class Age:
    """Whether a snapshot may be used on a day: `problem` forbids, `ask_reason` wants a reason from whoever uses it."""

    problem: str
    ask_reason: str


def snapshot_age(compared_on: date | None, *, on: date, valid_days: int | None) -> Age:
    """Whether a comparison of one day still counts on another; without a number in force a person says why it does."""
    if compared_on is None:
        return Age("还没有做上岗前比对（7.2）。请先比对。", "")
    days = (on - compared_on).days
    if days < 0:
        return Age(f"比对是 {compared_on} 做的，晚于 {on}（7.2）。请核对日期。", "")
    if valid_days is None:
        return Age("", f"本地没有录入比对有效天数，比对已有 {days} 天。")
    if days > valid_days:
        return Age(f"比对是 {days} 天前做的，有效 {valid_days} 天（7.2）。请重新比对。", "")
    return Age("", "")


def unanswered(hits: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]]) -> list[str]:
    """The checks of hits, except those for information only, about which the review says nothing."""
    answered = {one["hit"] for one in said if one.get("hit") and one.get("outcome") and one.get("note")}
    return [hit["check"] for hit in hits if hit["level"] != "INFO" and hit["check"] not in answered]


def blocking(hits: Sequence[Mapping[str, Any]], cleared: Collection[tuple[str, str | None]]) -> list[str]:
    """The checks of blocking hits that nobody found to be a false alarm or an error, by (check, day of the fact)."""
    return [
        hit["check"]
        for hit in hits
        if hit["level"] == "BLOCK" and (hit["check"], hit["fact_on"]) not in cleared
    ]
