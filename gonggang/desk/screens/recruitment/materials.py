"""The section of materials on the application page: what was handed in, given back, completed, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.frame import (
    CONFLICT,
    UNPROCESSABLE,
    application_page,
    application_within,
)
from gonggang.desk.screens.recruitment.tabs import SECTIONS, Section
from gonggang.desk.screens.recruitment.typed import day, needed_day, version
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions import applications as applying
from gonggang.recruitment.actions import materials as actions
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused


def _section(request: HttpRequest, application: Any) -> Mapping[str, Any]:
    covers = viewer_of(request).covers
    returns = recruitment.returns_of(application)
    return {
        "materials": [
            {"row": each, "label": actions.KINDS.get(each.kind, each.kind)}
            for each in recruitment.materials_of(application)
        ],
        "returns": returns,
        "open_return": any(each.answered_on is None for each in returns),
        "kinds": list(actions.KINDS.items()),
        "may_apply": covers("recruitment.apply", application.village_code)
        and getattr(application, "closing", None) is None,
        "may_look": covers("recruitment.material", application.village_code),
        "today": timezone.localdate(),
    }


SECTIONS.append(Section(20, "desk/recruitment/application_materials.html", _section))


def act_on(
    request: HttpRequest, there: Any, act: Callable[[dict[str, str]], object], done: str
) -> HttpResponse:
    """Do something with an application and go back to it; what is refused comes back with what was typed."""
    address = scope_of(request).address("application", there.pk)
    if request.method != "POST":
        return HttpResponseRedirect(address)
    problems: dict[str, str] = {}
    try:
        act(problems)
    except RecruitmentRefused as refused:
        problems = {**refused.problems, **problems}
        return application_page(request, there, problems=problems, status=UNPROCESSABLE)
    except ChangedMeanwhile as changed:
        return application_page(request, there, problems={"": str(changed)}, status=CONFLICT)
    messages.success(request, done)
    return HttpResponseRedirect(address)


@action("recruitment.apply")
@with_scripts
def add(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take a document in."""
    there = application_within(request, application_id)
    return act_on(
        request,
        there,
        lambda problems: actions.add_material(
            there.pk, request.POST.get("kind", ""), officer=request.user, file=entered.file(request, "file"),
            original_seen=bool(request.POST.get("seen")),
        ),
        _("材料已收下。"),
    )  # fmt: skip


@action("recruitment.material")
def look(request: HttpRequest, application_id: int, material_id: int) -> HttpResponse:
    """The picture of a material, to be saved; the look is on record."""
    there = application_within(request, application_id)
    found = recruitment.material_of(there, material_id)
    if found is None:
        raise OutOfReach
    if not found.digest:  # the original was seen, there is no picture
        return HttpResponseRedirect(scope_of(request).address("application", there.pk))
    content = actions.look_at(found, officer=request.user, region=there.village_code)
    if content is None:
        return application_page(
            request, there, problems={"": _("这份材料的影像已经不在了。请管理员从备份里找回。")}
        )
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@action("recruitment.apply")
@with_scripts
def give_back(request: HttpRequest, application_id: int) -> HttpResponse:
    """Give the application back for completion."""
    there = application_within(request, application_id)
    return act_on(
        request,
        there,
        lambda problems: actions.give_back(
            there.pk, missing=request.POST.get("missing", ""), on=needed_day(request, "returned_on", problems),
            due_on=day(request, "due_on", problems), officer=request.user,
        ),
        _("已退回补正，补齐以前不能往下办。"),
    )  # fmt: skip


@action("recruitment.apply")
@with_scripts
def completed(request: HttpRequest, application_id: int) -> HttpResponse:
    """Note that what was missing is there."""
    there = application_within(request, application_id)
    return act_on(
        request,
        there,
        lambda problems: actions.completed(
            there.pk, on=needed_day(request, "answered_on", problems), officer=request.user
        ),
        _("已登记补齐。"),
    )


@action("recruitment.apply")
@with_scripts
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """The applicant takes the application back."""
    there = application_within(request, application_id)

    def take_back(problems: dict[str, str]) -> None:
        try:
            applying.take_back(
                there.pk, on=needed_day(request, "withdraw_on", problems),
                reason=request.POST.get("withdraw_reason", ""), version=version(request), officer=request.user,
            )  # fmt: skip
        except RecruitmentRefused as refused:
            names = {"on": "withdraw_on", "reason": "withdraw_reason"}
            said = {names.get(name, name): text for name, text in refused.problems.items()}
            raise RecruitmentRefused(said) from refused

    return act_on(request, there, take_back, _("报名已撤回，办结。"))
