"""The rules on posts: which are alike or out of line, which are described well enough, what a change changes. Pure."""

from gonggang.posts.rules.likeness import (
    Outlier,
    PostText,
    SharedWork,
    like_groups,
    likeness,
    ordered_pair,
    outliers,
    shared_work,
    work_of,
)
from gonggang.posts.rules.quality import Defect, DefectKind, Described, forbidden_word, quality_defects
from gonggang.posts.rules.spread import Spread, spreads

__all__ = [
    "Defect",
    "DefectKind",
    "Described",
    "Outlier",
    "PostText",
    "SharedWork",
    "Spread",
    "forbidden_word",
    "like_groups",
    "likeness",
    "ordered_pair",
    "outliers",
    "quality_defects",
    "shared_work",
    "spreads",
    "work_of",
]
