"""Reads of recruitment for other rooms and for the desk, one noun a module."""

from gonggang.recruitment.queries.applications import (
    StageState,
    application_of,
    applications,
    applications_in,
    family_of,
    kin_of,
    listed,
    masked_name,
    material_of,
    materials_of,
    returns_of,
    stage_bar,
    stage_bars,
)
from gonggang.recruitment.queries.eligibility import Eligibility, eligibility_of
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
    "Eligibility",
    "FoundRelative",
    "PersonDefect",
    "Ranked",
    "StageState",
    "application_of",
    "applications",
    "applications_in",
    "applied",
    "eligibility_of",
    "family_of",
    "kin_of",
    "listed",
    "masked_name",
    "material_of",
    "materials_of",
    "offered",
    "owned_round",
    "places_promised",
    "procedure_defects",
    "rankings",
    "returns_of",
    "round_of",
    "round_posts",
    "rounds",
    "stage_bar",
    "stage_bars",
    "undeclared_relatives",
]
