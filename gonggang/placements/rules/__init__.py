"""The rules of placements: how long the subsidy term runs, and who may be placed a second time."""

from gonggang.placements.rules.second import PlacementKind, SecondPlacement, second_placement_allowed
from gonggang.placements.rules.term import TermEnd, term_end

__all__ = [
    "PlacementKind",
    "SecondPlacement",
    "TermEnd",
    "second_placement_allowed",
    "term_end",
]
