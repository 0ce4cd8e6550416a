"""Whether a post is described so that anyone can check the work (clauses 2.2, 2.6). Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

DefectKind = Literal[
    "name_missing", "name_says_nothing", "duties_missing", "duties_too_short", "duties_not_measurable",
    "duties_copied", "requirements_missing", "standard_missing", "hours_missing",
]  # fmt: skip

_SPACE: Final = re.compile(r"\s+")
_SAYS_NOTHING: Final = frozenset(
    {"其他", "其它", "公益岗", "公益性岗位", "工作人员", "勤杂", "临时工", "辅助岗", "无"}
)
# A duty can be checked when it says how often, how much, where, or until when.
_MEASURE: Final = re.compile(
    r"\d|[一二两三四五六七八九十百]+(次|遍|小时|天|户|人|处|公里|米|平方|亩|条|班|趟|份)|每(天|日|周|月|年|季|班|晚)|"
    r"(日|周|月|每)均|早晚|上下午|全天|不少于|至少"
)


@dataclass(frozen=True, slots=True)
class Described:
    """What is looked at of a post. Money in fen a month, `required_days` in days a month."""

    number: str
    name: str
    duties: str
    work_requirements: str
    hours_system: str
    required_days: int | None
    standard_fen: int | None


@dataclass(frozen=True, slots=True)
class Defect:
    """What a post lacks; `other` is the post from which duties were copied word by word."""

    post: str
    kind: DefectKind
    other: str = ""


def quality_defects(posts: Iterable[Described], *, duties_characters_min: int) -> list[Defect]:
    """What the four elements of each post lack: name, duties, requirements, pay (clause 2.2), by post and kind.

    Duties of one wording under two different names are copied: at least one of the two does not say its own work.
    """
    found: list[Defect] = []
    wordings: dict[str, list[Described]] = defaultdict(list)
    for post in posts:
        duties = _SPACE.sub("", post.duties)
        if duties:
            wordings[duties].append(post)
        found += [Defect(post.number, kind) for kind in _own_defects(post, duties, duties_characters_min)]
    for members in wordings.values():
        first = min(members, key=lambda post: post.number)
        found += [
            Defect(post.number, "duties_copied", first.number)
            for post in members
            if post is not first and _SPACE.sub("", post.name) != _SPACE.sub("", first.name)
        ]
    return sorted(found, key=lambda defect: (defect.post, defect.kind))


def _own_defects(post: Described, duties: str, characters_min: int) -> list[DefectKind]:
    found: list[DefectKind] = []
    name = _SPACE.sub("", post.name)
    if not name:
        found.append("name_missing")
    elif name in _SAYS_NOTHING:
        found.append("name_says_nothing")
    if not duties:
        found.append("duties_missing")
    elif len(duties) < characters_min:
        found.append("duties_too_short")
    elif not _MEASURE.search(duties + _SPACE.sub("", post.work_requirements)):
        found.append("duties_not_measurable")
    if not _SPACE.sub("", post.work_requirements):
        found.append("requirements_missing")
    if post.standard_fen is None:
        found.append("standard_missing")
    if not post.hours_system and post.required_days is None:
        found.append("hours_missing")
    return found


def forbidden_word(name: str, words: Sequence[str]) -> str:
    """The word in a post's name that makes it a kind that is not developed; empty where there is none (clause 1.4)."""
    plain = _SPACE.sub("", name)
    return next((word for word in words if word and word in plain), "")
