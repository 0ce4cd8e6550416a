"""The documents keep step with the program: commands, reasons, rooms, words and links."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gonggang"
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
REASONS_PAGE = ROOT / "docs" / "how-to" / "what-does-a-refusal-reason-mean.md"
GLOSSARY_PAGE = ROOT / "docs" / "glossary.md"
ROOM_README_LINES_MAX = 40

# Which argument of which call is the code of a refusal or a warning.
REASON_POSITIONS = {"CellProblem": 0, "warn": 0, "problem": 1, "problem_at": 3, "RowProblem": 3}
# Put together from pieces, so that this file is not its own first finding.
FORBIDDEN = (
    re.compile(r"(?<![\w.-])/wo" + r"rk/"),
    re.compile(r"\.\./sha" + r"red\b"),
    re.compile(r"/tm" + r"p/plan"),
    re.compile(r"\b(?:anthro" + r"pic|clau" + r"de|chat" + r"gpt|copi" + r"lot)\b", re.IGNORECASE),
    re.compile(r"\b(?:A" + r"I|L" + r"LM)\b"),
)
# GB 11643 prints these two as its examples; every other number must lie in the area that belongs to no place.
PRINTED_EXAMPLES = {"11010519491231002X", "440524188001010014"}
SAMPLE_AREA = "3799"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def documents() -> list[Path]:
    """Every Markdown page of the house."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *PACKAGE.rglob("*.md")])


@cache
def tracked_texts() -> dict[str, str]:
    """Name and text of every tracked text file; without git there is nothing to look at."""
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        pytest.skip("not a git work tree")
    found = {}
    for name in answer.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (content := path.read_bytes())[:8192]:
            found[name] = content.decode("utf-8", errors="replace")
    return found


def commands() -> dict[str, set[str]]:
    """Every command by its words, with its long options."""
    import typer

    from gonggang.commands import build_app

    def walk(words: str, command: Any) -> Iterator[tuple[str, set[str]]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            options = {option for parameter in command.params for option in parameter.opts}
            yield words, {option for option in options if option.startswith("--")} - {"--help"}
        else:
            for name, child in inner.items():
                yield from walk(f"{words} {name}", child)

    return dict(walk("gonggang", typer.main.get_command(build_app())))


def described_commands() -> dict[str, str]:
    """The sections of the page of commands: the command's words, and the whole section."""
    sections = re.split(r"(?m)^## ", read(COMMANDS_PAGE))[1:]
    found = {}
    for section in sections:
        heading = re.match(r"`(gonggang(?: [a-z][a-z-]*)+)", section)
        if heading:
            found[heading[1]] = section
    return found


def test_every_command_and_option_is_described() -> None:
    described = described_commands()
    missing = [f"{words}: no section" for words in commands() if words not in described]
    for words, options in commands().items():
        text = described.get(words, "")
        missing += [f"{words}: {one}" for one in sorted(options) if not re.search(rf"{one}(?![\w-])", text)]
    assert not missing, "docs/commands.md lacks\n" + "\n".join(missing)


def test_no_command_is_described_that_does_not_exist() -> None:
    assert set(described_commands()) <= set(commands())


def test_every_report_is_described() -> None:
    from gonggang.reporting.reports import NAMES

    text = described_commands()["gonggang report"]
    assert not [name for name in NAMES if f"`{name}`" not in text]


def reasons_in_code() -> set[str]:
    """Every code of a refused or doubtful row: those at the call, and the lists that calls draw from."""
    from gonggang.exchange.parsers import _ACCOUNT_MESSAGES
    from gonggang.exchange.sheets import ID_REASONS
    from gonggang.registers.problems import _CAUSES

    found = {*ID_REASONS, *_CAUSES}
    found |= {f"account_{reason}" for reason in _ACCOUNT_MESSAGES} - {"account_missing_required"}
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Call):
                found |= set(_reason_of(node))
    return found


