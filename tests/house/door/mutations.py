"""Every permission check of the code, found in its syntax, and each taken out by itself while nothing on disk changes.

A check is a call that asks what an officer may do or reach, or narrows rows to what they may reach, or the line that
turns somebody away. Taken out means: the function that holds it is compiled again with the check answered as if
everybody might do everything, and the running function gets that code until the mutation ends. Watched means: each
check is answered as it is, and notes whether it would have answered otherwise if it had been taken out.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
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
    """Walks a module, counts the checks, and takes out the one with the wanted number, if there is one.

    With `first`, the number in the house of the file's first check, it takes none out and has all of them watched.
    """

    def __init__(self, wanted: int | None = None, first: int | None = None) -> None:
        self.wanted = wanted
        self.first = first
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
        body = [self.visit(each) for each in node.body]  # decorators are not part of what is run
        node.body = [each for found in body for each in (found if isinstance(found, list) else [found])]
        self._depth -= 1
        if outermost:
            self._names.pop()
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in CHECKS or not self._depth:
            return node
        if self._is_wanted(node):
            return ast.copy_location(CHECKS[name](node), node)
        return (
            node if self.first is None else ast.copy_location(self._weighed(node, CHECKS[name](node)), node)
        )

    def visit_Raise(self, node: ast.Raise) -> Any:
        called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if isinstance(called, ast.Name) and called.id in _TURNED_AWAY and self._depth:
            if self._is_wanted(node):
                return ast.copy_location(ast.Pass(), node)
            return node if self.first is None else [ast.copy_location(ast.Expr(self._noted()), node), node]
        return self.generic_visit(node)

    def _noted(self) -> ast.expr:
        assert self.first is not None
        return ast.parse(f"{_HERE}.note({self.first + len(self.found) - 1})", mode="eval").body

    def _weighed(self, check: ast.expr, without: ast.expr) -> ast.expr:
        """Noted before it is asked, for it may turn somebody away; afterwards its answer is looked at."""
        weigh = ast.parse(f"{_HERE}.weigh", mode="eval").body
        return ast.Call(weigh, [self._noted(), check, without], [])

    def _is_wanted(self, node: ast.expr | ast.stmt) -> bool:
        self.found.append((".".join(self._names), node.lineno, ast.unparse(node)[:80]))
        return len(self.found) - 1 == self.wanted


_HERE = f"__import__({__name__!r}, fromlist=['note'])"
# The checks that would have answered otherwise, had they been taken out, since somebody emptied this.
SEEN: set[int] = set()


def note(number: int) -> int | None:
    """A check is about to be asked; its number unless it is known already."""
    if number in SEEN:
        return None
    SEEN.add(number)
    return number


def weigh(noted: int | None, answer: Any, without: Any) -> Any:
    """What the check answered; if it makes no difference that it was asked, it is not noted any more."""
    if noted is not None and type(answer) is type(without) and answer == without:
        SEEN.discard(noted)
    return answer


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


@contextmanager
def watched() -> Iterator[set[int]]:
    """All checks noted, by their place among the sites, when they matter; whoever looks empties the set."""
    kept: dict[FunctionType, CodeType] = {}
    first = 0
    for path, there in groupby(sites(), lambda site: site.path):
        group = list(there)
        code = _compiled(path, _Visitor(first=first))
        first += len(group)
        for site in group:
            function = _function(importlib.import_module(site.module), site.function)
            kept.setdefault(function, function.__code__)
            function.__code__ = _code_of(site, code)
    SEEN.clear()
    try:
        yield SEEN
    finally:
        for function, before in kept.items():
            function.__code__ = before


def _changed(site: Site) -> CodeType:
    return _code_of(site, _compiled(site.path, _Visitor(site.number)))


def _compiled(path: Path, visitor: _Visitor) -> CodeType:
    changed = ast.fix_missing_locations(visitor.visit(ast.parse(path.read_text(encoding="utf-8"))))
    return compile(changed, str(path), "exec")


def _code_of(site: Site, module: CodeType) -> CodeType:
    found = _code(module, site.function)
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
