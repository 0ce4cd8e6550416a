"""What a defect of a post is called on screens and in refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gonggang.posts.rules.quality import DefectKind

QUALITY_WORDS: Final[Mapping[DefectKind, str]] = {
    "name_missing": "没有岗位名称",
    "name_says_nothing": "名称看不出做什么",
    "duties_missing": "没有写职责",
    "duties_too_short": "职责太短，看不出每天做什么",
    "duties_not_measurable": "职责没有可量化的任务（多久一次、多大范围、多少户）",
    "duties_copied": "职责照抄另一名称的岗位",
    "requirements_missing": "没有写工作要求",
    "standard_missing": "没有补贴标准",
    "hours_missing": "没有工时制或规定天数",
}
