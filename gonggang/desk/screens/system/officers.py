"""One account: who it is, its roles, making, changing, closing and opening it, a new first password, the lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts import actions
from gonggang.accounts import queries as accounts
from gonggang.accounts.actions import Changed, to_dos_of
from gonggang.accounts.door import action
from gonggang.accounts.secrets import new_password
from gonggang.accounts.viewer import viewer_of
from gonggang.audit import queries as audit
from gonggang.core.errors import UnusableInput
from gonggang.desk.screens.system.forms import OfficerForm, SeatForm
from gonggang.desk.screens.system.office import (
    OFFERED_MAX,
    offered_places,
    office_of,
    office_page,
    officer_within,
    place_words,
)
from gonggang.desk.screens.system.refusals import CONFLICT, UNPROCESSABLE, news_since, refuse
from gonggang.desk.screens.system.words import State, role_words

MANAGE = "accounts.manage"
GRANT = "accounts.grant"


@action(MANAGE, post=MANAGE)
def officer_new(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown on the answer and nowhere else."""
    viewer = viewer_of(request)
    form = OfficerForm(request.POST or None, ranges=viewer.territories(MANAGE))
    if request.method == "POST" and form.is_valid():
        values, password = form.cleaned_data, new_password()
        try:
            made = actions.create_officer(
                username=values["username"], name=values["name"], organisation=values["organisation"],
                territory_code=values["place"], password=password, must_change_password=True,
                officer=viewer.officer,
            )  # fmt: skip
        except UnusableInput as error:
            refuse(form, error, {_("账号"): "username"}, None)
        else:
            return _password_page(request, made, password)
    return _form_page(request, form, None)


