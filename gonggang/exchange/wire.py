"""The lines on the pipe between the reading child and its parent: JSON arrays, one a line, days tagged.

`["s", name, hidden, serials_from_1904, [[first_row, first_column, last_row, last_column], ...]]` begins a
sheet, `["r", number, [cells]]` is a row, `["e", code, details]` says why nothing can be read, `["x"]` ends.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from gonggang.exchange.tables import Cell

SHEET = "s"
ROW = "r"
ERROR = "e"
END = "x"


def _tag(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {"d": value.isoformat()}
    raise TypeError(f"not a cell: {type(value)}")


def encode(event: list[Any]) -> bytes:
    """One event as a line of UTF-8; raises TypeError for a cell of another type than `Cell`."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=_tag).encode() + b"\n"


def decode(line: bytes) -> list[Any]:
    """The event of a line, with the days of a row restored; raises ValueError for anything else."""
    event = json.loads(line)
    if not isinstance(event, list) or not event:
        raise ValueError("not an event")
    if event[0] == ROW:
        event[2] = [_cell(cell) if type(cell) is dict else cell for cell in event[2]]
    return event


def _cell(tagged: dict[str, str]) -> Cell:
    return date.fromisoformat(tagged["d"])
