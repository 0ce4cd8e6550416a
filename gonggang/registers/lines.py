"""A text file as blocks of whole lines, read once, its digest taken on the way, in constant memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from gonggang.core.errors import UnusableInput
from gonggang.registers.digests import Sm3
from gonggang.registers.encodings import find_encoding

BLOCK_BYTES: Final = 8 << 20
_LINE_BYTES_MAX: Final = 4 << 20  # a longer "line" is not a line of people


class LineReader:
    """Blocks of whole lines in `encoding`: the file's own bytes, or UTF-8 where it was UTF-16.

    Raises UnusableInput for an empty file, an encoding that cannot be told, and a line without end.
    """

    def __init__(self, path: Path, block_bytes: int = BLOCK_BYTES) -> None:
        self.path = path
        self.digest = Sm3()
        self._block_bytes = block_bytes
        self._file = path.open("rb")
        self._waiting = b""
        self._given_back: list[bytes] = []
        self._ended = False
        self._carriage_returns = False
        self._transcoder: codecs.IncrementalDecoder | None = None
        self.encoding = "utf-8"
        self.certain = True
        self._begin()

    def __enter__(self) -> LineReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _begin(self) -> None:
        first = self._read()
        cut = len(first) if self._ended else first.rfind(b"\n") + 1 or len(first)
        found = find_encoding(first[:cut])
        if found is None:
            raise UnusableInput(
                f"{self.path.name} 的文字编码认不出来：请另存为 UTF-8 或 GB18030（ANSI）的 CSV 后再试。"
            )
        text = first[found.mark_bytes :]
        self.encoding, self.certain = found.codec, found.certain
        if found.codec.startswith("utf-16"):
            self._transcoder = codecs.getincrementaldecoder(found.codec)("replace")
            self.encoding = "utf-8"
            text = self._transcoder.decode(text).encode()
        if not text.strip():
            raise UnusableInput(f"{self.path.name} 是空文件：请重新导出后再试。")
        self._carriage_returns = b"\n" not in text and b"\r" in text
        self._waiting = self._with_newlines(text)

    def _read(self) -> bytes:
        block = self._file.read(self._block_bytes)
        self.digest.update(block)
        self._ended = len(block) < self._block_bytes
        return block

    def _with_newlines(self, text: bytes) -> bytes:
        """Old files that end their lines with CR alone, with LF instead."""
        return text.replace(b"\r", b"\n") if self._carriage_returns else text

    def _more(self) -> bytes:
        block = self._read()
        if self._transcoder is not None:
            block = self._transcoder.decode(block, final=self._ended).encode()
        return self._with_newlines(block)

    def give_back(self, lines: bytes) -> None:
        """Puts whole lines back, to be read next."""
        if lines:
            self._given_back.append(lines)

    def next_block(self) -> bytes:
        """The next whole lines, the last of them ended by a newline; empty at the end of the file."""
        if self._given_back:
            return self._given_back.pop()
        while True:
            cut = self._waiting.rfind(b"\n") + 1
            if cut:
                block, self._waiting = self._waiting[:cut], self._waiting[cut:]
                return block
            if self._ended:
                block, self._waiting = self._waiting, b""
                return block + b"\n" if block else b""
            if len(self._waiting) > _LINE_BYTES_MAX + self._block_bytes:
                raise UnusableInput(
                    f"{self.path.name} 不像逐行的数据表（很长一段没有换行）：请重新导出为 CSV。"
                )
            self._waiting += self._more()

    def blocks(self) -> Iterator[bytes]:
        """Every block that is left."""
        while block := self.next_block():
            yield block
