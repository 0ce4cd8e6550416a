"""The two ways in which what people hand over can be wrong: a whole input, or one row of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class UnusableInput(Exception):
    """An input or argument that cannot be used at all; nothing has been changed.

    The message is one Chinese sentence that says where, what and what to do next.
    Commands print it on standard error and exit with status 2.
    """


class FormRefused(UnusableInput):
    """What a form cannot take; `problems` says by field what is wrong and how to mend it ("" is the whole form)."""

    def __init__(self, problems: Mapping[str, str] | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else dict(problems)
        super().__init__("；".join(self.problems.values()))


class WorkFailed(Exception):
    """Work that was accepted and could not be finished; the message is one Chinese sentence.

    Commands print it on standard error and exit with status 1.
    """


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One refused (or doubtful) row of a file.

    `row` is the number a person sees in the spreadsheet or editor (first line is 1); `sheet` is None for CSV.
    `reason` is a stable code such as `bad_check_digit`; `message` is one Chinese sentence, cause and cure.
    """

    sheet: str | None
    row: int
    column: str | None
    reason: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "reason": self.reason,
            "message": self.message,
        }
