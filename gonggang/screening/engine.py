"""A month's comparison: the roster and the registers in, hits and coverage out. No chapter, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gonggang.core.month import Month
from gonggang.core.names import name_equal
from gonggang.core.national_id import id_from_key
from gonggang.policy.parameters import Parameters, parameters
from gonggang.screening import checks
from gonggang.screening.backends import Backend, open_backend
from gonggang.screening.checks import CHECKS, REGISTER_CHECKS, RegisterCheck
from gonggang.screening.results import Coverage, Hit, NotCompared, ScreeningResult, Whole
from gonggang.screening.roster import unit_key
from gonggang.screening.sentences import detail_of, mismatch_of
from gonggang.screening.sources import RegisterFile, Registers, register_files, why_not_compared
from gonggang.screening.terms import Terms, terms_of

ACCOUNT_MISSING: Final = "account_missing"
REGISTER_FACT_UNKNOWN: Final = "register_fact_unknown"

_COUNTY: Final = 1_000_000
_SAME, _TO_VERIFY, _OTHER = 0, 1, 2
_RANKS: Final = {"yes": _SAME, "to_verify": _TO_VERIFY, "no": _OTHER}
_LATEST: Final = date.max
_VERDICTS: Final = pa.schema([("name_key", pa.string()), ("roster_name", pa.string()), ("rank", pa.int8())])

Progress = Callable[[str], None]


def compare(
    roster: pa.Table | Path,
    registers: Registers,
    month: Month,
    *,
    engine: str = "duckdb",
    memory_limit: str = "600MB",
    threads: int | None = None,
    parameters: Parameters | None = None,
    roster_file: str | None = None,
    count_matched: bool = False,
    progress: Progress | None = None,
) -> ScreeningResult:
    """Compares everyone of a roster (`ROSTER_SCHEMA`, or a Parquet file of it) with a month's registers.

    `registers` maps a kind to the Parquet files of `registers.intake`; a kind that is absent makes its check
    "not compared" for everyone. The parameters of each person's own county count. `memory_limit` is that of
    the engine; the process needs some 200 MB beside it. `count_matched` also counts, for every register
    file, the people of the roster whom it names at all. Hits are ordered by check and ID: the same input
    gives the same result. Raises UnusableInput for an unknown engine and for files that were not taken in,
    OutsideForce for a parameter that has not been entered.
    """
    table = pq.read_table(roster) if isinstance(roster, Path) else roster
    files = register_files(registers)
    groups = _by_terms(table, month, parameters or _own_parameters())
    with open_backend(engine, memory_limit, threads) as backend:
        run = _Comparison(backend, table, files, roster_file, progress)
        for part, terms in groups:
            run.against_registers(part, terms)
        run.within_roster(month)
        if count_matched:
            run.count_matched()
        return run.result()


def _own_parameters() -> Parameters:
    return parameters()


def _by_terms(table: pa.Table, month: Month, values: Parameters) -> list[tuple[pa.Table, Terms]]:
    """The roster parted by the terms that are in force in each person's county; nearly always one part."""
    counties = pc.multiply(pc.divide(table["village_code"], _COUNTY), _COUNTY)
    by_terms: dict[Terms, list[int]] = {}
    for county in sorted(pc.unique(counties).to_pylist()):
        by_terms.setdefault(terms_of(values, county, month), []).append(county)
    if len(by_terms) == 1:
        return [(table, next(iter(by_terms)))]
    return [
        (table.filter(pc.is_in(counties, pa.array(those, counties.type))), terms)
        for terms, those in by_terms.items()
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit before its person is named; of two for one person and check the smaller `order` is told."""

    person_key: int
    check: str
    fact_date: date | None
    register: str | None
    source_file: str | None
    source_row: int | None
    detail: str

    @property
    def order(self) -> tuple[date, str, str, int]:
        """Which of two findings of one person and check is told: the earliest fact, then the first place."""
        return self.fact_date or _LATEST, self.register or "", self.source_file or "", self.source_row or 0


class _Comparison:
    """One run on one engine; gathers at most one finding a person and check."""

    def __init__(
        self,
        backend: Backend,
        roster: pa.Table,
        files: dict[str, list[RegisterFile]],
        roster_file: str | None,
        progress: Progress | None,
    ) -> None:
        self._backend = backend
        self._roster = roster
        self._files = files
        self._roster_file = roster_file
        self._progress = progress or (lambda step: None)
        self._people = pc.unique(roster["person_key"])
        self._found: dict[tuple[int, str], _Found] = {}
        self._unclear: dict[tuple[int, str], str] = {}
        self._whole: list[Whole] = []
        self._matched: dict[str, int] = {}
        self._registers = {
            kind: backend.read(f"register_{kind}", [file.path for file in those])
            for kind, those in files.items()
        }
        self._parts = 0

    def against_registers(self, part: pa.Table, terms: Terms) -> None:
        """Compares the people of one part of the roster with every register that has a check."""
        self._parts += 1
        roster = self._backend.keep(f"roster_{self._parts}", ibis.memtable(part))
        everyone = self._backend.keep(f"people_{self._parts}", checks.people(roster))
        for check in REGISTER_CHECKS:
            why = why_not_compared(check.register, self._files.get(check.register, ()), terms)
            if why:
                self._whole.append(Whole(check.check, why, pc.unique(part["person_key"])))
                continue
            self._progress(check.check)
            register = self._registers[check.register]
            found = self._backend.fetch(checks.candidates(register, everyone, check, terms))
            if found.num_rows:
                self._judge(check, found, roster, terms)

    def _judge(self, check: RegisterCheck, found: pa.Table, roster: ir.Table, terms: Terms) -> None:
        """Parts the candidates into hits, other people's rows, and rows whose deciding fact is blank."""
        if "employer" in check.words:
            keys = [unit_key(name) for name in found["employer"].to_pylist()]
            found = found.append_column("employer_key", pa.array(keys, pa.string()))
        table = ibis.memtable(found)
        names = checks.names_in_post(roster)
        pairs = self._backend.fetch(checks.name_pairs(table, names))
        judged = checks.with_name_verdict(table, names, ibis.memtable(_name_verdicts(pairs)))
        if check.check == "employee_insurance" and not terms.host_unit_insurance_counts:
            judged = checks.without_host_unit(judged, roster)
        rows = ibis.memtable(self._backend.fetch(judged))
        same = rows.filter(rows["rank"] < _OTHER)
        for row in self._rows(checks.earliest(same.filter(same.known))):
            row["name_unclear"] = row["rank"] == _TO_VERIFY
            self._add(check.check, check.register, row, detail_of(check.check, row))
        others = rows.filter(rows.known & (rows["rank"] == _OTHER))
        for row in self._rows(checks.earliest(others)):
            self._add("name_mismatch", check.register, row, mismatch_of(check.check, check.register, row))
        for row in self._rows(same.filter(~same.known).select("person_key").distinct()):
            self._unclear[row["person_key"], check.check] = REGISTER_FACT_UNKNOWN

    def within_roster(self, month: Month) -> None:
        """The checks that need no register."""
        self._progress("roster")
        roster = self._backend.keep("roster_all", ibis.memtable(self._roster))
        for check, table in (
            ("age_limit", checks.age_limit(roster, month.last)),
            ("duplicate_placement", checks.duplicate_placement(roster)),
            ("shared_bank_account", checks.shared_bank_account(roster)),
        ):
            for row in self._rows(table):
                row["source_file"] = self._roster_file
                self._add(check, None, row, detail_of(check, row))
        for row in self._rows(checks.age_unknown(roster)):
            self._unclear[row["person_key"], "age_limit"] = row["why"]
        for row in self._rows(checks.account_unknown(roster)):
            self._unclear[row["person_key"], "shared_bank_account"] = ACCOUNT_MISSING

    def count_matched(self) -> None:
        """How many people of the roster each register file names, hit or not."""
        self._matched = {file.used.source_file: 0 for files in self._files.values() for file in files}
        everyone = self._backend.keep("people_all", checks.people(ibis.memtable(self._roster)))
        for kind, register in self._registers.items():
            self._progress(kind)
            for row in self._rows(checks.matched_people(register, everyone)):
                self._matched[row["source_file"]] = row["people"]

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._backend.fetch(table).to_pylist()
        return rows

    def _add(self, check: str, register: str | None, row: dict[str, Any], detail: str) -> None:
        found = _Found(
            row["person_key"],
            check,
            row.get("fact_date"),
            register,
            row["source_file"],
            row["source_row"],
            detail,
        )
        before = self._found.get((found.person_key, check))
        if before is None or found.order < before.order:
            self._found[found.person_key, check] = found

    def result(self) -> ScreeningResult:
        """Everything found, by check and ID; a hit outweighs that the person is unclear besides."""
        names = self._names({key for key, _ in self._found})
        hits = [_hit(found, names[found.person_key]) for found in self._found.values()]
        hits.sort(key=lambda hit: (CHECKS.index(hit.check), hit.id_number))
        unclear = [
            NotCompared(key, check, why)
            for (key, check), why in self._unclear.items()
            if (key, check) not in self._found
        ]
        unclear.sort(key=lambda one: (CHECKS.index(one.check), one.person_key))
        used = [
            replace(file.used, people_matched=self._matched.get(file.used.source_file))
            for kind in sorted(self._files)
            for file in self._files[kind]
        ]
        return ScreeningResult(
            people=len(self._people),
            hits=hits,
            unclear=unclear,
            coverage=[self._coverage(check, unclear) for check in CHECKS],
            registers=used,
            whole=self._whole,
        )

    def _names(self, keys: set[int]) -> dict[int, str]:
        """The name of each person as the roster writes it first."""
        rows = self._roster.select(["person_key", "name"])
        rows = rows.filter(pc.is_in(rows["person_key"], pa.array(sorted(keys), pa.int64())))
        named: dict[int, str] = {}
        for key, name in zip(rows["person_key"].to_pylist(), rows["name"].to_pylist(), strict=True):
            named.setdefault(key, name or "")
        return named

    def _coverage(self, check: str, unclear: Iterable[NotCompared]) -> Coverage:
        reasons: dict[str, int] = {}
        for whole in self._whole:
            if whole.check == check:
                reasons[whole.why] = reasons.get(whole.why, 0) + len(whole.person_keys)
        for one in unclear:
            if one.check == check:
                reasons[one.why] = reasons.get(one.why, 0) + 1
        wanted = [one.register for one in REGISTER_CHECKS if check in (one.check, "name_mismatch")]
        absent = tuple(kind for kind in wanted if kind not in self._files)
        people = len(self._people)
        if check == "name_mismatch" and len(absent) == len(wanted):
            reasons["register_missing"] = people
        return Coverage(check, people, people - sum(reasons.values()), dict(sorted(reasons.items())), absent)


def _name_verdicts(pairs: pa.Table) -> pa.Table:
    """Whether the different spellings that met are one name, by the rule of `core.names`."""
    left, right = pairs["name_key"].to_pylist(), pairs["roster_name"].to_pylist()
    ranks = [_RANKS[name_equal(one, other).verdict] for one, other in zip(left, right, strict=True)]
    return pa.table([pairs["name_key"], pairs["roster_name"], pa.array(ranks, pa.int8())], schema=_VERDICTS)


def _hit(found: _Found, name: str) -> Hit:
    told = None if found.check in ("name_mismatch", "shared_bank_account") else found.fact_date
    return Hit(
        person_key=found.person_key,
        id_number=id_from_key(found.person_key),
        name=name,
        check=found.check,
        fact_date=told,
        register=found.register,
        source_file=found.source_file,
        source_row=found.source_row,
        detail=found.detail,
    )
