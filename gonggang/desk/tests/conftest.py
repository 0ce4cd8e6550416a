"""A small county whose May 2024 has one of everything that a page can show; nobody in it exists (area 3799)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.core.month import Month
from gonggang.testing import COUNTY, OTHER_VILLAGE, VILLAGE, id_number

MONTH = Month(2024, 5)
EVERY_DAY = "√" * 31
NO_DAY = "休" * 31
# Every list of the desk, by every value that its address knows.
LISTS = (
    "/people/", "/people/?kind=RURAL", "/people/?kind=URBAN", "/people/?kind=contested",
    "/people/?compared=death", "/people/?compared=age_limit", "/people/?compared=pension",
    "/people/?township=379901100",
    "/expiring/", "/expiring/?days=30", "/expiring/?days=60", "/expiring/?days=90",
    "/placements/", "/placements/?stand=now", "/placements/?stand=ended", "/placements/?contested=1",
    "/posts/", "/posts/?show=like", "/posts/?show=outliers",
    "/procedures/", "/procedures/?kind=inversion", "/procedures/?kind=missing",
    "/procedures/?kind=notice_too_short",
    "/attendance/", "/attendance/?show=locked", "/attendance/?show=open", "/attendance/?show=missing",
    "/attendance/?show=doubts", "/attendance/?show=doubts&reason=attendance_after_death",
    "/registers/", "/hits/", "/hits/?check=death", "/hits/?check=pension", "/hits/?check=name_mismatch",
    "/not-compared/", "/not-compared/?check=age_limit", "/not-compared/?check=pension",
    "/not-compared/?check=pension&why=register_missing", "/not-compared/?check=death",
    "/subsidies/", "/subsidies/?held=1", "/subsidies/?held=0", "/subsidies/?held=1&reason=death",
    "/returns/", "/returns/?status=failed", "/returns/?status=paid",
    "/complaints/", "/complaints/?status=open", "/complaints/?status=closed", "/imports/",
)  # fmt: skip


@dataclass
class Secrets:
    """What no page may show: names, identity numbers, accounts, telephone numbers, and a complaint's text."""

    texts: set[str] = field(default_factory=set)

    def found_in(self, page: str) -> set[str]:
        return {text for text in self.texts if text in page}


@dataclass(frozen=True)
class Worker:
    """Somebody to be put into the county: name, what the sheet says, when the placement began."""

    name: str
    marks: str | None = EVERY_DAY
    begins_on: date = date(2023, 1, 1)
    village_code: int = VILLAGE
    urban_rural: str = "RURAL"
    sex: str = "male"
    account: str | None = None


WORKERS = (
    Worker("欧阳无恙", account="6219990000000000017"),
    Worker("司马已故"),
    Worker("上官在保", account="6219990000000000017"),
    Worker("诸葛不详", urban_rural="URBAN", sex="female"),
    Worker("皇甫两岗"),
    Worker("尉迟将满", begins_on=date(2021, 6, 20)),
    Worker("公孙未交", marks=None, village_code=OTHER_VILLAGE),
    Worker("长孙早勤", begins_on=date(2024, 5, 20)),
    Worker("阿依古丽·买买提", marks=NO_DAY, account="6219990000000000025"),
)
PHONE = "19900001234"


@pytest.fixture
def secrets() -> Secrets:
    return Secrets({PHONE, "甲举报人", "举报内容原文"})


@pytest.fixture
def loaded(
    county: int, officer: Any, batch: Any, make_post: Callable[..., int], secrets: Secrets
) -> list[int]:
    """The county with its people, sheets, ledgers and old procedures, the month not yet run; returns the persons."""
    return load_county(make_post, officer, batch, secrets)


def load_county(make_post: Callable[..., int], officer: Any, batch: Any, secrets: Secrets) -> list[int]:
    """The same for fixtures that serve more than one test."""
    from gonggang.people import actions as people
    from gonggang.placements.actions import TakenOver, take_over

    entries = [
        people.PersonEntry(id_number(serial, date(1975, 1, 2), each.sex), each.name, each.sex, date(1975, 1, 2),
                           PHONE, each.village_code, None)
        for serial, each in enumerate(WORKERS, start=1)
    ]  # fmt: skip
    registered, _ = people.register_people(entries, officer=officer, batch=batch)
    persons = [registered[entry.id_number].person_id for entry in entries]
    people.add_accounts(
        [(p, w.account, "示范农商行") for p, w in zip(persons, WORKERS, strict=True) if w.account],
        officer=officer,
        batch=batch,
    )
    accounts = people_accounts(persons)
    rural, urban, other = make_post(places=9), make_post(urban_rural="URBAN", name="图书管理员"), make_post()
    placed = [
        TakenOver(person, urban if each.urban_rural == "URBAN" else rural, each.village_code, each.urban_rural,
                  each.begins_on, 1, None, None, None, None, accounts.get(person), "", row)
        for row, (person, each) in enumerate(zip(persons, WORKERS, strict=True), start=4)
    ]  # fmt: skip
    placed.append(TakenOver(persons[4], other, VILLAGE, "RURAL", date(2023, 6, 1), 2, None, None, None, None,
                            None, "", 20))  # fmt: skip
    placements, _ = take_over(placed, officer=officer, batch=batch)
    _sheets(persons, officer, batch)
    _ledgers(persons, officer, batch)
    _procedures(placements, officer, batch)
    secrets.texts |= {entry.id_number for entry in entries} | {each.name for each in WORKERS}
    secrets.texts |= {each.account for each in WORKERS if each.account}
    return persons


