"""Comparison: our run, the same joins by hand in DuckDB SQL on integer keys, the bare scan of the keys."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.bench.measure import Measured, measured
from gonggang.bench.people import keys_of, names_of
from gonggang.core.month import Month
from gonggang.registers.catalogue import REGISTERS
from gonggang.registers.intake import IntakeResult, metadata_of
from gonggang.registers.normalise import stored_schema

PEOPLE: Final = 120_000
ROWS: Final = 10_000_000

_SEED: Final = 20240501
_MONTH: Final = Month(2024, 5)
_BATCH_ROWS: Final = 200_000
_ROWS_A_PERSON: Final = 3  # insurance has several rows a person
_SHARES: Final = {
    "employee_insurance": 0.70,
    "pension": 0.15,
    "business_registration": 0.08,
    "death": 0.04,
    "fiscal_payroll": 0.03,
}
_HIT_SHARE: Final = 0.02  # of the rows of people in post, how many have the facts of a hit
_OTHER_NAME_SHARE: Final = 0.001
_MEMORY: Final = "600MB"

Numbers = npt.NDArray[np.int64]


def run(
    people: int = PEOPLE, rows: int = ROWS, progress: Callable[[str], None] = lambda step: None
) -> dict[str, Any]:
    """Generates a province of that size, measures the three and checks that their counts agree.

    `rows` is the sum over the five registers. Ratios are of CPU seconds; the hand-written SQL does the checks
    within the roster too. Raises WorkFailed when a measurement cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="gonggang-bench-") as name:
        folder = Path(name)
        progress("生成花名册和比对数据")
        generate(folder, people, rows)
        size = sum(path.stat().st_size for path in folder.glob("*.parquet"))
        results: dict[str, Measured] = {}
        for label, step, needed in (
            ("floor", "扫描键列", ["duckdb"]),
            ("by_hand", "手写 SQL", ["duckdb"]),
            ("ours", "本系统", ["gonggang.screening.engine", "ibis.backends.duckdb"]),
        ):
            progress(step)
            results[label] = measured(f"gonggang.bench.comparison:{label}", imports=needed, folder=name)
    bare, hand, own = results["floor"], results["by_hand"], results["ours"]
    return {
        "benchmark": "screening",
        "people": people,
        "rows": rows,
        "parquet_mb": round(size / 1e6),
        **{label: one.as_json() for label, one in results.items()},
        "by_hand_to_floor": round(hand.cpu_seconds / bare.cpu_seconds, 2),
        "ours_to_floor": round(own.cpu_seconds / bare.cpu_seconds, 2),
        "ours_to_by_hand": round(own.cpu_seconds / hand.cpu_seconds, 2),
        "ours_to_by_hand_wall": round(own.wall_seconds / hand.wall_seconds, 2),
        "counts": own.outcome,
        "counts_agree": own.outcome == hand.outcome,
    }


def generate(folder: Path, people: int, rows: int) -> None:
    """Writes `roster.parquet` and one Parquet file a register, as intake would have left them."""
    random = np.random.default_rng(_SEED)
    pq.write_table(_roster(people), folder / "roster.parquet")
    for kind, share in _SHARES.items():
        _write_register(folder, kind, int(rows * share), people, random)


def _roster(people: int) -> pa.Table:
    from gonggang.screening.roster import ROSTER_SCHEMA

    numbers = np.arange(people, dtype=np.int64)
    names = names_of(numbers)
    keys = keys_of(numbers)
    limits = np.where(numbers % 50, np.datetime64("2031-01-01"), np.datetime64("2024-03-01"))
    nothing = pa.nulls(people, pa.string())
    columns = {
        "placement": pa.array(numbers).cast(pa.string()),
        "person_key": pa.array(keys),
        "name": names,
        "name_key": names,
        "urban_rural": pa.array(["RURAL"] * people),
        "started_on": pa.array([date(2023, 1, 1)] * people),
        "account_key": pa.array(numbers - (numbers % 5_000 == 1)).cast(pa.string()),
        "age_limit_on": pa.array(limits).cast(pa.date32()),
        "village_code": pa.array(np.full(people, 379_901_001_001, dtype=np.int64)),
        "source_row": pa.array(numbers + 2),
    }
    return pa.table(
        [columns.get(field.name, nothing).cast(field.type) for field in ROSTER_SCHEMA], ROSTER_SCHEMA
    )


