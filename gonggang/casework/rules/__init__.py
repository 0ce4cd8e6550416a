"""Pure rules of casework: what kinds of case there are, which step may follow which, and how pressing a case is."""

from gonggang.casework.rules.due import Light, days_late, due_light
from gonggang.casework.rules.evidence import FileProblem, check_file
from gonggang.casework.rules.kinds import KINDS, Kind, Outcome, kind_of, responsible_place
from gonggang.casework.rules.steps import CLOSED, STEPS, Status, Verb, WhoActs, after, allowed, who_acts

__all__ = [
    "CLOSED",
    "KINDS",
    "STEPS",
    "FileProblem",
    "Kind",
    "Light",
    "Outcome",
    "Status",
    "Verb",
    "WhoActs",
    "after",
    "allowed",
    "check_file",
    "days_late",
    "due_light",
    "kind_of",
    "responsible_place",
    "who_acts",
]
