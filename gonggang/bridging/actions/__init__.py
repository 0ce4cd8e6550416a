"""Writes on bridging posts, by what is done to them."""

from gonggang.bridging.actions.institutions import (
    InstitutionEntry,
    change_from_file,
    close_institution,
    contact_of,
    edit_institution,
    institution_problems,
    opened,
    register_institution,
)
from gonggang.bridging.actions.openings import (
    OpeningEntry,
    close_opening,
    edit_opening,
    offer,
    opening_problems,
)
from gonggang.bridging.actions.referrals import (
    answer,
    follow_up,
    propose,
    record_outcome,
    refer,
    withdraw,
)
from gonggang.bridging.actions.refusals import BridgingRefused, refusal_of
from gonggang.bridging.actions.wishes import WishEntry, record_wish

__all__ = [
    "BridgingRefused",
    "InstitutionEntry",
    "OpeningEntry",
    "WishEntry",
    "answer",
    "change_from_file",
    "close_institution",
    "close_opening",
    "contact_of",
    "edit_institution",
    "edit_opening",
    "follow_up",
    "institution_problems",
    "offer",
    "opened",
    "opening_problems",
    "propose",
    "record_outcome",
    "record_wish",
    "refer",
    "refusal_of",
    "register_institution",
    "withdraw",
]
