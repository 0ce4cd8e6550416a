"""Public notices: the tab of a round, a notice with countdown, photographs, objections (clauses 6.7 to 6.10)."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.desk.publishing import put_up_notice
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.forms import Field, Form, day_in, form, perform, text_in
from gonggang.desk.screens.recruitment.frame import reach, round_page, round_within
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names, ruler
from gonggang.exchange import attachments
from gonggang.recruitment.actions import notices, objections
from gonggang.recruitment.actions.notices import DAY_KINDS, Decided, Ended, Posting, term_of
from gonggang.recruitment.actions.objections import CHANNELS, Received
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.queries import reviews as queries
from gonggang.regions.rules import level_of

TABS.append(Tab(60, gettext_lazy("公示"), "round_notices", "recruitment.review"))
_TICKS: Final = 10
_VILLAGE_LEVEL: Final = 5


def countdown(notice: Any) -> dict[str, Any]:
    """How far the days of a notice are, as words and as a ruler."""
    today = timezone.localdate()
    whole = (notice.earliest_end_on - notice.posted_on).days + 1
    passed = (today - notice.posted_on).days
    left = (notice.earliest_end_on - today).days
    if notice.ended_on:
        state = ("gg-ok", "circle-check", _("%(on)s 结束") % {"on": notice.ended_on})
    elif left > 0:
        state = ("gg-move", "clock", _("公示中，还剩 %(n)d 天") % {"n": left})
    else:
        state = ("gg-warn", "clock-exclamation", _("已满期，请拍末日照片、登记结束"))
    ticks = (
        ("on",) * min(whole, _TICKS)
        if notice.ended_on
        else ruler(min(passed, whole), whole, min(whole, _TICKS))
    )
    return {
        "state": state,
        "ticks": ticks,
        "left": left,
        "kind": DAY_KINDS.get(notice.day_kind, notice.day_kind),
    }


@action("recruitment.review")
@with_scripts
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """The villages of a round within reach: whom one may post, which notices hang, how many days are left."""
    return _tab(request, round_within(request, round_id))


def _tab(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    ranges = viewer.territories("recruitment.review")
    ready = queries.ready_villages(there.pk, ranges)
    found = list(queries.notices(ranges, round_id=there.pk))
    places = place_names([*ready, *(each.village_code for each in found)])
    return round_page(
        request,
        there,
        "round_notices",
        "round_notices",
        ready=[
            {
                "place": places[village],
                "count": count,
                "form": _post_form(request, there, village)
                if viewer.covers("recruitment.post_notice", village)
                else None,
            }
            for village, count in sorted(ready.items())
        ],
        notices=[
            {
                "row": each,
                "place": places[each.village_code],
                "count": each.entries.count(),
                **countdown(each),
            }
            for each in found
        ],
        problems=problems or {},
    )


def _post_form(request: HttpRequest, there: Any, village: int) -> Form:
    fields = [
        Field("posted_on", _("实际张贴的日期"), "day"),
        Field("place", _("张贴地点"), value=_("村（社区）公示栏")),
        Field("telephone", _("接收意见的电话"), value=there.telephone),
        Field("photo", _("张贴当天的照片"), "file"),
    ]
    today = timezone.localdate()
    try:
        term = term_of(village, today)
    except RecruitmentRefused as refused:
        term, lead = None, str(refused)
    else:
        lead = ""
    if term is None:
        lead = lead or _("本地没有录入公示天数，请写明公示几天、怎么数，和这样定的理由。")
        fields += [
            Field("min_days", _("公示几天")),
            Field("day_kind", _("怎么数"), "choice", choices=tuple(DAY_KINDS.items())),
            Field("why", _("这样定的理由"), "long"),
        ]
    else:
        kind = DAY_KINDS.get(term.day_kind, term.day_kind)
        lead = _("至少公示 %(n)d 个%(kind)s，从实际张贴那天起算。今天张贴的话，最早 %(on)s 结束。") % {
            "n": term.min_days, "kind": kind, "on": term.earliest_end_on,
        }  # fmt: skip
    return form(
        request, f"post{village}", scope_of(request).address("notice_post", there.pk, village), fields, _("登记张贴"),
        title=_("张贴公示"), lead=lead, icon="upload",
    )  # fmt: skip


@action("recruitment.post_notice")
@with_scripts
def post(request: HttpRequest, round_id: int, village_code: int) -> HttpResponse:
    """Record that a village has posted its list, with the photograph of that day."""
    there = round_within(request, round_id)
    if level_of(village_code) != _VILLAGE_LEVEL:
        raise OutOfReach
    viewer_of(request).require_in("recruitment.post_notice", village_code)
    made: list[Any] = []

    def act() -> str:
        decided = None
        days = text_in(request, "min_days")
        if days:
            whole = days.isascii() and days.isdigit() and 0 < int(days[:4]) < 100
            if not whole or request.POST.get("day_kind") not in DAY_KINDS or not text_in(request, "why"):
                raise RecruitmentRefused({"min_days": _("请写明公示几天（1—99）、怎么数，和这样定的理由。")})
            decided = Decided(int(days), request.POST["day_kind"], text_in(request, "why"))
        posting = Posting(
            day_in(request, "posted_on"), text_in(request, "place"), text_in(request, "telephone"),
            entered.file(request, "photo"), decided,
        )  # fmt: skip
        made.append(notices.post(there.pk, village_code, posting, officer=request.user))
        put_up_notice(made[0], officer=request.user)
        return _("公示 %(number)s 已登记，最早 %(on)s 结束。") % {
            "number": made[0].number, "on": made[0].earliest_end_on,
        }  # fmt: skip

    return perform(
        request, f"post{village_code}", act, back=scope_of(request).address("round_notices", there.pk),
        show=lambda problems: _tab(request, there, problems),
    )  # fmt: skip


def notice_within(request: HttpRequest, notice_id: int) -> Any:
    """A notice within reach for the action. Raises OutOfReach."""
    found = queries.notice_of(notice_id, reach(request))
    if found is None:
        raise OutOfReach
    return found


@action("recruitment.review")
@with_scripts
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice as it hangs on the wall, and what may be done with it."""
    return _notice(request, notice_within(request, notice_id))


