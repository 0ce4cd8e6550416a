"""Agreement, training and start of a round's applicants, each for many at once with a result per person (6.1, 6.11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.frame import (
    UNPROCESSABLE,
    applications_of,
    round_page,
    round_within,
)
from gonggang.desk.screens.recruitment.tabs import SECTIONS, TABS, Section, Tab
from gonggang.desk.shown import person_shown, place_names, urban_rural_words
from gonggang.placements import queries as placements
from gonggang.recruitment.actions.agreements import KINDS, Terms, sign
from gonggang.recruitment.actions.onboarding import Second, Starting, start_many
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.stages import StageBatch
from gonggang.recruitment.actions.training import Session, train
from gonggang.recruitment.queries import last_stages as reads

# Forms and pages speak of the last day of an agreement; what is kept is the first day without one.
_ONE_DAY: Final = timedelta(days=1)

TABS.append(Tab(100, gettext_lazy("协议与上岗"), "round_last"))


@action("recruitment.read")
def last_stages(request: HttpRequest, round_id: int) -> HttpResponse:
    """Who waits for the agreement, for training, for the start."""
    return _page(request, round_within(request, round_id))


@action("recruitment.sign")
def sign_agreements(request: HttpRequest, round_id: int) -> HttpResponse:
    """Record the agreement of those who are ticked."""
    last_day = entered.day(request, "ends_on")
    terms = Terms(
        kind=entered.text(request, "kind"), begins_on=entered.day(request, "begins_on"),
        ends_on=last_day + _ONE_DAY if last_day is not None else None, signed_on=entered.day(request, "signed_on"),
        party=entered.text(request, "party"), file=entered.file(request, "file"),
    )  # fmt: skip
    return _act(
        request, round_id, "recruitment.sign", lambda keys: sign(keys, terms, officer=request.user),
        _("登记协议 %(n)s 份。"),
    )  # fmt: skip


@action("recruitment.train")
def train_many(request: HttpRequest, round_id: int) -> HttpResponse:
    """Record one session of training with those who signed in."""
    session = Session(
        held_on=entered.day(request, "held_on"), subject=entered.text(request, "subject"),
        hours=entered.amount(request, "hours"), trainer=entered.text(request, "trainer"),
        place=entered.text(request, "place"), file=entered.file(request, "file"),
    )  # fmt: skip
    return _act(
        request, round_id, "recruitment.train", lambda keys: train(round_id, keys, session, officer=request.user),
        _("登记岗前培训，签到 %(n)s 人。"),
    )  # fmt: skip


@action("recruitment.start")
def start(request: HttpRequest, round_id: int) -> HttpResponse:
    """Start those who are ticked on one day."""
    grade = entered.whole(request, "disability_grade")
    hard = {"1": True, "0": False}.get(entered.text(request, "hard_to_employ"))
    starting = Starting(
        on=entered.day(request, "on"),
        decided_why=entered.text(request, "decided_why"),
        second=Second(
            hard_to_employ=hard, disability_grade=grade, decided_why=entered.text(request, "second_why"),
            filed_human_resources_on=entered.day(request, "filed_human_resources_on"),
            filed_finance_on=entered.day(request, "filed_finance_on"),
        ),
    )  # fmt: skip
    return _act(
        request, round_id, "recruitment.start", lambda keys: start_many(keys, starting, officer=request.user),
        _("安排上岗 %(n)s 人，名额已占用，报名已办结。"),
    )  # fmt: skip


def _act(
    request: HttpRequest, round_id: int, name: str, act: Callable[[list[int]], StageBatch], said: str
) -> HttpResponse:
    """Do it for whoever is ticked and lies within reach; those who did not pass are named with why."""
    there = round_within(request, round_id, "recruitment.read")
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("round_last", round_id))
    people = {row.pk: row for row in applications_of(request, round_id, name)}
    keys = entered.chosen(request, "chosen", set(people))
    try:
        if not keys:
            raise RecruitmentRefused(_("一个人都没有选。请先选人。"))
        done = act(keys)
    except RecruitmentRefused as why:
        return _page(request, there, problems=why.problems, form=name)
    words = said % {"n": len(done.finished)}
    if done.refused:
        return _page(request, there, said=words, refused=entered.named(done.refused, people), form=name)
    return entered.back(request, words, "round_last", round_id)


def _page(
    request: HttpRequest,
    there: Any,
    *,
    problems: dict[str, str] | None = None,
    said: str = "",
    refused: list[dict[str, str]] | None = None,
    form: str = "",
) -> HttpResponse:
    waiting = reads.waiting_for(applications_of(request, there.pk, "recruitment.read"))
    may = viewer_of(request).may
    compared = reads.compared_on(row.pk for row in waiting.of("onboarding"))
    shown = {stage: _rows(waiting, stage, compared) for stage in reads.LAST_STAGES[1:]}
    return round_page(
        request, there, "round_last", "round_last", status=UNPROCESSABLE if problems or refused else 200,
        to_sign=shown["agreement"], to_train=shown["induction_training"], to_start=shown["onboarding"],
        may_sign=may("recruitment.sign"), may_train=may("recruitment.train"), may_start=may("recruitment.start"),
        any_second=any(row["before"] for row in shown["onboarding"]), kinds=KINDS, problems=problems or {},
        refused=refused or [], said=said, form=form, typed=request.POST, today=timezone.localdate().isoformat(),
    )  # fmt: skip


def _rows(waiting: reads.Waiting, stage: str, compared: Mapping[int, Any]) -> list[dict[str, Any]]:
    rows = waiting.of(stage)
    places = place_names(row.village_code for row in rows)
    terms = {row.pk: reads.agreement_of(row.pk) for row in rows} if stage == "onboarding" else {}
    return [
        {
            "key": row.pk,
            "person": person_shown(row.person),
            "number": row.number,
            "place": places[row.village_code],
            "post": row.round_post.post if row.round_post else None,
            "kind": urban_rural_words(row.round_post.post.urban_rural if row.round_post else None),
            "held": waiting.held.get(row.pk),
            "compared": compared.get(row.pk),
            "agreement": terms.get(row.pk),
            "until": _last_day(terms.get(row.pk)),
            "before": placements.count_of_person(row.person_id) if stage == "onboarding" else 0,
        }
        for row in rows
    ]


def _last_day(agreement: Any) -> Any:
    """The last day of an agreement; None without one."""
    return agreement.ends_on - _ONE_DAY if agreement is not None else None


def _section(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    """The vote, the approval, the agreement, the training and the start of an application."""
    stages, vote = reads.stages_of(application.pk), reads.vote_of(application.pk)
    if not stages and vote is None:
        return None
    training = stages["induction_training"].training if "induction_training" in stages else None
    return {
        "vote": vote,
        "approval": stages.get("county_approval"),
        "agreement": stages["agreement"].agreement if "agreement" in stages else None,
        "until": _last_day(stages["agreement"].agreement if "agreement" in stages else None),
        "kinds": KINDS,
        "training": training,
        "hours": f"{training.hours_tenths / 10:g}" if training else "",
        "start": stages.get("onboarding"),
    }


SECTIONS.append(Section(90, "desk/recruitment/application_last.html", _section))
