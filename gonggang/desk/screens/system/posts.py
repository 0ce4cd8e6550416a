"""Giving and taking back roles, and handing a post over: the security administrator's work."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts import actions
from gonggang.accounts import queries as accounts
from gonggang.accounts.actions import to_dos_of
from gonggang.accounts.door import action
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.core.dates import parse_date
from gonggang.core.errors import UnusableInput
from gonggang.desk.screens.system.forms import GrantForm, HandOverForm
from gonggang.desk.screens.system.office import (
    KEY_MAX,
    OFFERED_MAX,
    offered_places,
    office_of,
    office_page,
    officer_within,
    place_words,
)
from gonggang.desk.screens.system.officers import GRANT, _back, officer_page
from gonggang.desk.screens.system.refusals import UNPROCESSABLE, refuse
from gonggang.desk.screens.system.words import role_words


@action(GRANT, post=GRANT)
def officer_grant(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Give an officer a role in a territory."""
    who, viewer = officer_within(request, officer_id, GRANT), viewer_of(request)
    ranges = viewer.territories(GRANT)
    initial = {"begins_on": viewer.on, "place": who.territory_code or ""}
    form = GrantForm(request.POST or None, initial=initial, ranges=ranges)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.grant_role(
                to=who, role=Role(values["role"]), territory_code=values["place"],
                begins_on=values["begins_on"], ends_on=values["ends_on"], officer=viewer.officer,
            )  # fmt: skip
        except UnusableInput as error:
            refuse(form, error, {_("截止日"): "ends_on"}, "role")
        else:
            words = _("已授予 %(name)s“%(role)s”。") % {"name": who, "role": role_words(values["role"])}
            return _back(request, who, words)
    return office_page(
        request,
        "grant",
        screen="officers",
        status=UNPROCESSABLE if form.errors else 200,
        form=form,
        who=who,
        places=offered_places(viewer, GRANT),
    )


@action(GRANT)
def grant_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Take a role back from a day on; without a usable day from today on."""
    grant, viewer = accounts.grant_with(grant_id) if grant_id < KEY_MAX else None, viewer_of(request)
    if grant is None or not viewer.covers(GRANT, grant.territory_code):
        raise OutOfReach
    officer_within(request, grant.officer_id, GRANT)
    if request.method != "POST":
        return HttpResponseRedirect(office_of(request).address("officer", grant.officer_id))
    text = request.POST.get("on", "").strip()
    day = parse_date(text).date if text else viewer.on
    try:
        if day is None or day < viewer.on:
            raise UnusableInput(_("收回的日子“%(day)s”不能用：请填今天或以后的日期。") % {"day": text[:20]})
        actions.end_grant(grant=grant, on=day, officer=viewer.officer)
    except UnusableInput as error:
        return officer_page(request, grant.officer, problem=str(error), status=UNPROCESSABLE)
    words = _("“%(role)s”自 %(day)s 起收回。") % {"role": role_words(grant.role), "day": grant.ends_on}
    return _back(request, grant.officer, words)


@action(GRANT, post=GRANT)
def officer_hand_over(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Everything an officer has open goes to a successor, and the roles end on a day."""
    who, viewer = officer_within(request, officer_id, GRANT), viewer_of(request)
    ranges = viewer.territories(GRANT)
    form = HandOverForm(request.POST or None, initial={"on": viewer.on}, ranges=ranges, today=viewer.on)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            receipt = actions.hand_over_post(
                who, values["to"], on=values["on"], takes_from=viewer.on, reason=values["reason"],
                officer=viewer.officer,
            )  # fmt: skip
        except UnusableInput as error:
            refuse(form, error, {}, "to")
        else:
            return HttpResponseRedirect(office_of(request).address("hand_over", receipt.pk))
    grants = accounts.grants_of_all([who.pk], viewer.on)
    places = place_words(grant.territory_code for grant in grants)
    near = accounts.officers(ranges).filter(is_active=True, organisation=who.organisation).exclude(pk=who.pk)
    return office_page(
        request,
        "hand_over_form",
        screen="hand_overs",
        status=UNPROCESSABLE if form.errors else 200,
        form=form,
        who=who,
        grants=[(role_words(grant.role), places[grant.territory_code]) for grant in grants],
        to_dos=_by_kind(to_dos_of(who)),
        colleagues=list(near[:OFFERED_MAX]) if who.organisation else [],
    )


def _by_kind(to_dos: list[Any]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for each in to_dos:
        counts[each.label] = counts.get(each.label, 0) + 1
    return sorted(counts.items())


@action("accounts.grants")
def hand_over(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """The receipt of a hand-over, to be printed and signed."""
    receipt = accounts.hand_over_with(hand_over_id) if hand_over_id < KEY_MAX else None
    ranges = viewer_of(request).territories("accounts.grants")
    if receipt is None or not any(low <= receipt.region_code < high for low, high in ranges):
        raise OutOfReach
    return receipt_page(request, receipt)


@action("notices.view")
def own_hand_over(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """The same receipt for the two whose post it was."""
    receipt = accounts.hand_over_with(hand_over_id) if hand_over_id < KEY_MAX else None
    if receipt is None or request.user.pk not in (receipt.from_officer_id, receipt.to_officer_id):
        raise Http404
    return receipt_page(request, receipt)


def receipt_page(request: HttpRequest, receipt: Any) -> HttpResponse:
    """The receipt as a page; it says numbers of to-do's and never whom they are about."""
    places = place_words([receipt.region_code, *(each["place"] for each in receipt.grants)])
    return office_page(
        request,
        "receipt",
        screen="hand_overs",
        receipt=receipt,
        place=places[receipt.region_code],
        grants=[(role_words(each["role"]), places[each["place"]]) for each in receipt.grants],
        items=[
            {"number": each["key"].partition(":")[2], "label": each["label"], "due_on": each["due_on"]}
            for each in receipt.items
        ],
        today=timezone.localdate(),
    )
