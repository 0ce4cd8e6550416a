"""A template filled with data: blocks of plain text that the PDF and the Word side both set. No markup anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final

from gonggang.core.errors import UnusableInput
from gonggang.exchange.paper.glyphs import spelled, with_places
from gonggang.exchange.paper.template import PLACEHOLDER, Template
from gonggang.exchange.paper.values import breakable, written

Data = Any  # a frozen dataclass, a mapping, or None for the empty form
ROWS_MAX: Final = 20_000
_BLANK_EMS: Final = 5
_NOTHING: Final = "无"
_TEXTS: Final = ("text", "plain", "center", "right", "note", "heading")


class _Filler:
    """One filling. `codes` says whether characters that no font has are written as their codes."""

    def __init__(self, template: Template, data: Data, *, codes: bool) -> None:
        self.template = template
        self.blank = data is None
        self.data = values_of(data)
        self.codes = codes
        self.missing: set[str] = set()

    def say(self, value: Any) -> str:
        text = with_places(written(value))
        kept = spelled(text, self.missing)
        return breakable(kept) if self.codes else text

    def pieces(self, text: str, scope: Mapping[str, Any], *, lines: bool = True) -> list[Any]:
        """The text cut at its placeholders. In cells (`lines=False`) an empty value leaves nothing to write on."""
        found: list[Any] = []
        place = 0
        for hole in PLACEHOLDER.finditer(text):
            if hole.start() > place:
                found.append(text[place : hole.start()])
            place = hole.end()
            said = self.say(scope.get(hole[1]) if not self.blank else None)
            width = int(hole[2] or _BLANK_EMS) if lines or hole[2] else -1
            found.append({"text": said, "width": width, "underlined": self.template.underlined and lines})
            if not self.blank and hole[1] not in scope:
                raise UnusableInput(f"文书模板 {self.template.name} 要的“{hole[1]}”数据里没有。")
        if place < len(text):
            found.append(text[place:])
        return found

    def plain(self, text: str, scope: Mapping[str, Any]) -> str:
        """The text with its placeholders as words; an empty one leaves an empty place."""
        return "".join(
            p if isinstance(p, str) else p["text"] or "" for p in self.pieces(text, scope, lines=False)
        )

    def blocks(self) -> Iterator[dict[str, Any]]:
        for block in self.template.blocks:
            if not self.blank and not _wanted(block, self.data):
                continue
            if self.blank and block.get("blanks") == 0:
                continue
            if "each" in block and "table" not in block:
                for scope in self._scopes(block):
                    yield from self._block(block, scope)
            else:
                yield from self._block(block, self.data)

    def _scopes(self, block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        if self.blank:
            yield from ({} for _ in range(int(block.get("blanks", 1))))
            return
        for item in self._rows(str(block["each"])):
            yield {**self.data, **item}

    def _rows(self, name: str) -> list[Mapping[str, Any]]:
        rows = self.data.get(name)
        if rows is None:
            raise UnusableInput(f"文书模板 {self.template.name} 要的“{name}”数据里没有。")
        if len(rows) > ROWS_MAX:
            raise UnusableInput(
                f"这份文书有 {len(rows)} 行，超过一次打印的上限 {ROWS_MAX} 行，请按村分开打印。"
            )
        return [values_of(row) for row in rows]

    def _block(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        kind = next(name for name in block if name in _KINDS)
        if kind in _TEXTS:
            for pieces in _paragraphs(self.pieces(str(block[kind]), scope)):
                yield {"kind": kind, "pieces": pieces}
        else:
            yield {"kind": kind} | _KINDS[kind](self, block, scope)

    def table(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
        columns = [_column(one) for one in block["columns"]]
        rows = [] if self.blank else self._rows(str(block["table"]))
        cells = [
            [_one_line(self.plain(column["value"], {**scope, "order": number, **row})) for column in columns]
            for number, row in enumerate(rows, start=1)
        ]
        if not self.blank and not rows and not block.get("fill_up"):
            cells = [["", _NOTHING, *[""] * (len(columns) - 2)][: len(columns)]]
        empty = int(block.get("empty_rows", 0)) if not cells else 0
        numbered = [[str(n) if c["value"] == "{order}" else "" for c in columns] for n in range(1, empty + 1)]
        return {
            "columns": [{k: v for k, v in column.items() if k != "value"} for column in columns],
            "rows": cells + numbered,
            "size": float(block.get("size", 10.5 if self.template.style == "form" else 12)),
            "line": float(block.get("line", 9)),
        }

    def form(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
        rows = []
        for declared in block["rows"]:
            row = declared if isinstance(declared, dict) else {"cells": declared}
            cells = [self._cell(str(cell), scope) for cell in row["cells"]]
            if sum(cell["span"] for cell in cells) != len(block["widths"]):
                raise UnusableInput(f"文书模板 {self.template.name} 的表格有一行格数不对：{row['cells']}。")
            for cell in cells:
                cell["foot"] = (
                    []
                    if cell["label"]
                    else [self.pieces(str(line), scope, lines=False) for line in row.get("foot", [])]
                )
            rows.append({"cells": cells, "height": float(row.get("height", 10))})
        return {"widths": list(block["widths"]), "rows": rows, "size": float(block.get("size", 10.5))}

    def _cell(self, text: str, scope: Mapping[str, Any]) -> dict[str, Any]:
        body, bar, span = text.rpartition("|")
        if not bar or not span.isdigit():
            body, span = text, "1"
        pieces = self.pieces(body, scope, lines=False)
        return {
            "pieces": pieces,
            "span": int(span),
            "label": all(isinstance(p, str) for p in pieces) and bool(body),
        }

    def sign(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "lines": [self.pieces(str(line), scope) for line in block["sign"]],
            "across": int(block.get("across", 2)),
        }

    def seal(self, block: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
        on = self.pieces(str(block.get("day", "")), scope)
        if all(not isinstance(p, str) and not p["text"] for p in on):
            on = ["　　　　年　　月　　日"]
        return {"by": self.pieces(str(block["seal"]), scope), "on": on}

    def space(self, block: Mapping[str, Any], _scope: Mapping[str, Any]) -> dict[str, Any]:
        return {"height": float(block["space"])}

    def page_break(self, _block: Mapping[str, Any], _scope: Mapping[str, Any]) -> dict[str, Any]:
        return {}


_KINDS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(_TEXTS),
    "table": _Filler.table,
    "form": _Filler.form,
    "sign": _Filler.sign,
    "seal": _Filler.seal,
    "space": _Filler.space,
    "break": _Filler.page_break,
}


def filled(template: Template, data: Data, *, codes: bool = True) -> dict[str, Any]:
    """The document as plain data for the setter. Raises UnusableInput when the data lacks a field of the template."""
    filler = _Filler(template, data, codes=codes)
    declared = template.empty_title if filler.blank and template.empty_title else template.title
    title = filler.pieces(declared, filler.data)
    on = filler.data.get(template.dated) if template.dated else None
    paper: dict[str, Any] = {
        "style": template.style,
        "landscape": template.landscape,
        "title": {"pieces": title, "text": filler.plain(declared, filler.data) or template.name},
        "number": filler.pieces(template.number, filler.data) if template.number else [],
        "foot": filler.plain(template.foot, filler.data),
        "issuer": filler.plain(template.issuer, filler.data),
        "on": [on.year, on.month, on.day] if isinstance(on, date) else None,
        "blocks": list(filler.blocks()),
    }
    paper["missing"] = _handwritten(filler.missing)
    return paper


def missing_characters(template: Template, data: Data) -> tuple[str, ...]:
    """The characters of a document that no font of the house has; the screen names them before it is printed."""
    filler = _Filler(template, data, codes=True)
    for text in (template.title, template.number, template.foot):
        filler.pieces(text, filler.data)
    for _ in filler.blocks():
        pass
    return tuple(sorted(filler.missing))


def values_of(data: Data) -> Mapping[str, Any]:
    """The fields of a dataclass, or the mapping itself; None has none."""
    if data is None:
        return {}
    if is_dataclass(data) and not isinstance(data, type):
        return {field.name: getattr(data, field.name) for field in fields(data)}
    return dict(data)


def _wanted(block: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    return (not block.get("when") or bool(data.get(block["when"]))) and not (
        block.get("unless") and bool(data.get(block["unless"]))
    )


def _column(declared: Any) -> dict[str, Any]:
    """`title|field|width|align`: width in shares of the line, align left, center or right."""
    title, value, width, align = [*str(declared).split("|"), "", "", ""][:4]
    return {
        "title": title,
        "value": f"{{{value or 'order'}}}",
        "width": float(width or 1),
        "align": align or "center",
    }


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _paragraphs(pieces: list[Any]) -> Iterator[list[Any]]:
    """One value alone with line ends in it makes as many paragraphs; elsewhere a line end is a space."""
    if len(pieces) == 1 and isinstance(pieces[0], dict) and "\n" in pieces[0]["text"]:
        for line in pieces[0]["text"].split("\n"):
            if line.strip():
                yield [{**pieces[0], "text": line.strip()}]
        return
    yield [
        piece if isinstance(piece, str) else {**piece, "text": _one_line(piece["text"])} for piece in pieces
    ]


def _handwritten(missing: set[str]) -> str:
    if not missing:
        return ""
    codes = "、".join(f"U+{ord(character):04X}" for character in sorted(missing))
    return f"注：字库中没有以下编码的字，文中以编码代替，请手写补正并盖章：{codes}。"
