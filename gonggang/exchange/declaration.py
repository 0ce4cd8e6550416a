"""How a room declares a sheet that it reads: its columns, its key, by what it is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from gonggang.core.text import drop_invisible, half_width
from gonggang.exchange.cells import shown
from gonggang.exchange.parsers import Parser, text
from gonggang.exchange.tables import Cell

# A column of ordinals says nothing about its row: not data, not worth a mention when ignored.
SERIAL_TITLES: Final = frozenset({"序号", "序", "NO", "NO.", "行号", "顺序号"})

_UNIT: Final = re.compile(r"\([^()]*\)$")
_MARKS: Final = re.compile(r"^[*#:]+|[*#:]+$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, its usual heading and others, how a cell is read, whether it must be filled.

    A required column must stand in the heading (else the file is refused) and be filled in every row (else
    the row is refused with `missing_required`). Headings are compared without spaces, stars, and units in
    brackets at their end. An alias of two merged headings is one word, the upper before the lower: 协议时间
    over 起 is 协议时间起. `several` is for parsers that give a list: a blank cell is then an empty list.
    A text of more than `longest` characters refuses its row.
    """

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    parse: Parser = text
    required: bool = False
    several: bool = False
    longest: int = 100

    def titles(self) -> tuple[str, ...]:
        """Every heading that means this column, in the spelling of `title_key`."""
        return tuple(title_key(title) for title in (self.title, *self.aliases))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet. Fields named below are fields of `columns`.

    key: two accepted rows with the same key are one row too many; the later is `duplicate_in_file`.
    fill_down: a value stands for all rows of its vertically merged cell.
    fill_blank: of those, which also fill blank cells where the file has no merged cell in that column at all
    (CSV, or cells that somebody unmerged); values of `fill_within` must be the same.
    recognised_by: headings that only this kind of sheet has together; by default the required columns.
    marks: the field that takes the columns headed 1 to 31 as one string, a character a day.
    """

    kind: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    fill_blank: tuple[str, ...] = ()
    fill_within: str | None = None
    recognised_by: tuple[str, ...] = ()
    marks: str | None = None
    by_title: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_title: dict[str, str] = {}
        for column in self.columns:
            for title in column.titles():
                if by_title.setdefault(title, column.field) != column.field:
                    raise ValueError(f"{self.kind}: two columns are called {title}")
        object.__setattr__(self, "by_title", by_title)
        fields = {column.field for column in self.columns}
        for named in (*self.key, *self.fill_down, *self.fill_blank, *self.recognised_by):
            if named not in fields:
                raise ValueError(f"{self.kind}: no column {named}")

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which neither file nor row can be used."""
        return tuple(column for column in self.columns if column.required)

    @property
    def distinctive(self) -> frozenset[str]:
        """The fields whose headings must all stand in a file for it to be this kind."""
        return frozenset(self.recognised_by or (column.field for column in self.required))

    def column(self, field: str) -> Column:
        """The column of a field; raises KeyError when there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


def written_title(cell: Cell) -> str:
    """A heading as a person reads it, on one line: half width, without spaces."""
    return _one_line(shown(cell))


# The same few hundred words are looked at for every kind of sheet, row by row.
@lru_cache(maxsize=16_384)
def _one_line(text: str) -> str:
    return drop_invisible(half_width(text))


@lru_cache(maxsize=16_384)
def title_key(title: str) -> str:
    """The spelling by which headings are compared: no spaces, no unit in brackets at the end, no stars."""
    tidied = _MARKS.sub("", drop_invisible(half_width(title)).upper())
    return _UNIT.sub("", tidied) or tidied
