"""A month's comparison: the roster and the registers in, hits and coverage out. No chapter, no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from gonggang.core.month import Month
from gonggang.core.names import name_equal
from gonggang.policy.parameters import Parameters
from gonggang.policy.parameters import parameters as own_parameters
from gonggang.registers.catalogue import REGISTERS
from gonggang.screening import checks
from gonggang.screening.backends import Backend, open_backend
from gonggang.screening.checks import CHECKS, REGISTER_CHECKS, RegisterCheck
from gonggang.screening.results import FOUND, UNCLEAR, Coverage, RegisterUsed, ScreeningResult, Whole
from gonggang.screening.roster import unit_key
from gonggang.screening.sentences import other_name
from gonggang.screening.sources import RegisterFile, Registers, register_files, why_not_compared
from gonggang.screening.terms import Terms, terms_of

REGISTER_FACT_UNKNOWN: Final = "register_fact_unknown"

_COUNTY: Final = 1_000_000
_RANKS: Final = {"yes": checks.SAME_NAME, "to_verify": checks.NAME_TO_VERIFY, "no": checks.OTHER_NAME}

Progress = Callable[[str], None]


def compare(
    roster: pa.Table | Path,
    registers: Registers,
    month: Month,
    *,
    engine: str = "duckdb",
    memory_limit: str = "500MB",
    threads: int | None = None,
    parameters: Parameters | None = None,
    roster_file: str | None = None,
    count_matched: bool = False,
    progress: Progress | None = None,
) -> ScreeningResult:
    """Compares everyone of a roster (`ROSTER_SCHEMA`, or a Parquet file of it) with a month's registers.

    `registers` maps a kind to the Parquet files of `registers.intake`; a kind that is absent makes its check
    "not compared" for everyone. The parameters of each person's own county count. `memory_limit` is that of
    the engine; the process needs some 250 MB beside it. `count_matched` also counts, for every register
    file, the people of the roster whom it names at all. Hits are ordered by check and ID: the same input
    gives the same result. Raises UnusableInput for an unknown engine and for files that were not taken in,
    OutsideForce for a parameter that has not been entered.
    """
    files = register_files(registers)
    with open_backend(engine, memory_limit, threads) as backend:
        everyone = backend.read("roster", [roster]) if isinstance(roster, Path) else backend.load(roster)
        run = _Comparison(backend, everyone, files, progress or (lambda step: None))
        for part, terms in _by_terms(backend, everyone, month, parameters or own_parameters()):
            run.against_registers(part, terms)
        run.within_roster(month, roster_file)
        return run.result(count_matched)


def _by_terms(
    backend: Backend, roster: ir.Table, month: Month, values: Parameters
) -> list[tuple[ir.Table, Terms]]:
    """The roster parted by the terms that are in force in each person's county; nearly always one part."""
    villages = backend.fetch(roster.select("village_code").distinct())["village_code"].to_pylist()
    by_terms: dict[Terms, list[int]] = {}
    for county in sorted({village // _COUNTY * _COUNTY for village in villages}):
        by_terms.setdefault(terms_of(values, county, month), []).append(county)
    if len(by_terms) == 1:
        return [(roster, next(iter(by_terms)))]
    code = roster.village_code
    return [
        (roster.filter(ibis.or_(*[(code >= low) & (code < low + _COUNTY) for low in those])), terms)
        for terms, those in by_terms.items()
    ]


class _Comparison:
    """One run on one engine; gathers findings as Arrow tables of the schema `FOUND`."""

    def __init__(
        self, backend: Backend, roster: ir.Table, files: dict[str, list[RegisterFile]], progress: Progress
    ) -> None:
        self._backend = backend
        self._roster = roster
        self._files = files
        self._progress = progress
        self._found: list[pa.Table] = [FOUND.empty_table()]
        self._unclear: list[pa.Table] = [UNCLEAR.empty_table()]
        self._whole: list[Whole] = []
        self._parts = 0
        self._registers = {kind: self._read(kind, those) for kind, those in files.items()}

    def _read(self, kind: str, files: list[RegisterFile]) -> ir.Table:
        table = self._backend.read(f"register_{kind}", [file.path for file in files])
        # Every row carries its file's name; where there is one file, the column need not be read.
        return table.mutate(source_file=ibis.literal(files[0].used.source_file)) if len(files) == 1 else table

    def against_registers(self, roster: ir.Table, terms: Terms) -> None:
        """Compares the people of one part of the roster with every register that has a check."""
        self._parts += 1
        names = self._backend.keep(f"names_{self._parts}", checks.names_in_post(roster))
        for check in REGISTER_CHECKS:
            why = why_not_compared(check.register, self._files.get(check.register, ()), terms)
            if why:
                keys = self._backend.fetch(checks.people(names))["person_key"]
                self._whole.append(Whole(check.check, why, keys.take(pc.sort_indices(keys))))
                continue
            self._progress(check.check)
            register = self._registers[check.register]
            met = self._backend.fetch(checks.candidates(register, names, check, terms))
            if met.num_rows:
                self._judge(check, met, roster, terms)

    def _judge(self, check: RegisterCheck, met: pa.Table, roster: ir.Table, terms: Terms) -> None:
        """Parts the candidates into hits, other people's rows, and rows whose deciding fact is blank."""
        met = met.append_column("rank", _name_ranks(met["name_key"], met["roster_name"]))
        own_unit_is_right = check.check == "employee_insurance" and not terms.host_unit_insurance_counts
        if own_unit_is_right:
            keys = pa.array([unit_key(name) for name in met["employer"].to_pylist()], pa.string())
            met = met.append_column("employer_key", keys)
        found = self._backend.load(met)
        if own_unit_is_right:
            found = checks.without_host_unit(found, roster)
        told = self._backend.fetch(checks.judged(found, check))
        self._add(check.check, check.register, told.filter(pc.equal(told["outcome"], checks.HIT)))
        others = told.filter(pc.equal(told["outcome"], checks.OTHER_PERSON))
        label = REGISTERS[check.register].label
        details = [
            other_name(check.check, label, name, detail)
            for name, detail in zip(others["name_key"].to_pylist(), others["detail"].to_pylist(), strict=True)
        ]
        others = others.drop_columns(["detail"]).append_column("detail", pa.array(details, pa.string()))
        self._add("name_mismatch", check.register, others)
        unclear = told.filter(pc.equal(told["outcome"], checks.UNCLEAR))
        self._add_unclear(unclear["person_key"], check.check, REGISTER_FACT_UNKNOWN)

    def within_roster(self, month: Month, roster_file: str | None) -> None:
        """The checks that need no register."""
        self._progress("roster")
        roster = self._roster
        found = self._backend.fetch(
            ibis.union(
                checks.age_limit(roster, month.last),
                checks.duplicate_placement(roster),
                checks.shared_bank_account(roster),
            )
        )
        self._found.append(_filled(found, FOUND, source_file=roster_file))
        unclear = ibis.union(checks.age_unknown(roster), checks.account_unknown(roster))
        self._unclear.append(_filled(self._backend.fetch(unclear), UNCLEAR))

    def _add(self, check: str, register: str, told: pa.Table) -> None:
        self._found.append(_filled(told, FOUND, check=check, register=register))

    def _add_unclear(self, keys: pa.ChunkedArray, check: str, why: str) -> None:
        self._unclear.append(_filled(pa.table({"person_key": keys}), UNCLEAR, check=check, why=why))

    def result(self, count_matched: bool) -> ScreeningResult:
        """Everything found, by check and ID; a hit outweighs that the person is unclear besides."""
        found = self._backend.load(pa.concat_tables(self._found))
        unclear = self._backend.load(pa.concat_tables(self._unclear))
        people = self._backend.fetch(checks.people(self._roster).count().as_table()).column(0)[0].as_py()
        told = self._backend.fetch(checks.told_once(found, self._roster))
        still = _in_order(self._backend.fetch(checks.unclear_still(unclear, found)))
        return ScreeningResult(
            people=people,
            table=_without_order_dates(_in_order(told)),
            unclear_table=still,
            whole=self._whole,
            coverage=[self._coverage(check, people, still) for check in CHECKS],
            registers=self._used(count_matched),
        )

    def _used(self, count_matched: bool) -> list[RegisterUsed]:
        used = [file.used for kind in sorted(self._files) for file in self._files[kind]]
        if not count_matched:
            return used
        everyone = self._backend.keep("people", checks.people(self._roster))
        matched: dict[tuple[str, str], int] = {}
        for kind, register in self._registers.items():
            self._progress(kind)
            for row in self._backend.fetch(checks.matched_people(register, everyone)).to_pylist():
                matched[kind, row["source_file"]] = row["people"]
        return [replace(one, people_matched=matched.get((one.kind, one.source_file), 0)) for one in used]

    def _coverage(self, check: str, people: int, unclear: pa.Table) -> Coverage:
        reasons: dict[str, int] = {}
        for whole in self._whole:
            if whole.check == check:
                reasons[whole.why] = reasons.get(whole.why, 0) + len(whole.person_keys)
        for row in pc.value_counts(unclear.filter(pc.equal(unclear["check"], check))["why"]).to_pylist():
            reasons[row["values"]] = reasons.get(row["values"], 0) + row["counts"]
        wanted = [one.register for one in REGISTER_CHECKS if check in (one.check, "name_mismatch")]
        absent = tuple(kind for kind in wanted if kind not in self._files)
        if check == "name_mismatch" and len(absent) == len(wanted):
            reasons["register_missing"] = people
        return Coverage(check, people, people - sum(reasons.values()), dict(sorted(reasons.items())), absent)


def _name_ranks(names: pa.ChunkedArray, roster_names: pa.ChunkedArray) -> pa.Array:
    """How each pair of names agrees, by the rule of `core.names`; only different spellings cost time."""
    same = pc.fill_null(pc.equal(names, roster_names), False)
    differ = pc.invert(same)
    left, right = names.filter(differ).to_pylist(), roster_names.filter(differ).to_pylist()
    ranks = [_RANKS[name_equal(one, other).verdict] for one, other in zip(left, right, strict=True)]
    every = pa.repeat(pa.scalar(checks.SAME_NAME, pa.int8()), len(same))
    return pc.replace_with_mask(every, differ.combine_chunks(), pa.array(ranks, pa.int8()))


def _filled(table: pa.Table, schema: pa.Schema, **constants: str | None) -> pa.Table:
    """The table in a schema; what it lacks is the constant given, or null."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names and field.name not in constants
        else pa.repeat(pa.scalar(constants.get(field.name), field.type), table.num_rows)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _in_order(table: pa.Table) -> pa.Table:
    """By the order in which checks are told, then by ID."""
    place = pc.index_in(table["check"], pa.array(CHECKS))
    order = pc.sort_indices(
        pa.table({"place": place, "key": table["person_key"]}),
        sort_keys=[("place", "ascending"), ("key", "ascending")],
    )
    return table.take(order)


def _without_order_dates(table: pa.Table) -> pa.Table:
    """A mismatch of names has no day of its own; the day only settled which one is told."""
    dated = pc.if_else(pc.equal(table["check"], "name_mismatch"), None, table["fact_date"])
    return table.set_column(table.column_names.index("fact_date"), "fact_date", dated)
