"""Taking a register in: a file normalised once into Parquet with an integer key, in constant memory."""

from __future__ import annotations

import json
import re
import tempfile
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.core.errors import RowProblem, UnusableInput
from gonggang.exchange.tables import Table
from gonggang.registers.blocks import Block
from gonggang.registers.catalogue import Register
from gonggang.registers.csv_rows import CsvRows, find_heading
from gonggang.registers.digests import file_digest
from gonggang.registers.lines import LineReader
from gonggang.registers.normalise import Normaliser, stored_schema
from gonggang.registers.parquet_rows import ParquetRows
from gonggang.registers.workbook_rows import open_workbook

METADATA_KEY: Final = "gonggang"

_PARQUET_MARK: Final = b"PAR1"
_WORKBOOK_MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORKBOOK_SUFFIXES: Final = (".xlsx", ".xls", ".xlsm", ".et", ".ods")
_DATED_NAME: Final = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])(?:[-_.月]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of one register file.

    `rejected` and `warnings` list at most the first 10,000 rows; the counts beside them are complete.
    `as_of` is the day to which the register speaks, `as_of_from` how that is known: `file_name`,
    `latest_fact` or `given`.
    """

    kind: str
    label: str
    path: Path
    source_file: str
    digest: str
    rows_total: int
    rows_accepted: int
    rejected: list[RowProblem]
    rejected_count: int
    rejected_by_reason: dict[str, int]
    warnings: list[RowProblem]
    warnings_count: int
    as_of: date
    as_of_from: str
    months: dict[str, list[date]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The result of one file as `import` and `load` print it."""
        return {
            "file": self.source_file,
            "kind": self.kind,
            "rows_total": self.rows_total,
            "rows_accepted": self.rows_accepted,
            "rejected": [problem.as_json() for problem in self.rejected],
            "warnings": [problem.as_json() for problem in self.warnings],
            "rejected_count": self.rejected_count,
            "as_of": self.as_of.isoformat(),
            "as_of_from": self.as_of_from,
        }


def take_in(
    path: Path,
    *,
    out_dir: Path,
    as_of: date,
    kind: str | None = None,
    source_file: str | None = None,
    progress: Progress | None = None,
) -> IntakeResult:
    """Normalises a register file (CSV, workbook, Parquet) into `out_dir`, as `<kind>-<digest>.parquet`.

    The register is recognised by its heading, or is `kind`. `as_of` is the day on which the file was handed
    over: nobody is born after it. `progress` is told the rows seen so far. Taking the same file in again
    gives the same Parquet. Raises UnusableInput, with nothing written, for a file that is no register or
    cannot be used as one.
    """
    result = try_take_in(
        path, out_dir=out_dir, as_of=as_of, kind=kind, source_file=source_file, progress=progress
    )
    if result is None:
        raise UnusableInput(
            f"{path.name} 里找不到任何一种比对数据的表头：请核对列名，或用 --register 指明是哪一种。"
        )
    return result


def try_take_in(
    path: Path,
    *,
    out_dir: Path,
    as_of: date,
    kind: str | None = None,
    source_file: str | None = None,
    tables: Sequence[Table] | None = None,
    progress: Progress | None = None,
) -> IntakeResult | None:
    """As `take_in`, but None for a readable file whose heading is not that of a register.

    `tables` are those of a workbook that has been read already.
    """
    name = source_file or path.name
    out_dir.mkdir(parents=True, exist_ok=True)
    told = date_of_file_name(name)
    with _open(path, kind, tables) as opened:
        if opened is None:
            return None
        source = _Intake(out_dir, opened, name, as_of, progress)
        try:
            return source.run(as_of, told)
        finally:
            source.clean_up()


def kind_of(path: Path) -> str | None:
    """The kind of register whose heading a file has, or None; reads no more of it than it needs.

    Raises UnusableInput as `take_in` does.
    """
    with _open(path, None) as opened:
        return opened.register.kind if opened else None


def date_of_file_name(name: str) -> date | None:
    """The day that a file name tells: `…_202405.csv` is the last of May 2024, `…2024-05-10…` that day."""
    found = _DATED_NAME.search(name)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    last = monthrange(year, month)[1]
    return date(year, month, min(int(found[3]), last) if found[3] else last)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one sheet (or of the whole file, `sheet` being None)."""

    sheet: str | None
    blocks: Iterable[Block]


@dataclass(frozen=True, slots=True)
class Opened:
    """A register file that has been recognised; `digest` may be asked once every block has been read."""

    register: Register
    parts: list[Part]
    digest: Callable[[], str]


def is_workbook(path: Path) -> bool:
    """Whether a file is read in the limited child: by its first bytes, or by its name."""
    return _mark_of(path) in _WORKBOOK_MARKS or path.suffix.lower() in _WORKBOOK_SUFFIXES


def _mark_of(path: Path) -> bytes:
    """The first bytes of a file; raises UnusableInput when it is empty or cannot be opened."""
    try:
        with path.open("rb") as source:
            mark = source.read(4)
    except OSError as error:
        raise UnusableInput(f"打不开 {path.name}：请核对路径和权限。") from error
    if not mark:
        raise UnusableInput(f"{path.name} 是空文件：请重新导出后再试。")
    return mark


@contextmanager
def _open(path: Path, kind: str | None, tables: Sequence[Table] | None = None) -> Iterator[Opened | None]:
    mark = _mark_of(path)
    if mark == _PARQUET_MARK:
        yield from _open_parquet(path, kind)
    elif is_workbook(path):
        opened = open_workbook(path, kind, tables)
        if opened is None:
            yield None
        else:
            register, sheets = opened
            parts = [Part(sheet, blocks) for sheet, blocks in sheets]
            yield Opened(register, parts, lambda: file_digest(path))
    else:
        yield from _open_csv(path, kind)


def _open_parquet(path: Path, kind: str | None) -> Iterator[Opened | None]:
    rows = ParquetRows(path, kind)
    try:
        if rows.register is None:
            yield None
        else:
            yield Opened(rows.register, [Part(None, rows.blocks())], lambda: file_digest(path))
    finally:
        rows.close()


def _open_csv(path: Path, kind: str | None) -> Iterator[Opened | None]:
    with LineReader(path) as reader:
        heading = find_heading(reader, kind)
        if heading is None:
            if not reader.certain:
                raise UnusableInput(
                    f"{path.name} 的文字编码认不出来：请另存为 UTF-8 或 GB18030（ANSI）的 CSV 后再试。"
                )
            yield None
        else:
            blocks = CsvRows(reader, heading).blocks()
            yield Opened(heading.register, [Part(None, blocks)], reader.digest.hexdigest)


class _Intake:
    """Writes one register file; nothing stands under its final name before it is whole."""

    def __init__(
        self, out_dir: Path, opened: Opened, source_file: str, born_until: date, progress: Progress | None
    ) -> None:
        self._out_dir = out_dir
        self._opened = opened
        self._source_file = source_file
        self._progress = progress
        self._schema = stored_schema(opened.register)
        self._normalisers = [
            Normaliser(opened.register, self._named(part), born_until, part.sheet) for part in opened.parts
        ]
        handle, name = tempfile.mkstemp(prefix=".intake-", suffix=".part", dir=out_dir)
        self._part = Path(name)
        self._sink = open(handle, "wb")  # noqa: SIM115 - closed by run or clean_up

    def _named(self, part: Part) -> str:
        """Rows of a workbook with several sheets of the register are told apart by the sheet's name."""
        return f"{self._source_file}[{part.sheet}]" if len(self._opened.parts) > 1 else self._source_file

    def run(self, as_of: date, told: date | None) -> IntakeResult:
        """Writes every row and gives the file its name."""
        register = self._opened.register
        coded = [field.name for field in self._schema if pa.types.is_dictionary(field.type)]
        with pq.ParquetWriter(self._sink, self._schema, compression="snappy", use_dictionary=coded) as writer:
            for part, normaliser in zip(self._opened.parts, self._normalisers, strict=True):
                for block in part.blocks:
                    batch = normaliser.take(block)
                    if batch.num_rows:
                        writer.write_table(pa.Table.from_batches([batch]), row_group_size=batch.num_rows)
                    if self._progress:
                        self._progress(sum(one.rows_total for one in self._normalisers))
            digest = self._opened.digest()
            day, day_from = self._as_of(as_of, told)
            result = self._result(self._out_dir / f"{register.kind}-{digest}.parquet", digest, day, day_from)
            writer.add_key_value_metadata(metadata_of(result))
        self._sink.close()
        self._part.replace(result.path)
        return result

    def clean_up(self) -> None:
        """Takes away what a failed run left."""
        self._sink.close()
        self._part.unlink(missing_ok=True)

    def _as_of(self, given: date, told: date | None) -> tuple[date, str]:
        if told:
            return told, "file_name"
        facts = [day for one in self._normalisers for day in one.latest.values() if day <= given]
        return (max(facts), "latest_fact") if facts else (given, "given")

    def _result(self, parquet: Path, digest: str, as_of: date, as_of_from: str) -> IntakeResult:
        each = self._normalisers
        months: dict[str, set[date]] = {}
        reasons: dict[str, int] = {}
        for one in each:
            for name, days in one.months.items():
                months.setdefault(name, set()).update(days)
            for reason, count in one.rejected.by_reason.items():
                reasons[reason] = reasons.get(reason, 0) + count
        return IntakeResult(
            kind=self._opened.register.kind,
            label=self._opened.register.label,
            path=parquet,
            source_file=self._source_file,
            digest=digest,
            rows_total=sum(one.rows_total for one in each),
            rows_accepted=sum(one.rows_accepted for one in each),
            rejected=[problem for one in each for problem in one.rejected.listed],
            rejected_count=sum(one.rejected.count for one in each),
            rejected_by_reason=dict(sorted(reasons.items())),
            warnings=[problem for one in each for problem in one.warnings.listed],
            warnings_count=sum(one.warnings.count for one in each),
            as_of=as_of,
            as_of_from=as_of_from,
            months={name: sorted(days) for name, days in sorted(months.items())},
        )


def metadata_of(result: IntakeResult) -> dict[str, str]:
    """What a Parquet file says of itself, so that a comparison needs nothing beside it."""
    said = {
        "kind": result.kind,
        "source_file": result.source_file,
        "digest": result.digest,
        "as_of": result.as_of.isoformat(),
        "as_of_from": result.as_of_from,
        "rows_total": result.rows_total,
        "rows_accepted": result.rows_accepted,
        "rejected_by_reason": result.rejected_by_reason,
        "months": {name: [day.isoformat() for day in days] for name, days in result.months.items()},
    }
    return {METADATA_KEY: json.dumps(said, ensure_ascii=False)}
