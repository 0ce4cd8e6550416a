"""The long work of this room: a month's comparison that somebody asked for from a page."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.core.month import Month
from gonggang.cycle.actions import COMPARISON, compare_month
from gonggang.jobs.actions import Doing, Kind, declare

# A county is read, compared, and what was found is kept; each is one step.
_STEPS: Final = 2


def _compare(doing: Doing) -> dict[str, Any]:
    steps = 0

    def progress(words: str) -> None:
        nonlocal steps
        steps += 1
        doing.say(words, steps, _STEPS)

    done = compare_month(
        Month.parse(doing.facts["month"]), doing.facts["region"], officer=doing.officer, progress=progress
    )
    return {
        "found": sum(each.run.came_to["found"] for each in done),
        "opened": sum(each.cases_opened for each in done),
    }


declare(Kind(COMPARISON, _("数据比对"), _compare))
