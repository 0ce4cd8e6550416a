"""The officer's own account: where to begin, what one may do here, and what an inspector looks for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gonggang.accounts import witness
from gonggang.accounts.door import OWN, PURPOSE, action, lacks_second_factor
from gonggang.accounts.forms import PurposeForm
from gonggang.accounts.queries import grants_of
from gonggang.accounts.roles import Role
from gonggang.accounts.signed_in import end_session as end_signed_in
from gonggang.accounts.signed_in import sessions_of
from gonggang.accounts.viewer import viewer_of
from gonggang.regions.queries import names

# The first of these that is open is where an officer begins: (action, address).
BEGINNINGS = (
    ("overview.view", "desk:overview"),
    ("worklist.view", "desk:worklist"),
    ("audit.view", "desk:audit"),
    ("accounts.list", "desk:officers"),
    ("accounts.permissions", "accounts:own"),
)


@action(OWN)
def start(request: HttpRequest) -> HttpResponse:
    """Sends the officer to the first page that is open to them."""
    viewer = viewer_of(request)
    address = next((where for name, where in BEGINNINGS if viewer.may(name)), "accounts:own")
    return HttpResponseRedirect(reverse(address))


@action(OWN)
def own(request: HttpRequest) -> HttpResponse:
    """Name, organisation, roles with places and days, the second factor, the password."""
    viewer = viewer_of(request)
    grants = list(grants_of(viewer.officer.pk))
    places = names({grant.territory_code for grant in grants})
    shown = [
        {
            "role": Role(grant.role).label,
            "place": places.get(grant.territory_code, _("全国") if grant.territory_code == 0 else "—"),
            "begins_on": grant.begins_on,
            "ends_on": grant.ends_on,
            "in_force": grant.begins_on <= viewer.on and (grant.ends_on is None or viewer.on < grant.ends_on),
        }
        for grant in grants
    ]
    context = {
        "officer": viewer.officer,
        "grants": shown,
        "lacks_second_factor": lacks_second_factor(viewer),
        "sessions": sessions_of(viewer.officer, request.session.session_key),
    }
    return render(request, "accounts/own.html", context)


@action(OWN, post=OWN)
def end_session(request: HttpRequest) -> HttpResponse:
    """Ends one of the officer's own sessions, such as one left open at another machine."""
    if request.method == "POST":
        text = request.POST.get("session", "")
        ended = end_signed_in(request.user, int(text) if text.isdecimal() and len(text) < 18 else 0)
        words = _("已结束“%(browser)s”上的登录，那里再操作时要重新登录。") % {"browser": ended.browser}
        messages.success(request, words)
    return HttpResponseRedirect(reverse("accounts:own"))


@action(OWN, post=OWN)
def purpose(request: HttpRequest) -> HttpResponse:
    """An inspector says what the look is for; it goes with every look until the sign-in ends."""
    form = PurposeForm(request.POST or None, initial={"next": request.GET.get("next", "/")})
    if request.method == "POST" and form.is_valid():
        request.session[PURPOSE] = form.cleaned_data["purpose"]
        witness.record(
            officer=request.user,
            verb="accounts.purpose",
            subject=f"officer:{request.user.pk}",
            detail={"purpose": form.cleaned_data["purpose"]},
        )
        return HttpResponseRedirect(_inside(request, form.cleaned_data["next"]))
    return render(request, "accounts/purpose.html", {"form": form})


def _inside(request: HttpRequest, address: str) -> str:
    """The address, if it lies on this site; otherwise the first page."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and safe else "/"
