"""What every reader of register files hands on: blocks of rows, by column, with visible row numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gonggang.core.text import drop_invisible

_NOTE: Final = re.compile(
    r"^(合计|总计|小计|共计|总人数|填报人|填表人|制表人|审核人|负责人|经办人|填报单位|制表单位|填报日期|填报时间|联系电话"
    r"|单位负责人|图例|说明[:：]|备注[:：]|注[:：])"
)


@dataclass(slots=True)
class Block:
    """Rows of a register file.

    `rows` are the numbers that a person sees (first line is 1); `cells` holds per field one Arrow column of
    bytes in `encoding`, text, or typed values; `first_cells` the file's first column where no declared field
    stands there. `refused` are rows that the reader itself could not part into cells: (row, reason).
    """

    rows: npt.NDArray[np.int64]
    cells: dict[str, pa.Array]
    encoding: str = "utf-8"
    first_cells: pa.Array | None = None
    refused: list[tuple[int, str]] = field(default_factory=list)


def is_note(cells: Sequence[str | None]) -> bool:
    """Whether a line is blank, a total or a signature line and so not a data row."""
    for cell in cells:
        text = drop_invisible(cell or "")
        if text:
            return bool(_NOTE.match(text))
    return True
