"""What a rule found about a case, as one value that a screen can show and a record can keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["met", "not_met", "to_verify"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition of the policy, judged.

    `to_verify` means that a person must decide and that nothing is done until then. `clause` is a row of
    `clauses.yaml`, `facts` are the values that were judged, `sentence` is one Chinese sentence for officers.
    """

    verdict: Verdict
    clause: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def needs_a_person(self) -> bool:
        """Whether a person must decide."""
        return self.verdict == "to_verify"
