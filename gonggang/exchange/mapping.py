"""Columns whose headings nobody has declared: what they may mean, what was said of them before (clause X6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gonggang.exchange.cells import is_blank, shown
from gonggang.exchange.declaration import SERIAL_TITLES, Column, Sheet, title_key, written_title
from gonggang.exchange.headings import Heading, find_heading
from gonggang.exchange.masking import masked_text
from gonggang.exchange.models import ColumnMapping
from gonggang.exchange.tables import Row, Table

LEFT_OUT: Final = ""
OUR_OWN: Final = frozenset({"错误原因"})  # the column that a file of errors has beside those of the sheet
_MATCHED_MIN: Final = 3
_SHARE_MIN: Final = 0.5
_SAMPLES: Final = 3
_SAMPLE_LENGTH: Final = 24
_SEARCHED_ROWS: Final = 20
_HEADING_CELLS_MIN: Final = 2
_HEADING_LENGTH_MAX: Final = 30


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column of the file that no heading explains, with the first few of its cells, masked."""

    title: str
    key: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of a file and of a sheet meet: found ones by field, unknown ones, required ones not found."""

    found: dict[str, str]
    unknown: tuple[UnknownColumn, ...]
    missing: tuple[Column, ...]


def with_mapping(sheet: Sheet, mapping: Mapping[str, str]) -> Sheet:
    """The sheet with further headings for its columns; headings that it knows keep their meaning."""
    more: dict[str, list[str]] = {}
    for key, field in mapping.items():
        if field and key not in sheet.by_title:
            more.setdefault(field, []).append(key)
    if not more:
        return sheet
    columns = tuple(
        replace(column, aliases=(*column.aliases, *more[column.field])) if column.field in more else column
        for column in sheet.columns
    )
    return replace(sheet, columns=columns)


def columns_of(sheet: Sheet, tables: Sequence[Table], mapping: Mapping[str, str]) -> Columns:
    """What is known and unknown of a file's columns, under what has been said of them."""
    mapped = with_mapping(sheet, mapping)
    found: dict[str, str] = {}
    unknown: dict[str, UnknownColumn] = {}
    headed = [(table, heading) for table in tables if (heading := find_heading(table, mapped))]
    guessed = [] if headed else [(t, h) for t in tables[:1] if (h := _guess(t, mapped))]
    for table, heading in headed or guessed:
        found |= {f: title for f, title in heading.titles.items() if f not in found}
        if heading.days and sheet.marks:
            found.setdefault(sheet.marks, mapped.column(sheet.marks).title)
        for column, title in _unknown_titles(table, heading):
            key = title_key(title)
            if key not in mapping and key not in mapped.by_title and key not in unknown:
                unknown[key] = UnknownColumn(title, key, _samples(table, heading, column))
    missing = tuple(c for c in sheet.required if c.field not in found and c.field != sheet.marks)
    return Columns(found, tuple(unknown.values()), missing)


def likely(tables: Sequence[Table], sheets: Iterable[Sheet]) -> Sheet | None:
    """The kind to which most of the file's own headings belong, though it lacks what would make it certain.

    A person sees the guess and may choose another before anything is taken in.
    """
    best: tuple[int, float] = (_MATCHED_MIN - 1, 0)
    found: Sheet | None = None
    for sheet in sheets:
        for table in tables:
            heading = find_heading(table, sheet)
            if heading is None or (sheet.marks and not heading.days):
                continue
            share = heading.matched / (heading.matched + len(heading.extra))
            if share >= _SHARE_MIN and (heading.matched, share) > best:
                best, found = (heading.matched, share), sheet
    return found


def _guess(table: Table, sheet: Sheet) -> Heading | None:
    """The first row that looks like a heading where none of its words is known."""
    for place, row in enumerate(table.rows[:_SEARCHED_ROWS]):
        words = [written_title(cell) for cell in row.cells if not is_blank(cell)]
        if len(words) >= _HEADING_CELLS_MIN and all(
            len(word) <= _HEADING_LENGTH_MAX and not word.isdigit() for word in words
        ):
            heading = Heading(place, 1)
            for column, cell in enumerate(row.cells):
                field = sheet.by_title.get(title_key(written_title(cell)))
                if field and field not in heading.columns:
                    heading.columns[field], heading.titles[field] = column, written_title(cell)
            return heading
    return None


def _unknown_titles(table: Table, heading: Heading) -> list[tuple[int, str]]:
    taken = set(heading.columns.values()) | set(heading.days.values()) | heading.serials
    rows = table.rows[heading.first : heading.first + heading.depth]
    found: list[tuple[int, str]] = []
    for column in range(max(len(row.cells) for row in rows)):
        title = next((t for row in reversed(rows) if (t := written_title(row.cell(column)))), "")
        if title and column not in taken and title_key(title) not in SERIAL_TITLES | OUR_OWN:
            found.append((column, title))
    return found


def _samples(table: Table, heading: Heading, column: int) -> tuple[str, ...]:
    below: Sequence[Row] = table.rows[heading.first + heading.depth :]
    texts = (masked_text(shown(row.cell(column)).strip()) for row in below)
    kept: list[str] = []
    for text in texts:
        if text and text not in kept:
            kept.append(text[:_SAMPLE_LENGTH])
        if len(kept) == _SAMPLES:
            break
    return tuple(kept)


def _owner(officer: Any) -> dict[str, Any]:
    organisation = officer.organisation_id
    return {"organisation_id": organisation, "officer_id": None if organisation else officer.pk}


def remembered(officer: Any, kind: str) -> dict[str, str]:
    """What the officer's organisation has said of headings of a kind, by `title_key`."""
    rows = ColumnMapping.objects.filter(kind=kind, **_owner(officer))
    return dict(rows.values_list("heading", "field"))


def remember(officer: Any, kind: str, mapping: Mapping[str, str]) -> None:
    """Keep what was said of headings, for the next file of this kind."""
    for key, field in mapping.items():
        ColumnMapping.objects.update_or_create(
            kind=kind, heading=key[:100], **_owner(officer), defaults={"field": field}
        )
