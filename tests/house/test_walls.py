"""The walls between the rooms: what import-linter cannot see, and that it does see what it should."""

from __future__ import annotations

import ast
import configparser
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gonggang"

NOT_ROOMS = {"commands", "bench", "sample", "testing", "server"}
# What one room may see of another: its verbs, its questions and its pure rules ...
OPEN_TO_ALL = {"actions", "queries", "rules"}
# ... but these rooms are tools, and open whatever they have but their tables.
TOOLS = {"core", "policy", "accounts", "exchange", "registers", "screening", "reporting"}
NEVER_OPEN = {"models", "migrations", "tests"}
CLOCKS = {"today", "now", "utcnow", "localdate", "time", "time_ns"}


def layers() -> list[str]:
    """The rooms of .importlinter, highest first, whether they exist yet or not."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    names = contract["importlinter:contract:rooms"]["layers"].split()
    return [name.strip("()") for name in names]


ROOMS = [name for name in layers() if name not in NOT_ROOMS]


def modules(room: str) -> list[Path]:
    """The modules of a room that are part of the program."""
    return [
        path
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts)
    ]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that a module imports, wherever in the file."""
    package = ("gonggang", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{prefix}.{alias.name}") for alias in node.names)


def trespasses(path: Path, room: str) -> Iterator[str]:
    """The imports of one module that go through a wall."""
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "gonggang" or len(parts) < 3 or parts[1] == room or parts[1] not in ROOMS:
            continue
        seen = parts[2]
        if seen in NEVER_OPEN or (parts[1] not in TOOLS and seen not in OPEN_TO_ALL):
            yield f"{path.relative_to(ROOT)}:{line} imports {name}"


@pytest.mark.parametrize("room", [room for room in ROOMS if (PACKAGE / room).is_dir()])
def test_a_room_sees_of_another_only_what_that_one_shows(room: str) -> None:
    found = [trespass for path in modules(room) for trespass in trespasses(path, room)]
    assert not found, "\n".join(found)


def test_trespasses_are_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "gonggang")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    planted = tmp_path / "gonggang" / "exits" / "actions.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(
        "from gonggang.people.models import Person\n"
        "from gonggang.people import models\n"
        "from ..posts.sheets import POSTS\n"
        "import gonggang.registers.models\n"
        "from gonggang.people import actions, queries\n"
        "from gonggang.placements.rules import term_end\n"
        "from gonggang.exchange.sheets import Sheet\n"
        "from .models import Exit\n"
        "def late():\n    from gonggang.posts.models import Post\n"
    )
    assert [trespass.split(":")[1].split()[0] for trespass in trespasses(planted, "exits")] == [
        "1",
        "2",
        "3",
        "4",
        "10",
    ]


def rule_modules() -> list[Path]:
    """rules.py, or the folder in its place, of every room; core and policy are rules throughout."""
    found = [path for room in ("core", "policy") for path in modules(room)]
    for room in ROOMS:
        found += [path for path in modules(room) if "rules" in {path.stem, path.parent.name}]
    return found


def test_rules_are_pure() -> None:
    """No Django, no tables, no actions and no clock: today is an argument."""
    found = []
    for path in rule_modules():
        for line, name in imports(path):
            parts = set(name.split("."))
            if "django" in parts or parts & {"models", "actions", "queries"}:
                found.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                asked = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if node.func.attr in CLOCKS and asked in {"date", "datetime", "time", "timezone"}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} looks at the clock")
    assert not found, "\n".join(found)


def test_every_room_has_its_layer() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= set(layers()), "name the new room in .importlinter"


@pytest.mark.parametrize(
    ("place", "line", "broken"),
    [
        ("core", "import gonggang.regions", "A room imports only the rooms below it"),
        ("policy", "import django", "core and policy know no Django"),
        ("server", "import gonggang.policy", "The server knows no room but core"),
    ],
)
def test_a_planted_import_makes_the_check_fail(place: str, line: str, broken: str, tmp_path: Path) -> None:
    shutil.copytree(
        PACKAGE, tmp_path / "gonggang", ignore=lambda _, names: [n for n in names if n == "__pycache__"]
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    (tmp_path / "gonggang" / place / "planted.py").write_text(f"{line}\n")
    answer = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0, answer.stdout
    assert f"{broken} BROKEN" in answer.stdout
    assert "planted" in answer.stdout
