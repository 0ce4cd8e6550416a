"""The tables of recruitment, one noun a module."""

from gonggang.recruitment.models.applications import (
    Appeal,
    Application,
    Closing,
    Delivery,
    Material,
    Notification,
    Return,
)
from gonggang.recruitment.models.appraisal import (
    AppraisalMeeting,
    AppraisalVote,
    MeetingMember,
    MeetingPhoto,
)
from gonggang.recruitment.models.checks import SpotCheck, SpotCheckItem
from gonggang.recruitment.models.limits import CountyLimit
from gonggang.recruitment.models.notices import NoticeEntry, Objection, PublicNotice
from gonggang.recruitment.models.old_cases import ImportedProcedure
from gonggang.recruitment.models.onboarding import (
    Agreement,
    DeclaredKin,
    Filing,
    TownshipStudy,
    TrainingRecord,
)
from gonggang.recruitment.models.procedures import CompletedStage, DeclaredProcedure, DeclaredStage
from gonggang.recruitment.models.reviews import JointReview, JointReviewAnswer, PreScreening, Review
from gonggang.recruitment.models.rounds import Draw, RankedApplication, Ranking, Round, RoundPost

__all__ = [
    "Agreement",
    "Appeal",
    "Application",
    "AppraisalMeeting",
    "AppraisalVote",
    "Closing",
    "CompletedStage",
    "CountyLimit",
    "DeclaredKin",
    "DeclaredProcedure",
    "DeclaredStage",
    "Delivery",
    "Draw",
    "Filing",
    "ImportedProcedure",
    "JointReview",
    "JointReviewAnswer",
    "Material",
    "MeetingMember",
    "MeetingPhoto",
    "NoticeEntry",
    "Notification",
    "Objection",
    "PreScreening",
    "PublicNotice",
    "RankedApplication",
    "Ranking",
    "Return",
    "Review",
    "Round",
    "RoundPost",
    "SpotCheck",
    "SpotCheckItem",
    "TownshipStudy",
    "TrainingRecord",
]
