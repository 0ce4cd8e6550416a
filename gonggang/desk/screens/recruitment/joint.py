"""The tab of the joint review for the county, and the desk of each department: its questions, its answers (5.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.audit import actions as audit
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.forms import Field, day_in, form, keys_in, perform, text_in
from gonggang.desk.screens.recruitment.frame import reach, round_page, round_within
from gonggang.desk.screens.recruitment.review_words import due_lamp, verdict_state
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names
from gonggang.people.queries import id_numbers
from gonggang.policy.departments import DEPARTMENTS
from gonggang.recruitment.actions import joint_reviews, joint_sheets
from gonggang.recruitment.actions.checks import RowResult
from gonggang.recruitment.actions.joint_reviews import Given, Sending
from gonggang.recruitment.actions.joint_sheets import Line
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.queries import reviews as queries
from gonggang.recruitment.rules.joint import SILENCES, VERDICTS
from gonggang.regions.rules import COUNTY, enclosing

TABS.append(Tab(50, gettext_lazy("联审"), "round_joint", "recruitment.review"))
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAYS_PROPOSED: Final = 7
FORBIDDEN: Final = 403


@action("recruitment.review")
@with_scripts
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """What the departments were asked about a round, how far they have answered, and whom one may still send."""
    return _tab(request, round_within(request, round_id))


def _tab(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    today, viewer = timezone.localdate(), viewer_of(request)
    county = enclosing(there.region_code, COUNTY)
    # Whoever sees a round of the county sees how far the departments are with it.
    asked = queries.questions(((county, county + 10**6),), list(DEPARTMENTS), round_id=there.pk)
    may_send = viewer.covers("recruitment.joint_send", county)
    ready = (
        queries.ready_for_joint(there.pk, viewer.territories("recruitment.joint_send")) if may_send else []
    )
    places = place_names(each.village_code for each in ready)
    due = joint_reviews.due_on_default(county, today)
    fields = [
        Field("departments", _("送哪些部门"), "checks", choices=tuple(DEPARTMENTS.items()), values=tuple(DEPARTMENTS)),
        Field("sent_on", _("送审日期"), "day", today.isoformat()),
        Field(
            "due_on", _("答复期限"), "day", (due or today + timedelta(days=_DAYS_PROPOSED)).isoformat(),
            hint="" if due else _("本地没有录入联审期限，请写明到哪一天。"),
        ),
        Field(
            "silence_means", _("到期不答复时"), "radio", joint_reviews.silence_default(county, today),
            choices=tuple(SILENCES.items()), hint=_("送审时写定，以后不能改。"),
        ),
    ]  # fmt: skip
    return round_page(
        request,
        there,
        "round_joint",
        "round_joint",
        asked=[
            {
                "row": each,
                "label": DEPARTMENTS[each.department],
                "left": each.people - each.given,
                "lamp": due_lamp(each.due_on, each.sent_on, today, closed=each.people == each.given),
                "silence": SILENCES[each.silence_means],
            }
            for each in asked
        ],
        ready=[
            {"key": each.pk, "name": person_shown(each.person).name, "place": places[each.village_code]}
            for each in ready
        ],
        form=form(
            request, "send", scope_of(request).address("round_joint_send", there.pk), fields, _("送联审")
        )
        if may_send
        else None,
        may_send=may_send,
        problems=problems or {},
    )


@action("recruitment.joint_send")
@with_scripts
def send(request: HttpRequest, round_id: int) -> HttpResponse:
    """Send those ticked to the departments."""
    there = round_within(request, round_id)
    viewer_of(request).require_in("recruitment.joint_send", enclosing(there.region_code, COUNTY))

    def act() -> str:
        departments = tuple(each for each in request.POST.getlist("departments") if each in DEPARTMENTS)
        sending = Sending(
            departments,
            day_in(request, "sent_on"),
            day_in(request, "due_on"),
            request.POST.get("silence_means", ""),
        )
        ready = {each.pk for each in queries.ready_for_joint(there.pk, reach(request))}
        sent = joint_reviews.send(
            there.pk, [key for key in keys_in(request) if key in ready], sending, officer=request.user
        )
        return _("已送 %(n)d 个部门。") % {"n": len(sent)}

    return perform(
        request, "send", act, back=scope_of(request).address("round_joint", there.pk),
        show=lambda problems: _tab(request, there, problems),
    )  # fmt: skip


def departments_of(request: HttpRequest) -> list[str]:
    """The departments for which the officer answers."""
    roles = {role.value for role in viewer_of(request).roles}
    return [each for each in DEPARTMENTS if each in roles]


@action("recruitment.joint_answer")
def questions(request: HttpRequest) -> HttpResponse:
    """The questions put to the officer's department, those due first."""
    scope, today = scope_of(request), timezone.localdate()
    rows = queries.questions(reach(request), departments_of(request))
    found = [
        {
            "row": each,
            "label": DEPARTMENTS[each.department],
            "left": each.people - each.given,
            "lamp": due_lamp(each.due_on, each.sent_on, today, closed=each.people == each.given),
        }
        for each in rows
    ]
    return page(
        request, "recruitment/joint_questions", scope, screen="joint_questions",
        waiting=[each for each in found if each["left"]], done=[each for each in found if not each["left"]],
    )  # fmt: skip


