"""Which encoding a CSV file is in, told from its first block: UTF-8, UTF-16 with a mark, or GB18030."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ZERO_BYTES_SHARE_MAX: Final = 0.001  # text has none
_UNKNOWN_SHARE_MAX: Final = 0.02  # of the characters outside ASCII: a slip, not a wrong guess


@dataclass(frozen=True, slots=True)
class FoundEncoding:
    """The codec, the length of the mark before the text, and whether it knew every byte of the sample."""

    codec: str
    mark_bytes: int
    certain: bool


def find_encoding(sample: bytes) -> FoundEncoding | None:
    """The encoding of a sample that ends at a line end; None when no known one fits.

    GBK is read as GB18030, of which it is a part. A sample of ASCII alone is UTF-8.
    """
    if sample.startswith(codecs.BOM_UTF8):
        return FoundEncoding("utf-8", len(codecs.BOM_UTF8), True)
    for mark, codec in _UTF16.items():
        if sample.startswith(mark):
            return FoundEncoding(codec, len(mark), True)
    if sample.count(b"\x00") > len(sample) * _ZERO_BYTES_SHARE_MAX:
        return None
    for codec in ("utf-8", "gb18030"):
        found = _try(codec, sample)
        if found is not None:
            return found
    return None


def _try(codec: str, sample: bytes) -> FoundEncoding | None:
    try:
        sample.decode(codec)
    except UnicodeDecodeError:
        text = sample.decode(codec, "replace")
        others = sum(1 for character in text if not character.isascii())
        if text.count("\ufffd") > others * _UNKNOWN_SHARE_MAX:
            return None
        return FoundEncoding(codec, 0, False)
    return FoundEncoding(codec, 0, True)
