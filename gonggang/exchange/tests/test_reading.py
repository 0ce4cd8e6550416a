"""Reading files by their content: formats, encodings, row numbers (quirks 9 and 10)."""

import zipfile
from datetime import date

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.exchange.sandbox import read_tables, stream_tables

ROWS = [["姓名", "数"], ["张三", 1], ["李四", 2.5]]
LINES = [[str(cell) for cell in row] for row in ROWS]


def cells(table):
    return [(row.number, row.cells) for row in table.rows]


@pytest.mark.clause("X6")
@pytest.mark.parametrize("name", ["表.xlsx", "表.xlsm", "表.csv", "表.dat", "表"])
def test_a_workbook_is_known_by_its_content(tmp_path, write, name):
    write.xlsx(tmp_path / "a.xlsx", {"甲": ROWS}).rename(tmp_path / name)
    (table,) = read_tables(tmp_path / name)
    assert table.sheet == "甲"
    assert cells(table) == [(1, ["姓名", "数"]), (2, ["张三", 1]), (3, ["李四", 2.5])]


@pytest.mark.clause("X6")
@pytest.mark.parametrize("name", ["表.xls", "表.et", "表.xlsx"])
def test_a_biff_workbook_whatever_wps_calls_it(tmp_path, write, name):
    write.xls(tmp_path / "a.xls", {"甲": [["日", date(2024, 5, 1)], ["数", 20240501]], "乙": [["x"]]})
    (tmp_path / "a.xls").rename(tmp_path / name)
    first, second = read_tables(tmp_path / name)
    assert (first.sheet, second.sheet) == ("甲", "乙")
    assert cells(first) == [(1, ["日", date(2024, 5, 1)]), (2, ["数", 20240501])]


def test_an_open_document_sheet(tmp_path):
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="甲"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>姓名</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "表.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>',
        )
    (table,) = read_tables(tmp_path / "表.ods")
    assert (table.sheet, cells(table)) == ("甲", [(1, ["姓名"])])


@pytest.mark.clause("X6")
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-be-bom", "utf-32"]
)
def test_a_csv_in_every_encoding_of_an_office(tmp_path, write, encoding):
    path = tmp_path / "表.csv"
    if encoding == "utf-16-be-bom":
        write.csv(path, LINES, "utf-16-be")
        path.write_bytes(b"\xfe\xff" + path.read_bytes())
    else:
        write.csv(path, LINES, encoding)
    (table,) = read_tables(path)
    assert table.sheet is None
    assert cells(table) == list(enumerate(LINES, start=1))


@pytest.mark.clause("X6")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_rare_characters_of_names_survive(tmp_path, write, encoding):
    names = ["王䶮", "李𬀩", "赵𠂇", "㐂一", "古丽·买买提", "阿依•古丽"]
    write.csv(tmp_path / "表.csv", [[name, "1"] for name in names], encoding)
    (table,) = read_tables(tmp_path / "表.csv")
    assert [row.cells[0] for row in table.rows] == names


def test_characters_that_an_older_gb18030_kept_in_private_use(tmp_path):
    # A codec of the edition of 2000 reads FE59 as U+E81E; in a workbook the same name has U+9FB4.
    (tmp_path / "表.csv").write_bytes(b"\xfe\x59,1\r\n\xfe\x51,2\r\n")
    (table,) = read_tables(tmp_path / "表.csv")
    assert [row.cells[0] for row in table.rows] == ["\u9fb4", "\U00020087"]


def test_row_numbers_of_a_csv_are_lines(tmp_path):
    (tmp_path / "表.csv").write_bytes('姓名,备注\r\n\r\n张三,"一\n二\n三"\n李四,四\r王五,五'.encode())
    (table,) = read_tables(tmp_path / "表.csv")
    assert cells(table) == [
        (1, ["姓名", "备注"]),
        (3, ["张三", "一\n二\n三"]),
        (6, ["李四", "四"]),
        (7, ["王五", "五"]),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_separator_is_found(tmp_path, write, delimiter):
    rows = [["姓名", "村", "备注"], ["张三", "a,b;c", "x"]]
    write.csv(tmp_path / "表.csv", rows, "gb18030", delimiter)
    (table,) = read_tables(tmp_path / "表.csv")
    assert [row.cells for row in table.rows] == rows


def test_text_that_an_export_forced(tmp_path):
    (tmp_path / "表.csv").write_text('号,名\n="0012",张三\n', encoding="utf-8")
    (table,) = read_tables(tmp_path / "表.csv")
    assert table.rows[1].cells == ["0012", "张三"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_saved_as_xls(tmp_path, encoding):
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">'
        "<style>td{x:y}</style><title>不读</title></head><body><table border=1>"
        "<tr><td colspan=3>花名册</td></tr>"
        "<tr><th>村</th><th>姓名<br></th><th>&nbsp;</th></tr>"
        "<tr><td rowspan=2>周营村</td><td>张三</td><td>1&lt;2</td></tr>"
        "<tr><td>李四<td>二</tr>"
        "</table></body></html>"
    )
    (tmp_path / "表.xls").write_bytes(page.encode(encoding))
    (table,) = read_tables(tmp_path / "表.xls")
    assert table.sheet is None
    assert cells(table) == [
        (1, ["花名册"]),
        (2, ["村", "姓名", None]),
        (3, ["周营村", "张三", "1<2"]),
        (4, [None, "李四", "二"]),
    ]
    assert [(m.first_row, m.last_row, m.first_column, m.last_column) for m in table.merges] == [
        (1, 1, 0, 2),
        (3, 4, 0, 0),
    ]


def test_sheets_that_begin_below_and_beside_the_corner(tmp_path, write):
    rows = [[], [], [None, None, "姓名"], [], [None, None, None, "x"]]
    write.xlsx(tmp_path / "表.xlsx", {"甲": rows})
    (table,) = read_tables(tmp_path / "表.xlsx")
    assert cells(table) == [(3, [None, None, "姓名"]), (5, [None, None, None, "x"])]


def test_a_stream_gives_the_table_before_its_rows(tmp_path, write):
    write.xlsx(tmp_path / "表.xlsx", {"甲": ROWS, "乙": ROWS[:1]})
    seen = [(table.sheet, row and row.number) for table, row in stream_tables(tmp_path / "表.xlsx")]
    assert seen == [("甲", None), ("甲", 1), ("甲", 2), ("甲", 3), ("乙", None), ("乙", 1)]


def test_a_stream_left_early_leaves_no_process(tmp_path, write):
    write.csv(tmp_path / "表.csv", [["a", "b"]] * 50_000)
    stream = stream_tables(tmp_path / "表.csv")
    next(stream)
    stream.close()
    with pytest.raises(StopIteration):
        next(stream)


def test_a_workbook_without_any_cell(tmp_path, write):
    write.xlsx(tmp_path / "空.xlsx", {"甲": [], "乙": [["  ", "\u3000"]]})
    with pytest.raises(UnusableInput, match=r"^“空\.xlsx”里没有任何数据：.*。$"):
        read_tables(tmp_path / "空.xlsx")
