"""The rules of bringing someone into a post: notice, order of stages, priority, relatives of officials."""

from gonggang.recruitment.rules.kinship import Kinship, kinship_needs_filing
from gonggang.recruitment.rules.notice import NoticePeriodEnd, earliest_notice_end, notice_period_end
from gonggang.recruitment.rules.priority import Candidate, PriorityOrder, priority_order
from gonggang.recruitment.rules.procedure import (
    FILING_CHAIN,
    ORDINARY_CHAIN,
    STAGES,
    Defect,
    ProcedureOrder,
    procedure_defects,
    procedure_order,
)

__all__ = [
    "FILING_CHAIN",
    "ORDINARY_CHAIN",
    "STAGES",
    "Candidate",
    "Defect",
    "Kinship",
    "NoticePeriodEnd",
    "PriorityOrder",
    "ProcedureOrder",
    "earliest_notice_end",
    "kinship_needs_filing",
    "notice_period_end",
    "priority_order",
    "procedure_defects",
    "procedure_order",
]
