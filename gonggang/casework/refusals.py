"""Why a verb on a case is refused: no such case, changed in between, or something on the form is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gonggang.core.errors import UnusableInput, WorkFailed


class NoSuchCase(UnusableInput):
    """There is no case of that key, or none that the officer may see: both look alike."""

    def __init__(self, case_id: int) -> None:
        super().__init__(_("没有第 %(n)d 号案件。请从案件列表打开。") % {"n": case_id})
        self.case_id = case_id


class CaseChanged(WorkFailed):
    """Somebody has changed the case since it was read. `seen` and `now` are numbers of its events."""

    def __init__(self, case_id: int, seen: int, now: int) -> None:
        super().__init__(_("您打开以后，别人改过这件案件。请先看改了什么，再决定。"))
        self.case_id, self.seen, self.now = case_id, seen, now


class CaseRefused(UnusableInput):
    """A form that cannot be taken; `problems` says by field what is wrong and how to mend it ("" is the whole form)."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = dict(problems)