class _OtherDepartment(Exception):
    """The question is put to another department: it may be known, its applicants may not be seen."""

    def __init__(self, question: Any) -> None:
        super().__init__()
        self.question = question


def _question(request: HttpRequest, joint_id: int) -> Any:
    """A question to the officer's department. Raises OutOfReach and _OtherDepartment."""
    found = queries.question_of(joint_id, reach(request), list(DEPARTMENTS))
    if found is None:
        raise OutOfReach
    if found.department not in departments_of(request):
        raise _OtherDepartment(found)
    return found


def _of_own_department(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[..., HttpResponse]:
    """Says to which department a question is put when it is not the officer's own."""

    @wraps(view)
    def looked_at(request: HttpRequest, joint_id: int) -> HttpResponse:
        try:
            return view(request, joint_id)
        except _OtherDepartment as other:
            answer = page(
                request, "recruitment/joint_other", scope_of(request), screen="joint_questions",
                department=DEPARTMENTS[other.question.department],
            )  # fmt: skip
            answer.status_code = FORBIDDEN
            return answer

    return looked_at


@action("recruitment.joint_answer")
@with_scripts
@_of_own_department
def question(request: HttpRequest, joint_id: int) -> HttpResponse:
    """One question: each applicant, and the department's answer to be given one by one, in bulk or by spreadsheet."""
    return _answers(request, _question(request, joint_id))


def _answers(
    request: HttpRequest,
    there: Any,
    problems: dict[str, str] | None = None,
    refused: list[dict[str, str]] | None = None,
) -> HttpResponse:
    today, rows = timezone.localdate(), queries.answers_of(there.pk)
    places = place_names(each.application.village_code for each in rows)
    return page(
        request,
        "recruitment/joint_question",
        scope_of(request),
        screen="joint_questions",
        question=there,
        department=DEPARTMENTS[there.department],
        silence=SILENCES[there.silence_means],
        lamp=due_lamp(there.due_on, there.sent_on, today, closed=there.people == there.given),
        rows=[
            {
                "row": each,
                "person": person_shown(each.application.person),
                "place": places[each.application.village_code],
                "state": verdict_state(each, today),
                "closed": hasattr(each.application, "closing"),
            }
            for each in rows
        ],
        left=sum(each.verdict is None for each in rows),
        verdicts=tuple(VERDICTS.items()),
        answered_on=request.POST.get("on") or today.isoformat(),
        typed=request.POST,
        sheet=form(
            request, "sheet", scope_of(request).address("joint_sheet_in", there.pk),
            [Field("on", _("答复日期"), "day", today.isoformat()), Field("sheet", _("填好的表"), "file")],
            _("上传"), icon="upload", main=False,
        ),
        problems=problems or {},
        refused=refused or [],
    )  # fmt: skip


def _refused(results: list[RowResult], there: Any) -> list[dict[str, str]]:
    names = {each.pk: person_shown(each.application.person).name for each in queries.answers_of(there.pk)}
    return [
        {"who": names.get(each.application_id, ""), "sentence": each.problem}
        for each in results
        if each.problem
    ]


@action("recruitment.joint_answer")
@with_scripts
@_of_own_department
def answer(request: HttpRequest, joint_id: int) -> HttpResponse:
    """The same answer about everybody ticked."""
    there = _question(request, joint_id)
    results: list[RowResult] = []

    def act() -> str:
        on = day_in(request, "on")
        given = Given(
            request.POST.get("verdict", ""), text_in(request, "register_batch"), day_in(request, "data_as_of"),
            text_in(request, "reason"),
        )  # fmt: skip
        own = {each.pk for each in queries.answers_of(there.pk)}
        keys = [key for key in keys_in(request, "answer") if key in own]
        if not keys:
            raise RecruitmentRefused(_("没有选人。请先在名单里勾选。"))
        if on is None:
            raise RecruitmentRefused({"on": _("没有写答复日期。")})
        if wrong := joint_reviews.check_given(given, on):
            raise RecruitmentRefused(wrong)
        results.extend(
            joint_reviews.answer_many(
                [(key, given) for key in keys],
                departments=departments_of(request),
                on=on,
                officer=request.user,
            )
        )
        return _("已答复 %(n)d 人。") % {"n": sum(each.problem is None for each in results)}

    return _finish(request, there, "answer", act, results)


def _finish(request: HttpRequest, there: Any, name: str, act: Any, results: list[RowResult]) -> HttpResponse:
    done = perform(
        request, name, act, back=scope_of(request).address("joint_question", there.pk),
        show=lambda problems: _answers(request, there, problems),
    )  # fmt: skip
    if any(each.problem for each in results):
        return _answers(request, _question(request, there.pk), refused=_refused(results, there))
    return done


@action("recruitment.joint_answer")
@_of_own_department
def sheet_out(request: HttpRequest, joint_id: int) -> HttpResponse:
    """The spreadsheet of those not answered yet, with whole numbers: the department must look them up. On record."""
    there = _question(request, joint_id)
    rows = [each for each in queries.answers_of(there.pk) if each.verdict is None]
    numbers = id_numbers(each.application.person_id for each in rows)
    places = place_names(each.application.village_code for each in rows)
    lines = [
        Line(
            each.application.number or "", each.application.person.name, numbers[each.application.person_id],
            places[each.application.village_code],
        )
        for each in rows
    ]  # fmt: skip
    audit.record(
        officer=request.user,
        verb="recruitment.joint_sheet",
        subject=f"joint_review:{there.pk}",
        region=there.county_code,
        detail={"department": DEPARTMENTS[there.department], "rows": len(lines)},
    )
    answer = HttpResponse(joint_sheets.sheet_out(lines), content_type=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="joint-review-{there.pk}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@action("recruitment.joint_answer")
@with_scripts
@_of_own_department
def sheet_in(request: HttpRequest, joint_id: int) -> HttpResponse:
    """The answers of a filled spreadsheet; rows that cannot be taken come back each with its reason."""
    there = _question(request, joint_id)
    results: list[RowResult] = []
    unread: list[str] = []

    def act() -> str:
        file, on = request.FILES.get("sheet"), day_in(request, "on")
        if file is None:
            raise RecruitmentRefused({"sheet": _("没有选文件，或文件太大。请选填好的表。")})
        if on is None:
            raise RecruitmentRefused({"on": _("没有写答复日期。")})
        read = joint_sheets.sheet_in(file.name or "", file.chunks(), on)
        own = {each.application.number: each.pk for each in queries.answers_of(there.pk)}
        unread.extend(read.problems)
        unread.extend(
            _("报名号 %(number)s 不在这次联审的名单里。") % {"number": number}
            for number, _given in read.given
            if number not in own
        )
        given = [(own[number], one) for number, one in read.given if number in own]
        results.extend(
            joint_reviews.answer_many(given, departments=departments_of(request), on=on, officer=request.user)
        )
        return _("表里 %(n)d 人的答复已收下。") % {"n": sum(each.problem is None for each in results)}

    done = perform(
        request, "sheet", act, back=scope_of(request).address("joint_question", there.pk),
        show=lambda problems: _answers(request, there, problems),
    )  # fmt: skip
    if unread or any(each.problem for each in results):
        lines = [{"who": _("表格"), "sentence": each} for each in unread]
        return _answers(request, _question(request, there.pk), refused=[*lines, *_refused(results, there)])
    return done
