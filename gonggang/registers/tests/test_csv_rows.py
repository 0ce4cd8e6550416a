"""Rows of a CSV keep the number that a person sees, whatever stands between them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonggang.core.errors import UnusableInput
from gonggang.registers.blocks import is_note
from gonggang.registers.csv_rows import CsvRows, find_heading
from gonggang.registers.lines import LineReader
from gonggang.registers.texts import decode_texts

HEADING = "姓名,身份证号,待遇类型,待遇起始月"


def rows_of(path: Path, block_bytes: int = 1 << 20) -> list[tuple[Any, ...]]:
    """(row number, name, ID as written, kind, month) of every row, and (row, reason) of every refused one."""
    found: list[tuple[Any, ...]] = []
    with LineReader(path, block_bytes) as reader:
        heading = find_heading(reader)
        assert heading is not None
        for block in CsvRows(reader, heading).blocks():
            columns = [decode_texts(block.cells[f], block.encoding).to_pylist() for f in heading.positions]
            found += zip(block.rows.tolist(), *columns, strict=True)
            found += block.refused
    return sorted(found, key=lambda row: row[0])


def write(tmp_path: Path, text: str, encoding: str = "gb18030") -> Path:
    path = tmp_path / "08.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_blank_lines_are_counted_and_are_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADING}\n张三,1,甲,202401\n\n , \n,,,\n李四,2,乙,202402\n")
    assert rows_of(path) == [(2, "张三", "1", "甲", "202401"), (6, "李四", "2", "乙", "202402")]


def test_a_title_line_above_the_heading_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, f"退休待遇享受名册,,,\n,,,\n{HEADING}\n张三,1,甲,202401\n")
    assert rows_of(path) == [(4, "张三", "1", "甲", "202401")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_and_a_last_line_without_one(tmp_path: Path, ending: str) -> None:
    text = ending.join([HEADING, "张三,1,甲,202401", "李四,2,乙,202402"])
    path = write(tmp_path, text, "utf-8")
    assert [row[0] for row in rows_of(path)] == [2, 3]


def test_a_quoted_line_break_moves_the_numbers_of_the_rows_after_it(tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEADING}\n"张\n三",1,甲,202401\n"李,四",2,"乙""",202402\n')
    assert rows_of(path) == [(2, "张\n三", "1", "甲", "202401"), (4, "李,四", "2", '乙"', "202402")]


def test_a_line_whose_cells_do_not_fit_the_heading_is_refused_alone(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADING}\n张三,1,甲,202401,多\n李四,2\n王五,3,丙,202403,,\n")
    assert rows_of(path) == [(2, "bad_columns"), (3, "bad_columns"), (4, "王五", "3", "丙", "202403")]


def test_total_and_signature_lines_are_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADING}\n张三,1,甲,202401\n合计,1\n填报人：,,审核人：\n")
    assert rows_of(path) == [(2, "张三", "1", "甲", "202401")]


def test_a_quote_that_is_never_closed_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEADING}\n张三,1,甲,202401\n"李四,2,乙,202402\n王五,3,丙,202403\n')
    with pytest.raises(UnusableInput, match=r"08\.csv 第 3 行的引号到文件末尾也没有成对"):
        rows_of(path)


def test_a_quote_inside_a_word_is_only_a_character(tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEADING}\n张"三,1,甲,202401\n李四,2,乙,202402\n')
    assert rows_of(path) == [(2, '张"三', "1", "甲", "202401"), (3, "李四", "2", "乙", "202402")]


CELL = st.text(st.sampled_from('张三甲·䶮 ",\n1X'), max_size=5)


@given(
    st.lists(st.one_of(st.tuples(CELL, CELL, CELL, CELL), st.just(())), max_size=25),
    st.integers(90, 500),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_of_any_size_give_the_rows_that_a_plain_reader_gives(
    tmp_path: Path, rows: list[tuple[str, ...]], block_bytes: int, encoding: str, ending: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=ending)
    writer.writerow(HEADING.split(","))
    for row in rows:
        writer.writerow(row)
    path = tmp_path / "08.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    plain = csv.reader(io.StringIO(text.getvalue(), newline=""))
    next(plain)
    expected, line = [], plain.line_num + 1
    for cells in plain:
        if not is_note(cells):
            expected.append((line, *cells))
        line = plain.line_num + 1
    # Line ends inside a quoted cell are kept as \n.
    found = [
        tuple(c.replace("\r\n", "\n") if isinstance(c, str) else c for c in row)
        for row in rows_of(path, block_bytes)
    ]
    found = [row for row in found if not is_note([str(cell) for cell in row[1:]])]
    assert found == [
        tuple(c.replace("\r\n", "\n") if isinstance(c, str) else c for c in row) for row in expected
    ]
