"""Reads of recruitment for other rooms and for the desk, one noun a module."""

from gonggang.recruitment.queries.applications import (
    StageState,
    application_of,
    applications,
    applications_in,
    listed,
    stage_bar,
    stage_bars,
)
from gonggang.recruitment.queries.old_cases import PersonDefect, Ranked, procedure_defects, rankings
from gonggang.recruitment.queries.rounds import (
    applied,
    offered,
    owned_round,
    places_promised,
    round_of,
    round_posts,
    rounds,
)
from gonggang.recruitment.relatives import FoundRelative, undeclared_relatives

__all__ = [
    "FoundRelative",
    "PersonDefect",
    "Ranked",
    "StageState",
    "application_of",
    "applications",
    "applications_in",
    "applied",
    "listed",
    "offered",
    "owned_round",
    "places_promised",
    "procedure_defects",
    "rankings",
    "round_of",
    "round_posts",
    "rounds",
    "stage_bar",
    "stage_bars",
    "undeclared_relatives",
]