def _password_page(request: HttpRequest, who: Any, password: str) -> HttpResponse:
    answer = office_page(request, "password", screen="officers", who=who, password=password)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form_page(
    request: HttpRequest, form: SeatForm, who: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    viewer = viewer_of(request)
    names = accounts.organisations(viewer.territories(MANAGE)).values_list("name", flat=True)
    return office_page(
        request,
        "officer_form",
        screen="officers",
        status=UNPROCESSABLE if form.errors else status,
        form=form,
        who=who,
        organisations=list(names[:OFFERED_MAX]),
        places=offered_places(viewer, MANAGE),
        **more,
    )


@action("accounts.list")
def officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """One account with its roles, its open work as a number, and what was done to it."""
    return officer_page(request, officer_within(request, officer_id, "accounts.list"))


def officer_page(
    request: HttpRequest, who: Any, *, problem: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """The page of an account; `problem` is why something was not done."""
    viewer, on = viewer_of(request), timezone.localdate()
    grants = list(accounts.grants_of(who.pk).select_related("granted_by"))
    places = place_words([who.territory_code, *(grant.territory_code for grant in grants)])
    shown = [
        {
            "grant": grant,
            "role": role_words(grant.role),
            "place": places[grant.territory_code],
            "state": _grant_state(grant, on),
            "may_end": viewer.covers(GRANT, grant.territory_code)
            and (grant.ends_on is None or on < grant.ends_on)
            and who.pk != viewer.officer.pk,
        }
        for grant in grants
    ]
    ours = who.pk != viewer.officer.pk
    return office_page(
        request,
        "officer",
        screen="officers",
        status=status,
        who=who,
        state=State.of(who),
        place=places[who.territory_code],
        grants=shown,
        to_dos=len(to_dos_of(who)),
        history=audit.history(f"officer:{who.pk}", limit=30) if viewer.may("accounts.grants") else [],
        may_manage=viewer.may(MANAGE),
        may_close=viewer.may(MANAGE) and ours,
        may_grant=viewer.may(GRANT) and ours,
        may_unlock=viewer.may("accounts.unlock"),
        may_help=viewer.may("accounts.help") and ours,
        problem=problem,
        **more,
    )


def _grant_state(grant: Any, on: Any) -> State:
    if grant.ends_on is not None and grant.ends_on <= on:
        return State("gg-end", "circle-minus", _("已结束"))
    if grant.begins_on > on:
        return State("gg-move", "clock", _("还没开始"))
    left = (grant.ends_on - on).days if grant.ends_on else None
    if left is not None and left <= 30:
        return State("gg-warn", "alert-triangle", _("还有 %(n)d 天到期") % {"n": left})
    return State("gg-ok", "circle-check", _("有效"))


@action(MANAGE, post=MANAGE)
def officer_edit(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Change name, organisation and place of an account, as they were seen."""
    who, viewer = officer_within(request, officer_id, MANAGE), viewer_of(request)
    ranges = viewer.territories(MANAGE)
    if request.method != "POST":
        initial = {
            "name": who.first_name, "organisation": who.organisation or "", "version": who.version,
            "place": who.territory_code or _("全国"),
        }  # fmt: skip
        return _form_page(request, SeatForm(initial=initial, ranges=ranges), who)
    form = SeatForm(request.POST, ranges=ranges)
    if not form.is_valid():
        return _form_page(request, form, who)
    values = form.cleaned_data
    seen = values["version"] or 0
    try:
        actions.edit_officer(
            of=who, name=values["name"], organisation=values["organisation"], territory_code=values["place"],
            version=seen, officer=viewer.officer,
        )  # fmt: skip
    except Changed as changed:
        form.data = form.data.copy()
        form.data["version"] = (
            changed.version
        )  # what was typed stays; sent again, it is saved upon the new state
        news = news_since(f"officer:{who.pk}", changed.version - seen)
        return _form_page(request, form, who, news=news, status=CONFLICT)
    except UnusableInput as error:
        refuse(form, error, {}, "name")
        return _form_page(request, form, who)
    return _back(request, who, _("已改好 %(name)s 的资料。") % {"name": values["name"]})


def _back(request: HttpRequest, who: Any, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(office_of(request).address("officer", who.pk))


def _do(request: HttpRequest, who: Any, act: Callable[[], Any], words: str) -> HttpResponse:
    """Do something to an account; what was refused is said on its page."""
    if request.method != "POST":
        return HttpResponseRedirect(office_of(request).address("officer", who.pk))
    try:
        act()
    except UnusableInput as error:
        return officer_page(request, who, problem=str(error), status=UNPROCESSABLE)
    return _back(request, who, words)


@action(MANAGE)
def officer_close(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Close an account, or open it again."""
    who, viewer = officer_within(request, officer_id, MANAGE), viewer_of(request)
    if request.POST.get("open"):
        words = _("%(name)s 的账号已恢复，岗位要由安全管理员重新授予。") % {"name": who}
        return _do(request, who, lambda: actions.activate(who=who, officer=viewer.officer), words)
    urgent = bool(request.POST.get("urgent"))
    return _do(
        request,
        who,
        lambda: actions.deactivate(who=who, on=viewer.on, officer=viewer.officer, urgent=urgent),
        _("%(name)s 的账号已停用，现在起不能再用。") % {"name": who},
    )


@action(MANAGE)
def officer_password(request: HttpRequest, officer_id: int) -> HttpResponse:
    """A new first password, shown once."""
    who, viewer = officer_within(request, officer_id, MANAGE), viewer_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(office_of(request).address("officer", who.pk))
    if who.pk == viewer.officer.pk:
        return officer_page(request, who, problem=_("自己的密码请在“我的账号”里改。"), status=UNPROCESSABLE)
    password = new_password()
    actions.set_password(of=who, password=password, must_change=True, officer=viewer.officer)
    return _password_page(request, who, password)


@action("accounts.unlock")
def officer_unlock(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Wrong passwords count no longer."""
    who, viewer = officer_within(request, officer_id, "accounts.unlock"), viewer_of(request)
    words = _("%(name)s 的账号已解锁，现在就可以登录。") % {"name": who}
    return _do(request, who, lambda: actions.unlock_officer(of=who, officer=viewer.officer), words)


@action("accounts.help")
def officer_second_factor(request: HttpRequest, officer_id: int) -> HttpResponse:
    """The second factor is set up anew."""
    who, viewer = officer_within(request, officer_id, "accounts.help"), viewer_of(request)
    words = _("%(name)s 的第二因素已清除，下次登录时重新绑定。") % {"name": who}
    return _do(request, who, lambda: actions.reset_second_factor(of=who, officer=viewer.officer), words)
