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

from gonggang.core.errors import UnusableInput

ENGINES: Final = ("duckdb", "spark")


class Backend(Protocol):
    """What the comparison asks of an engine."""

    def read(self, name: str, paths: Sequence[Path]) -> ir.Table:
        """The rows of Parquet files under a name."""

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

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        kept: ir.Table = self._connection.create_table(name, table, temp=True)
        return kept

    def fetch(self, table: ir.Table) -> pa.Table:
        return self._connection.to_pyarrow(table)


class _Spark:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def read(self, name: str, paths: Sequence[Path]) -> ir.Table:
        frame = self._connection._session.read.parquet(*[str(path) for path in paths])
        frame.createOrReplaceTempView(name)
        table: ir.Table = self._connection.table(name)
        return table

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        frame = self._connection._session.sql(ibis.to_sql(table, dialect="pyspark")).cache()
        frame.createOrReplaceTempView(name)
        kept: ir.Table = self._connection.table(name)
        return kept

    def fetch(self, table: ir.Table) -> pa.Table:
        return self._connection.to_pyarrow(table)


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

    session = (
        SparkSession.builder.appName("gonggang screening")
        .master(f"local[{threads or '*'}]")
        .config("spark.driver.memory", memory_limit.lower().removesuffix("b"))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        yield _Spark(ibis.pyspark.connect(session))
    finally:
        session.stop()
