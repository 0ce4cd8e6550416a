"""The rules on posts: which are alike or out of line, which are described well enough, what a change changes. Pure."""

from gonggang.posts.rules.likeness import (
    Outlier,
    PostText,
    like_groups,
    likeness,
    outliers,
    shared_work,
    work_of,
)
from gonggang.posts.rules.quality import Defect, Described, quality_defects

__all__ = [
    "Defect",
    "Described",
    "Outlier",
    "PostText",
    "like_groups",
    "likeness",
    "outliers",
    "quality_defects",
    "shared_work",
    "work_of",
]
