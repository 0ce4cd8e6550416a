"""What is written to a log or a terminal when something goes wrong has no number of a person in it (clause X4)."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from gonggang.core.masks import mask_numbers


class MaskingFormatter(logging.Formatter):
    """Masks the whole line: the message, its arguments, the exception and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be kept."""
        return mask_numbers(super().format(record))


def mask_tracebacks() -> None:
    """From now on an exception that ends this process is printed masked as well."""
    sys.excepthook = _print_masked


def _print_masked(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(mask_numbers("".join(traceback.format_exception(kind, error, trace))))
