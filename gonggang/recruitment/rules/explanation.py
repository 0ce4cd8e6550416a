"""Why somebody stands where they stand: the key that decided, in one sentence each can read (clause 8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Deciding = Literal["birth", "recognised", "family", "draw", "tie", "alone", "unknown"]
_YEAR: Final = 365
_MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Place:
    """One candidate of a group with the three keys and the rank; `drawn` where a draw decided."""

    key: str
    rank: int | None
    birth: date | None
    recognised_on: date | None
    favoured_family: bool | None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The key that decided and the sentence."""

    deciding: Deciding
    sentence: str


def explanations(places: Sequence[Place]) -> dict[str, Explanation]:
    """An explanation for each candidate of one group, by key."""
    ranked = sorted((each for each in places if each.rank is not None), key=lambda each: each.rank or 0)
    found = {each.key: _missing(each) for each in places if each.rank is None}
    for position, each in enumerate(ranked):
        before = ranked[position - 1] if position else None
        after = ranked[position + 1] if position + 1 < len(ranked) else None
        found[each.key] = _explain(each, before, after, len(ranked))
    return found


def _missing(each: Place) -> Explanation:
    lacks = [
        word
        for word, value in (
            ("出生日期", each.birth),
            ("认定或登记日期", each.recognised_on),
            ("家庭情况", each.favoured_family),
        )
        if value is None
    ]
    return Explanation("unknown", f"缺{'、'.join(lacks)}，不能排序，请先补齐")


def _shared(left: Place, right: Place | None) -> int:
    """How many keys two neighbours share before the first that differs; -1 without a neighbour."""
    if right is None:
        return -1
    pairs = (
        (left.birth, right.birth),
        (left.recognised_on, right.recognised_on),
        (left.favoured_family, right.favoured_family),
    )
    for position, (one, other) in enumerate(pairs):
        if one != other:
            return position
    return len(pairs)


def _explain(each: Place, before: Place | None, after: Place | None, count: int) -> Explanation:
    if count == 1:
        return Explanation("alone", "这一组只有 1 人")
    near = before if _shared(each, before) >= _shared(each, after) else after
    shared = _shared(each, near)
    if near is None or shared == 0:
        if each.rank == 1:
            return Explanation("birth", f"{count} 人中年龄最大")
        return Explanation("birth", f"按年龄排第 {each.rank}，共 {count} 人")
    whom = f"第 {near.rank} 名"
    if shared == 1:
        return Explanation(
            "recognised", f"与{whom}同日出生，{_apart(each.recognised_on, near.recognised_on)}"
        )
    if shared == 2:
        words = "低保或零就业家庭先" if each.favoured_family else "但不是低保或零就业家庭"
        return Explanation("family", f"前两项与{whom}相同，{words}")
    if each.drawn:
        return Explanation("draw", f"三项与{whom}全同，抽签定先后")
    return Explanation("tie", "三项全同，并列，待抽签")


def _apart(own: date | None, other: date | None) -> str:
    if own is None or other is None:
        return "认定日期不同"
    days = abs((own - other).days)
    span = (
        f"{days // _YEAR} 年"
        if days >= _YEAR
        else f"{days // _MONTH} 个月"
        if days >= _MONTH
        else f"{days} 天"
    )
    return f"认定{'早' if own < other else '晚'} {span}"


def before_or_after(one: Place, other: Place) -> str:
    """Why one of two candidates of the same group stands before the other: key by key, up to the one that decides."""
    said = []
    pairs = (
        ("年龄", one.birth, other.birth, "出生"),
        ("认定或登记时间", one.recognised_on, other.recognised_on, "认定"),
    )
    for label, own, others, verb in pairs:
        if own is None or others is None:
            return f"{label}有一方不清楚，不能比较。"
        if own != others:
            first = "前者" if own < others else "后者"
            said.append(f"{label}：前者 {own} {verb}，后者 {others} {verb}，{first}在前。")
            return " ".join([*said, "这一项已分出先后，后面的不再比。"])
        said.append(f"{label}：都是 {own}，相同。")
    if one.favoured_family != other.favoured_family:
        first = "前者" if one.favoured_family else "后者"
        said.append(f"家庭：{first}是低保或零就业家庭成员，在前。")
        return " ".join(said)
    said.append("家庭：相同。")
    if one.drawn and other.drawn and one.rank is not None and other.rank is not None:
        said.append(f"三项全同，由抽签定先后，{'前者' if one.rank < other.rank else '后者'}在前。")
    else:
        said.append("三项全同，并列，待抽签。")
    return " ".join(said)
