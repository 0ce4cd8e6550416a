"""The rules of bridging posts: whom they are for, who fits what, what an employer may apply for."""

from gonggang.bridging.rules.insurance import InsuranceSubsidyFlag, insurance_subsidy_flag
from gonggang.bridging.rules.leaving import BridgingCandidate, bridging_candidate
from gonggang.bridging.rules.matching import (
    ORDER,
    BridgingMatch,
    Factor,
    Leaver,
    Vacancy,
    bridging_match,
    distance,
    ranked_leavers,
    ranked_vacancies,
)

__all__ = [
    "ORDER",
    "BridgingCandidate",
    "BridgingMatch",
    "Factor",
    "InsuranceSubsidyFlag",
    "Leaver",
    "Vacancy",
    "bridging_candidate",
    "bridging_match",
    "distance",
    "insurance_subsidy_flag",
    "ranked_leavers",
    "ranked_vacancies",
]
