"""Which files may be attached as evidence: by name, by size and by what they really are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, Literal

from gonggang.core.said import Said

BYTES_MAX: Final = 20 * 1024 * 1024
NAME_CHARACTERS_MAX: Final = 120

FileProblemCode = Literal["empty", "too_large", "name_unusable", "type_not_allowed", "type_mismatch"]

# Ending: media type, and how such a file begins.
_ALLOWED: Final[Mapping[str, tuple[str, tuple[bytes, ...]]]] = MappingProxyType(
    {
        ".pdf": ("application/pdf", (b"%PDF-",)),
        ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
        ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
        ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
        ".docx": (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (b"PK\x03\x04",),
        ),
        ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
        ".mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
        ".m4a": ("audio/mp4", ()),
    }
)
_MP4_MARK: Final = (4, b"ftyp")
_HOSTILE: Final = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Why a file is refused; `sentence` says where, what and what to do."""

    code: FileProblemCode
    sentence: Said


def media_type(name: str) -> str | None:
    """The media type that a name promises, or None for a kind of file that is not taken."""
    found = _ALLOWED.get(PurePosixPath(name).suffix.lower())
    return found[0] if found else None


def check_file(name: str, size: int, head: bytes) -> FileProblem | None:
    """None for a file that may be attached; `head` is at least its first 16 bytes, `size` in bytes."""
    problem = _name_problem(name)
    if problem:
        return FileProblem("name_unusable", problem)
    if size == 0:
        return FileProblem("empty", Said("“%(name)s”是空文件。请重新选择。", name=name))
    if size > BYTES_MAX:
        return FileProblem(
            "too_large",
            Said(
                "“%(name)s”有 %(size).1f MB，最多 %(most)d MB。请压缩或分开上传。",
                name=name,
                size=size / 1024 / 1024,
                most=BYTES_MAX // 1024 // 1024,
            ),
        )
    found = _ALLOWED.get(PurePosixPath(name).suffix.lower())
    if found is None:
        return FileProblem(
            "type_not_allowed",
            Said("“%(name)s”的类型不收。请改用 PDF、JPG、PNG、DOCX、XLSX、MP3 或 M4A。", name=name),
        )
    beginnings = found[1]
    begins = head.startswith(beginnings) if beginnings else head[_MP4_MARK[0] :].startswith(_MP4_MARK[1])
    if not begins:
        return FileProblem(
            "type_mismatch",
            Said("“%(name)s”的内容和扩展名不符，可能改过名。请用原来的软件另存后再上传。", name=name),
        )
    return None


def _name_problem(name: str) -> Said | None:
    if not name.strip() or name.startswith(".") or len(name) > NAME_CHARACTERS_MAX:
        return Said("文件名应为 1—%(most)d 个字，不以点开头。请改名后再上传。", most=NAME_CHARACTERS_MAX)
    hidden = any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") for character in name)
    if hidden or _HOSTILE.search(name) or ".." in name:
        return Said('文件名里有不能用的符号（如 / \\ : * ? " < > | 或看不见的字符）。请改名后再上传。')
    return None
