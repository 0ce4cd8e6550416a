"""Looking for relatives in office whom an applicant did not declare: applicants × kinship × officials (clause 9.3).

Who declared one relative may have kept silent about another: those are looked for too, by the declared names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from django.db.models import Q

from gonggang.core.month import Month
from gonggang.core.names import name_key
from gonggang.core.national_id import id_from_key, id_key
from gonggang.people import queries as people
from gonggang.placements.queries import RosterEntry
from gonggang.policy.parameters import parameters
from gonggang.recruitment.models import Application, DeclaredKin
from gonggang.recruitment.rules import kinship_needs_filing
from gonggang.regions.rules import territory
from gonggang.registers import queries as registers


@dataclass(frozen=True, slots=True)
class FoundRelative:
    """A relative in office whom an applicant did not declare; someone must verify it."""

    person_id: int
    id_number: str
    relation: str | None
    official_id_number: str
    official_kind: str
    verdict: str
    reason: str | None


def undeclared_relatives(region: int = 0) -> list[FoundRelative]:
    """Applicants of a territory with a relative in office on the day they applied whom they did not declare.

    Only direct rows of the kinship register count, in either direction. Both certain ones (`yes`) and those that a
    person must look at (`to_verify`) are given, each pair once, by identity number.
    """
    low, high = territory(region)
    return _undeclared(_applicants(Q(village_code__gte=low, village_code__lt=high)))


def undeclared_among(application_ids: Sequence[int]) -> list[FoundRelative]:
    """The same among some applications, for those who decide about them before anybody starts."""
    return _undeclared(_applicants(Q(pk__in=list(application_ids))))


def _undeclared(applicants: list[_Applicant]) -> list[FoundRelative]:
    found: dict[tuple[str, str], FoundRelative] = {}
    numbers = people.id_numbers(a.person_id for a in applicants)
    pairs = list(_pairs(applicants, numbers))
    said = {(who.person_id, row["official_key"]) for who, row in pairs if who.named(row["official_name"])}
    for applicant, row in pairs:
        if (applicant.person_id, row["official_key"]) in said:
            continue
        verdict = _judge(row, applicant.applied_on, applicant.village_code or 0)
        if verdict.verdict == "no":
            continue
        key = (numbers[applicant.person_id], id_from_key(row["official_key"]))
        if key not in found or found[key].verdict != "yes":
            found[key] = _relative(applicant, key, row, verdict)
    return [found[key] for key in sorted(found)]


def now_in_office(entries: Iterable[RosterEntry], month: Month) -> list[FoundRelative]:
    """People in post whose relative came into office after they applied, or began, and is in office now (clause 9.4).

    Whoever had the relative in office already then is no matter of this list: that had to be declared.
    """
    there = {entry.person_id: entry for entry in entries}
    applied = dict(
        Application.objects.filter(person_id__in=list(there), applied_on__isnull=False)
        .order_by("applied_on")
        .values_list("person_id", "applied_on")
    )
    numbers = {entry.person_id: entry.id_number for entry in there.values()}
    workers = [
        _Applicant(
            entry.person_id, min(applied.get(person, entry.begins_on), entry.begins_on), entry.village_code
        )
        for person, entry in there.items()
    ]
    found: dict[tuple[str, str], FoundRelative] = {}
    for worker, row in _pairs(workers, numbers):
        before = _judge(row, worker.applied_on, worker.village_code or 0)
        now = _judge(row, month.last, worker.village_code or 0)
        is_new = row["office_begins"] is not None and worker.applied_on < row["office_begins"]
        if now.verdict == "yes" and before.reason == "not_in_office" and is_new:
            key = (numbers[worker.person_id], id_from_key(row["official_key"]))
            found.setdefault(key, _relative(worker, key, row, now))
    return [found[key] for key in sorted(found)]


def _relative(who: _Applicant, key: tuple[str, str], row: Mapping[str, Any], verdict: Any) -> FoundRelative:
    return FoundRelative(
        who.person_id, key[0], verdict.relation, key[1], row["official_kind"], verdict.verdict, verdict.reason
    )


def _pairs(
    those: Sequence[_Applicant], numbers: Mapping[int, str]
) -> Iterator[tuple[_Applicant, dict[str, Any]]]:
    """Each with each official related by a direct row of the kinship register; nobody where a register is absent."""
    paths = _paths()
    officials = paths.get("village_cadre") or paths.get("fiscal_payroll")
    if not those or not paths.get("kinship") or not officials:
        return
    table = pa.table(
        {
            "reference": pa.array(range(len(those)), pa.int64()),
            "applicant_key": pa.array([id_key(numbers[each.person_id]) for each in those], pa.int64()),
        }
    )
    for row in _rows(table, paths):
        yield those[row["reference"]], row


@dataclass(frozen=True, slots=True)
class _Applicant:
    person_id: int
    applied_on: date | None
    village_code: int | None
    declared: tuple[str, ...] = ()

    def named(self, official: str | None) -> bool:
        """Whether the declaration names that official: old ones hold name and office in one text."""
        return bool(official) and any(name_key(official or "") in each for each in self.declared)


def _applicants(where: Q) -> list[_Applicant]:
    """Everybody who has declared something about relatives in office: none, or some of them by name."""
    rows = Application.objects.filter(where, declares_kin__isnull=False).order_by("pk")
    names: dict[int, list[str]] = {}
    kin = DeclaredKin.objects.filter(application__in=rows).values_list("application_id", "relative")
    for application, name in kin:
        names.setdefault(application, []).append(name_key(name))
    columns = ("pk", "person_id", "applied_on", "village_code", "declared_relative")
    return [
        _Applicant(person, applied_on, village, (*names.get(key, ()), *([name_key(told)] if told else ())))
        for key, person, applied_on, village, told in rows.values_list(*columns)
    ]


def _paths() -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for fact in registers.facts():
        paths.setdefault(fact.kind, []).append(fact.path)
    return paths


def _rows(applicants: pa.Table, paths: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Applicant, official and the kinship row between them, with whom its code describes."""
    engine = ibis.duckdb.connect()
    who = ibis.memtable(applicants)
    kin = engine.read_parquet(list(paths["kinship"]), table_name="kinship")
    officials = _officials(engine, paths)
    of_applicant = who.join(kin, who.applicant_key == kin.person_key).select(
        who.reference,
        official_key=kin.relative_key,
        code=kin.relation_code,
        direction=ibis.literal("official_is"),
    )
    of_official = who.join(kin, who.applicant_key == kin.relative_key).select(
        who.reference,
        official_key=kin.person_key,
        code=kin.relation_code,
        direction=ibis.literal("applicant_is"),
    )
    pairs = of_applicant.union(of_official)
    joined = pairs.join(officials, "official_key").order_by(
        ["reference", "official_key", "official_kind", "direction", "code", "office_begins"]
    )
    yield from joined.to_pyarrow().to_pylist()


