"""The tables of posts, one noun a module."""

from gonggang.posts.models.development import (
    ApprovalPaper,
    IndustryOpinion,
    Need,
    OpinionAsked,
    PostVersion,
    Proposal,
)
from gonggang.posts.models.opinions import AssessmentQuestion, KeptApart
from gonggang.posts.models.post import Post
from gonggang.posts.models.upkeep import Assessment, SortingProgress, SortingTask

__all__ = [
    "ApprovalPaper",
    "Assessment",
    "AssessmentQuestion",
    "IndustryOpinion",
    "KeptApart",
    "Need",
    "OpinionAsked",
    "Post",
    "PostVersion",
    "Proposal",
    "SortingProgress",
    "SortingTask",
]
