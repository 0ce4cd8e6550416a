"""`gonggang sample`: bad arguments get one Chinese line and leave nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gonggang.commands import run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--people", "0"], "1 或更多"),
        (["--people", "-5"], "1 或更多"),
        (["--people", "60", "--month", "2024-13"], "没有“2024-13”这个月份"),
        (["--people", "60", "--month", "1905-01"], "1905-01"),
        (["--people", "99999999"], "人数最多"),
        (["--people", "60", "--counties", "0"], "县的个数"),
        (["--people", "60", "--counties", "61"], "61 个县"),
        (["--people", "60", "--register-rows", "-1"], "--register-rows"),
        (["--people", "60", "--counties", "2", "--register-rows", "100000001"], "--register-rows"),
    ],
)
def test_bad_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert run(["sample", *arguments, str(tmp_path / "new")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert says in shown.err and shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("people", ["60", "40000"])
def test_a_folder_in_use_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], people: str
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(["sample", "--people", people, str(tmp_path)]) == 2
    assert "已经有文件" in capsys.readouterr().err
    assert run(["sample", "--people", people, str(tmp_path / "mine.txt")]) == 2
    assert "不是文件夹" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_county_into_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "county").mkdir()
    assert run(["sample", "--people", "40", "--json", str(tmp_path / "county")]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["people"] == 40 and summary["counties"][0]["county"] == "379901"
    assert (tmp_path / "county" / "expected.json").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_a_draft_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gonggang.sample import county

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(county, "write_complaints", full)
    assert run(["sample", "--people", "20", str(tmp_path / "new")]) == 1
    assert list(tmp_path.iterdir()) == []
