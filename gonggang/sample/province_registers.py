"""A province's registers as Parquet: many millions of rows about people in no roster, made a batch at a time.

Whole columns are made at once with numpy, and one batch is forgotten before the next is made, so that memory does
not grow with the number of rows. Their ID numbers lie in areas 379950-379999, where no county has people in post.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.core.month import Month
from gonggang.sample.ages import years_before
from gonggang.sample.identities import OUTSIDE_AREA_FIRST, OUTSIDE_AREAS
from gonggang.sample.names import FISCAL_EMPLOYERS, SHOP_KINDS, companies, new_name, new_uscc
from gonggang.sample.register_columns import COLUMNS, ID_COLUMN, PENSIONS, read_parts, schema_of
from gonggang.sample.registers import EMPLOYEE, INJURY, MEDICAL, MONTHS_BACK, RESIDENT, ROLES, STAFF_KINDS

BATCH_ROWS: Final = 1_000_000
FILE_ROWS: Final = 10_000_000
FILES_MIN: Final = 2
# Shares of all register rows, in hundredths.
SHARES: Final = {
    "employee_insurance": 70,
    "pension": 14,
    "business_registration": 10,
    "death": 3,
    "fiscal_payroll": 3,
}

_NAMES: Final = 20_000
_EMPLOYERS: Final = 100
_SHOPS: Final = 5_000
_AGES: Final = {  # oldest and youngest
    "employee_insurance": (62, 20),
    "pension": (85, 60),
    "business_registration": (66, 22),
    "death": (95, 50),
    "fiscal_payroll": (59, 24),
}
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = np.frombuffer(b"10X98765432", dtype=np.uint8)

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One written file and its rows."""

    kind: str
    name: str
    rows: int


class NumberTable:
    """ID numbers put together from tables of areas, days and order numbers, with their check characters."""

    def __init__(self, earliest: date, latest: date) -> None:
        self._areas = _digits([str(OUTSIDE_AREA_FIRST + place) for place in range(OUTSIDE_AREAS)])
        days = [earliest + timedelta(days=place) for place in range((latest - earliest).days + 1)]
        self._days = _digits([f"{day:%Y%m%d}" for day in days if (day.month, day.day) != (2, 29)])
        self._orders = _digits([f"{place:03d}" for place in range(1000)])
        weights = np.array(_WEIGHTS)
        self._sums = (
            (self._areas - 48) @ weights[:6],
            (self._days - 48) @ weights[6:14],
            (self._orders - 48) @ weights[14:],
        )

    def draw(self, chance: np.random.Generator, number: int) -> Array:
        """That many numbers, a row of 18 bytes each."""
        area = chance.integers(0, len(self._areas), number)
        day = chance.integers(0, len(self._days), number)
        order = chance.integers(0, 1000, number)
        characters = np.empty((number, 18), dtype=np.uint8)
        characters[:, :6] = self._areas[area]
        characters[:, 6:14] = self._days[day]
        characters[:, 14:17] = self._orders[order]
        areas, days, orders = self._sums
        characters[:, 17] = _CHECK[(areas[area] + days[day] + orders[order]) % 11]
        return characters


def _digits(texts: Sequence[str]) -> Array:
    return np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(len(texts), -1).astype(np.int64)


def _text_array(characters: Array) -> pa.Array:
    """Rows of 18 bytes as an array of text, without touching a single Python string."""
    number = len(characters)
    offsets = np.arange(0, 18 * (number + 1), 18, dtype=np.int32)
    data = np.ascontiguousarray(characters, dtype=np.uint8)
    return pa.StringArray.from_buffers(number, pa.py_buffer(offsets), pa.py_buffer(data))


def _coded(codes: Array, values: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), values)


