"""Cells of a file as a page may show them: names and numbers of persons masked (clause X4)."""

from __future__ import annotations

import re
from typing import Final

from gonggang.core.masks import mask
from gonggang.exchange import parsers
from gonggang.exchange.cells import shown
from gonggang.exchange.declaration import Column
from gonggang.exchange.parsers import Parser
from gonggang.exchange.tables import Cell

_KIND_OF: Final[dict[Parser, str]] = {
    parsers.name: "name",
    parsers.id_number: "id_number",
    parsers.account: "account",
    parsers.phone: "phone",
}
# Long enough to be somebody's number, wherever it stands.
_LONG_NUMBER: Final = re.compile(r"\d{11,}[Xx]?")
_SCIENTIFIC: Final = re.compile(r"^\d(\.\d{1,6})?E\+\d{1,2}$", re.IGNORECASE)
_KEPT_HEAD, _KEPT_TAIL = 6, 4
_SHOWN_MAX: Final = 60


def masked_text(text: str) -> str:
    """Words in which every long number keeps its first six and last four digits, or three where it is short."""
    return _LONG_NUMBER.sub(lambda found: _inner(found[0]), text)


def masked_cell(column: Column | None, cell: Cell) -> str:
    """A cell of a column as a page may show it; a number that is not of its form keeps even less."""
    text = shown(cell).strip()[:_SHOWN_MAX]
    kind = _KIND_OF.get(column.parse) if column else None
    if kind is None or not text:
        return masked_text(text)
    if kind == "id_number" and _SCIENTIFIC.match(text):
        return text  # what such a number says of its owner is lost already
    masked = mask(kind, text)
    return _inner(text) if kind == "id_number" and set(masked) == {"*"} else masked


def _inner(number: str) -> str:
    if len(number) > _KEPT_HEAD + _KEPT_TAIL + 1:
        return number[:_KEPT_HEAD] + "*" * (len(number) - _KEPT_HEAD - _KEPT_TAIL) + number[-_KEPT_TAIL:]
    return number[:3] + "*" * max(0, len(number) - 3)
