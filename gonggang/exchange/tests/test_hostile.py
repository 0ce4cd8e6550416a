"""Files that are wrong or hostile: one Chinese sentence that names the file, in time, within memory."""

import os
import random
import resource
import struct
import time
import zipfile

import pytest

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.exchange import limits, reader
from gonggang.exchange.refusal import Refusal
from gonggang.exchange.sandbox import read_tables

MEBIBYTE = 1024 * 1024


def refusal(path):
    """The sentence with which a file is refused; in time, and with the name in it."""
    began = time.monotonic()
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(UnusableInput) as refused:
        read_tables(path)
    assert time.monotonic() - began < limits.WAIT_SECONDS_MAX
    message = str(refused.value)
    assert "\n" not in message and message.endswith("。") and "：" in message
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # Between fork and exec a child counts with the memory of this very process, which may be larger than the limit.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after <= max(largest, own) or after * 1024 < limits.MEMORY_BYTES_MAX
    return message


def put(tmp_path, data, name="表.xlsx"):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="甲" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
PACKAGE = RELATIONSHIPS.replace("/worksheet", "/officeDocument").replace("worksheets/sheet1", "xl/workbook")
SHEET = (
    '<?xml version="1.0"?>{doctype}'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}'
    "</sheetData></worksheet>"
)