class RegisterWriter:
    """Writes the registers of a province."""

    def __init__(self, folder: Path, parts: Path, seed: int, month: Month) -> None:
        self._folder = folder
        self._parts = parts
        self._seed = seed
        self._month = month
        chance = Random(f"{seed}:{month}:province registers")  # noqa: S311
        self._names = pa.array([new_name(chance, bool(place % 2)) for place in range(_NAMES)])
        self._employers = [("", ""), *companies(chance, "示例省", _EMPLOYERS, 3799)]
        shops = [
            (f"{chance.choice('王李张刘陈')}记{chance.choice(SHOP_KINDS)}", "92379901") for _ in range(_SHOPS)
        ]
        self._businesses = [(name, new_uscc(chance, prefix)) for name, prefix in shops] + self._employers[1:]

    def write(
        self,
        total: int,
        planted: dict[str, int],
        counties: int,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> list[RegisterFile]:
        """All registers with `total` rows together, planted rows included; `progress` gets the rows written."""
        written = []
        for kind, share in SHARES.items():
            others = max(0, total * share // 100 - planted[kind])
            files = max(FILES_MIN, -(-others // FILE_ROWS))
            for place in range(files):
                rows = others * (place + 1) // files - others * place // files
                own = read_parts(self._parts, kind, counties, place, files)
                name = f"{kind}-{place + 1:02d}.parquet"
                self._file(self._folder / name, kind, place, rows, own, progress)
                written.append(RegisterFile(kind, name, rows + own.num_rows))
        return written

    def _file(
        self, path: Path, kind: str, place: int, rows: int, own: pa.Table, progress: Callable[[int], None]
    ) -> None:
        chance = np.random.default_rng([self._seed, self._month.number, list(SHARES).index(kind), place])
        oldest, youngest = _AGES[kind]
        numbers = NumberTable(
            years_before(self._month.last, oldest), years_before(self._month.last, youngest)
        )
        batches = [BATCH_ROWS] * (rows // BATCH_ROWS) + [rows % BATCH_ROWS] * (rows % BATCH_ROWS > 0)
        with pq.ParquetWriter(
            path,
            schema_of(kind),
            compression="zstd",
            compression_level=1,
            use_dictionary=[title for title in COLUMNS[kind] if title != ID_COLUMN],
            store_schema=False,
        ) as writer:
            for index, size in enumerate(batches or [0]):
                if index == len(batches) // 2 and own.num_rows:
                    writer.write_table(own)
                if size:
                    writer.write_table(self._batch(kind, chance, numbers, size))
                    progress(size)
            progress(own.num_rows)

    def _batch(self, kind: str, chance: np.random.Generator, numbers: NumberTable, size: int) -> pa.Table:
        columns = getattr(self, f"_{kind}")(chance, size)
        person = columns.pop("person", None)
        people = size if person is None else int(person.max()) + 1
        characters = numbers.draw(chance, people)
        names = chance.integers(0, _NAMES, people)
        if person is not None:
            characters, names = characters[person], names[person]
        columns[ID_COLUMN] = _text_array(characters)
        columns["姓名"] = _coded(names, self._names)
        return pa.table([columns[title] for title in COLUMNS[kind]], schema=schema_of(kind))

    def _employee_insurance(self, chance: np.random.Generator, size: int) -> dict[str, Any]:
        """One row for a person insured as a resident, one to five months for one with an employer."""
        people = size // 2 + 1
        resident = chance.random(people) < 0.35
        months = np.where(resident, 1, chance.integers(1, MONTHS_BACK + 2, people))
        ends = np.cumsum(months)
        people = int(np.searchsorted(ends, size)) + 1
        person = np.repeat(np.arange(people), months[:people])[:size]
        back = np.arange(size) - np.repeat(ends[:people] - months[:people], months[:people])[:size]
        back = np.where(resident[person], chance.integers(0, MONTHS_BACK + 1, size), back)
        mixed = chance.permutation(size)
        person, back = person[mixed], back[mixed]
        employer = np.where(resident, 0, chance.integers(1, len(self._employers), len(resident)))[person]
        draw = chance.random(size)
        kind = np.where(resident[person], 3, np.searchsorted([0.64, 0.98], draw))
        periods = pa.array([str(self._month.plus(-months).number) for months in range(MONTHS_BACK + 1)])
        return {
            "person": person,
            "单位名称": _coded(employer, pa.array([name for name, _ in self._employers])),
            "统一社会信用代码": _coded(employer, pa.array([code for _, code in self._employers])),
            "险种": _coded(kind, pa.array([EMPLOYEE, MEDICAL, INJURY, RESIDENT])),
            "费款所属期": _coded(back, periods),
            "缴费状态": _coded(chance.random(size) < 0.03, pa.array(["实缴", "欠缴"])),
        }

    def _pension(self, chance: np.random.Generator, size: int) -> dict[str, Any]:
        begins = pa.array([str(self._month.plus(-months).number) for months in range(200)])
        return {
            "待遇类型": _coded(chance.random(size) < 0.47, pa.array([PENSIONS[False], PENSIONS[True]])),
            "待遇起始月": _coded(chance.integers(0, 200, size), begins),
        }

    def _business_registration(self, chance: np.random.Generator, size: int) -> dict[str, Any]:
        business = chance.integers(0, len(self._businesses), size)
        closed = chance.random(size) < 0.2
        days = self._days_before(6000)
        founded = chance.integers(0, 6000, size)
        closed_at = np.where(closed, (founded * chance.random(size)).astype(np.int64), len(days) - 1)
        role = np.where(business < _SHOPS, 0, chance.integers(1, len(ROLES), size))
        return {
            "主体名称": _coded(business, pa.array([name for name, _ in self._businesses])),
            "统一社会信用代码": _coded(business, pa.array([code for _, code in self._businesses])),
            "角色": _coded(role, pa.array(ROLES)),
            "状态": _coded(closed, pa.array(["存续", "注销"])),
            "成立日期": _coded(founded, days),
            "注销日期": _coded(closed_at, days),
        }

    def _death(self, chance: np.random.Generator, size: int) -> dict[str, Any]:
        return {"死亡日期": _coded(chance.integers(0, 1200, size), self._days_before(1200))}

    def _fiscal_payroll(self, chance: np.random.Generator, size: int) -> dict[str, Any]:
        begins = [self._month.plus(-months) for months in range(1, 300)]
        employers = [f"示例省{name}" for name in FISCAL_EMPLOYERS]
        return {
            "单位": _coded(chance.integers(0, len(employers), size), pa.array(employers)),
            "人员性质": _coded(chance.integers(0, len(STAFF_KINDS), size), pa.array(STAFF_KINDS)),
            "起始年月": _coded(
                chance.integers(0, len(begins), size), pa.array([f"{m.year}.{m.month:02d}" for m in begins])
            ),
        }

    def _days_before(self, number: int) -> pa.Array:
        """The days before the end of the month, newest first, and a blank behind them."""
        last = self._month.last
        return pa.array([*((last - timedelta(days=place)).isoformat() for place in range(number)), ""])
