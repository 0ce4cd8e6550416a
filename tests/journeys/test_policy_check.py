"""`gonggang policy check` as another program calls it: one JSON document, exit status 0, 1 or 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gonggang.commands import run
from gonggang.rulebook import RULES

CASES = sorted(map(str, Path(__file__).parents[2].glob("gonggang/*/tests/cases/*.yaml")))

WRONG = """
rule: term_end
clause: ["12.2"]
means: 错例
cases:
  - name: 期满写错
    given: {begins: "2021-06-15", term_months: 36, transfers: [], transfer_resets: false}
    expect: {verdict: "ok", ends: "2024-06-16", last_day: "2024-06-15"}
  - name: 月数写成真假
    given: {begins: "2021-06-15", term_months: true, transfers: [], transfer_resets: false}
    expect: {verdict: "ok", ends: "2021-07-15", last_day: "2021-07-14"}
"""


def test_every_rule_of_the_book_meets_its_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", *CASES, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["files"]
    assert [each["file"] for each in report] == CASES
    assert {each["rule"] for each in report} == set(RULES)
    assert all(each["passed"] == each["cases"] > 0 and each["failed"] == [] for each in report)


def test_a_case_that_differs_makes_the_status_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "term_end.yaml"
    path.write_text(WRONG, encoding="utf-8")
    assert run(["policy", "check", str(path), "--json"]) == 1
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert (report["rule"], report["cases"], report["passed"]) == ("term_end", 2, 0)
    assert report["failed"][0] == {
        "name": "期满写错",
        "expected": {"verdict": "ok", "ends": "2024-06-16", "last_day": "2024-06-15"},
        "got": {"verdict": "ok", "ends": "2024-06-15", "last_day": "2024-06-14"},
    }
    assert "CannotCoerce" in report["failed"][1]["got"]["error"]
    assert run(["policy", "check", str(path)]) == 1
    assert "2 例中有 2 例不合" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "rule: none\ncases: []\n", "not yaml: ["])
def test_an_unusable_file_is_one_line_and_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    path = tmp_path / "rule.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert run(["policy", "check", CASES[0], str(path), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1 and str(path) in captured.err
