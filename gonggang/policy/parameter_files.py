"""The form of one parameter file: what it declares, its dated lines, and the checks that keep it honest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from gonggang.core.errors import UnusableInput
from gonggang.policy.regions import chain
from gonggang.policy.yaml_files import read_yaml

VERIFIED: Final = "已核"
UNVERIFIED: Final = "待核"
TO_BE_CONFIRMED: Final = "待管理员核定"
STATUSES: Final = (VERIFIED, UNVERIFIED, TO_BE_CONFIRMED)

_FIELDS: Final = {"name", "label", "unit", "meaning", "clause", "type", "lines"}
_OPTIONAL_FIELDS: Final = {"items", "choices", "minimum", "maximum", "fixed"}
_LINE_FIELDS: Final = {"from", "region", "value", "source", "status"}


@dataclass(frozen=True, slots=True)
class Line:
    """A value from a day on, for one region and what lies in it; a value of None ends what stood before."""

    begins: date
    region: int
    value: Any
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter. `clause` names rows of the clause list; no officer may change a `fixed` one."""

    name: str
    label: str
    unit: str
    meaning: str
    clause: tuple[str, ...]
    type: str
    items: str | None
    choices: tuple[Any, ...] | None
    minimum: int | None
    maximum: int | None
    fixed: bool
    lines: tuple[Line, ...]


def _whole(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("应为整数")


def _decimal(value: Any) -> Any:
    # Decimals are written as text, so that no reader makes a float of them on the way.
    if isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            pass
    raise ValueError("应为写成文本的小数")


def _text(value: Any) -> Any:
    if isinstance(value, str) and value:
        return value
    raise ValueError("应为文本")


def _boolean(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    raise ValueError("应为 true 或 false")


def _day(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("应为 YYYY-MM-DD 的日期文本")


def _mapping(value: Any) -> Any:
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return value
    raise ValueError("应为以文本为键的对照表")


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "integer": _whole,
    "decimal": _decimal,
    "text": _text,
    "boolean": _boolean,
    "date": _day,
    "mapping": _mapping,
}


def _read_value(declared: Parameter, value: Any) -> Any:
    """A value as YAML gave it in the declared type; raises ValueError with a Chinese clause."""
    if value is None:
        return None
    item = _READERS.get(declared.items or "")
    if declared.type == "list":
        if not isinstance(value, list) or item is None:
            raise ValueError("应为列表")
        read: Any = [item(each) for each in value]
    elif declared.type == "mapping" and item is not None:
        read = {key: item(each) for key, each in _mapping(value).items()}
    else:
        read = _READERS[declared.type](value)
    check_value(declared, read)
    return read


def check_value(declared: Parameter, value: Any) -> None:
    """Refuses, with ValueError, a value outside the choices or bounds, or of another kind than declared."""
    if value is None:
        return
    kinds: dict[str, type] = {
        "integer": int,
        "decimal": Decimal,
        "text": str,
        "boolean": bool,
        "date": date,
        "list": list,
        "mapping": dict,
    }
    if type(value) is not kinds[declared.type]:
        raise ValueError(f"“{declared.label}”的值类型不符")
    parts = [value]
    if isinstance(value, dict | list):
        parts = list(value.values() if isinstance(value, dict) else value)
    if declared.choices is not None and any(part not in declared.choices for part in parts):
        raise ValueError(f"“{declared.label}”只能取 {'、'.join(map(str, declared.choices))}")
    for part in parts:
        if not isinstance(part, int | Decimal):
            continue
        if declared.minimum is not None and part < declared.minimum:
            raise ValueError(f"“{declared.label}”不得小于 {declared.minimum}")
        if declared.maximum is not None and part > declared.maximum:
            raise ValueError(f"“{declared.label}”不得大于 {declared.maximum}")


def read_parameter(path: Path) -> Parameter:
    """One parameter file; raises UnusableInput that names the file and what is wrong in it."""
    content = read_yaml(path)
    try:
        return _parameter(content, path.stem)
    except ValueError as error:
        raise UnusableInput(f"参数文件“{path.name}”：{error}，请改正后再试。") from error


def _parameter(content: Any, stem: str) -> Parameter:
    fields = set(content) if isinstance(content, dict) else set()
    if not fields >= _FIELDS or fields - _FIELDS - _OPTIONAL_FIELDS:
        raise ValueError(f"应有且只有 {'、'.join(sorted(_FIELDS))} 等项")
    if content["name"] != stem:
        raise ValueError("name 应与文件名相同")
    if content["type"] not in {*_READERS, "list"} or content.get("items") not in {*_READERS, None}:
        raise ValueError("type 或 items 不是认识的类型")
    if not isinstance(content["clause"], list) or not isinstance(content["lines"], list):
        raise ValueError("clause 与 lines 应为列表")
    choices = content.get("choices")
    declared = Parameter(
        name=_text(content["name"]),
        label=_text(content["label"]),
        unit=_text(content["unit"]),
        meaning=_text(content["meaning"]),
        clause=tuple(_text(row) for row in content["clause"]),
        type=content["type"],
        items=content.get("items"),
        choices=tuple(choices) if choices is not None else None,
        minimum=content.get("minimum"),
        maximum=content.get("maximum"),
        fixed=_boolean(content.get("fixed", False)),
        lines=(),
    )
    lines = tuple(_line(declared, each) for each in content["lines"])
    if len({(line.region, line.begins) for line in lines}) != len(lines):
        raise ValueError("同一区划同一天有两行")
    return replace(declared, lines=lines)


def _line(declared: Parameter, content: Mapping[str, Any]) -> Line:
    if not isinstance(content, dict) or set(content) != _LINE_FIELDS:
        raise ValueError(f"每一行应有且只有 {'、'.join(sorted(_LINE_FIELDS))}")
    if content["status"] not in STATUSES:
        raise ValueError(f"status 只能是 {'、'.join(STATUSES)}")
    region = _whole(content["region"])
    if chain(region)[0] != region:
        raise ValueError(f"区划 {region} 不是完整的代码")
    return Line(
        begins=_day(content["from"]),
        region=region,
        value=_read_value(declared, content["value"]),
        source=_text(content["source"]),
        status=content["status"],
    )
