"""A month against the month before: each placement has one reason why what may be paid is another sum (clause 13.7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Why = Literal["new", "caught_up", "left", "not_computed", "held", "released", "rate", "days"]
WHYS: Final[tuple[Why, ...]] = (
    "new", "caught_up", "left", "not_computed", "held", "released", "rate", "days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What a line of a month says; `payable_fen` is nought while it is held."""

    placement_id: int
    person_id: int
    village_code: int
    standard_fen: int | None
    actual_days: int
    amount_fen: int
    held: bool

    @property
    def payable_fen(self) -> int:
        return 0 if self.held else self.amount_fen


@dataclass(frozen=True, slots=True)
class Difference:
    """One placement whose payable sum differs, with both lines and the change in fen."""

    why: Why
    before: PaidLine | None
    now: PaidLine | None

    @property
    def fen(self) -> int:
        return (self.now.payable_fen if self.now else 0) - (self.before.payable_fen if self.before else 0)

    @property
    def lines(self) -> int:
        """How many payable lines more or fewer there are for it: 1, 0 or -1."""
        return int(self.now is not None and not self.now.held) - int(
            self.before is not None and not self.before.held
        )


def differences(
    before: Mapping[int, PaidLine],
    now: Mapping[int, PaidLine],
    *,
    still_in_post: Collection[int],
    began_before: Collection[int],
) -> list[Difference]:
    """The placements whose payable sum or line differs; with what stayed the same they make up the whole change.

    `still_in_post` are the placements alive this month, `began_before` those that began before it.
    """
    found = []
    for placement in sorted({*before, *now}):
        old, new = before.get(placement), now.get(placement)
        if old is None and new is not None:
            if not new.held:
                found.append(Difference("caught_up" if placement in began_before else "new", None, new))
            continue
        if new is None and old is not None:
            if not old.held:
                found.append(Difference("not_computed" if placement in still_in_post else "left", old, None))
            continue
        if old is None or new is None or (old.held and new.held):
            continue
        if old.held != new.held:
            found.append(Difference("held" if new.held else "released", old, new))
        elif old.payable_fen != new.payable_fen:
            found.append(Difference("rate" if old.standard_fen != new.standard_fen else "days", old, new))
    return found
