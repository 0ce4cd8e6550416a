"""Writes on recruitment, one noun a module; the names here are those of before."""

from gonggang.recruitment.actions.lists import ApplicationEntry, take_over
from gonggang.recruitment.actions.old_cases import DATE_FIELDS, ProcedureDates, keep_old_procedures
from gonggang.recruitment.actions.refusals import RecruitmentRefused, Refused

__all__ = [
    "DATE_FIELDS",
    "ApplicationEntry",
    "ProcedureDates",
    "RecruitmentRefused",
    "Refused",
    "keep_old_procedures",
    "take_over",
]