def _write_register(folder: Path, kind: str, rows: int, people: int, random: np.random.Generator) -> None:
    schema = stored_schema(REGISTERS[kind])
    coded = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    named = max(people, rows // (_ROWS_A_PERSON if kind == "employee_insurance" else 1))
    with pq.ParquetWriter(folder / f"{kind}.parquet", schema, use_dictionary=coded) as writer:
        for batch in _batches(kind, schema, rows, named, people, random):
            writer.write_table(pa.Table.from_batches([batch]), row_group_size=batch.num_rows)
        writer.add_key_value_metadata(metadata_of(_as_taken_in(folder, kind, rows)))


def _as_taken_in(folder: Path, kind: str, rows: int) -> IntakeResult:
    return IntakeResult(
        kind=kind,
        label=REGISTERS[kind].label,
        path=folder / f"{kind}.parquet",
        source_file=f"{kind}.csv",
        digest=hashlib.sha256(kind.encode()).hexdigest(),
        rows_total=rows,
        rows_accepted=rows,
        rejected=[],
        rejected_count=0,
        rejected_by_reason={},
        warnings=[],
        warnings_count=0,
        as_of=_MONTH.last,
        as_of_from="given",
        months={"paid_for": [_MONTH.first]} if kind == "employee_insurance" else {},
    )


def _batches(
    kind: str, schema: pa.Schema, rows: int, named: int, people: int, random: np.random.Generator
) -> Iterator[pa.RecordBatch]:
    for start in range(0, rows, _BATCH_ROWS):
        size = min(_BATCH_ROWS, rows - start)
        numbers = random.integers(0, named, size, dtype=np.int64)
        others = random.random(size) < _OTHER_NAME_SHARE
        names = names_of(numbers + others)
        # Most people in post are in no register as what would be a hit; most others are.
        counts = random.random(size) < np.where(numbers < people, _HIT_SHARE, 0.5)
        columns = {
            "person_key": pa.array(keys_of(numbers)),
            "name": names,
            "name_key": names,
            "source_file": _words([f"{kind}.csv"], np.zeros(size, dtype=np.int32)),
            "source_row": pa.array(np.arange(start + 2, start + 2 + size, dtype=np.int64)),
            **_facts(kind, counts, size, random),
        }
        arrays = [columns.get(field.name, pa.nulls(size, field.type)) for field in schema]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _facts(
    kind: str, counts: npt.NDArray[np.bool_], size: int, random: np.random.Generator
) -> dict[str, pa.Array]:
    if kind == "employee_insurance":
        months = np.array(["2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05"], "datetime64[D]")
        units = random.integers(0, 2_000, size).astype(np.int32)
        return {
            "employer": _words([f"示范县第{n}有限公司" for n in range(2_000)], units),
            "employer_uscc": _words([f"91379901MA{n:08d}" for n in range(2_000)], units),
            "insurance_kind": _words(["城乡居民养老", "职工养老"], counts.astype(np.int32)),
            "paid_for": pa.array(months[random.integers(0, len(months), size)]).cast(pa.date32()),
            "payment_status": _words(["实缴", "欠缴"], (random.random(size) < 0.03).astype(np.int32)),
        }
    days = np.where(
        counts,
        np.datetime64("2010-01-01") + random.integers(0, 5_000, size),
        np.datetime64("2024-06-01") + random.integers(0, 300, size),
    )
    if kind == "pension":
        begins = days.astype("datetime64[M]").astype("datetime64[D]")
        return {
            "benefit_kind": _words(["城乡居民养老待遇", "职工养老待遇"], counts.astype(np.int32)),
            "benefit_begins": pa.array(begins).cast(pa.date32()),
        }
    if kind == "business_registration":
        return {
            "business_name": _words(
                [f"示范县{n}号商店" for n in range(5_000)], random.integers(0, 5_000, size)
            ),
            "role": _words(["经营者", "股东", "法定代表人"], random.integers(0, 3, size)),
            "status": _words(["注销", "存续"], counts.astype(np.int32)),
            "founded_on": pa.array(days).cast(pa.date32()),
        }
    field = "died_on" if kind == "death" else "payroll_begins"
    return {field: pa.array(days).cast(pa.date32())}


def _words(words: list[str], places: npt.NDArray[Any]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(words, pa.string()))


def ours(folder: str) -> dict[str, int]:
    """Our comparison of the whole folder; people by check."""
    from gonggang.screening.checks import CHECKS
    from gonggang.screening.engine import compare

    place = Path(folder)
    registers = {kind: [place / f"{kind}.parquet"] for kind in _SHARES}
    result = compare(place / "roster.parquet", registers, _MONTH, memory_limit=_MEMORY)
    counts = dict.fromkeys(CHECKS, 0)
    for check in result.table["check"].value_counts().to_pylist():
        counts[check["values"]] = check["counts"]
    return counts


_BY_HAND: Final = {
    "age_limit": "SELECT count(DISTINCT person_key) FROM roster WHERE age_limit_on <= DATE '2024-05-31'",
    "duplicate_placement": """
        SELECT count(*) FROM (SELECT person_key FROM roster GROUP BY 1 HAVING count(*) > 1)""",
    "shared_bank_account": """
        SELECT count(DISTINCT person_key) FROM roster JOIN (
            SELECT account_key FROM roster GROUP BY 1 HAVING count(DISTINCT person_key) > 1
        ) USING (account_key)""",
}
_FACTS_BY_HAND: Final = {
    "employee_insurance": (
        "employee_insurance",
        "paid_for",
        "employer, employer_uscc, insurance_kind",
        "insurance_kind = '职工养老' AND payment_status = '实缴' AND paid_for = DATE '2024-05-01'",
    ),
    "business_licence": (
        "business_registration",
        "founded_on",
        "business_name, role, status",
        "status = '存续' AND founded_on <= DATE '2024-05-31'",
    ),
    "pension": (
        "pension",
        "benefit_begins",
        "benefit_kind",
        "benefit_kind = '职工养老待遇' AND benefit_begins <= DATE '2024-05-31'",
    ),
    "death": ("death", "died_on", "died_on", "died_on <= DATE '2024-05-31'"),
    "fiscal_payroll": (
        "fiscal_payroll",
        "payroll_begins",
        "employer, staff_kind",
        "payroll_begins <= DATE '2024-05-31'",
    ),
}


def by_hand(folder: str) -> dict[str, int]:
    """The same joins in plain DuckDB SQL on integer keys: the earliest fact, its words and row, by name."""
    import duckdb

    connection = duckdb.connect(
        config={"memory_limit": _MEMORY, "temp_directory": folder, "preserve_insertion_order": False}
    )
    connection.execute(f"CREATE TABLE roster AS FROM '{folder}/roster.parquet'")
    counts = dict.fromkeys(("age_limit", *_FACTS_BY_HAND, "duplicate_placement", "shared_bank_account"), 0)
    for check, (register, fact, words, condition) in _FACTS_BY_HAND.items():
        connection.execute(
            f"""CREATE TEMP TABLE found_{check} AS
            SELECT person_key, r.name_key = p.name_key AS same, min({fact}) AS fact_date,
                   arg_min(({words}, r.source_row), ({fact}, r.source_row)) AS told
            FROM '{folder}/{register}.parquet' r JOIN roster p USING (person_key)
            WHERE {condition} GROUP BY 1, 2"""  # noqa: S608
        )
        counts[check] = _number(connection, f"SELECT count(*) FROM found_{check} WHERE same")  # noqa: S608
    for check, query in _BY_HAND.items():
        counts[check] = _number(connection, query)
    others = " UNION ".join(
        f"SELECT person_key FROM found_{check} WHERE NOT same"  # noqa: S608
        for check in _FACTS_BY_HAND
    )
    counts["name_mismatch"] = _number(connection, f"SELECT count(*) FROM ({others})")  # noqa: S608
    return counts


def floor(folder: str) -> int:
    """The floor: every key of every register read once."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    return sum(
        _number(connection, f"SELECT bit_xor(person_key) % 2 FROM '{folder}/{kind}.parquet'")  # noqa: S608
        for kind in _SHARES
    )


def _number(connection: Any, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
