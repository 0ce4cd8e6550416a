"""Zip containers, inflated once to be counted before any parser sees them. Runs in the reading child.

The sizes that an archive states about itself are not believed: what comes out is counted while it comes out.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

from gonggang.exchange.limits import (
    ENTRIES_MAX,
    INFLATED_BYTES_MAX,
    MEBIBYTE,
    RATIO_FLOOR_BYTES,
    RATIO_MAX,
)
from gonggang.exchange.refusal import Refusal

_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED_FLAG: Final = 1
_SERIALS_FROM_1904: Final = (b'date1904="1"', b'date1904="true"')


class Archive:
    """A zip file whose entries were inflated and counted; `serials_from_1904` is read on the way."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._inflated = 0
        self.serials_from_1904 = False
        entries = _entries(data)
        self._refuse_other_kinds({entry.filename for entry in entries})
        for entry in entries:
            self._count(entry)

    def _refuse_other_kinds(self, names: set[str]) -> None:
        if any(name.lower().endswith(("xl/workbook.xml", "xl/workbook.bin")) for name in names):
            return
        if "content.xml" in names and "mimetype" in names:
            return
        if "word/document.xml" in names:
            raise Refusal("not_a_workbook", name="是 Word 文档")
        if "ppt/presentation.xml" in names:
            raise Refusal("not_a_workbook", name="是演示文稿")
        if "OFD.xml" in names:
            raise Refusal("other_kind", name="OFD 版式文件")
        if "[Content_Types].xml" in names:
            raise Refusal("damaged")
        raise Refusal("archive")

    def _count(self, entry: zipfile.ZipInfo) -> None:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise Refusal("encrypted")
        packed = self._packed(entry)
        if entry.compress_type == _STORED:
            self._add(len(packed))
            return
        if entry.compress_type != _DEFLATED:
            raise Refusal("damaged")
        is_workbook_part = entry.filename.lower().endswith("workbook.xml")
        inflater = zlib.decompressobj(-15)
        rest: bytes | memoryview = packed
        while not inflater.eof:
            try:
                piece = inflater.decompress(rest, MEBIBYTE)
            except zlib.error:
                raise Refusal("damaged") from None
            if not piece and not inflater.unconsumed_tail and not inflater.eof:
                raise Refusal("damaged")  # the stream breaks off
            if is_workbook_part and any(mark in piece for mark in _SERIALS_FROM_1904):
                self.serials_from_1904 = True
            self._add(len(piece))
            rest = inflater.unconsumed_tail

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        start = entry.header_offset
        try:
            signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, start)
        except struct.error:
            raise Refusal("damaged") from None
        begins = start + _LOCAL_HEADER.size + name_length + extra_length
        ends = begins + entry.compress_size
        if signature != b"PK\x03\x04" or ends > len(self._data):
            raise Refusal("damaged")
        return self._data[begins:ends]

    def _add(self, size: int) -> None:
        self._inflated += size
        if self._inflated > RATIO_FLOOR_BYTES and self._inflated > RATIO_MAX * len(self._data):
            raise Refusal("bomb")
        if self._inflated > INFLATED_BYTES_MAX:
            raise Refusal("too_large", limit=INFLATED_BYTES_MAX // MEBIBYTE)


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError):
        raise Refusal("damaged") from None
    if len(entries) > ENTRIES_MAX:
        raise Refusal("bomb")
    return entries
