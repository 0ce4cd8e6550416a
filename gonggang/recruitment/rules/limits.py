"""Which numbers of the procedure a county may hold tighter, and which of two is the tighter one (clause 6.3)."""

from __future__ import annotations

from typing import Final

# Tighter is more: days that a notice hangs, people who must come and agree, days within which one may appeal.
LONGER: Final = frozenset(
    (
        "announcement_days_min",
        "appraisal_pass_percent",
        "appraisal_quorum_percent",
        "notice_min_days",
        "review_appeal_days",
    )
)
# Tighter is less: days for an office to answer, days that a comparison counts, months of an agreement.
SHORTER: Final = frozenset(
    ("joint_review_days", "notification_days", "pre_screening_valid_days", "rural_agreement_months_max")
)
NAMES: Final = LONGER | SHORTER


def tighter(name: str, value: int, than: int | None) -> bool:
    """Whether a county's number asks for more than the wider one; where nobody has entered one, any number does.

    Raises KeyError for a parameter that counties do not hold themselves.
    """
    if name not in NAMES:
        raise KeyError(name)
    if than is None:
        return True
    return value > than if name in LONGER else value < than


def tightest(name: str, wider: int | None, own: int | None) -> int | None:
    """The number that holds: the tighter of the two, so that a county's never loosens what the province sets later."""
    if own is None or wider is None:
        return wider if own is None else own
    return own if tighter(name, own, wider) else wider
