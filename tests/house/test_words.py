"""Every text that people read has its English; nothing on an English page is Chinese but what people have entered."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gonggang.desk.tests.conftest import loaded, month_run, secrets
from tests.house.door.pages import full_world, pages, signed_in_for_pages
from tools import messages

__all__ = ["loaded", "month_run", "secrets"]  # fixtures

# Rooms whose screens are finished and translated. A room that is being built joins when its screens are there:
# recruitment, placements and boards are not in it yet.
TRANSLATED = (
    "accounts", "attendance", "audit", "campaign", "casework", "desk", "exchange", "people", "policy", "posts",
    "regions", "registers", "reporting", "screening", "subsidies", "supervision",
)  # fmt: skip
# Screens of a room that is being built stand in folders of that name, and its lines in tables that all rooms share.
NOT_YET = ("recruitment", "placements", "boards")
SHARED = ("accounts/permissions.py", "audit/sentences.py", "casework/rules/kinds.py", "desk/screens/shell.py")
PLACEHOLDER = re.compile(r"%\((\w+)\)[^a-z]*[a-z]|\{(\w+)\}")
CHINESE = re.compile(r"[㐀-鿿豈-﫿，。：；（）、！？「」]")
# The signs of the attendance sheet are the same in every language.
SIGNS = re.compile("休")
HOW = "run `make messages` and write the English into gonggang/locale/en/LC_MESSAGES/django.po"


def of_translated_rooms(message: Any) -> bool:
    places = [place.removeprefix("gonggang/") for place, _line in message.locations]
    return any(
        place.split("/")[0] in TRANSLATED and not set(NOT_YET) & set(place.split("/")) and place not in SHARED
        for place in places
    )


def all_messages() -> Iterator[Any]:
    """What the program says now, with the English that is kept."""
    return (message for message in messages.merged("en") if message.id)


def sides(message: Any) -> list[tuple[str, str]]:
    """Each form of a text beside its English."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def test_every_text_has_its_english() -> None:
    missing = [
        m.id for m in all_messages() if of_translated_rooms(m) and not all(right for _, right in sides(m))
    ]
    assert not missing, f"{len(missing)} without English, {HOW}:\n" + "\n".join(map(str, missing))


# Chinese that stands without gettext in rooms whose words are translated, and why that is right.
NO_WORDS_OF_OURS = {
    "accounts/actions.py": "the name of the operator, kept with what it did",
    "accounts/oidc.py": "a name that the environment may change",
    "accounts/document.py": "the page of permissions, a document in two languages",
    "accounts/roles.py": "a table of messages.TABLES",
    "accounts/permissions.py": "a table of messages.TABLES",
    "casework/apps.py": "a reason that is kept",
    "casework/rules/kinds.py": "a table of messages.TABLES",
    "desk/screens/attendance_rows.py": "a sign of the sheet",
    "desk/screens/plan_table.py": "headings of a form of the office",
    "desk/screens/posts/ledger_out.py": "headings of a form of the office",
    "desk/screens/attendance_sheet.py": "a sign of the sheet",
    "desk/screens/cases/card.py": "headings of registers",
    "desk/screens/imports/history.py": "the name of a file",
    "people/search.py": "letters of names",
}
CALLS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "N_",
    "pgettext",
    "pgettext_lazy",
    "ngettext",
    "Said",
}


@pytest.mark.parametrize("room", ["accounts", "casework", "desk", "people"])
def test_what_screens_and_refusals_say_goes_through_gettext(room: str) -> None:
    found = []
    for path in sorted((messages.ROOT / "gonggang" / room).rglob("*.py")):
        name = path.relative_to(messages.ROOT / "gonggang").as_posix()
        if not {"tests", "migrations", *NOT_YET} & set(path.parts) and name not in NO_WORDS_OF_OURS:
            found += [f"{name}:{line}: {text}" for line, text in spoken_without_gettext(path)]
    assert not found, f"put them through gettext, {HOW}:\n" + "\n".join(found)


