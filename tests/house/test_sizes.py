"""The house keeps its measure: files that can be read in one sitting, and that say first what they are."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES_MAX = 400

# Files that are longer for now; the number is what they may have at most, and may only fall.
LONGER_FOR_NOW: dict[str, int] = {}


def python_files() -> list[Path]:
    """All of the program and its tests but the migrations, which are written by Django."""
    found = [*(ROOT / "gonggang").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"]
    return sorted(path for path in found if "migrations" not in path.parts)


def test_no_file_is_too_long() -> None:
    too_long = []
    for path in python_files():
        name = path.relative_to(ROOT).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGER_FOR_NOW.get(name, LINES_MAX):
            too_long.append(f"{name}: {lines} lines; look for its second noun")
    assert not too_long, "\n".join(too_long)


def test_the_list_of_exceptions_is_not_stale() -> None:
    for name, allowed in LONGER_FOR_NOW.items():
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        assert LINES_MAX < lines <= allowed, f"{name} has {lines} lines now"


def test_every_module_says_what_it_is() -> None:
    silent = []
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        if text.strip() and not ast.get_docstring(ast.parse(text)):
            silent.append(path.relative_to(ROOT).as_posix())
    assert not silent, "\n".join(silent)
