"""What an officer has retyped, laid over the cells of a file; the file itself is never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from gonggang.exchange.declaration import Sheet
from gonggang.exchange.headings import Heading, find_heading
from gonggang.exchange.tables import Row, Table
from gonggang.exchange.uploads import cipher

_PURPOSE: Final = "corrections"

# Place of a table in the file, visible row number, field.
Place = tuple[int, int, str]


def seal(corrections: Mapping[Place, str]) -> bytes:
    """The corrections as they are stored."""
    rows = [[*place, text] for place, text in corrections.items()]
    return cipher().encrypt(json.dumps(rows, ensure_ascii=False), purpose=_PURPOSE)


def unseal(blob: bytes | memoryview | None) -> dict[Place, str]:
    """The corrections of a draft."""
    if not blob:
        return {}
    rows = json.loads(cipher().decrypt(bytes(blob), purpose=_PURPOSE))
    return {(table, row, field): text for table, row, field, text in rows}


def headings(sheet: Sheet, tables: Sequence[Table]) -> list[Heading | None]:
    """The heading of each table under a declaration."""
    return [find_heading(table, sheet) for table in tables]


def lay_over(sheet: Sheet, tables: Sequence[Table], corrections: Mapping[Place, str]) -> None:
    """Put corrections into the tables that were read; one without a place in them is left out."""
    found = headings(sheet, tables)
    rows = {(place, row.number): row for place, table in enumerate(tables) for row in table.rows}
    for (place, number, field), text in corrections.items():
        heading = found[place] if place < len(found) else None
        row = rows.get((place, number))
        if heading is not None and row is not None and field in heading.columns:
            _put(row, heading.columns[field], text)


def _put(row: Row, column: int, text: str) -> None:
    row.cells.extend([None] * (column + 1 - len(row.cells)))
    row.cells[column] = text or None
