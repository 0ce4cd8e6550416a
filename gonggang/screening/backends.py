"""The two engines that run the same expressions: DuckDB on this machine, Spark on a cluster."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.core.errors import UnusableInput

ENGINES: Final = ("duckdb", "spark")
MASTER_VARIABLE: Final = "GONGGANG_SPARK_MASTER"  # a cluster's address; without it Spark runs on this machine


class Backend(Protocol):
    """What the comparison asks of an engine."""

    def read(self, name: str, paths: Sequence[Path]) -> ir.Table:
        """The rows of Parquet files under a name."""

    def load(self, table: pa.Table) -> ir.Table:
        """The rows of an Arrow table."""

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """A table that is read more than once, computed once."""

    def fetch(self, table: ir.Table) -> pa.Table:
        """The rows of a table as Arrow."""


class _DuckDb:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def read(self, name: str, paths: Sequence[Path]) -> ir.Table:
        table: ir.Table = self._connection.read_parquet([str(path) for path in paths], table_name=name)
        return table

    def load(self, table: pa.Table) -> ir.Table:
        return ibis.memtable(table)

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        kept: ir.Table = self._connection.create_table(name, table, temp=True)
        return kept

    def fetch(self, table: ir.Table) -> pa.Table:
        return self._connection.to_pyarrow(table)


class _Spark:
    """Ibis gives tables to Spark by way of pandas, where a blank text becomes the word NaN: Parquet instead."""

    def __init__(self, session: Any, folder: Path) -> None:
        self._session = session
        self._connection = ibis.pyspark.connect(session)
        self._folder = folder
        self._loaded = 0

    def read(self, name: str, paths: Sequence[Path]) -> ir.Table:
        self._session.read.parquet(*[str(path) for path in paths]).createOrReplaceTempView(name)
        table: ir.Table = self._connection.table(name)
        return table

    def load(self, table: pa.Table) -> ir.Table:
        self._loaded += 1
        path = self._folder / f"loaded_{self._loaded}.parquet"
        pq.write_table(table, path)
        return self.read(path.stem, [path])

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        self._frame(table).cache().createOrReplaceTempView(name)
        kept: ir.Table = self._connection.table(name)
        return kept

    def fetch(self, table: ir.Table) -> pa.Table:
        return self._frame(table).toArrow()

    def _frame(self, table: ir.Table) -> Any:
        return self._session.sql(ibis.to_sql(table, dialect="pyspark"))


def refuse_unknown_engine(engine: str) -> None:
    """Raises UnusableInput for an engine that does not exist, or is Spark and not installed."""
    if engine not in ENGINES:
        raise UnusableInput(f"没有“{engine}”这种比对引擎：可用 {'、'.join(ENGINES)}。")
    if engine == "spark" and importlib.util.find_spec("pyspark") is None:
        raise UnusableInput(
            "没有安装 Spark：请运行 pip install 'gonggang[spark]'（并装好 Java 17）后再用 --engine spark。"
        )


@contextmanager
def open_backend(engine: str, memory_limit: str, threads: int | None) -> Iterator[Backend]:
    """An engine with its memory limit (such as `1GB`); what does not fit spills to a folder, removed after.

    Raises UnusableInput for an unknown engine, and for Spark where it is not installed.
    """
    refuse_unknown_engine(engine)
    if engine == "duckdb":
        yield from _open_duckdb(memory_limit, threads)
    else:
        yield from _open_spark(memory_limit, threads)


def _open_duckdb(memory_limit: str, threads: int | None) -> Iterator[Backend]:
    with tempfile.TemporaryDirectory(prefix="gonggang-screening-") as spill:
        connection = ibis.duckdb.connect(
            memory_limit=memory_limit,
            temp_directory=spill,
            threads=threads or os.cpu_count() or 1,
            preserve_insertion_order=False,
        )
        try:
            yield _DuckDb(connection)
        finally:
            connection.disconnect()


def _open_spark(memory_limit: str, threads: int | None) -> Iterator[Backend]:
    from pyspark.sql import SparkSession

    cores = threads or os.cpu_count() or 1
    session = (
        SparkSession.builder.appName("gonggang screening")
        .master(os.environ.get(MASTER_VARIABLE, f"local[{cores}]"))
        .config("spark.driver.memory", memory_limit.lower().removesuffix("b"))
        .config("spark.sql.shuffle.partitions", str(2 * cores))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory(prefix="gonggang-screening-") as folder:
        try:
            yield _Spark(session, Path(folder))
        finally:
            session.stop()
