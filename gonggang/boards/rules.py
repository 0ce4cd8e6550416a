"""What may be published of each kind: a whitelist of fields, and a last look for what must never be read (X4, 6.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gonggang.core.masks import mask, mask_numbers

TEXT_MAX: Final = 4000
ROWS_MAX: Final = 500
# Five digits of a hotline are no person's number, sixteen of an account are.
_WHOLE_NUMBER: Final = re.compile(r"(?<![\dXx*])(?:\d{17}[\dXx]|\d{15,19})(?![\dXx*])")
_MASKED_ID: Final = re.compile(r"^\d{0,6}\*{5,}\d{0,3}[\dXx]?$")
# Fields whose names are never let through, wherever somebody puts them.
FORBIDDEN: Final = frozenset(
    (
        "category",
        "categories",
        "group",
        "family",
        "disability",
        "account",
        "phone",
        "birth_on",
        "address",
        "health",
    )
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of publication: its label, the fields of its head and of its rows; `objections`: it may be objected to."""

    label: str
    fields: tuple[str, ...]
    rows: tuple[str, ...] = ()
    objections: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "round_announcement": Kind(
        "招募公告",
        (
            "intro",
            "issuer",
            "applications_begin_on",
            "applications_end_on",
            "channels",
            "contact",
            "place_count",
        ),
        ("name", "village", "places", "duties", "standard", "requirements"),
    ),
    "public_notice": Kind(
        "拟上岗人员公示",
        ("township", "village", "min_days", "day_kind", "place", "issuer"),
        ("serial", "name", "sex", "age", "village", "post", "duties", "id_number"),
        objections=True,
    ),
    "objection_result": Kind("异议处理结果", ("notice_number", "result", "upheld", "issuer", "village")),
    "draw_seed": Kind(
        "抽签种子", ("seed", "post", "village", "round_title", "members_count", "drawn_after", "issuer")
    ),
    "draw_result": Kind(
        "抽签结果",
        ("seed", "post", "village", "round_title", "drawn_at", "witnesses", "issuer"),
        ("order", "member"),
    ),
}


class NotForThePublic(ValueError):
    """Content that may not be published; the sentence says which field and why."""


def cleared(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as it may be published: known fields only, numbers of people masked, dates as text.

    Raises NotForThePublic for an unknown kind, a field that the kind has not, or an identity number that is whole.
    """
    if kind not in KINDS:
        raise NotForThePublic(f"没有“{kind}”这种公开事项。")
    allowed = KINDS[kind]
    rows = content.get("rows", [])
    if len(rows) > ROWS_MAX:
        raise NotForThePublic(f"一次公开 {len(rows)} 行，超过上限 {ROWS_MAX} 行：请按村分开公开。")
    _refuse_unknown(set(content) - {"rows"}, allowed.fields, allowed.label)
    made: dict[str, Any] = {name: _clean(name, value) for name, value in content.items() if name != "rows"}
    if allowed.rows:
        made["rows"] = []
        for row in rows:
            _refuse_unknown(set(row), allowed.rows, allowed.label)
            made["rows"].append({name: _clean(name, value) for name, value in row.items()})
    elif rows:
        raise NotForThePublic(f"{allowed.label}不列名单。")
    return made


def _refuse_unknown(names: set[str], allowed: tuple[str, ...], label: str) -> None:
    strange = sorted(names - set(allowed) | names & FORBIDDEN)
    if strange:
        raise NotForThePublic(f"{label}不能公开这些内容：{'、'.join(strange)}（6.10、X4）。")


def _clean(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**9:
            raise NotForThePublic(f"“{name}”像是个人的号码，不能公开（X4）。")
        return value
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()[:TEXT_MAX]
    if name == "seed":  # a digest or a draw's public number, not anybody's
        return text[:64]
    if name == "id_number":
        shown = text if _MASKED_ID.match(text) else mask("id_number", text)
        if not _MASKED_ID.match(shown):
            raise NotForThePublic("证件号没有打码，不能公开（6.10、X4）。")
        return shown
    return mask_numbers(text)


def without_whole_numbers(text: str) -> bool:
    """Whether no identity number or account stands whole in a text."""
    return not _WHOLE_NUMBER.search(text)
