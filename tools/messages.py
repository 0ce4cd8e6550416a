"""Gathers what people read into the catalogue of each language, and compiles it; run by `make messages`.

Sources are Chinese. Gathered are `_("…")` and its kin in Python and `{% translate %}`, `{% blocktranslate %}` in
templates; a catalogue keeps its translations, new texts come in empty, and texts that are gone go. Nothing is guessed:
there are no fuzzy entries. Entries are sorted and carry no line numbers, so that two people's changes seldom meet.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "gonggang" / "locale"
LANGUAGES = ("en",)
# What runs at a terminal, in tests or in measurements speaks Chinese only.
LEFT_OUT = {"tests", "migrations", "commands", "bench", "sample", "locale"}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_", "Said"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Words that stand in tables of the program without a call around them: every Chinese text in these assignments.
TABLES = {
    "accounts/permissions.py": ("KINDS", "REACHES", "TABLE", "GROUPS"),
    "accounts/roles.py": ("LABELS", "INCOMPATIBLE"),
    "audit/sentences.py": ("SENTENCES", "FIELDS"),
    "casework/rules/kinds.py": ("_INVESTIGATED", "_DECLARED"),
    "cycle/actions.py": ("ROSTER_NAME",),
    "policy/departments.py": ("DEPARTMENTS",),
    "policy/post_classes.py": ("POST_CATEGORIES",),
    "posts/catalogue/__init__.py": ("TAGS",),
    "posts/rules/words.py": ("QUALITY_WORDS",),
    "subsidies/rules.py": ("_AWAY",),
}
# Words that are given to these, by position or by name, wherever that is.
CALLS: dict[str, tuple[int | str, ...]] = {
    "Importer": ("label",),
    "StreamImporter": ("label",),
    "Register": (1, 2),
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What changes with every run says nothing, and makes two people's changes meet.
_CHANGING = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version|Last-Translator|'
                       r'Language-Team|Report-Msgid-Bugs-To)[^\n]*\n', re.MULTILINE)  # fmt: skip


def sources() -> Iterator[Path]:
    """The files that may hold texts."""
    for path in sorted((ROOT / "gonggang").rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and not LEFT_OUT & set(path.relative_to(ROOT).parts):
            yield path


def texts_of(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Each text of a file (with its plural, if it has one), and its context."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in source:
            return
        source = _as_python(source, path)
    for _line, function, found, _comments in extract_python(
        io.BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        words = found if isinstance(found, tuple) else (found,)
        context = None
        if function in ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"):
            context, *words = words
        elif function in ("ngettext", "ngettext_lazy"):
            words = words[:2]
        else:
            words = words[:1]
        if words and all(isinstance(word, str) and word for word in words):
            yield (words[0] if len(words) == 1 else (words[0], words[1])), context


def tables_of(path: Path) -> Iterator[str]:
    """The texts of a file's tables and of what is given to CALLS. Raises LookupError for a table that is gone."""
    if path.suffix != ".py":
        return
    names = set(TABLES.get(path.relative_to(ROOT / "gonggang").as_posix(), ()))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            for place in CALLS[node.func.id]:
                given = [word.value for word in node.keywords if word.arg == place]
                if isinstance(place, int):
                    given = node.args[place : place + 1]
                yield from (each.value for each in given if isinstance(each, ast.Constant))
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found = names & {target.id for target in targets if isinstance(target, ast.Name)}
        if found and getattr(node, "value", None) is not None:
            names -= found
            for each in ast.walk(node):
                if (
                    isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and _CHINESE.search(each.value)
                ):
                    yield each.value
    if names:
        raise LookupError(
            f"{path.relative_to(ROOT)} has no {sorted(names)}: mend TABLES in tools/messages.py"
        )


def _as_python(source: str, path: Path) -> str:
    """A template with its texts as calls and all else blanked out, as Django does it for gettext's own tools."""
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    calls = re.findall(
        r"(?<![A-Za-z_])(?:_|n?p?gettext)\((?:[^()'\"]|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")*\)",
        templatize(source, str(path.relative_to(ROOT))),
    )
    return "\n".join(calls)


def gathered(language: str) -> Catalog:
    """Every text of the program with the files it stands in, not translated."""
    catalog = Catalog(
        locale=language, charset="utf-8", fuzzy=False, header_comment="# What people read on screens."
    )
    for path in sources():
        for text, context in texts_of(path):
            catalog.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
        for text in tables_of(path):
            catalog.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def file_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def stored(language: str) -> Catalog:
    """The catalogue as it is kept; an empty one if there is none yet."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language)
    if "\n<<<<<<< " in path.read_text(encoding="utf-8"):
        raise SystemExit(
            f"{path.relative_to(ROOT)} 里还有没有解决的合并冲突：请先解决，再运行 make messages。"
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str) -> Catalog:
    """What was gathered, with the translations that are kept."""
    known, catalog = stored(language), gathered(language)
    for message in catalog:
        kept = known.get(message.id, message.context) if message.id else None
        if kept is not None and kept.string:
            message.string = kept.string
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """A catalogue as text, the same however often it is written."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return _CHANGING.sub("", out.getvalue().decode()).encode()


def as_mo(catalog: Catalog) -> bytes:
    """A catalogue as the program reads it."""
    kept = Catalog(locale=catalog.locale, charset="utf-8", fuzzy=False)
    kept.creation_date = kept.revision_date = datetime(
        2024, 1, 1, tzinfo=UTC
    )  # the same, however often it is made
    for message in catalog:
        if message.id and message.string:
            kept.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, kept)
    return out.getvalue()


def main() -> None:
    """Bring every catalogue up to date and compile it; says how many texts still have no translation."""
    for language in LANGUAGES:
        catalog = merged(language)
        path = file_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(as_mo(catalog))
        empty = sum(1 for message in catalog if message.id and not message.string)
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {empty} without translation\n")


if __name__ == "__main__":
    main()
