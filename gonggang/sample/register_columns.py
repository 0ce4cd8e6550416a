"""The five registers that a province keeps as Parquet: their columns, and planted facts as rows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.sample.model import Business, Death, Fiscal, Insurance, Pension, Registers
from gonggang.sample.writings import words, year_month

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "employee_insurance": words("身份证号 姓名 单位名称 统一社会信用代码 险种 费款所属期 缴费状态"),
    "pension": words("姓名 身份证号 待遇类型 待遇起始月"),
    "business_registration": words("姓名 身份证号 主体名称 统一社会信用代码 角色 状态 成立日期 注销日期"),
    "death": words("姓名 身份证号 死亡日期"),
    "fiscal_payroll": words("姓名 身份证号 单位 人员性质 起始年月"),
}
ID_COLUMN: Final = "身份证号"
PENSIONS: Final = {True: "职工养老待遇", False: "城乡居民养老待遇"}


def schema_of(kind: str) -> pa.Schema:
    """All columns are text; every one but the ID repeats itself and is kept as a dictionary while written."""
    repeated = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(title, pa.string() if title == ID_COLUMN else repeated) for title in COLUMNS[kind]])


def _insurance(one: Insurance) -> tuple[str, ...]:
    status = "实缴" if one.paid else "欠缴"
    return one.id_number, one.name, one.employer, one.uscc, one.kind, str(one.period), status


def _pension(one: Pension) -> tuple[str, ...]:
    return one.name, one.id_number, PENSIONS[one.employee], str(one.begins)


def _business(one: Business) -> tuple[str, ...]:
    closed = one.closed_on.isoformat() if one.closed_on else ""
    status = "注销" if one.closed_on else "存续"
    return (
        one.name,
        one.id_number,
        one.business,
        one.uscc,
        one.role,
        status,
        one.founded_on.isoformat(),
        closed,
    )


def _death(one: Death) -> tuple[str, ...]:
    return one.name, one.id_number, one.died_on.isoformat()


def _fiscal(one: Fiscal) -> tuple[str, ...]:
    return one.name, one.id_number, one.employer, one.staff_kind, year_month(one.begins)


def planted_tables(registers: Registers) -> dict[str, pa.Table]:
    """The facts about people of one county, a table for each register."""
    parts: tuple[tuple[str, Iterable[Any], Callable[[Any], tuple[str, ...]]], ...] = (
        ("employee_insurance", registers.insurance, _insurance),
        ("pension", registers.pension, _pension),
        ("business_registration", registers.business, _business),
        ("death", registers.death, _death),
        ("fiscal_payroll", registers.fiscal, _fiscal),
    )
    return {kind: _table(kind, [cells(one) for one in rows]) for kind, rows, cells in parts}


def _table(kind: str, rows: list[tuple[str, ...]]) -> pa.Table:
    titles = COLUMNS[kind]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(titles)
    return pa.table(
        {title: pa.array(cells, pa.string()) for title, cells in zip(titles, columns, strict=True)}
    )


def write_part(folder: Path, index: int, registers: Registers) -> dict[str, int]:
    """Put one county's facts aside until the registers are written; returns the rows of each register."""
    tables = planted_tables(registers)
    for kind, table in tables.items():
        pq.write_table(table, folder / f"{kind}-{index:03d}.parquet")
    return {kind: table.num_rows for kind, table in tables.items()}


def read_parts(folder: Path, kind: str, counties: int, place: int, files: int) -> pa.Table:
    """What one file of a register gets of all counties' facts, in the form in which a register is written."""
    schema = schema_of(kind)
    tables = [_table(kind, [])]
    for index in range(counties):
        table = pq.read_table(folder / f"{kind}-{index:03d}.parquet")
        tables.append(table.take(list(range(place, table.num_rows, files))))
    joined = pa.concat_tables(tables).combine_chunks()
    columns = [
        joined[title] if title == ID_COLUMN else joined[title].dictionary_encode() for title in schema.names
    ]
    return pa.table(columns, names=schema.names).cast(schema)
