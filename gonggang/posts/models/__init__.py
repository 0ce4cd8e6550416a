"""The tables of posts, one noun a module."""

from gonggang.posts.models.development import IndustryOpinion, Need, PostVersion, Proposal
from gonggang.posts.models.post import Post
from gonggang.posts.models.upkeep import Assessment, SortingProgress, SortingTask

__all__ = [
    "Assessment",
    "IndustryOpinion",
    "Need",
    "Post",
    "PostVersion",
    "Proposal",
    "SortingProgress",
    "SortingTask",
]
