"""Referrals: their list, and one of them with each step, the follow-ups and the employer's subsidy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.bridging import actions
from gonggang.bridging import queries as bridging
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.bridging import insurance_forms, referral_forms
from gonggang.desk.screens.bridging.entered import Problems, day, text, version, whole, yes_no, yuan_in
from gonggang.desk.screens.bridging.frame import bridging_page, referral_within, work_day
from gonggang.desk.screens.bridging.referral_shown import insurance_shown, steps_of
from gonggang.desk.screens.bridging.referrals_list import REFERRALS
from gonggang.desk.screens.bridging.words import FACTORS, REFERRAL_STATES, wage_words
from gonggang.desk.screens.recruitment.forms import perform
from gonggang.desk.shown import person_shown, place_names


@action("bridging.referrals")
def referrals(request: HttpRequest) -> HttpResponse:
    """The referrals of the people of a place; of an employer's clerk those to its own openings."""
    scope = scope_of(request)
    rows = bridging.referrals(scope.region, scope.unit)
    due = bridging.follow_ups_due(rows, scope.region, work_day(scope)).count()
    return bridging_page(
        request, "referrals", scope, screen="bridging_referrals", page=list_of(asked(REFERRALS, scope), rows), due=due
    )  # fmt: skip


@action("bridging.export")
def referrals_export(request: HttpRequest) -> HttpResponse:
    """The referrals as a file, exactly as seen and masked."""
    scope = scope_of(request)
    return export_of(asked(REFERRALS, scope), bridging.referrals(scope.region, scope.unit))


@action("bridging.referrals")
@with_scripts
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One referral."""
    return _page(request, referral_within(request, referral_id))


def _page(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    scope = scope_of(request)
    on, viewer = work_day(scope), viewer_of(request)
    opening = there.opening
    follow_ups = bridging.follow_ups_of(there, on)
    insurance = getattr(there, "insurance", None)
    return bridging_page(
        request, "referral", scope, screen="bridging_referrals", referral=there, person=person_shown(there.person),
        place=place_names([there.village_code])[there.village_code], opening=opening, wage=wage_words(opening),
        state=REFERRAL_STATES[there.state], steps=steps_of(there), problems=problems or {}, on=on,
        factors=[each | {"label": FACTORS.get(each["name"], each["name"])} for each in there.factors],
        forms=referral_forms.forms_of(request, there, follow_ups, on), follow_ups=follow_ups,
        insurance=insurance_shown(insurance) if insurance else None,
        insurance_form=insurance_forms.form_of(request, there, insurance, on) if insurance else None,
        may_leaver=viewer.covers("bridging.leavers", there.village_code),
    )  # fmt: skip


def _perform(
    request: HttpRequest, there: Any, name: str, act: Callable[[Problems, date], str]
) -> HttpResponse:
    """Do what one of the forms of the page asks; each has the day on which it happened."""

    def acted() -> str:
        problems = Problems()
        on = day(request, "on", problems)
        return act(problems, on)

    back = scope_of(request).address("bridging_referral", there.pk)
    return perform(request, name, acted, back=back, show=lambda found: _page(request, there, found),
                   refusal=actions.refusal_of)  # fmt: skip


def _known(request: HttpRequest) -> dict[str, Any]:
    return {"version": version(request), "today": timezone.localdate(), "officer": request.user}


@action("bridging.refer")
@with_scripts
def answer(request: HttpRequest, referral_id: int) -> HttpResponse:
    """What the person says to the opening."""
    there = referral_within(request, referral_id)

    def act(problems: Problems, on: date) -> str:
        problems.check()
        actions.answer(
            there.pk, agrees=yes_no(request, "agrees"), way=text(request, "way"), reason=text(request, "reason"),
            on=on, **_known(request),
        )  # fmt: skip
        return _("答复已登记。")

    return _perform(request, there, "answer", act)


@action("bridging.refer")
@with_scripts
def refer(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Hand the person's name to the institution."""
    there = referral_within(request, referral_id)

    def act(problems: Problems, on: date) -> str:
        problems.check()
        actions.refer(there.pk, on=on, **_known(request))
        return _("已推荐给机构。机构有了结果，在这里登记。")

    return _perform(request, there, "refer", act)


@action("bridging.outcome")
@with_scripts
def outcome(request: HttpRequest, referral_id: int) -> HttpResponse:
    """What the institution decided."""
    there = referral_within(request, referral_id)

    def act(problems: Problems, on: date) -> str:
        starts = day(request, "starts_on", problems, needed=False)
        problems.check()
        actions.record_outcome(
            there.pk, taken=yes_no(request, "taken"), on=on, starts_on=starts, reason=text(request, "reason"),
            said=text(request, "said")[:400], **_known(request),
        )  # fmt: skip
        return _("结果已登记。")

    return _perform(request, there, "outcome", act)


@action("bridging.refer")
@with_scripts
def withdraw(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Take a referral back that has no outcome yet."""
    there = referral_within(request, referral_id)

    def act(problems: Problems, on: date) -> str:
        problems.check()
        actions.withdraw(there.pk, why=text(request, "why")[:200], on=on, **_known(request))
        return _("推荐已撤回。")

    return _perform(request, there, "withdraw", act)


@action("bridging.follow_up")
@with_scripts
def follow_up(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Whether somebody who was taken is still there."""
    there = referral_within(request, referral_id)
    months = whole(request, "months", Problems()) or 0

    def act(problems: Problems, on: date) -> str:
        left = day(request, "left_on", problems, needed=False)
        wage = yuan_in(request, "wage", problems)
        problems.check()
        actions.follow_up(
            there.pk, months=months, still_there=yes_no(request, "still_there"), left_on=left, wage_fen=wage,
            note=text(request, "note")[:400], on=on, **_known(request),
        )  # fmt: skip
        return _("回访已登记。")

    return _perform(request, there, f"follow{months}", act)


@action("bridging.insurance")
@with_scripts
def insurance(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The next step of the employer's social insurance subsidy."""
    there = referral_within(request, referral_id)

    def act(problems: Problems, on: date) -> str:
        return insurance_forms.act(request, there, problems, on, _known(request))

    return _perform(request, there, "insurance", act)