def spoken_without_gettext(path: Path) -> Iterator[tuple[int, str]]:
    """Chinese texts of a file outside docstrings and calls of gettext."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart: set[int] = set()
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        is_call = getattr(called, "id", getattr(called, "attr", "")) in CALLS
        if is_call or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            apart |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
        if is_text and re.search(r"[㐀-鿿]", node.value):
            yield node.lineno, node.value


def test_nothing_in_the_catalogue_is_doubtful_or_chinese() -> None:
    catalog = messages.stored("en")
    assert not [message.id for message in catalog if message.id and message.fuzzy]
    chinese = [
        right for m in catalog if m.id for _, right in sides(m) if CHINESE.search(SIGNS.sub("", right))
    ]
    assert not chinese


def test_a_translation_fills_in_the_same_facts() -> None:
    wrong = []
    for message in all_messages():
        for left, right in sides(message):
            if right and set(PLACEHOLDER.findall(left)) != set(PLACEHOLDER.findall(right)):
                wrong.append(f"{left} | {right}")
    assert not wrong, "\n".join(wrong)


def test_what_the_program_reads_is_what_the_catalogue_says() -> None:
    path = messages.file_of("en")
    assert path.with_suffix(".mo").read_bytes() == messages.as_mo(messages.stored("en")), (
        "run `make messages`"
    )


def test_a_text_is_found_wherever_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    room = tmp_path / "gonggang" / "room"
    room.mkdir(parents=True)
    (room / "words.py").write_text(
        'A = _("甲")\nB = pgettext("day", "乙")\nC = Said("丙 %(n)d", n=1)\nD = ngettext("丁", "丁们", 2)\n'
        'E = Importer(kind="x", label="戊")\nF = "己"\n'
    )
    (room / "page.html").write_text(
        '{% load i18n %}己 {% translate "庚" %} {% translate "辛" context "c" %} {{ _("壬") }}'
        "{% blocktranslate count n=1 %}{{ n }} 癸{% plural %}{{ n }} 癸们{% endblocktranslate %}"
    )
    found = {(m.id, m.context) for m in messages.gathered("en") if m.id}
    assert found == {
        ("甲", None), ("乙", "day"), ("丙 %(n)d", None), (("丁", "丁们"), None), ("戊", None), ("庚", None),
        ("辛", "c"), ("壬", None), (("%(n)s 癸", "%(n)s 癸们"), None),
    }  # fmt: skip


TYPED = "没有这个人"  # what the pages are asked for
# A name behind a mask, and a name of the world of the walk, perhaps cut short.
MASKED = re.compile(r"[㐀-鿿·*]*\*[㐀-鿿·*]*|…?[密地]?[子丑寅卯辰巳午未申酉]{3,}")
# What people have entered, or a file of theirs has said, is shown as it is: marked as Chinese in the page, or a name
# of the world that these pages show.
MARKED = re.compile(r'<(\w+)[^>]*\blang="zh-[^"]*"[^>]*>.*?</\1>', re.DOTALL)
NEVER_READ = re.compile(r"<script.*?</script>|<style.*?</style>|<!--.*?-->", re.DOTALL)
QUOTED = re.compile(r'(?:href|action|value|data-[a-z-]+|datetime|id|for|class|src|content)="[^"]*"')


def names_of_the_world() -> list[str]:
    """Names of people, places, posts and files, and what a bank wrote; the longest first."""
    from gonggang.accounts.models import Officer
    from gonggang.exchange.models import ImportBatch, ImportDraft
    from gonggang.people.models import BankAccount, Person
    from gonggang.posts.models import Need, Post, Proposal
    from gonggang.posts.queries.development import standard_posts
    from gonggang.regions.models import Region
    from gonggang.subsidies.models import BankReturnLine
    from gonggang.supervision.models import Complaint

    found = {TYPED}
    # The catalogue is the office's, as posts are.
    found |= {words for each in standard_posts().values() for words in (each.name, each.group)}
    # Lines of rooms that are being built, in tables that all rooms share.
    found |= {
        m.id for m in all_messages() if isinstance(m.id, str) and not m.string and not of_translated_rooms(m)
    }
    for name in Person.objects.values_list("name", flat=True):
        found |= {
            name,
            f"{name[0]}*",
            name[0] + "*" * (len(name) - 2) + name[-1],
            name[0] + "*" * (len(name) - 1),
        }
    for model, fields in (
        (Region, ("name",)), (Post, ("name", "host_unit", "duties", "number")),
        (Need, ("name",)), (Proposal, ("name", "number")), (Officer, ("first_name",)),
        (ImportBatch, ("file_name",)), (ImportDraft, ("file_name",)), (Complaint, ("kind", "channel")),
        (Person, ("name",)), (BankAccount, ("bank_name",)), (BankReturnLine, ("failure_reason",)),
    ):  # fmt: skip
        for row in model.objects.values_list(*fields):
            found |= {str(value) for value in row if value}
    return sorted(found, key=len, reverse=True)


def test_an_english_page_is_english(month_run: list[int], settings: Any, tmp_path: Path) -> None:
    settings.GONGGANG_HOME = tmp_path / "home"
    settings.GONGGANG_HOME.mkdir()
    world = full_world(month_run)
    clients: dict[Any, Any] = {}
    bodies: dict[str, str] = {}
    for role, path in pages(world):
        if any(room in path for room in NOT_YET):
            continue
        if role not in clients:
            clients[role] = signed_in_for_pages(role)
            clients[role].cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = clients[role].get(path, follow=True)
        if answer.headers["Content-Type"].startswith("text/html"):
            bodies[f"{role}: {path}"] = answer.content.decode()
    names = names_of_the_world()
    wrong: dict[str, str] = {}
    for place, body in bodies.items():
        assert '<html lang="en">' in body, place
        for text in chinese_in(body, names):
            wrong.setdefault(text, place)
    assert not wrong, "\n".join(f"{text}   on {place}" for text, place in wrong.items())


def chinese_in(page: str, names: list[str]) -> Iterator[str]:
    """Chinese texts and labels of a page, without what is marked as Chinese and what is a name."""
    page = QUOTED.sub("", MARKED.sub("", NEVER_READ.sub("", page)))
    for part in re.split(r"<[^>]*?>|\"", page.replace("<", "\n<")) + re.findall(r'="([^"]*)"', page):
        text = html.unescape(part).strip()
        for name in names:
            text = text.replace(name, "")
        text = SIGNS.sub("", MASKED.sub("", text)).strip()
        if CHINESE.search(text):
            yield text[:220]