def workbook(path, rows="", doctype="", extra=None, sheet_file=None):
    """A workbook made by hand, so that its parts can be hostile."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", PACKAGE)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONSHIPS)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            if sheet_file:
                sheet_file(sheet)
            else:
                sheet.write(SHEET.format(rows=rows, doctype=doctype).encode())
    return path


def inline(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.clause("X6")
def test_a_bomb_of_some_hundred_kilobytes(tmp_path):
    def zeros(sheet):
        for _ in range(256):
            sheet.write(b" " * MEBIBYTE)

    path = workbook(tmp_path / "炸弹.xlsx", sheet_file=zeros)
    assert path.stat().st_size < 700 * 1024
    assert refusal(path).startswith("“炸弹.xlsx”解压后大得不正常")


def test_a_bomb_that_lies_about_its_size(tmp_path):
    def zeros(sheet):
        for _ in range(64):
            sheet.write(b" " * MEBIBYTE)

    path = workbook(tmp_path / "表.xlsx", sheet_file=zeros)
    data = path.read_bytes()
    lying = data.replace(struct.pack("<I", 64 * MEBIBYTE), struct.pack("<I", 1000))
    assert lying != data
    assert "解压后大得不正常" in refusal(put(tmp_path, lying))


def test_one_entry_listed_ten_thousand_times(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
        for number in range(6000):
            archive.writestr(f"{number}.xml", "")
    assert "解压后大得不正常" in refusal(path)


def test_a_bomb_inside_an_archive_is_no_workbook(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("里面.zip", b"PK\x03\x04")
    assert "是压缩包，不是表格" in refusal(path)


def test_a_string_of_the_shared_table_used_a_million_times(tmp_path):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}"><si><t>{"长" * 30_000}</t></si></sst>'
    relationships = RELATIONSHIPS.replace(
        "</Relationships>",
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    path = tmp_path / "表.xlsx"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 60_001))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", PACKAGE)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", relationships)
        archive.writestr("xl/sharedStrings.xml", strings)
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows, doctype=""))
    assert "“表.xlsx”" in refusal(path)


def test_a_cell_at_the_far_corner(tmp_path):
    rows = f'<row r="1">{inline("A1", "姓名")}</row><row r="1048576">{inline("XFD1048576", "x")}</row>'
    assert "“表.xlsx”" in refusal(workbook(tmp_path / "表.xlsx", rows))


def test_sixteen_thousand_columns(tmp_path):
    rows = f'<row r="1">{inline("A1", "姓名")}{inline("XFD1", "x")}</row>'
    assert "列数超过上限 512" in refusal(workbook(tmp_path / "表.xlsx", rows))


def test_a_hundred_thousand_blank_rows_below_are_nothing(tmp_path, write):
    def finish(book, sheets):
        grey = book.add_format({"bg_color": "#DDDDDD"})
        for row in range(2, 100_002):
            sheets["甲"].write_blank(row, 0, None, grey)

    path = write.xlsx(tmp_path / "表.xlsx", {"甲": [["姓名"], ["张三"]]}, finish=finish)
    (table,) = read_tables(path)
    assert [row.number for row in table.rows] == [1, 2]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY e "&b;&b;&b;">]>',
    ],
)
def test_entities_are_never_followed(tmp_path, doctype):
    rows = f'<row r="1">{inline("A1", "姓名")}{inline("B1", "&e;")}</row>'
    path = workbook(tmp_path / "表.xlsx", rows, doctype)
    try:
        (table,) = read_tables(path)
    except UnusableInput as refused:
        assert "“表.xlsx”" in str(refused)
    else:
        shown = "".join(str(cell) for cell in table.rows[0].cells)
        assert "root:" not in shown and "haha" not in shown


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "是空文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "是图片"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "是图片"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36" + bytes(100), "是图片"),
        (b"%PDF-1.7\n...", "是PDF 文件"),
        (b"Rar!\x1a\x07\x00", "是RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c\x00", "是7z 压缩包"),
        (b"MZ\x90\x00\x03\x00", "是程序文件"),
        (b"\x09\x08\x10\x00" + bytes(200), "不是表格"),
        (b"PK\x03\x04" + bytes(50), "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(9), "Word 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(9), "打开密码"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "单个网页格式"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML 表格"),
        (b"<html><body><p>no</p></body></html>", "里面没有表格"),
        ("姓名,村\n张三,周营村\n".encode("big5", "replace") + b"\xff\xfe\x80\x81", "文字编码认不出"),
        ("姓名,村\n张三,周营村".encode()[:-1], "末尾不完整"),
        ("姓名,村\n张三,周营村\n李四,".encode("gb18030") + b"\xff,x\n", "见第 3 行"),
        (b"\xef\xbb\xbf" + "姓名,村\n张三,周营村".encode()[:-2], "末尾不完整"),
        ("姓名,村".encode("utf-16-le"), "不是表格，也不是文字"),
        ('姓名,备注\n张三,"没有收尾\n李四,乙\n'.encode(), "第 2 行的双引号只有一半"),
        (b"\x00" * 5000, "不是表格，也不是文字"),
        (b"\r\n\r\n , \r\n", "没有任何数据"),
        (b"a,b\n" + b"x" * 40_000 + b",1\n", "第 2 行有一格超过"),
        (b",".join([b"x"] * 600), "列数超过上限"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(tmp_path, data, says):
    message = refusal(put(tmp_path, data))
    assert message.startswith("“表.xlsx”")
    assert says in message


@pytest.mark.parametrize("seed", range(12))
def test_random_bytes(tmp_path, seed):
    noise = random.Random(seed)
    head = noise.choice(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"\xff\xfe"]
    )
    assert "“表.xlsx”" in refusal(put(tmp_path, head + noise.randbytes(noise.randint(10, 20_000))))


@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(12, 60))]
)
def test_a_workbook_with_spoilt_bytes_ends_in_a_sentence_or_a_table(tmp_path, write, seed):
    noise = random.Random(seed)
    source = write.xlsx if seed % 2 else write.xls
    data = bytearray(source(tmp_path / "好", {"甲": [["姓名", "数"]] * 30}).read_bytes())
    for _ in range(noise.randint(1, 30)):
        data[noise.randrange(len(data))] = noise.randrange(256)
    try:
        read_tables(put(tmp_path, bytes(data)))
    except UnusableInput as refused:
        assert "“表.xlsx”" in str(refused)


def test_a_workbook_cut_off_anywhere(tmp_path, write):
    data = write.xlsx(tmp_path / "好.xlsx", {"甲": [["姓名", "数"]] * 30}).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        assert "已损坏或没有传完" in refusal(put(tmp_path, data[: int(len(data) * share)]))


def test_a_biff_workbook_with_a_password(tmp_path, write):
    data = write.xls(tmp_path / "好.xls", {"甲": [["姓名"]]}).read_bytes()
    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00"
    at = data.index(begin) + 20  # after the first record, whose successor becomes FILEPASS
    locked = data[:at] + b"\x2f\x00" + data[at + 2 :]
    assert "打开密码" in refusal(put(tmp_path, locked, "锁.xls"))


def test_an_archive_with_a_password(tmp_path):
    path = workbook(tmp_path / "表.xlsx", f'<row r="1">{inline("A1", "x")}</row>')
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02")
    locked = data[: at + 8] + b"\x01" + data[at + 9 :]
    assert "打开密码" in refusal(put(tmp_path, locked))


def test_macros_links_and_test_viruses_are_only_cells(tmp_path):
    text = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    rows = f'<row r="1">{inline("A1", text)}<c r="B1"><f>[1]Sheet1!A1</f><v>5</v></c></row>'
    extra = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
        "../../etc/x": b"1",
        "xl/externalLinks/externalLink1.xml": b"<x/>",
    }
    (table,) = read_tables(workbook(tmp_path / "表.xlsm", rows, extra=extra))
    assert table.rows[0].cells == [text, 5]


def test_places_that_are_no_files(tmp_path):
    (tmp_path / "夹").mkdir()
    os.mkfifo(tmp_path / "管道")
    (tmp_path / "断").symlink_to(tmp_path / "无此文件")
    (tmp_path / "圈").symlink_to(tmp_path / "圈")
    assert "是文件夹" in refusal(tmp_path / "夹")
    assert "不是普通文件" in refusal(tmp_path / "管道")
    assert "没有“断”这个文件" in refusal(tmp_path / "断")
    assert "“圈”读不出来" in refusal(tmp_path / "圈")
    assert "没有“无.xlsx”这个文件" in refusal(tmp_path / "无.xlsx")


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is open to root")
def test_a_file_without_permission(tmp_path):
    path = put(tmp_path, b"a,b\n")
    path.chmod(0)
    assert "没有读取“表.xlsx”的权限" in refusal(path)


def test_a_file_of_a_gigabyte_is_not_read(tmp_path):
    with (tmp_path / "大.xlsx").open("wb") as big:
        big.truncate(1024 * MEBIBYTE)
    assert "太大（上限 128 MB）" in refusal(tmp_path / "大.xlsx")


def test_a_name_that_would_turn_the_line_round(tmp_path):
    message = refusal(put(tmp_path, b"", "表\u202exslx.\x07csv"))
    assert "\u202e" not in message and "\x07" not in message


@pytest.mark.parametrize(
    ("limit", "rows", "code"),
    [
        ("ROWS_MAX", [["x"]] * 4, "too_many_rows"),
        ("COLUMNS_MAX", [["x"] * 4], "too_many_columns"),
        ("CELLS_MAX", [["x", "y"]] * 2, "too_many_cells"),
    ],
)
def test_more_than_can_be_held(monkeypatch, limit, rows, code):
    monkeypatch.setattr(limits, limit, 3)
    data = "\n".join(",".join(row) for row in rows).encode()
    with pytest.raises(Refusal) as refused:
        list(reader.counted(reader.events_of(data)))
    assert (refused.value.code, refused.value.details) == (code, {"limit": 3})


def test_a_child_that_never_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "WAIT_SECONDS_MAX", 1)
    monkeypatch.setattr("gonggang.exchange.sandbox._COMMAND", ("/bin/sh", "-c", "exec sleep 60"))
    began = time.monotonic()
    with pytest.raises(UnusableInput, match="没有读完"):
        read_tables(put(tmp_path, b"a,b\n"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "answer", ["exit 3", "echo nonsense", "echo '[\"s\",null,false,false,[]]'", "kill -ABRT $$"]
)
def test_a_child_that_dies_or_babbles_is_a_sentence(tmp_path, monkeypatch, answer):
    monkeypatch.setattr("gonggang.exchange.sandbox._COMMAND", ("/bin/sh", "-c", answer))
    assert "“表.csv”" in refusal(put(tmp_path, b"a,b\n", "表.csv"))


def test_the_child_knows_no_secret_of_the_parent(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(
        "gonggang.exchange.sandbox._COMMAND",
        ("/bin/sh", "-c", 'echo "[\\"r\\",1,[\\"$DATABASE_URL\\",\\"$0\\"]]"; echo \'["x"]\''),
    )
    from gonggang.exchange.sandbox import stream_tables

    ((_, row),) = list(stream_tables(put(tmp_path, b"a,b\n")))
    assert row.cells[0] == ""


def test_a_machine_that_cannot_start_the_child(tmp_path, monkeypatch):
    monkeypatch.setattr("gonggang.exchange.sandbox._COMMAND", ("/bin/no-such-program",))
    with pytest.raises(WorkFailed, match="gonggang doctor"):
        read_tables(put(tmp_path, b"a,b\n"))
