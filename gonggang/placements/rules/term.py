"""How long a placement may last: the end of the subsidy term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gonggang.core.dates import add_months


@dataclass(frozen=True, slots=True)
class TermEnd:
    """`ends` is the first day outside the term, `last_day` the last one inside."""

    verdict: Literal["ok", "to_verify", "refused"]
    ends: date | None
    last_day: date | None


def term_end(
    begins: date | None, term_months: int | None, transfers: Sequence[date], transfer_resets: bool
) -> TermEnd:
    """The end of the subsidy term that began on a day (clauses 12.2, 3.5 and 19.4).

    A month without that day ends the term on its last day. A transfer between posts leaves the term running
    unless `transfer_resets`; then it is counted from the latest start. A term of no months is refused.
    """
    if begins is None or term_months is None:
        return TermEnd("to_verify", None, None)
    if term_months <= 0:
        return TermEnd("refused", None, None)
    counted_from = max((begins, *transfers)) if transfer_resets else begins
    ends = add_months(counted_from, term_months)
    return TermEnd("ok", ends, ends - timedelta(days=1))
