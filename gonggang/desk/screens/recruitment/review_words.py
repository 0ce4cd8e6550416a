"""How reviews are said on screens: what a comparison found, how a review stands, how far the departments are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.casework.rules import due_light
from gonggang.desk.screens.cases.words import Lamp, lamp
from gonggang.recruitment.queries.reviews import Reviewed
from gonggang.reporting.words import CHECKS, word
from gonggang.screening.queries import masked_detail
from gonggang.screening.sentences import WHY_LABELS

LEVELS: Final = {
    "BLOCK": ("gg-stop", "alert-octagon", gettext_lazy("拦截")),
    "REVIEW": ("gg-warn", "alert-triangle", gettext_lazy("待核")),
    "INFO": ("gg-end", "", gettext_lazy("提示")),
}
SOON_DAYS: Final = 2

State = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class HitShown:
    """A hit of a snapshot: what it is, how it counts, what the other side wrote (names masked)."""

    check: str
    label: str
    level: State
    fact_on: str
    source: str
    detail: str
    blocks: bool
    asks: bool


def hits_shown(snapshot: Any) -> list[HitShown]:
    """The hits of a snapshot, in the order in which checks are told."""
    return [
        HitShown(
            check=hit["check"],
            label=word(CHECKS, hit["check"]),
            level=_level(hit["level"]),
            fact_on=hit.get("fact_on") or "—",
            source=_source(hit),
            detail=masked_detail(hit.get("detail") or ""),
            blocks=hit["level"] == "BLOCK",
            asks=hit["level"] != "INFO",
        )
        for hit in snapshot.hits
    ]


def _level(code: str) -> State:
    tone, drawing, label = LEVELS.get(code, LEVELS["REVIEW"])
    return tone, drawing, str(label)


def _source(hit: Mapping[str, Any]) -> str:
    if not hit.get("source_file"):
        return "—"
    row = hit.get("source_row")
    where = (
        _("%(file)s 第 %(row)s 行") % {"file": hit["source_file"], "row": row} if row else hit["source_file"]
    )
    return str(where)


def not_compared_shown(snapshot: Any) -> list[tuple[str, str]]:
    """What could not be asked, and why: unknown is not "no"."""
    return [
        (word(CHECKS, one["check"]), str(WHY_LABELS.get(one["why"], one["why"])))
        for one in snapshot.not_compared
    ]


def screening_state(snapshot: Any) -> State:
    """What the newest comparison says, in a word."""
    if snapshot is None:
        return "gg-unk", "", _("没有比对")
    if snapshot.blocking:
        return "gg-stop", "alert-octagon", _("命中 %(n)d 项，有拦截") % {"n": len(snapshot.hits)}
    if snapshot.hits:
        return "gg-warn", "alert-triangle", _("命中 %(n)d 项") % {"n": len(snapshot.hits)}
    if snapshot.not_compared:
        return "gg-unk", "", _("%(n)d 项没有比对，其余无命中") % {"n": len(snapshot.not_compared)}
    return "gg-ok", "circle-check", _("无命中")


def review_state(review: Any) -> State:
    """How a review stands."""
    if review is None:
        return "gg-unk", "", _("没有审")
    if review.passed:
        return "gg-ok", "circle-check", _("通过")
    return "gg-stop", "alert-octagon", _("不通过")


def joint_state(found: Reviewed) -> State:
    """How far the departments have answered."""
    if not found.asked:
        return "gg-unk", "", _("没有送")
    if found.not_fits:
        return "gg-stop", "alert-octagon", _("%(n)d 家答复不符") % {"n": found.not_fits}
    said = _("已回 %(n)d / %(all)d") % {"n": found.answered, "all": found.asked}
    if found.answered < found.asked:
        return "gg-move", "clock", said
    return "gg-ok", "circle-check", said


def notice_state(found: Reviewed, today: date) -> State:
    """How the public notice of somebody stands."""
    if found.notice is None:
        return "gg-unk", "", _("没有公示")
    if found.open_objections:
        return "gg-move", "lock", _("异议冻结")
    if found.notice.ended_on:
        return "gg-ok", "circle-check", _("公示期满")
    left = (found.notice.earliest_end_on - today).days
    return "gg-move", "clock", _("公示中，还剩 %(n)d 天") % {"n": max(0, left)}


def verdict_state(row: Any, today: date) -> State:
    """A department's answer, or how long it is silent."""
    if row.verdict == "fits":
        return "gg-ok", "circle-check", _("符合")
    if row.verdict == "not_fits":
        return "gg-stop", "alert-octagon", _("不符")
    if row.verdict == "no_data":
        return "gg-unk", "", _("无数据")
    late = (today - row.joint_review.due_on).days
    if late > 0:
        return "gg-stop", "clock-exclamation", _("逾期 %(n)d 天没有答复") % {"n": late}
    return "gg-move", "clock", _("等答复")


def due_lamp(due_on: date | None, since: date, today: date, *, closed: bool = False) -> Lamp | None:
    """The due light of a question or a notification; nothing for what is done."""
    if closed:
        return None
    light = due_light(due_on, today=today, soon_days=SOON_DAYS)
    return lamp(light, due_on, since, today)
