"""What is done with one application from its page: compare, review, deliver, appeal, close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.forms import day_in, perform, text_in
from gonggang.desk.screens.recruitment.frame import application_page, application_within, reach
from gonggang.recruitment.actions import closings, notifications, reviews, screening
from gonggang.recruitment.actions.notifications import KINDS, HowDelivered
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.reviews import Said
from gonggang.recruitment.queries import reviews as queries
from gonggang.recruitment.rules.checklist import ITEMS
from gonggang.screening.sentences import CHECK_LABELS


def act_on(request: HttpRequest, there: Any, name: str, act: Callable[[], object]) -> HttpResponse:
    """Do something with an application within reach and go back to its page."""
    return perform(
        request, name, act, back=scope_of(request).address("application", there.pk),
        show=lambda problems: application_page(
            request, application_within(request, there.pk, "recruitment.read"), problems=problems
        ),
    )  # fmt: skip


def _stated_day(request: HttpRequest, what: str) -> date:
    on = day_in(request, "on")
    if on is None:
        raise RecruitmentRefused({"on": _("没有写%(what)s的日期。请写实际办理的那一天。") % {"what": what}})
    return on


@action("recruitment.pre_screen")
@with_scripts
def compare(request: HttpRequest, application_id: int) -> HttpResponse:
    """Compare one applicant with the registers in use."""
    there = application_within(request, application_id)

    def act() -> str:
        (kept,) = screening.pre_screen([there.pk], on=_stated_day(request, _("比对")), officer=request.user)
        return _("已比对：命中 %(n)d 项，没有比对 %(m)d 项。") % {
            "n": len(kept.hits),
            "m": len(kept.not_compared),
        }

    return act_on(request, there, "compare", act)


def _said(request: HttpRequest) -> Said:
    passed = request.POST.get("passed", "")
    if passed not in ("0", "1"):
        raise RecruitmentRefused({"passed": _("没有选结论。请选通过或不通过。")})
    return Said(
        passed=passed == "1",
        reason=text_in(request, "reason"),
        items={
            item: (request.POST.get(f"item-{item}", ""), text_in(request, f"itemnote-{item}"))
            for item in ITEMS
        },
        hits={
            check: (request.POST[f"hit-{check}"], text_in(request, f"note-{check}"))
            for check in CHECK_LABELS
            if request.POST.get(f"hit-{check}")
        },
        snapshot_reason=text_in(request, "snapshot_reason"),
    )


@action("recruitment.first_review")
@with_scripts
def first(request: HttpRequest, application_id: int) -> HttpResponse:
    """The township's review."""
    there = application_within(request, application_id)

    def act() -> str:
        on = _stated_day(request, _("初审"))
        made = reviews.first_review(there.pk, _said(request), on=on, officer=request.user)
        return _("初审通过。") if made.passed else _("初审不通过，告知书已作出，请送达本人。")

    return act_on(request, there, "first", act)


@action("recruitment.second_review")
@with_scripts
def second(request: HttpRequest, application_id: int) -> HttpResponse:
    """The county's review, with its numbered opinion."""
    there = application_within(request, application_id)

    def act() -> str:
        on = _stated_day(request, _("复审"))
        made = reviews.second_review(there.pk, _said(request), on=on, officer=request.user)
        said = (
            _("复审通过，意见书 %(number)s。")
            if made.passed
            else _("复审不通过，意见书 %(number)s，告知书已作出。")
        )
        return said % {"number": made.opinion_number}

    return act_on(request, there, "second", act)


def _notification(request: HttpRequest, notification_id: int) -> Any:
    found = queries.notification_of(notification_id, reach(request))
    if found is None:
        raise OutOfReach
    return found


@action("recruitment.notify")
@with_scripts
def deliver(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Record that the person was told."""
    note = _notification(request, notification_id)

    def act() -> str:
        stated = HowDelivered(
            request.POST.get("how", ""), day_in(request, "delivered_on"), text_in(request, "received_by"),
            text_in(request, "witnesses"), entered.file(request, "file"),
        )  # fmt: skip
        notifications.deliver(note.pk, stated, officer=request.user)
        return _("已登记送达。")

    return act_on(request, note.application, f"deliver{note.pk}", act)


@action("recruitment.notify")
@with_scripts
def appeal(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Take in an appeal."""
    note = _notification(request, notification_id)

    def act() -> str:
        on = _stated_day(request, _("收到申诉"))
        notifications.appeal(note.pk, on=on, text=request.POST.get("text", ""), officer=request.user)
        return _("已受理申诉，请由没有审过这份报名的人重新审核。")

    return act_on(request, note.application, f"appeal{note.pk}", act)


@action("recruitment.notify")
@with_scripts
def close(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Close an application whose person has been told of the refusal."""
    note = _notification(request, notification_id)

    def act() -> str:
        on = _stated_day(request, _("办结"))
        kind = notifications.closing_after(note, on=on)
        reason = _("%(kind)s，告知书 %(number)s") % {"kind": KINDS[note.kind], "number": note.number}
        closings.close(
            note.application_id,
            kind,
            on=on,
            officer=request.user,
            reason=reason,
            delivery_id=note.delivery.pk,
        )
        return _("已办结。")

    return act_on(request, note.application, f"close{note.pk}", act)
