"""The standard posts of the project, as data: five classes, each with groups and posts (clause 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.policy.yaml_files import read_yaml

TAGS: Final = {
    "community_micro_business": "社区微业",
    "elderly_care": "养老服务",
    "rural_infrastructure": "农村基础设施网",
    "express_to_village": "邮政快递业",
    "three_year_action": "三年行动",
}


@dataclass(frozen=True, slots=True)
class StandardPost:
    """A standard post: what a proposal begins with. `tasks` can each be counted or measured."""

    code: str
    category: str
    group: str
    name: str
    duties: str
    tasks: tuple[str, ...]
    work_requirements: str
    hours_system: str
    required_days: int
    tags: tuple[str, ...]


@cache
def standard_posts() -> dict[str, StandardPost]:
    """Every standard post by its code. Raises ValueError for a file that names an unknown class or tag."""
    found = {}
    for row in read_yaml(Path(__file__).parent / "standard_posts.yaml"):
        post = StandardPost(**row | {"tasks": tuple(row["tasks"]), "tags": tuple(row["tags"])})
        if post.category not in POST_CATEGORIES or not set(post.tags) <= set(TAGS) or post.code in found:
            raise ValueError(f"standard post {post.code} is declared wrongly")
        found[post.code] = post
    return found
