"""The expressions against the rules said once more in plain Python, on tables made at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonggang.core.names import name_equal
from gonggang.policy.parameters import parameters
from gonggang.registers.intake import take_in
from gonggang.screening.engine import compare
from gonggang.screening.roster import RosterRow, build_roster, unit_key

from .conftest import HEADINGS, MONTH, in_post, number_of

NAMES = ["张三", "张 三", "李四", "李?", ""]
UNITS = ["甲公司", "乙公司", ""]
DAYS = ["2024-05-01", "2024-05-31", "2024-06-01", "2020-02-02", ""]
MONTHS = ["202405", "202404", "202406", "202001", ""]

serials = st.integers(1, 6)
names = st.sampled_from(NAMES)


@dataclass(frozen=True)
class Row:
    """One register row: who, under which name, and its words in the order of the heading without name and ID."""

    serial: int
    name: str
    words: tuple[str, ...]


def rows_of(*words: st.SearchStrategy[str]) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.builds(Row, serials, names, st.tuples(*words)), max_size=8)


REGISTERS = st.fixed_dictionaries(
    {
        "employee_insurance": rows_of(
            st.sampled_from(UNITS),
            st.just(""),
            st.sampled_from(["职工养老", "职工养老", "城乡居民养老", ""]),
            st.sampled_from(MONTHS),
            st.sampled_from(["实缴", "实缴", "欠缴", ""]),
        ),
        "business_registration": rows_of(
            st.just("店"),
            st.just(""),
            st.just("股东"),
            st.sampled_from(["存续", "注销", ""]),
            st.sampled_from(DAYS),
            st.just(""),
        ),
        "pension": rows_of(
            st.sampled_from(["职工养老待遇", "城乡居民养老待遇", ""]), st.sampled_from(MONTHS)
        ),
        "death": rows_of(st.sampled_from(DAYS[:-1])),
        "fiscal_payroll": rows_of(st.just("局"), st.just("公务员"), st.sampled_from(MONTHS)),
    }
)
PEOPLE = st.lists(
    st.builds(
        lambda serial, name, kind, unit, account, day: in_post(
            serial,
            name=name,
            urban_rural=kind,
            host_unit=unit,
            retirement_category="女50" if serial % 4 else None,
            birth="19730615",
            account=account,
            started_on=date(2024, 1, day),
        ),
        serials,
        st.sampled_from(NAMES[:3]),
        st.sampled_from(["RURAL", "URBAN"]),
        st.sampled_from(UNITS),
        st.sampled_from(["1", "2", "3", "4", None]),
        st.integers(1, 28),
    ),
    min_size=1,
    max_size=8,
)


def line(kind: str, row: Row) -> str:
    number = number_of(row.serial, "19730615")
    id_first = HEADINGS[kind].startswith("身份证号")
    return ",".join([number, row.name, *row.words] if id_first else [row.name, number, *row.words])


def day_of(text: str) -> date | None:
    if not text:
        return None
    return date.fromisoformat(text) if "-" in text else date(int(text[:4]), int(text[4:6]), 1)


def facts(kind: str, words: Sequence[str]) -> tuple[bool | None, date | None]:
    """(whether the facts are those of a hit, None for unknown; the day of the fact)."""
    tests: list[bool | None]
    if kind == "employee_insurance":
        _, _, insurance, month, status = words
        day = day_of(month)
        tests = [insurance == "职工养老" if insurance else None, status == "实缴" if status else None]
        tests.append(day == MONTH.first if day else None)
    elif kind == "business_registration":
        day = day_of(words[4])
        tests = [words[3] == "存续" if words[3] else None, day <= MONTH.last if day else None]
    elif kind == "pension":
        day = day_of(words[1])
        tests = [words[0] == "职工养老待遇" if words[0] else None, day <= MONTH.last if day else None]
    else:
        day = day_of(words[-1])
        tests = [day <= MONTH.last if day else None]
    if False in tests:
        return False, day
    return (None if None in tests else True), day


Findings = dict[tuple[int, str], tuple[date | None, int | None]]


def expected(
    people: list[RosterRow], registers: dict[str, list[Row]]
) -> tuple[Findings, set[tuple[int, str]]]:
    """Every finding with its day and source row, and who is unclear in which check."""
    posts: dict[int, list[RosterRow]] = defaultdict(list)
    for person in people:
        posts[person.person_key].append(person)
    found: dict[tuple[int, str], list[tuple[date, int, int]]] = defaultdict(list)
    unclear: set[tuple[int, str]] = set()
    for order, (kind, rows) in enumerate(sorted(registers.items())):
        check = "business_licence" if kind == "business_registration" else kind
        if kind == "employee_insurance" and not any(row.words[3] == "202405" for row in rows):
            continue  # the register has nothing of the month: nobody is compared
        for place, row in enumerate(rows, start=2):
            key = int(number_of(row.serial, "19730615")[:17])
            counts, day = facts(kind, row.words)
            if key not in posts or counts is False or is_own_unit(kind, row, posts[key]):
                continue
            same = any(name_equal(row.name, post.name).verdict != "no" for post in posts[key])
            if counts is None:
                if same:
                    unclear.add((key, check))
            else:
                assert day is not None
                found[key, check if same else "name_mismatch"].append((day, order, place))
    result: Findings = {}
    for (key, check), places in found.items():
        day, _, place = min(places)
        result[key, check] = (None if check == "name_mismatch" else day), place
    return result | within_roster(posts), unclear - set(result)


def is_own_unit(kind: str, row: Row, posts: list[RosterRow]) -> bool:
    unit = unit_key(row.words[0])
    return kind == "employee_insurance" and any(
        post.urban_rural == "URBAN" and unit and unit == unit_key(post.host_unit) for post in posts
    )


def within_roster(posts: dict[int, list[RosterRow]]) -> Findings:
    found: Findings = {}
    holders: dict[str, set[int]] = defaultdict(set)
    for key, those in posts.items():
        for post in those:
            if post.account:
                holders[post.account].add(key)
        if len(those) > 1:
            found[key, "duplicate_placement"] = sorted(p.started_on for p in those if p.started_on)[1], None
        # Born in June 1973: a woman of category 50 in an urban post is past it since June 2023, a man is not yet.
        if key % 2 == 0 and key % 4 and any(post.urban_rural == "URBAN" for post in those):
            found[key, "age_limit"] = date(2023, 6, 1), None
    for keys in holders.values():
        if len(keys) > 1:
            found.update({(key, "shared_bank_account"): (None, None) for key in keys})
    return found


@pytest.mark.clause("7.1", "7.3", "7.6", "7.7")
@given(PEOPLE, REGISTERS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_engine_finds_what_the_rules_say(
    tmp_path_factory: pytest.TempPathFactory, people: list[RosterRow], registers: dict[str, list[Row]]
) -> None:
    folder = tmp_path_factory.mktemp("registers")
    taken = {kind: [take(folder, kind, rows)] for kind, rows in registers.items()}
    result = compare(build_roster(people, MONTH, parameters()), taken, MONTH, threads=1)
    findings, unclear = expected(people, registers)
    got = {(hit.person_key, hit.check): hit for hit in result.hits}
    assert {key: hit.fact_date for key, hit in got.items()} == {
        key: day for key, (day, _) in findings.items()
    }
    assert {
        key: hit.source_row for key, hit in got.items() if hit.register and hit.check != "name_mismatch"
    } == {key: row for key, (_, row) in findings.items() if row and key[1] != "name_mismatch"}
    told_unclear = {
        (one.person_key, one.check) for one in result.unclear if one.why == "register_fact_unknown"
    }
    assert told_unclear == unclear


def take(folder: Path, kind: str, rows: list[Row]) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text("\n".join([HEADINGS[kind], *(line(kind, row) for row in rows)]) + "\n", encoding="utf-8")
    return take_in(path, out_dir=folder / "taken", as_of=date(2024, 6, 30)).path
