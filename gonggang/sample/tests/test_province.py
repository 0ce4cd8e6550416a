"""A province: counties that share nobody, registers that fit them, and the same again from the same seed."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from gonggang.commands import run
from gonggang.core.month import Month
from gonggang.sample.places import province_places
from gonggang.sample.province import counties_for, write_province
from gonggang.sample.register_columns import COLUMNS
from gonggang.sample.tests.reading import valid_id

PEOPLE, COUNTIES, ROWS = 360, 3, 6000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "province"
    write_province(path, PEOPLE, 2, Month(2024, 5), counties=COUNTIES, register_rows=ROWS, workers=1)
    return path


@pytest.fixture(scope="module")
def truths(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*/*/expected.json"))]


def registers(folder: Path, kind: str) -> list[dict[str, str]]:
    return [
        row
        for path in sorted((folder / "registers").glob(f"{kind}-*"))
        for row in pq.read_table(path).to_pylist()
    ]


def test_a_province_has_its_counties_and_registers(folder: Path, truths: list[dict[str, Any]]) -> None:
    summary = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    assert len(truths) == len(summary["counties"]) == COUNTIES
    assert sum(county["people"] for county in summary["counties"]) == PEOPLE
    assert sum(file["rows"] for file in summary["registers"]) == ROWS
    for file in summary["registers"]:
        found = pq.ParquetFile(folder / file["file"])
        assert found.metadata.num_rows == file["rows"]
        assert tuple(found.schema_arrow.names) == COLUMNS[file["kind"]]
        assert all(str(field.type) == "string" for field in found.schema_arrow)
    assert not list(folder.glob(".*"))


def test_no_county_shares_a_person_with_another_or_with_strangers(
    folder: Path, truths: list[dict[str, Any]]
) -> None:
    people = [{line["id_number"] for line in truth["payroll"]} for truth in truths]
    assert len(set.union(*people)) == sum(map(len, people))
    known = set.union(*people)
    strangers = 0
    for kind in COLUMNS:
        for row in registers(folder, kind):
            number = row["身份证号"]
            assert number.startswith("3799") and valid_id(number)
            strangers += number not in known
            assert number in known or int(number[4:6]) < 40 or int(number[4:6]) >= 50
    assert strangers > ROWS / 2


def test_people_are_insured_for_several_months(folder: Path) -> None:
    rows = registers(folder, "employee_insurance")
    people = {row["身份证号"] for row in rows}
    assert len(people) * 1.5 < len(rows)
    assert {row["费款所属期"] for row in rows} >= {"202405", "202404", "202403"}
    names: dict[str, str] = {}
    for row in rows:
        if row["身份证号"][4] >= "5":  # a stranger
            assert names.setdefault(row["身份证号"], row["姓名"]) == row["姓名"]


def test_the_same_seed_writes_the_same_province(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_province(again, PEOPLE, 2, Month(2024, 5), counties=COUNTIES, register_rows=ROWS, workers=2)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    for file in files:
        if file.suffix == ".parquet":  # the library pads pages with whatever lay there: compare what is read
            assert pq.read_table(folder / file).equals(pq.read_table(again / file)), file
        else:
            digest = [hashlib.sha256((root / file).read_bytes()).hexdigest() for root in (folder, again)]
            assert digest[0] == digest[1], file


def test_cities_have_codes_that_were_never_assigned() -> None:
    places = province_places(150)
    assert len({area for area, _, _ in places}) == len({name for _, name, _ in places}) == 150
    assert {area // 100 for area, _, _ in places} == set(range(3780, 3796))


def test_a_province_has_as_many_counties_as_people_need() -> None:
    assert [counties_for(people) for people in (1, 30_000, 80_000, 1_200_000)] == [1, 1, 10, 150]
    assert counties_for(3_120_000) == 156


@pytest.mark.clause("7.3", "7.4")
def test_the_comparison_with_the_registers_finds_what_was_planted(
    folder: Path, truths: list[dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "hits.csv"
    county = sorted(folder.glob("*/*/03_*"))[0]
    arguments = ["--roster", str(county), "--registers", str(folder / "registers"), "--month", "2024-05"]
    assert run(["screen", *arguments, "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        found = {(row["id_number"], row["check"], row["fact_date"]) for row in csv.DictReader(lines)}
    planted = truths[0]["screening"]
    assert found == {(one["id_number"], one["check"], one["fact_date"] or "") for one in planted}
