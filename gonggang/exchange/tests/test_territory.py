"""Nobody imports rows of a place that is not theirs, whatever kind of file it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.exchange.intake import Intake, import_file, importers
from gonggang.posts.queries import posts
from gonggang.testing import OTHER_VILLAGE, VILLAGE

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X2")]

HEADING = "岗位编号,岗位大类,岗位名称,乡镇,村,城乡,岗位职责,月规定出勤天数,补贴标准,名额"
TAIL = "乡村,负责道路清扫,22,800,2"


@pytest.fixture
def ledger(tmp_path: Path, county: int) -> Path:
    """A ledger with a post in each of two villages."""
    file = tmp_path / "岗位台账.csv"
    rows = [f"GG0001,保洁,保洁员,柳河镇,张家庄村,{TAIL}", f"GG0002,保洁,保洁员,柳河镇,李家洼村,{TAIL}"]
    file.write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    return file


def take_in(file: Path, officer: Any, county: int, ranges: tuple[tuple[int, int], ...] | None) -> Any:
    intake = Intake(path=file, officer=officer, today=date(2024, 6, 1), region=county, ranges=ranges)
    return import_file("posts", intake)


def test_a_row_of_another_village_is_refused(ledger: Path, officer: Any, county: int) -> None:
    report = take_in(ledger, officer, county, ((VILLAGE, VILLAGE + 1),))
    assert (report.rows_total, report.rows_accepted) == (2, 1)
    assert [(p.row, p.reason) for p in report.rejected] == [(3, "outside_territory")]
    assert "不在您的辖区内" in report.rejected[0].message
    assert [post.village_code for post in posts(county)] == [VILLAGE]


def test_an_empty_selection_is_nobody(ledger: Path, officer: Any, county: int) -> None:
    assert take_in(ledger, officer, county, ()).rows_accepted == 0


def test_without_a_limit_everything_goes_in(ledger: Path, officer: Any, county: int) -> None:
    assert take_in(ledger, officer, county, None).rows_accepted == 2


def test_a_post_of_another_village_cannot_be_moved_into_ones_own(
    ledger: Path, officer: Any, county: int
) -> None:
    take_in(ledger, officer, county, None)
    moved = ledger.read_text(encoding="utf-8").replace("李家洼村", "张家庄村")
    ledger.write_text(moved, encoding="utf-8")
    report = take_in(ledger, officer, county, ((VILLAGE, VILLAGE + 1),))
    assert [(p.row, p.reason) for p in report.rejected] == [(3, "outside_territory")]
    assert {post.village_code for post in posts(county)} == {VILLAGE, OTHER_VILLAGE}


def test_every_kind_says_of_which_villages_its_rows_are() -> None:
    assert [importer.kind for importer in importers() if importer.villages is None] == []


def test_a_kind_that_does_not_say_so_is_closed(
    ledger: Path, officer: Any, county: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from gonggang.exchange import intake

    placeless = replace(intake._IMPORTERS["posts"], villages=None)
    monkeypatch.setitem(intake._IMPORTERS, "posts", placeless)
    with pytest.raises(UnusableInput, match="不分村"):
        take_in(ledger, officer, county, ((VILLAGE, VILLAGE + 1),))