def _reason_of(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    position = REASON_POSITIONS.get(name)
    if position is None:
        return
    given = [word.value for word in call.keywords if word.arg == "reason"]
    if len(call.args) > position:
        given.append(call.args[position])
    for argument in given:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def other_codes() -> set[str]:
    """Codes of held lines, of people not compared, of defects and of anomalies."""
    from gonggang.recruitment.rules.procedure import DefectKind
    from gonggang.reporting.words import ANOMALIES, HELD
    from gonggang.screening.sentences import WHY_LABELS
    from gonggang.subsidies.rules import SubsidyReason

    computed = {one for one in get_args(SubsidyReason) if not one.startswith("actual_days")}
    return {*HELD, *computed, *WHY_LABELS, *get_args(DefectKind), *ANOMALIES}


def test_every_reason_is_explained() -> None:
    text = read(REASONS_PAGE)
    missing = [code for code in sorted(reasons_in_code() | other_codes()) if f"`{code}`" not in text]
    assert not missing, f"{REASONS_PAGE.name} lacks {', '.join(missing)}"


def test_no_reason_is_explained_that_does_not_exist() -> None:
    explained = set(re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)`", read(REASONS_PAGE)))
    stale = explained - reasons_in_code() - other_codes()
    assert not stale, ", ".join(sorted(stale))


@pytest.mark.parametrize(
    "room", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name != "locale")
)
def test_every_room_has_its_page(room: str) -> None:
    page = PACKAGE / room / "README.md"
    assert page.is_file(), f"write {page.relative_to(ROOT)}"
    text = read(page)
    assert len(text.splitlines()) <= ROOM_README_LINES_MAX
    assert text.startswith(f"# {room}\n")
    assert f"`{room}`" in read(ROOT / "docs" / "architecture.md"), (
        "docs/architecture.md does not name the room"
    )


def terms() -> list[tuple[str, str]]:
    """The rows of the glossary that have a Chinese term: term, identifier."""
    return re.findall(r"(?m)^\| ([^|]+?) \| `([^`]+)` \| [^|]+ \|$", read(GLOSSARY_PAGE))


def test_a_word_has_one_identifier_and_an_identifier_one_word() -> None:
    for words in ([chinese for chinese, _ in terms()], [name.lower() for _, name in terms()]):
        assert not [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize("module", ["exchange/codes.py", "exits/rules.py", "recruitment/rules/kinship.py"])
def test_enumeration_values_are_in_the_glossary(module: str) -> None:
    known = {name for _, name in terms()}
    values = {
        node.value
        for node in ast.walk(ast.parse(read(PACKAGE / module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named = {value for value in values if re.fullmatch(r"[A-Z]{4,}(_[A-Z]+)*", value)}
    # Labels as sheets write them, and the common name of two categories in the rule on second placements.
    assert named - {"MALE", "FEMALE", "TRUE", "FALSE", "OLDER"} <= known


def test_links_lead_somewhere() -> None:
    broken = []
    for page in documents():
        prose = re.sub(r"(?ms)^\s*```.*?^\s*```", "", read(page))
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            place = (page.parent / name).resolve() if name else page
            if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken, "\n".join(broken)


def anchors(page: Path) -> set[str]:
    """What a link may point at inside a page: headings as forges spell them, and named places."""
    text = read(page)
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


@pytest.mark.parametrize("folder", ["decisions", "how-to"])
def test_every_page_of_a_folder_is_in_its_index(folder: str) -> None:
    place = ROOT / "docs" / folder
    index = read(place / "README.md")
    assert not [
        page.name for page in place.glob("*.md") if page.name != "README.md" and page.name not in index
    ]


def test_nothing_is_said_that_must_not_be_said() -> None:
    found = []
    for name, text in tracked_texts().items():
        for forbidden in FORBIDDEN:
            found += [f"{name}: {hit.group()}" for hit in forbidden.finditer(text)]
    assert not found, "\n".join(found)


def test_identity_numbers_belong_to_nobody() -> None:
    from datetime import date

    from gonggang.core.national_id import parse_national_id

    found = []
    for name, text in tracked_texts().items():
        for number in re.findall(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])", text):
            valid = parse_national_id(number, date(2100, 1, 1)).verdict == "ok"
            if valid and not number.startswith(SAMPLE_AREA) and number not in PRINTED_EXAMPLES:
                found.append(f"{name}: {number[:6]}…")
    assert not found, "\n".join(found)
