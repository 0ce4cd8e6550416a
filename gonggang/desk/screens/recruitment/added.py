"""The section by which a stage that the county added is finished: a day and a note (clause 6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.screens.recruitment.frame import application_within
from gonggang.desk.screens.recruitment.materials import act_on
from gonggang.desk.screens.recruitment.tabs import SECTIONS, Section
from gonggang.desk.screens.recruitment.typed import needed_day
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.stages import finish


def _next_added(application: Any) -> Any:
    """The stage that comes next, if the county added it."""
    following = next((each for each in recruitment.stage_bar(application) if each.next), None)
    return following if following is not None and following.stage.startswith("added_") else None


def _section(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    step = _next_added(application)
    if step is None or not viewer_of(request).covers(step.action, application.village_code):
        return None
    return {"step": step, "today": timezone.localdate()}


SECTIONS.append(Section(90, "desk/recruitment/application_added.html", _section))


@action("recruitment.finish_added")
@with_scripts
def finish_added(request: HttpRequest, application_id: int) -> HttpResponse:
    """Finish the added stage that comes next."""
    there = application_within(request, application_id)

    def act(problems: dict[str, str]) -> None:
        step = _next_added(there)
        on = needed_day(request, "added_on", problems)
        note = " ".join(request.POST.get("added_note", "").split())[:400]
        if not note:
            problems["added_note"] = _("办理情况没有写：做了什么、依据什么材料。")
        if step is None:
            raise RecruitmentRefused(_("下一环不是县里增设的环节。"))
        if problems:
            raise RecruitmentRefused(problems)
        result = finish([there.pk], step.stage, on=on, officer=request.user, note=note)
        if result.refused:
            raise RecruitmentRefused({"added_on": result.refused[0].sentence})

    return act_on(request, there, act, _("这一环已办结。"))
