"""A county's folder: the same from the same seed, with every trouble of a bureau's files and a truth that fits."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.commands import run
from gonggang.core.month import Month
from gonggang.sample.county import write_county
from gonggang.sample.tests.reading import csv_rows, sheets, tidy, valid_id

PEOPLE = 1000
ROSTER_FIRST_ROW = 3  # index of the first data row of file 03


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "county"
    write_county(path, PEOPLE, seed=5, register_rows=8000)
    return path


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def roster(folder: Path) -> list[list[Any]]:
    rows = sheets(folder / "03_在岗人员花名册.xlsx")["花名册"]
    return [row for row in rows[ROSTER_FIRST_ROW:] if isinstance(row[0], float)]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_county(tmp_path / name, 80, seed=seed)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert not set(digests(tmp_path / "a").values()) & set(digests(tmp_path / "c").values())


def test_a_tiny_county_is_there_at_once(tmp_path: Path) -> None:
    begun = time.perf_counter()
    write_county(tmp_path / "county", 60)
    assert time.perf_counter() - begun < 2
    assert len(list((tmp_path / "county").glob("05_*"))) >= 1


@pytest.mark.parametrize("people", [1, 2, 7])
@pytest.mark.parametrize("month", [Month(2024, 2), Month(2025, 6), Month(2030, 1)])
def test_a_handful_of_people_is_a_county_too(tmp_path: Path, people: int, month: Month) -> None:
    known = write_county(tmp_path / "county", people, seed=people, month=month)
    assert known["importer"]["03_在岗人员花名册.xlsx"]["rows_total"] == people


def test_every_file_is_counted(folder: Path, truth: dict[str, Any]) -> None:
    files = {path.name for path in folder.iterdir()} - {"expected.json"}
    assert files == set(truth["importer"])
    assert {name[:2] for name in files} == {f"{number:02d}" for number in range(1, 19)}


def test_the_ids_of_people_are_valid_and_no_two_share_one(
    roster: list[list[Any]], truth: dict[str, Any]
) -> None:
    reasons = Counter(one["reason"] for one in truth["importer"]["03_在岗人员花名册.xlsx"]["rejected"])
    numbers = [tidy(row[5]) for row in roster]
    good = [number for number in numbers if re.fullmatch(r"\d{17}[\dX]", number) and valid_id(number)]
    unreadable = reasons["scientific_notation"] + reasons["masked_id"] + reasons["bad_check_digit"]
    assert len(good) == PEOPLE - unreadable
    assert all(number.startswith("3799") for number in good)
    names: dict[str, set[str]] = {}
    for row in roster:
        if row[3] and tidy(row[5]) in good:
            names.setdefault(tidy(row[5]), set()).add(re.sub(r"\s", "", row[3]).replace("•", "·"))
    assert all(len(spellings) == 1 for spellings in names.values())


def test_refused_rows_stand_where_the_truth_says(folder: Path, truth: dict[str, Any]) -> None:
    signs = {
        "scientific_notation": r"\d\.\d+E\+\d+",
        "masked_id": r".*\*{8,}.*",
        "missing_required": r"",
        "unknown_region": r".*村",
        "bad_date": r"\d.*\d",
        "bad_check_digit": r"\d{17}[\dX]",
    }
    for name in ("03_在岗人员花名册.xlsx", "04_报名人员.xls", "09_死亡登记.xlsx", "17_投诉台账.xlsx"):
        book = sheets(folder / name)
        for one in truth["importer"][name]["rejected"]:
            rows = book[one["sheet"]]
            heading = next(row for row in rows if one["column"] in row)
            cell = str(rows[one["row"] - 1][heading.index(one["column"])])
            assert one["reason"] == "duplicate_in_file" or re.fullmatch(signs[one["reason"]], cell), (
                name,
                one,
            )


def test_ids_dates_names_and_accounts_are_written_in_every_way(roster: list[list[Any]]) -> None:
    ids = "\n".join(str(row[5]) for row in roster)
    for sign in (r"'\d", "\u00a0", "\u200b", "[０-９]{17}", r"\d{17}x", r"\d{6} \d{8} \d", r"(?m)^\d{15}$"):
        assert re.search(sign, ids), sign
    days = [cell for row in roster for cell in row[12:21]]
    assert {type(cell) for cell in days} == {str, float, date}
    text = "\n".join(cell for cell in days if isinstance(cell, str))
    for sign in (
        r"\d{4}\.\d+\.\d+",
        r"\d{4}-\d\d-\d\d",
        r"\d{4}/\d+/\d+",
        r"\d{4}年\d+月\d+日",
        r"(?m)^\d{8}$",
    ):
        assert re.search(sign, text), sign
    names = "".join(row[3] for row in roster)
    assert "·" in names and "\u3000" in names and " " in names
    assert any(len(character.encode("gb18030")) == 4 for character in names)
    assert any(" " in row[26] for row in roster) and any(" " not in row[26] for row in roster)
    villages = "\n".join(row[2] for row in roster)
    assert all(re.search(end, villages, re.M) for end in ("村$", "村委会$", "村民委员会$", "社区居委会$"))


def test_a_dot_is_another_in_another_file(
    folder: Path, roster: list[list[Any]], truth: dict[str, Any]
) -> None:
    """The same name with another dot is a hit, not another name."""
    dotted = {tidy(row[5]) for row in roster if "·" in row[3]}
    insured = csv_rows(folder / "06_社保参保缴费_202405.csv", "gb18030")
    twins = {tidy(row["身份证号"]) for row in insured if "•" in row["姓名"]} & dotted
    assert twins
    hits = {(one["id_number"], one["check"]) for one in truth["screening"]}
    assert any((number, "employee_insurance") in hits for number in twins)
    assert not any((number, "name_mismatch") in hits for number in twins)


def test_the_post_list_has_two_heading_rows_and_villages_merged_down(folder: Path) -> None:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(folder / "02_岗位台账.xlsx")).get_sheet_by_name("岗位台账")
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[2][1:3] == ["岗位所在地", ""] and rows[3][1:3] == ["乡镇", "村"]
    assert rows[2][0] == "岗位编号" and rows[3][0] == ""
    merged = [
        block
        for block in sheet.merged_cell_ranges or []
        if block[0][1] == block[1][1] == 2 and block[0][0] > 3
    ]
    assert len(merged) > 20
    for (first, _), (last, _) in merged:
        assert rows[first][2] and not any(rows[place][2] for place in range(first + 1, last + 1))
    standards = [row[10] for row in rows[4:] if str(row[0]).startswith("GG")]
    assert {type(value) for value in standards} == {float, str}
    assert any("万元" in str(value) for value in standards) and any("," in str(value) for value in standards)


def test_the_old_workbook_is_a_real_one(folder: Path) -> None:
    assert (folder / "04_报名人员.xls").read_bytes()[:8] == bytes.fromhex("D0CF11E0A1B11AE1")
    rows = sheets(folder / "04_报名人员.xls")["报名人员"]
    assert rows[1][0] == "姓名"
    twice = Counter(row["name"] for row in csv_rows(folder / "01_区划.csv", "utf-8") if row["level"] == "村")
    doubled = {name for name, times in twice.items() if times > 1}
    assert len(doubled) == 1
    assert not any(row[3] in doubled for row in rows[2:])


@pytest.mark.parametrize(
    ("name", "encoding", "mark"),
    [
        ("01_区划.csv", "utf-8", False),
        ("06_社保参保缴费_202405.csv", "gb18030", False),
        ("07_市场主体登记.csv", "utf-8-sig", True),
        ("08_退休待遇享受.csv", "gb18030", False),
        ("12_低保.csv", "gb18030", False),
        ("13_脱贫享受政策人口.csv", "utf-8", False),
        ("14_残疾人证.csv", "utf-8-sig", True),
        ("15_户籍亲属关系.csv", "gb18030", False),
        ("16_一卡通回盘_2024-05.csv", "gb18030", False),
    ],
)
def test_each_csv_has_its_encoding(
    folder: Path, truth: dict[str, Any], name: str, encoding: str, mark: bool
) -> None:
    content = (folder / name).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") == mark
    if encoding == "gb18030":
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
    assert len(csv_rows(folder / name, encoding)) == truth["importer"][name]["rows_total"]


def test_the_truth_fits_itself(roster: list[list[Any]], truth: dict[str, Any], folder: Path) -> None:
    accepted = truth["importer"]["03_在岗人员花名册.xlsx"]["rows_accepted"]
    assert len(truth["payroll"]) == accepted
    numbers = {line["id_number"] for line in truth["payroll"]}
    for key in ("screening", "not_compared", "procedure_defects", "expiring"):
        assert {one["id_number"] for one in truth[key]} <= numbers, key
    assert all(valid_id(number) for number in numbers)
    hits = [(one["id_number"], one["check"]) for one in truth["screening"]]
    assert len(hits) == len(set(hits))
    assert {check for _, check in hits} == {
        *("age_limit", "employee_insurance", "business_licence", "pension", "death", "fiscal_payroll"),
        *("duplicate_placement", "shared_bank_account", "name_mismatch"),
    }
    paid = [line for line in truth["payroll"] if line["amount_fen"]]
    assert truth["bank"]["success_count"] + len(truth["bank"]["failed"]) == len(paid)
    lines = csv_rows(folder / "16_一卡通回盘_2024-05.csv", "gb18030")[:-1]
    total = sum(round(float(line["金额"]) * 100) for line in lines if line["状态"] == "成功")
    assert truth["bank"]["total_success_fen"] == total


def test_findings_stand_beside_look_alikes(
    truth: dict[str, Any], folder: Path, roster: list[list[Any]]
) -> None:
    """Registers speak of more people in post than are hits: arrears, closed shops, residents' pensions."""
    people = {tidy(row[5]) for row in roster}
    hits = {(one["id_number"], one["check"]) for one in truth["screening"]}
    insurance = csv_rows(folder / "06_社保参保缴费_202405.csv", "gb18030")
    innocent = {
        (row["险种"], row["缴费状态"])
        for row in insurance
        if tidy(row["身份证号"]) in people and (tidy(row["身份证号"]), "employee_insurance") not in hits
    }
    assert innocent >= {
        ("职工养老", "欠缴"),
        ("职工养老", "实缴"),
        ("城乡居民养老", "实缴"),
        ("工伤", "实缴"),
    }
    hosts = {row[13] for row in sheets(folder / "02_岗位台账.xlsx")["岗位台账"]}
    assert any(row["单位名称"] in hosts for row in insurance)
    business = csv_rows(folder / "07_市场主体登记.csv", "utf-8-sig")
    assert any(
        row["状态"] == "注销" and (tidy(row["身份证号"]), "business_licence") not in hits
        for row in business
        if tidy(row["身份证号"]) in people
    )


@pytest.mark.clause("7.3", "7.4")
def test_the_comparison_of_the_files_finds_what_was_planted(
    folder: Path, truth: dict[str, Any], tmp_path: Path
) -> None:
    out = tmp_path / "hits.csv"
    roster = str(folder / "03_在岗人员花名册.xlsx")
    status = run(
        ["screen", "--roster", roster, "--registers", str(folder), "--month", "2024-05", "--out", str(out)]
    )
    assert status == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        found = {(row["id_number"], row["check"], row["fact_date"]) for row in csv.DictReader(lines)}
    assert found == {(one["id_number"], one["check"], one["fact_date"] or "") for one in truth["screening"]}
