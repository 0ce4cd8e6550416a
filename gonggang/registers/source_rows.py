"""One row of a register as it was received: for whoever must see what a hit rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds

from gonggang.core.masks import mask
from gonggang.core.national_id import id_from_key
from gonggang.registers.catalogue import REGISTERS, Holds
from gonggang.registers.models import RegisterBatch


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a register file: its columns by title, identity numbers masked, and what the file is."""

    label: str
    department: str
    file_name: str
    digest: str
    as_of: date
    row: int
    values: dict[str, str | None]


def source_row(kind: str, file_name: str, row: int, person_key: int) -> SourceRow | None:
    """The row of a person in a file of a register, by the row number that people see; None when it is gone.

    `person_key` is the 17-digit key of the identity number. Of two files of that name the newer one counts.
    """
    register = REGISTERS.get(kind)
    rows = RegisterBatch.objects.filter(kind=kind, file_name=file_name).order_by("-in_use", "-pk")
    for batch in rows if register is not None else ():
        if register is None or not Path(batch.path).exists():
            continue
        wanted = (pc.field("person_key") == person_key) & (pc.field("source_row") == row)
        found = ds.dataset(batch.path, format="parquet").to_table(filter=wanted).to_pylist()
        if not found:
            continue
        values: dict[str, str | None] = {}
        for column in register.columns:
            value = found[0].get(column.field)
            if value is None:
                values[column.title] = None
            elif column.holds in (Holds.IDENTITY, Holds.OTHER_IDENTITY):
                values[column.title] = mask("id_number", id_from_key(value))
            elif column.holds is Holds.MONTH:
                values[column.title] = f"{value:%Y-%m}"
            else:
                values[column.title] = str(value)
        return SourceRow(
            register.label, register.department, batch.file_name, batch.digest, batch.as_of, row, values
        )
    return None
