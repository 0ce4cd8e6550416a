"""Which kinds of institutions a department keeps (clauses 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from gonggang.bridging.rules.words import INSTITUTION_KINDS

# Civil affairs registers private non-profit units and keeps homes for the aged; the federation keeps rukang homes.
_KEPT: Final = {
    "civil_affairs": frozenset({"elderly_care", "medical_care", "disabled_care"}),
    "disabled_federation": frozenset({"disabled_care", "rukang_home", "community_micro_workshop"}),
}


def kinds_kept_by(roles: Collection[str]) -> frozenset[str]:
    """The kinds that somebody may take down; whoever is not of one of the two departments only keeps all of them."""
    if set(roles) - set(_KEPT):
        return frozenset(INSTITUTION_KINDS)
    return frozenset().union(*(_KEPT[role] for role in roles if role in _KEPT))
