"""Templates of documents: a YAML file with wording and tables; a county may put its own in the home folder.

A template says what stands on the sheet, block by block; `{field}` is where data goes, `{field:8}` a place of 8
characters to be written into when there is none. How to change one: docs/how-to/how-do-i-change-a-printed-document.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from gonggang.core.errors import UnusableInput

Style = Literal["official", "form"]
PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)(?::(\d{1,2}))?\}")
BLOCKS: Final = frozenset(
    ("text", "plain", "center", "right", "note", "heading", "space", "break", "table", "form", "sign", "seal")
)
_OPTIONS: Final = frozenset(
    (
        "when",
        "unless",
        "each",
        "blanks",
        "columns",
        "widths",
        "rows",
        "size",
        "line",
        "empty_rows",
        "fill_up",
        "across",
        "day",
    )
)
_TEMPLATE_BYTES_MAX: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Template:
    """A document as declared. `dated` names the field that holds its date; `underlined` shows what was filled in.

    `empty_title`: the title of the empty form, where the title comes with the data.
    """

    name: str
    title: str
    style: Style
    blocks: tuple[Mapping[str, Any], ...]
    landscape: bool = False
    number: str = ""
    foot: str = ""
    issuer: str = ""
    dated: str = ""
    empty_title: str = ""
    underlined: bool = False
    letterhead: Path | None = None


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are truth values: `on`, `off`, `yes` and `no` are words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, shape) for tag, shape in known if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_template(path: Path) -> Template:
    """The template in a file. Raises UnusableInput with a Chinese sentence for one that cannot be used."""
    try:
        stamp = path.stat()
    except OSError:
        raise UnusableInput(f"没有找到文书模板 {path.name}。") from None
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, size: int) -> Template:
    if size > _TEMPLATE_BYTES_MAX:
        raise UnusableInput(f"文书模板 {path.name} 太大，上限 256 KB。")
    try:
        declared = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "开头"
        raise UnusableInput(f"文书模板 {path.name} 读不懂，错在{where}：请按 YAML 的格式改正。") from None
    return _checked(path, declared)


def _checked(path: Path, declared: Any) -> Template:
    def refuse(why: str) -> UnusableInput:
        return UnusableInput(f"文书模板 {path.name} {why}。")

    if not isinstance(declared, dict) or not isinstance(declared.get("blocks"), list):
        raise refuse("缺少 blocks（正文各块）")
    if declared.get("style", "official") not in ("official", "form"):
        raise refuse("的 style 只能是 official（公文）或 form（表格）")
    known = set(Template.__dataclass_fields__) - {"name", "letterhead"}
    unknown = set(declared) - known
    if unknown:
        raise refuse(f"有不认识的项目：{'、'.join(sorted(map(str, unknown)))}")
    for place, block in enumerate(declared["blocks"], start=1):
        kinds = set(block) & BLOCKS if isinstance(block, dict) else set()
        if len(kinds) != 1:
            raise refuse(f"第 {place} 块要写明而且只写明一种：{'、'.join(sorted(BLOCKS))}")
        strange = set(block) - BLOCKS - _OPTIONS
        if strange:
            raise refuse(f"第 {place} 块有不认识的项目：{'、'.join(sorted(map(str, strange)))}")
    letterhead = path.with_name(f"letterhead-{declared.get('style', 'official')}.docx")
    return Template(
        name=path.stem,
        title=str(declared.get("title", "")),
        style=declared.get("style", "official"),
        blocks=tuple(declared["blocks"]),
        landscape=bool(declared.get("landscape", False)),
        number=str(declared.get("number", "")),
        foot=str(declared.get("foot", "")),
        issuer=str(declared.get("issuer", "")),
        dated=str(declared.get("dated", "")),
        empty_title=str(declared.get("empty_title", "")),
        underlined=bool(declared.get("underlined", False)),
        letterhead=letterhead if letterhead.is_file() else None,
    )
