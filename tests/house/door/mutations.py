"""Every permission check of the code, found in its syntax, and each taken out by itself while nothing on disk changes.

A check is a call that asks what an officer may do or reach, or narrows rows to what they may reach, or the line that
turns somebody away. Taken out means: the function that holds it is compiled again with the check answered as if
everybody might do everything, and the running function gets that code until the mutation ends.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
# Rooms without pages, and what is there for measuring and for samples.
_ELSEWHERE = {"tests", "migrations", "bench", "commands", "sample", "server"}
_TURNED_AWAY = {"OutOfReach", "Http404"}


def _yes(call: ast.Call) -> ast.expr:
    return ast.Constant(True)


def _no(call: ast.Call) -> ast.expr:
    return ast.Constant(False)


def _nothing(call: ast.Call) -> ast.expr:
    return ast.Constant(None)


def _source(text: str) -> Callable[[ast.Call], ast.expr]:
    return lambda call: ast.parse(text, mode="eval").body


def _argument(place: int) -> Callable[[ast.Call], ast.expr]:
    return lambda call: call.args[place]


# What each check answers once it is taken out.
CHECKS: dict[str, Callable[[ast.Call], ast.expr]] = {
    "may": _yes,
    "covers": _yes,
    "may_visit": _yes,
    "opens": _yes,
    "_sits_within": _yes,
    "require": _nothing,
    "require_in": _nothing,
    "unit_only": _nothing,
    "narrow": _argument(1),
    "of_unit": _argument(0),
    "territories": _source("((0, 10**12),)"),
    "territory_codes": _source("(0,)"),
    "in_ranges": _source("__import__('django.db.models', fromlist=['Q']).Q()"),
    "only_as_inspector": _no,
    "lacks_second_factor": _no,
}


@dataclass(frozen=True, slots=True)
class Site:
    """One check: the file, the outermost function that holds it, and the how-manieth check of the file it is."""

    path: Path
    function: str
    number: int
    line: int
    text: str

    @property
    def module(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.function}: {self.text}"


class _Visitor(ast.NodeTransformer):
    """Walks a module, counts the checks, and takes out the one with the wanted number, if there is one."""

    def __init__(self, wanted: int | None = None) -> None:
        self.wanted = wanted
        self.found: list[tuple[str, int, str]] = []
        self._names: list[str] = []
        self._depth = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        if self._depth:
            return self.generic_visit(node)
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        outermost = self._depth == 0
        if outermost:
            self._names.append(node.name)
        self._depth += 1
        node.body = [self.visit(each) for each in node.body]  # decorators are not part of what is run
        self._depth -= 1
        if outermost:
            self._names.pop()
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CHECKS and self._depth and self._is_wanted(node):
            return ast.copy_location(CHECKS[name](node), node)
        return node

    def visit_Raise(self, node: ast.Raise) -> Any:
        called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if isinstance(called, ast.Name) and called.id in _TURNED_AWAY and self._depth:
            if self._is_wanted(node):
                return ast.copy_location(ast.Pass(), node)
            return node
        return self.generic_visit(node)

    def _is_wanted(self, node: ast.expr | ast.stmt) -> bool:
        self.found.append((".".join(self._names), node.lineno, ast.unparse(node)[:80]))
        return len(self.found) - 1 == self.wanted


@cache
def sites() -> tuple[Site, ...]:
    """All checks in the code, by file and line."""
    found = []
    for path in sorted((ROOT / "gonggang").rglob("*.py")):
        if not _ELSEWHERE & set(path.relative_to(ROOT).parts):
            visitor = _Visitor()
            visitor.visit(ast.parse(path.read_text(encoding="utf-8")))
            found += [
                Site(path, function, n, line, text) for n, (function, line, text) in enumerate(visitor.found)
            ]
    return tuple(found)


@contextmanager
def taken_out(site: Site) -> Iterator[None]:
    """As if nobody asked this one check. Raises LookupError if the running function cannot be found."""
    function = _function(importlib.import_module(site.module), site.function)
    kept = function.__code__
    function.__code__ = _changed(site)
    try:
        yield
    finally:
        function.__code__ = kept


def _changed(site: Site) -> CodeType:
    tree = ast.parse(site.path.read_text(encoding="utf-8"))
    changed = ast.fix_missing_locations(_Visitor(site.number).visit(tree))
    found = _code(compile(changed, str(site.path), "exec"), site.function)
    if found is None:
        raise LookupError(f"{site}: no code")
    return found


def _code(within: CodeType, name: str) -> CodeType | None:
    for each in within.co_consts:
        if isinstance(each, CodeType):
            if each.co_qualname == name:
                return each
            if name.startswith(f"{each.co_qualname}."):
                return _code(each, name)
    return None


def _function(module: ModuleType, name: str) -> FunctionType:
    """The function behind a name, whatever is wrapped round it."""
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, cached_property) or hasattr(found, "func"):
            found = found.func
        elif hasattr(found, "__wrapped__"):
            found = found.__wrapped__
        else:
            raise LookupError(f"{module.__name__}.{name} is no function")
    return found