def _officials(engine: Any, paths: Mapping[str, Sequence[str]]) -> ibis.Table:
    """Village cadres with their term, and people on the fiscal payroll from their first month on."""
    tables = []
    if paths.get("village_cadre"):
        cadres = engine.read_parquet(list(paths["village_cadre"]), table_name="village_cadre")
        tables.append(
            cadres.select(
                official_key=cadres.person_key,
                official_kind=ibis.literal("village_cadre"),
                official_name=cadres.name,
                office_begins=cadres.office_begins,
                office_ends=cadres.office_ends,
            )
        )
    if paths.get("fiscal_payroll"):
        payroll = engine.read_parquet(list(paths["fiscal_payroll"]), table_name="fiscal_payroll")
        tables.append(
            payroll.select(
                official_key=payroll.person_key,
                official_kind=ibis.literal("public_official"),
                official_name=payroll.name,
                office_begins=payroll.payroll_begins,
                office_ends=ibis.null("date"),
            )
        )
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def _judge(row: dict[str, Any], applied_on: date | None, region: int) -> Any:
    look_up = parameters().get
    on = applied_on or date.max.replace(year=2100)
    return kinship_needs_filing(
        direction=row["direction"],
        relation_code=row["code"],
        official_kind=row["official_kind"],
        office_begins=row["office_begins"],
        office_ends=row["office_ends"],
        applied_on=applied_on,
        include_parents_in_law_of_wife=look_up("include_parents_in_law_of_wife", region=region, on=on),
        adoptive_and_step_count=look_up("adoptive_and_step_count", region=region, on=on),
    )
