"""Reads of bridging posts, by what is read. Whether an officer may see a record is for the caller to say."""

from __future__ import annotations

from gonggang.bridging.models import Institution, Opening, Referral
from gonggang.bridging.queries.facts import (
    age_counting,
    leaver_facts,
    newest_wishes,
    retirement_days,
    vacancy_of,
)
from gonggang.bridging.queries.figures import PlaceFigures, figures_below, referral_condition
from gonggang.bridging.queries.follow_ups import FollowUpDue, follow_up_months, follow_ups_due, follow_ups_of
from gonggang.bridging.queries.lists import (
    IN_PROGRESS,
    SETTLED,
    STEPS,
    institutions,
    leavers,
    openings,
    referrals,
    taking,
    window,
    with_steps,
)
from gonggang.bridging.queries.matches import (
    LeaverMatched,
    OpeningMatched,
    candidate_of,
    leavers_for,
    openings_for,
)


def institution_of(institution_id: int) -> Institution | None:
    """One institution."""
    return Institution.objects.filter(pk=institution_id).first() if 0 < institution_id < 2**63 else None


def opening_of(opening_id: int) -> Opening | None:
    """One opening with its institution."""
    rows = Opening.objects.select_related("institution")
    return rows.filter(pk=opening_id).first() if 0 < opening_id < 2**63 else None


def referral_of(referral_id: int) -> Referral | None:
    """One referral with its person, opening and institution."""
    rows = Referral.objects.select_related(
        "person", "opening__institution", "warning__placement__post", "insurance", "officer", "wish"
    )
    return rows.filter(pk=referral_id).first() if 0 < referral_id < 2**63 else None


__all__ = [
    "IN_PROGRESS", "SETTLED", "STEPS", "FollowUpDue", "LeaverMatched", "OpeningMatched", "PlaceFigures",
    "age_counting", "candidate_of", "figures_below", "follow_up_months", "follow_ups_due", "follow_ups_of",
    "institution_of",
    "institutions", "leaver_facts", "leavers", "leavers_for", "newest_wishes", "opening_of", "openings",
    "openings_for", "referral_condition", "referral_of", "referrals", "retirement_days", "taking", "vacancy_of",
    "window", "with_steps",
]  # fmt: skip