def people_accounts(persons: Iterable[int]) -> dict[int, int]:
    from gonggang.people.models import BankAccount

    return dict(BankAccount.objects.filter(person_id__in=list(persons)).values_list("person_id", "pk"))


def _sheets(persons: list[int], officer: Any, batch: Any) -> None:
    from gonggang.attendance.actions import SheetRow, take_over

    rows = [
        SheetRow(person, each.village_code, "保洁员", each.marks, "", row)
        for row, (person, each) in enumerate(zip(persons, WORKERS, strict=True), start=5)
        if each.marks
    ]
    take_over(rows, MONTH, officer=officer, batch=batch)


def _ledgers(persons: list[int], officer: Any, batch: Any) -> None:
    """What the bank answered, and two complaints."""
    from gonggang.subsidies.actions import ReturnEntry, take_over_returns
    from gonggang.supervision.actions import ComplaintEntry, take_over

    answers = [
        ("S1", persons[0], "6219990000000000017", 80000, True, ""),
        ("S2", persons[8], "6219990000000000025", 72727, False, "账户已销户"),
    ]
    take_over_returns(
        [ReturnEntry(serial, "P1", MONTH, person, VILLAGE, account, fen, paid, why, date(2024, 6, 10))
         for serial, person, account, fen, paid, why in answers],
        officer=officer, batch=batch,
    )  # fmt: skip
    take_over(
        [ComplaintEntry(number, "来信", date(2024, 5, 6), "甲举报人", WORKERS[0].name, VILLAGE, "未公示",
                        "举报内容原文", "柳河镇", "李经办", date(2024, 6, 6), "", "", None, None, closed, status)
         for number, closed, status in (("TS1", None, "open"), ("TS2", date(2024, 5, 20), "closed"))],
        officer=officer, batch=batch,
    )  # fmt: skip


def _procedures(placements: list[Any], officer: Any, batch: Any) -> None:
    """One procedure in order, one with a notice that was too short, one upside down, one with a gap."""
    from gonggang.recruitment.actions import ProcedureDates, keep_old_procedures

    def dates(*, approval: int = 20, notice_ends: int = 15, appraisal: int | None = 8) -> ProcedureDates:
        def day(number: int | None) -> date | None:
            return None if number is None else date(2022, 11, number)

        return ProcedureDates(day(1), day(5), day(appraisal), day(9), day(notice_ends), day(approval), day(22),
                              day(24), date(2023, 1, 1))  # fmt: skip

    kinds = [dates(), dates(notice_ends=10), dates(approval=3), dates(appraisal=None)]
    keep_old_procedures(
        {p.pk: (p.village_code, kind) for p, kind in zip(placements, kinds, strict=False)},
        officer=officer,
        batch=batch,
    )


@pytest.fixture
def month_run(loaded: list[int], officer: Any, tmp_path: Path, settings: Any, secrets: Secrets) -> list[int]:
    """The same, with registers of deaths and insurance (not of pensions), compared, locked and computed."""
    settings.GONGGANG_HOME = Path(settings.GONGGANG_HOME)
    return run_may(loaded, officer, tmp_path, secrets)


def run_may(loaded: list[int], officer: Any, folder: Path, secrets: Secrets) -> list[int]:
    """The same for fixtures that serve more than one test; register files are written into the folder."""
    from gonggang.cycle.actions import run_month
    from gonggang.exchange.actions import open_batch
    from gonggang.people.queries import id_numbers
    from gonggang.registers.actions import store

    numbers = id_numbers(loaded)
    insured = f"{numbers[loaded[2]]},上官在保,某县某某公司,,职工养老,202405,实缴"
    renamed = f"{numbers[loaded[0]]},别名某人,某县某某公司,,职工养老,202405,实缴"
    files = {
        "死亡登记.csv": ["姓名,身份证号,死亡日期", f"司马已故,{numbers[loaded[1]]},2024-05-10",
                      "无号某,37990119750102****,2024-05-11"],
        "社保参保缴费.csv": ["身份证号,姓名,单位名称,统一社会信用代码,险种,费款所属期,缴费状态", insured, renamed],
    }  # fmt: skip
    for name, lines in files.items():
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        batch = open_batch(kind="register", file_name=name, digest="", region=COUNTY, officer=officer)
        report, _ = store(path, officer=officer, batch=batch, as_of=date(2024, 6, 1), region=COUNTY)
        batch.rows_total, batch.rows_accepted = report.rows_total, report.rows_accepted
        batch.report = report.as_json()
        batch.save()
    run_month(MONTH, COUNTY, officer=officer)
    secrets.texts.add("别名某人")
    return loaded


@pytest.fixture
def visit(signed_in: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for an address as an officer of the county; returns the answer."""
    client = signed_in("county_officer", COUNTY)
    return lambda address, **headers: client.get(address, headers=headers)
