"""Plain YAML values to the types that a rule's arguments declare, and a rule's result back again."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN: Final = (int, bool, str, float)


class CannotCoerce(ValueError):
    """A value that is not what the rule's argument declares; a bool is not an int, a number is not a text."""


def coerce(value: Any, hint: Any) -> Any:
    """A plain value as the hinted type: date, Month, Literal, list, dict, dataclass, unions of these.

    Raises CannotCoerce for anything else; nothing is converted by guessing.
    """
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if hint is Any or hint is object:
        return value
    if origin in (typing.Union, types.UnionType):
        return _coerce_union(value, arguments)
    if origin is typing.Literal:
        if any(type(value) is type(choice) and value == choice for choice in arguments):
            return value
        raise CannotCoerce(f"{value!r} is not one of {arguments}")
    if hint is None or hint is type(None):
        return _accept(value, value is None, hint)
    if hint is date:
        return _coerce_day(value)
    if hint is Month:
        return _coerce_month(value)
    if hint in _PLAIN:
        return _accept(value, type(value) is hint, hint)
    if origin is not None:
        return _coerce_collection(value, origin, arguments, hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _coerce_dataclass(value, hint)
    raise CannotCoerce(f"no way to read a {hint!r}")


def _accept(value: Any, right: bool, hint: Any) -> Any:
    if not right:
        raise CannotCoerce(f"{value!r} is not a {getattr(hint, '__name__', hint)}")
    return value


def _coerce_union(value: Any, arms: Sequence[Any]) -> Any:
    for arm in arms:
        try:
            return coerce(value, arm)
        except CannotCoerce:
            continue
    raise CannotCoerce(f"{value!r} is none of {arms}")


def _coerce_day(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise CannotCoerce(f"{value!r} is not a day written YYYY-MM-DD")


def _coerce_month(value: Any) -> Month:
    if isinstance(value, str):
        try:
            return Month.parse(value)
        except UnusableInput:
            pass
    raise CannotCoerce(f"{value!r} is not a month written YYYY-MM")


def _coerce_collection(value: Any, origin: Any, arguments: Sequence[Any], hint: Any) -> Any:
    if issubclass(origin, Mapping):
        _accept(value, isinstance(value, dict), hint)
        return {coerce(key, arguments[0]): coerce(each, arguments[1]) for key, each in value.items()}
    for form in (list, tuple, frozenset):
        if issubclass(form, origin):
            _accept(value, isinstance(value, list), hint)
            return form(coerce(each, arguments[0]) for each in value)
    raise CannotCoerce(f"no way to read a {hint!r}")


def _coerce_dataclass(value: Any, kind: type) -> Any:
    _accept(value, isinstance(value, dict), kind)
    hints = _hints(kind)
    unknown = set(value) - set(hints)
    if unknown:
        raise CannotCoerce(f"{kind.__name__} has no {sorted(unknown)}")
    try:
        return kind(**{name: coerce(each, hints[name]) for name, each in value.items()})
    except TypeError as error:
        raise CannotCoerce(str(error)) from error


@lru_cache(maxsize=256)
def _hints(declared: Any) -> dict[str, Any]:
    return {name: hint for name, hint in typing.get_type_hints(declared).items() if name != "return"}


def call(rule: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    """A rule called with plain values; raises CannotCoerce for an argument that it lacks or does not know."""
    hints = _hints(rule)
    unknown = sorted(set(given) - set(hints))
    if unknown:
        raise CannotCoerce(f"the rule takes no {', '.join(unknown)}")
    return rule(**{name: coerce(value, hints[name]) for name, value in given.items()})


def plain(value: Any) -> Any:
    """A rule's result as values that YAML and JSON know: days and months as text, dataclasses as mappings."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(plain(each) for each in value)
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    raise TypeError(f"a rule returned {type(value).__name__}, which has no plain form")


def same(expected: Any, got: Any) -> bool:
    """Whether two plain values are equal at every depth, in value and in type; mappings have no order."""
    if type(expected) is not type(got):
        return False
    if isinstance(expected, dict):
        return expected.keys() == got.keys() and all(same(expected[key], got[key]) for key in expected)
    if isinstance(expected, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    return bool(expected == got)
