"""Which characters the fonts of the house can print: nothing becomes an empty box in silence."""

from __future__ import annotations

import struct
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from gonggang.core.errors import WorkFailed

_FONTS: Final = "pylopdf_fonts_zh_cn"
_FAMILIES: Final = ("NotoSerifSC-Regular.otf", "NotoSansSC-Regular.otf")
_SEGMENTED: Final = 12  # the table of an OpenType font that covers all of Unicode
# Names from old systems hold private characters in place of these; GB 18030 gave them places of their own later.
_LATER: Final = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6,
    0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_FIRST_PRIVATE: Final = 0xE815


def font_folder() -> Path:
    """Where the fonts lie. Raises WorkFailed when they are not installed."""
    found = find_spec(_FONTS)
    if found is None or not found.submodule_search_locations:
        raise WorkFailed(
            "没有装好打印用的中文字库：请重新运行 make setup，或者 pip install -r requirements.txt。"
        )
    return Path(next(iter(found.submodule_search_locations)))


@lru_cache(maxsize=1)
def printable() -> frozenset[int]:
    """The code points that one of the fonts has."""
    folder = font_folder()
    return frozenset().union(*(_covered((folder / family).read_bytes()) for family in _FAMILIES))


def _covered(font: bytes) -> frozenset[int]:
    tables = struct.unpack_from(">H", font, 4)[0]
    place = next(
        offset
        for tag, _, offset, _ in (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(tables))
        if tag == b"cmap"
    )
    count = struct.unpack_from(">H", font, place + 2)[0]
    for number in range(count):
        start = place + struct.unpack_from(">HHL", font, place + 4 + 8 * number)[2]
        if struct.unpack_from(">H", font, start)[0] == _SEGMENTED:
            groups = struct.unpack_from(">L", font, start + 12)[0]
            found: set[int] = set()
            for group in range(groups):
                first, last, _ = struct.unpack_from(">LLL", font, start + 16 + 12 * group)
                found.update(range(first, last + 1))
            return frozenset(found)
    raise WorkFailed("打印用的字库文件不对，认不出它有哪些字：请重新运行 make setup。")


@lru_cache(maxsize=1)
def _given_places() -> dict[int, str]:
    """Private characters of the old GBK tables, as the characters that they stood for."""
    found = {private: chr(code) for private, code in _LATER.items()}
    trail = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
    for number, byte in enumerate(trail):
        character = bytes((0xFE, byte)).decode("gb18030")
        if not "\ue000" <= character <= "\uf8ff":
            found.setdefault(_FIRST_PRIVATE + number, character)
    return found


def with_places(text: str) -> str:
    """The text with private characters of old systems as what they stood for; others stay."""
    return text if text.isascii() else text.translate(_given_places())


def spelled(text: str, missing: set[str]) -> str:
    """The text with what no font has written as its code, `［U+2A6A5］`; such characters are added to `missing`."""
    if text.isascii():
        return text
    covered = printable()
    lacking = {
        character for character in text if ord(character) not in covered and character not in "\n\u200b"
    }
    if not lacking:
        return text
    missing |= lacking
    return "".join(code_of(character) if character in lacking else character for character in text)


def code_of(character: str) -> str:
    """A character by its code, as it is printed when no font has it."""
    return f"［U+{ord(character):04X}］"
