"""Making and changing an organisation; who saves on an older version sees what has changed and loses nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.accounts import actions
from gonggang.accounts import queries as accounts
from gonggang.accounts.actions import Changed
from gonggang.accounts.door import action
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.core.errors import UnusableInput
from gonggang.desk.screens.system.forms import OrganisationForm
from gonggang.desk.screens.system.office import (
    KEY_MAX,
    offered_places,
    office_of,
    office_page,
    place_words,
)
from gonggang.desk.screens.system.refusals import CONFLICT, UNPROCESSABLE, news_since, refuse

MANAGE = "accounts.manage"


@action(MANAGE, post=MANAGE)
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    viewer = viewer_of(request)
    form = OrganisationForm(request.POST or None, ranges=viewer.territories(MANAGE))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = actions.create_organisation(
                name=values["name"], kind=values["kind"], region_code=values["place"], uscc=values["uscc"],
                officer=viewer.officer,
            )  # fmt: skip
        except UnusableInput as error:
            refuse(form, error, {_("统一社会信用代码"): "uscc", _("类型"): "kind"}, "name")
        else:
            messages.success(request, _("已登记“%(name)s”。") % {"name": made.name})
            return HttpResponseRedirect(office_of(request).address("organisations"))
    return _page(request, form, None)


@action("accounts.list", post=MANAGE)
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation, and changing it."""
    viewer = viewer_of(request)
    there = accounts.organisation_with(organisation_id) if organisation_id < KEY_MAX else None
    name = MANAGE if request.method == "POST" else "accounts.list"
    if there is None or not viewer.covers(name, there.region_code):
        raise OutOfReach
    if request.method != "POST":
        return _page(request, _form_of(there, viewer), there)
    form = OrganisationForm(request.POST, ranges=viewer.territories(MANAGE))
    if not form.is_valid():
        return _page(request, form, there)
    values = form.cleaned_data
    seen = values["version"] or 0
    try:
        actions.edit_organisation(
            of=there, name=values["name"], kind=values["kind"], region_code=values["place"], uscc=values["uscc"],
            version=seen, officer=viewer.officer,
        )  # fmt: skip
    except Changed as changed:
        form.data = form.data.copy()
        form.data["version"] = (
            changed.version
        )  # what was typed stays; sent again, it is saved upon the new state
        news = news_since(f"organisation:{there.pk}", changed.version - seen)
        return _page(request, form, there, news=news, status=CONFLICT)
    except UnusableInput as error:
        refuse(form, error, {_("统一社会信用代码"): "uscc", _("类型"): "kind"}, "name")
        return _page(request, form, there)
    messages.success(request, _("已改好“%(name)s”。") % {"name": values["name"]})
    return HttpResponseRedirect(office_of(request).address("organisation", there.pk))


def _form_of(there: Any, viewer: Any) -> OrganisationForm:
    initial = {
        "name": there.name, "kind": there.kind, "place": there.region_code or _("全国"), "uscc": there.uscc,
        "version": there.version,
    }  # fmt: skip
    return OrganisationForm(initial=initial, ranges=viewer.territories(MANAGE))


def _page(
    request: HttpRequest, form: OrganisationForm, there: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    viewer = viewer_of(request)
    return office_page(
        request,
        "organisation",
        screen="organisations",
        status=UNPROCESSABLE if form.errors else status,
        form=form,
        there=there,
        place=place_words([there.region_code])[there.region_code] if there else "",
        officers=list(accounts.officers().filter(organisation=there)[:100]) if there else [],
        places=offered_places(viewer, MANAGE),
        may_manage=viewer.may(MANAGE),
        **more,
    )
