"""`gonggang bench` at sizes at which it only shows that it works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gonggang.bench import comparison, intake
from gonggang.bench.people import keys_of
from gonggang.commands import run


def test_the_comparison_agrees_with_sql_written_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "screening", "--people", "3000", "--rows", "60000", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["benchmarks"]
    assert result["counts_agree"]
    assert all(result["counts"][check] for check in ("employee_insurance", "death", "pension"))
    assert {"floor", "by_hand", "ours", "ours_to_by_hand"} <= set(result)


def test_the_intake_takes_in_what_was_generated() -> None:
    result = intake.run(5_000)
    assert result["rows_accepted"] + result["rows_rejected"] == 5_000
    assert result["rows_rejected"] == 1
    assert result["rows_a_second_a_core"] > 0


def test_made_up_people_are_real_dates_in_the_unassigned_area_and_differ() -> None:
    import numpy as np

    keys = keys_of(np.arange(50_000, dtype=np.int64))
    assert len(set(keys.tolist())) == 50_000
    assert all(key // 10**13 == 3799 for key in keys.tolist())


@pytest.mark.clause("3.4", "7.7", "19.6")
def test_officers_race_for_the_last_place_and_there_is_never_one_too_many(own_home: Path) -> None:
    """Two hundred rounds in a home of its own, for races commit; the command runs the ten thousand."""
    gonggang = str(Path(sys.executable).with_name("gonggang"))
    answer = subprocess.run(
        [gonggang, "bench", "races", "--rounds", "200", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    subprocess.run(
        [gonggang, "down"], env={**os.environ, "GONGGANG_HOME": str(own_home / "bench")}, check=False
    )
    assert answer.returncode == 0, answer.stderr
    (result,) = json.loads(answer.stdout)["benchmarks"]
    assert (result["rounds"], result["too_many"], result["too_few"], result["wrong_counts"]) == (200, 0, 0, 0)
    assert result["attempts"] > 10 * result["rounds"]
    assert result["started"] + result["refused"] == result["attempts"]
    assert 200 <= result["started"] < 400


@pytest.mark.parametrize("arguments", [["nothing"], ["intake", "--rows", "0"], ["races", "--rounds", "0"]])
def test_what_cannot_be_measured_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_by_default_it_is_small() -> None:
    assert comparison.ROWS <= 10_000_000
    assert intake.ROWS <= 1_000_000
