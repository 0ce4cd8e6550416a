"""What a file is by its first bytes, whatever its name says. Runs in the reading child."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.refusal import Refusal

_PICTURES: Final = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
)
_OTHERS: Final = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"{\\rtf", "写字板文档"),
    (b"PAR1", "Parquet 文件"),
    (b"SQLite format 3", "数据库文件"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Workbooks of 1987 to 1992 have no container: a bare first record.
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_PIECE: Final = 4096


def kind_of(data: bytes) -> str:
    """`zip`, `ole`, `markup` or `text`; raises Refusal for what is known not to be a table."""
    if not data:
        raise Refusal("empty")
    head = data[:_PIECE]
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if _is_picture(head):
        raise Refusal("picture")
    for mark, name in _OTHERS:
        # A CSV may begin with the letters MZ; only a program has zero bytes after them.
        if head.startswith(mark) and (len(mark) > 3 or b"\x00" in head or not mark.isalnum()):
            raise Refusal("other_kind", name=name)
    if head.startswith(_BARE_BIFF):
        raise Refusal("too_old")
    return _kind_of_text(head)


def _is_picture(head: bytes) -> bool:
    if head.startswith(_PICTURES):
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return True
    return head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"avif")


def _kind_of_text(head: bytes) -> str:
    # Zero bytes go, so that UTF-16 shows its angle brackets too.
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip().lower()
    if text.startswith(b"mime-version:"):
        raise Refusal("web_archive")
    if text.startswith(
        (b"<?xml", b"<!--", b"<!doctype", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style")
    ):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text and b"<html" not in text:
            raise Refusal("spreadsheet_xml")
        return "markup"
    return "text"
