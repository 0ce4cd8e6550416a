"""Keeping and dropping an officer's own views of lists."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.core.errors import UnusableInput
from gonggang.desk import actions
from gonggang.desk.listed import REFUSED_VIEW
from gonggang.desk.queries import SavedView
from gonggang.desk.screens.listings import LISTS


@action("views.save")
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the conditions, order and columns of a list under a name, and go back to it."""
    page = request.POST.get("page", "")
    if page not in LISTS:
        raise Http404
    query, name = _kept(page, request.POST.get("query", "")), request.POST.get("name", "")
    try:
        view = actions.save_view(page=page, name=name, query=query, officer=request.user)
    except UnusableInput as refused:
        # The list that comes next shows what was typed, once, with what is wrong beside it.
        request.session[REFUSED_VIEW] = {"page": page, "name": name[:200], "problem": str(refused)}
    else:
        messages.success(request, _("已存为视图“%(name)s”。") % {"name": view.name})
    return HttpResponseRedirect(f"{_address(page)}?{_place(request)}{query}")


@action("views.save")
def drop_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Drop a view of one's own; what is not one's own is not there."""
    if request.method != "POST":
        raise Http404
    view = SavedView.objects.filter(pk=view_id, officer=request.user).first() if view_id < 2**63 else None
    if view is None or not actions.drop_view(view_id, officer=request.user):
        raise Http404
    messages.success(request, _("已删除视图“%(name)s”。") % {"name": view.name})
    return HttpResponseRedirect(f"{_address(view.page)}?{_place(request)}")


def _kept(page: str, query: str) -> str:
    """Of a query what the list knows; places in the list and anything else are left out."""
    known = {each.name for each in LISTS[page].filters} | {"sort", "columns", *LISTS[page].own}
    return urlencode([(name, value) for name, value in parse_qsl(query) if name in known])


def _address(page: str) -> str:
    return reverse(f"desk:{page}")


def _place(request: HttpRequest) -> str:
    """Where and when the officer was, so that they come back to it; a value that is none is said there."""
    here = {name: request.POST.get(name, "")[:20] for name in ("place", "month")}
    return "".join(f"{urlencode({name: value})}&" for name, value in here.items() if value)
