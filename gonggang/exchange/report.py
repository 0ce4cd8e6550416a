"""What an import says about one file, in the form that the command line prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gonggang.core.errors import RowProblem
from gonggang.exchange.parsed import ParsedFile


@dataclass(slots=True)
class FileReport:
    """One file: how many data rows, how many went in, every other one with its reason.

    `extra` holds further facts for the document, such as `ignored_columns` and `skipped_sheets`.
    """

    file: str
    kind: str
    rows_total: int = 0
    rows_accepted: int = 0
    rejected: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, parsed: ParsedFile) -> FileReport:
        """The report of a parsed file before the room has done anything with it."""
        extra: dict[str, Any] = {}
        if parsed.extra:
            extra["ignored_columns"] = list(parsed.extra)
        if parsed.skipped:
            extra["skipped_sheets"] = list(parsed.skipped)
        return cls(
            file=file,
            kind=parsed.kind,
            rows_total=parsed.rows_total,
            rows_accepted=len(parsed.rows),
            rejected=list(parsed.rejected),
            warnings=list(parsed.warnings),
            extra=extra,
        )

    def as_json(self) -> dict[str, Any]:
        """The report as the JSON of `gonggang import`; further facts stand beside the fixed keys."""
        return {
            "file": self.file,
            "kind": self.kind,
            "rows_total": self.rows_total,
            "rows_accepted": self.rows_accepted,
            "rejected": [problem.as_json() for problem in self.rejected],
            "warnings": [problem.as_json() for problem in self.warnings],
            **self.extra,
        }