def _notice(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    may = viewer_of(request).covers
    village = there.village_code
    entries = queries.entries_of(there.pk)
    forms = _notice_forms(request, there, entries)
    return page(
        request,
        "recruitment/notice",
        scope_of(request),
        screen="rounds",
        notice=there,
        place=place_names([village])[village],
        countdown=countdown(there),
        rows=[
            {
                "shown": shown,
                "entry": entry,
                "person": person_shown(entry.application.person),
                "open": [each for each in entry.objections.all() if each.result_published_on is None],
                "settled": [each for each in entry.objections.all() if each.result_published_on is not None],
            }
            for shown, entry in zip(there.snapshot.get("rows", [{}] * len(entries)), entries, strict=False)
        ],
        forms=forms,
        may_settle=may("recruitment.objection_settle", village),
        problems=problems or {},
    )


def _notice_forms(request: HttpRequest, there: Any, entries: list[Any]) -> list[Form]:
    may, address, village = viewer_of(request).covers, scope_of(request).address, there.village_code
    forms: list[Form] = []
    if may("recruitment.finish_notice", village) and there.ended_on is None:
        fields = [Field("ended_on", _("结束的日期"), "day"), Field("photo", _("末日的照片"), "file")]
        lead = _("最早 %(on)s。没有异议的人一并办结审核公示，有异议的等结果。") % {
            "on": there.earliest_end_on
        }
        forms.append(
            form(request, "end", address("notice_end", there.pk), fields, _("登记结束"), title=_("结束公示"),
                 lead=lead, is_open=there.earliest_end_on <= timezone.localdate())
        )  # fmt: skip
    left = any(
        not entry.application.completed_stages.filter(stage="public_notice").exists() for entry in entries
    )
    settled = any(each.upheld is False for entry in entries for each in entry.objections.all())
    if may("recruitment.finish_notice", village) and there.ended_on and left and settled:
        forms.append(
            form(request, "settled", address("notice_settled", there.pk), [], _("办结异议已不成立的人"),
                 title=_("异议已有结果的"), is_open=True,
                 lead=_("办结在公示结束和公布结果中晚的那一天。"))
        )  # fmt: skip
    if may("recruitment.objection_receive", village):
        who = [
            (str(entry.pk), f"{shown.get('serial', '')} {person_shown(entry.application.person).name}")
            for shown, entry in zip(there.snapshot.get("rows", [{}] * len(entries)), entries, strict=False)
        ]
        fields = [
            Field("entry", _("对谁有意见"), "choice", choices=who),
            Field("received_on", _("收到的日期"), "day"),
            Field("channel", _("从哪里收到"), "choice", choices=tuple(CHANNELS.items())),
            Field("text", _("反映的情况"), "long", hint=_("写事实，不写反映人是谁。")),
            Field("objector", _("反映人和联系办法（可以不写）"),
                  hint=_("加密保存，只有负责调查的乡镇（街道）人员写明用途才能看。")),
        ]  # fmt: skip
        forms.append(
            form(request, "object", address("objection_receive", there.pk), fields, _("登记，立即冻结"),
                 title=_("登记异议"), icon="message-report",
                 lead=_("登记后这个人不能往下办，直到乡镇（街道）查清并公布结果。公示期以后收到的转为投诉举报。"))
        )  # fmt: skip
    return forms


def _ended_words(done: Ended) -> str:
    said = _("办结审核公示 %(n)d 人。") % {"n": len(done.batch.finished)}
    if done.waiting:
        said += _("%(n)d 人有异议，等结果。") % {"n": len(done.waiting)}
    for one in done.batch.refused[:3]:
        said += _("没有办成：%(why)s。") % {"why": one.sentence}
    return said


@action("recruitment.finish_notice")
@with_scripts
def end(request: HttpRequest, notice_id: int) -> HttpResponse:
    """End a notice with the last day's photograph; everybody without an open objection is finished."""
    there = notice_within(request, notice_id)

    def act() -> str:
        done = notices.end(
            there.pk,
            ended_on=day_in(request, "ended_on"),
            photo=entered.file(request, "photo"),
            officer=request.user,
        )
        # Online the notice ends on the day on which it came off the wall.
        put_up_notice(notice_within(request, notice_id), officer=request.user)
        return _ended_words(done)

    return perform(
        request,
        "end",
        act,
        back=scope_of(request).address("public_notice", there.pk),
        show=lambda problems: _notice(request, notice_within(request, notice_id), problems),
    )


@action("recruitment.finish_notice")
@with_scripts
def settled(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Finish those whose objection has been rejected since."""
    there = notice_within(request, notice_id)
    return perform(
        request,
        "settled",
        lambda: _ended_words(notices.finish_settled(there.pk, officer=request.user)),
        back=scope_of(request).address("public_notice", there.pk),
        show=lambda problems: _notice(request, there, problems),
    )


@action("recruitment.objection_receive")
@with_scripts
def receive(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take in an objection to somebody on the notice."""
    there = notice_within(request, notice_id)

    def act() -> str:
        known = {str(entry.pk): entry.pk for entry in queries.entries_of(there.pk)}
        entry = known.get(request.POST.get("entry", ""))
        if entry is None:
            raise RecruitmentRefused({"entry": _("没有选对谁有意见。请选一人。")})
        received = Received(
            day_in(request, "received_on"), request.POST.get("channel", ""), request.POST.get("text", ""),
            text_in(request, "objector"),
        )  # fmt: skip
        taken = objections.receive(entry, received, officer=request.user)
        if taken.objection is None:
            return _("公示期已过或已经审批，已转为投诉举报立案。")
        return _("异议 %(number)s 已登记，本人已冻结，等乡镇（街道）调查。") % {
            "number": taken.objection.number
        }

    return perform(
        request, "object", act, back=scope_of(request).address("public_notice", there.pk),
        show=lambda problems: _notice(request, there, problems),
    )  # fmt: skip


@action("recruitment.review")
def photograph(request: HttpRequest, notice_id: int, which: str) -> HttpResponse:
    """A photograph of the first or the last day."""
    there = notice_within(request, notice_id)
    digest = {"first": there.first_photo, "last": there.last_photo}.get(which, "")
    if not digest:
        raise Http404
    content = attachments.read(digest)
    if content is None:
        return _notice(request, there, {"": _("这张照片的文件已经不在了。请管理员从备份里找回。")})
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Cache-Control"] = "no-store"
    return answer
