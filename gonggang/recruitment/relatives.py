"""Looking for relatives in office whom an applicant did not declare: applicants × kinship × officials (clause 9.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from gonggang.core.national_id import id_from_key, id_key
from gonggang.people import queries as people
from gonggang.policy.parameters import parameters
from gonggang.recruitment.models import Application
from gonggang.recruitment.rules import kinship_needs_filing
from gonggang.regions.rules import territory
from gonggang.registers import queries as registers


@dataclass(frozen=True, slots=True)
class FoundRelative:
    """A relative in office of an applicant who declared none; someone must verify it."""

    person_id: int
    id_number: str
    relation: str | None
    official_id_number: str
    official_kind: str
    verdict: str
    reason: str | None


def undeclared_relatives(region: int = 0) -> list[FoundRelative]:
    """Applicants of a territory who declared none and have a relative in office on the day they applied.

    Only direct rows of the kinship register count, in either direction. Both certain ones (`yes`) and those that a
    person must look at (`to_verify`) are given, each pair once, by identity number.
    """
    applicants = _applicants(region)
    paths = _paths()
    if (
        not applicants
        or not paths.get("kinship")
        or not (paths.get("village_cadre") or paths.get("fiscal_payroll"))
    ):
        return []
    numbers = people.id_numbers(a.person_id for a in applicants)
    table = pa.table(
        {
            "reference": pa.array(range(len(applicants)), pa.int64()),
            "applicant_key": pa.array([id_key(numbers[a.person_id]) for a in applicants], pa.int64()),
        }
    )
    found: dict[tuple[str, str], FoundRelative] = {}
    for row in _rows(table, paths):
        applicant = applicants[row["reference"]]
        verdict = _judge(row, applicant.applied_on, applicant.village_code or 0)
        if verdict.verdict == "no":
            continue
        key = (numbers[applicant.person_id], id_from_key(row["official_key"]))
        if key not in found or found[key].verdict != "yes":
            found[key] = FoundRelative(
                applicant.person_id, key[0], verdict.relation, key[1], row["official_kind"],
                verdict.verdict, verdict.reason,
            )  # fmt: skip
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Applicant:
    person_id: int
    applied_on: date | None
    village_code: int | None


def _applicants(region: int) -> list[_Applicant]:
    """Those of a territory who declare that no relative of theirs is an official or village cadre."""
    low, high = territory(region)
    rows = Application.objects.filter(declares_kin=False, village_code__gte=low, village_code__lt=high)
    columns = ("person_id", "applied_on", "village_code")
    return [_Applicant(*row) for row in rows.order_by("pk").values_list(*columns)]


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
