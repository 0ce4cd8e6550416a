"""The reference model: what may happen to applications, as simply as it can be said, without any table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

ORDINARY: Final = (
    "announcement", "application", "democratic_appraisal", "public_notice", "county_approval", "agreement",
    "induction_training", "onboarding",
)  # fmt: skip
FILED: Final = (
    "announcement", "kinship_declaration", "application", "democratic_appraisal", "public_notice",
    "township_study", "county_filing", "county_approval", "agreement", "induction_training", "onboarding",
)  # fmt: skip
CHAINS: Final = {"ordinary": ORDINARY, "filed": FILED}
FIXED: Final = frozenset({"announcement", "kinship_declaration", "application"})
TOLD_FIRST: Final = frozenset({"refused", "not_chosen", "objection_upheld"})


@dataclass
class Case:
    """One application. `fixed` are the days that its papers say; `objections` are open, upheld or not by number."""

    base: str
    fixed: dict[str, date]
    done: dict[str, date] = field(default_factory=dict)
    closed: str = ""
    returned: date | None = None
    objections: dict[int, str] = field(default_factory=dict)
    notice_posted: bool = False
    settled_on: date | None = None
    study: int | None = None

    @property
    def next(self) -> str | None:
        return next((stage for stage in CHAINS[self.base] if stage not in self.done), None)

    def may_finish(
        self, stage: str, on: date, today: date, proof_day: date | None, study: int | None = None
    ) -> bool:
        """`proof_day` is the day that the proof has; None without a proof of its own (or for what needs none).

        A filing names the study on which it rests: it must be the one of this case.
        """
        if stage == "county_filing" and study != self.study:
            return False
        if stage not in CHAINS[self.base] or stage != self.next or self.closed:
            return False
        if "open" in self.objections.values() or "upheld" in self.objections.values():
            return False
        if self.returned is not None and stage not in FIXED:
            return False
        if on > today or any(on < earlier for earlier in self.done.values()):
            return False
        wanted = self.fixed.get(stage) if stage in FIXED else proof_day
        if stage == "county_approval":
            return True
        return wanted is not None and on == wanted

    def finish(self, stage: str, on: date) -> None:
        self.done[stage] = on

    def may_object(self) -> bool:
        """While or after the notice, and not once the county has approved."""
        return self.notice_posted and "county_approval" not in self.done

    def may_close(self, kind: str, *, told: bool) -> bool:
        if self.closed:
            return False
        if kind in TOLD_FIRST and not told:
            return False
        return (kind == "started") == ("onboarding" in self.done)
