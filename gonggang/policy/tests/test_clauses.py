"""The clause list is whole, and the pages made of the YAML are not stale."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gonggang.policy.clauses import clause_rows
from gonggang.policy.document import main, pages

DOCS = Path(__file__).parents[3] / "docs"


def test_every_row_is_there_once() -> None:
    rows = clause_rows()
    assert len(rows) == 133
    chapters = Counter(row.chapter for row in rows.values())
    assert [chapters[f"T{number}"] for number in range(1, 21)] == [
        6, 6, 6, 5, 7, 11, 7, 4, 4, 3, 8, 6, 7, 4, 8, 3, 4, 4, 6, 5,
    ]  # fmt: skip
    assert (chapters["S"], chapters["W"], chapters["X"]) == (3, 4, 12)
    for row in rows.values():
        assert row.summary_zh and row.summary_en
        assert row.level in "abc"


@pytest.mark.parametrize("name", ["parameters.md", "clauses.md"])
def test_pages_are_not_stale(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], (
        f"docs/{name} is stale: run `python -m gonggang.policy.document docs`"
    )


def test_pages_are_written_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(pages())
    assert main([]) == main([str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("请给出文档文件夹") == 2
