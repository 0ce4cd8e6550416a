"""Democratic appraisal: who waits in which village, and the minutes that a village clerk fills during the meeting."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.audit import actions as audit
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.frame import CONFLICT, UNPROCESSABLE, reach, round_page, round_within
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.screens.recruitment.words import category_words
from gonggang.desk.shown import person_shown, place_names
from gonggang.exchange import attachments
from gonggang.recruitment.actions.appraisal import (
    PHOTO_KINDS,
    Member,
    Minutes,
    Vote,
    add_photo,
    close_minutes,
    save_minutes,
    shares,
)
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.queries import appraisal as reads

TABS.append(Tab(30, gettext_lazy("民主评议"), "round_appraisal"))
_LINES_MAX: Final = 500


@action("recruitment.read")
def appraisal(request: HttpRequest, round_id: int) -> HttpResponse:
    """The villages of a round in which somebody waits for an appraisal, and the meetings so far."""
    there = round_within(request, round_id)
    ranges = reach(request)
    held = list(reads.meetings(round_id, ranges))
    villages = reads.waiting_by_village(round_id, ranges)
    places = place_names({*villages, *(each.village_code for each in held)})
    may = viewer_of(request)
    return round_page(
        request, there, "round_appraisal", "round_appraisal",
        villages=[
            {
                "code": code, "place": places[code], "people": people,
                "may": may.covers("recruitment.appraise", code),
                "open": next((m.pk for m in held if m.village_code == code and m.closed_at is None), None),
            }
            for code, people in sorted(villages.items())
        ],
        meetings=[{"row": each, "place": places[each.village_code]} for each in held],
    )  # fmt: skip


@action("recruitment.appraise")
@with_scripts
def new_meeting(request: HttpRequest, round_id: int) -> HttpResponse:
    """The empty minutes of a village (`village` in the address); sent, they are kept as a draft.

    Without a village one is sent to where the villages of the round stand to be chosen.
    """
    there = round_within(request, round_id)
    village = entered.number_in(request.GET.get("village", "") or request.POST.get("village", ""))
    if village is None:
        return HttpResponseRedirect(scope_of(request).address("round_appraisal", there.pk))
    if not viewer_of(request).covers("recruitment.appraise", village):
        raise OutOfReach
    if request.method != "POST":
        return _form(request, there, village, None)
    return _save(request, there, village, None)


@action("recruitment.read")
@with_scripts
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes of a meeting: a form while they are open and the officer may fill it, else what is written."""
    found = _meeting(request, meeting_id)
    there = round_within(request, found.round_id, "recruitment.read")
    return _form(request, there, found.village_code, found)


@action("recruitment.appraise")
@with_scripts
def save(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Keep the minutes as far as they are written."""
    found = _meeting(request, meeting_id)
    there = round_within(request, found.round_id, "recruitment.read")
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("meeting", meeting_id))
    return _save(request, there, found.village_code, found)


@action("recruitment.appraise")
@with_scripts
def photo(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Add a photograph or the signed sheet."""
    found = _meeting(request, meeting_id)
    there = round_within(request, found.round_id, "recruitment.read")
    sent = entered.file(request, "file")
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("meeting", meeting_id))
    try:
        if sent is None:
            raise RecruitmentRefused({"file": _("没有选文件。")})
        add_photo(meeting_id, entered.text(request, "kind"), sent, officer=request.user)
    except RecruitmentRefused as refused:
        return _form(request, there, found.village_code, found, problems=refused.problems)
    return entered.back(request, _("文件已存。"), "meeting", meeting_id)


@action("recruitment.appraise")
@with_scripts
def close(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Close the minutes: whoever passed has finished the stage, whoever did not is told."""
    found = _meeting(request, meeting_id)
    there = round_within(request, found.round_id, "recruitment.read")
    if request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("meeting", meeting_id))
    try:
        done = close_minutes(meeting_id, officer=request.user, version=entered.whole(request, "version"))
    except RecruitmentRefused as refused:
        return _form(request, there, found.village_code, found, problems=refused.problems)
    except ChangedMeanwhile as changed:
        return _form(request, there, found.village_code, found, problems={"": str(changed)}, status=CONFLICT)
    said = _("评议会记录已形成：通过 %(passed)s 人，没有通过 %(told)s 人，告知书已生成。") % {
        "passed": len(done.batch.finished), "told": len(done.told),
    }  # fmt: skip
    return entered.back(request, said, "meeting", meeting_id)


@action("recruitment.read")
@with_scripts
def photo_file(request: HttpRequest, meeting_id: int, photo_id: int) -> HttpResponse | FileResponse:
    """A photograph or signed sheet, to be saved; each look is recorded. The minutes say so when the file is gone."""
    found = _meeting(request, meeting_id)
    one = next((each for each in found.photos.all() if each.pk == photo_id), None)
    if one is None:
        raise Http404
    content = attachments.read(one.digest)
    if content is None:
        gone = {"": _("这张照片的文件已经不在了。请管理员从备份里找回。")}
        there = round_within(request, found.round_id, "recruitment.read")
        return _form(request, there, found.village_code, found, problems=gone)
    audit.record(
        officer=request.user, verb="recruitment.look_photo", subject=f"meeting:{found.pk}",
        region=found.village_code, detail={"kind": PHOTO_KINDS.get(one.kind, ""), "digest": one.digest},
    )  # fmt: skip
    answer = FileResponse(
        BytesIO(content), as_attachment=True, filename=one.file_name, content_type="application/octet-stream"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _meeting(request: HttpRequest, meeting_id: int) -> Any:
    found = reads.meeting_of(meeting_id, reach(request))
    if found is None:
        raise OutOfReach
    return found


def _save(request: HttpRequest, there: Any, village: int, found: Any) -> HttpResponse:
    waiting = reads.waiting(there.pk, village)
    try:
        kept = save_minutes(
            there.pk, village, _written(request, waiting), officer=request.user,
            meeting_id=found.pk if found else None, version=entered.whole(request, "version"),
        )  # fmt: skip
    except RecruitmentRefused as refused:
        return _form(request, there, village, found, problems=refused.problems)
    except ChangedMeanwhile as changed:
        return _form(request, there, village, found, problems={"": str(changed)}, status=CONFLICT)
    return entered.back(request, _("已存为草稿，可以接着填。"), "meeting", kept.pk)


def _written(request: HttpRequest, waiting: list[Any]) -> Minutes:
    votes = []
    for row in waiting:
        in_favour, against, abstaining = (
            entered.whole(request, f"{name}-{row.pk}") for name in ("for", "against", "abstain")
        )
        if in_favour is None and against is None and abstaining is None:
            continue
        votes.append(
            Vote(
                row.pk,
                in_favour or 0,
                against or 0,
                abstaining or 0,
                rank=entered.whole(request, f"rank-{row.pk}"),
                passed=entered.text(request, f"passed-{row.pk}") == "1",
                remark=entered.text(request, f"remark-{row.pk}"),
            )
        )
    return Minutes(
        held_on=entered.day(request, "held_on"),
        begins_at=entered.clock(request, "begins_at"),
        place=entered.text(request, "place")[:100],
        chair=entered.text(request, "chair")[:60],
        recorder=entered.text(request, "recorder")[:60],
        due=entered.whole(request, "due"),
        present=entered.whole(request, "present"),
        members=_members(request),
        votes=votes,
        opinion=entered.text(request, "opinion")[:2000],
        decided_why=entered.text(request, "decided_why")[:400],
    )


def _members(request: HttpRequest) -> list[Member]:
    """One a line: the name, a space or comma, the capacity. What is ticked in the list below goes by the line."""
    lines = [line for line in entered.text(request, "people").splitlines() if line.strip()]
    listed = entered.text(request, "listed")
    found = []
    for position, line in enumerate(lines[:_LINES_MAX]):
        parts = line.replace("，", " ").replace(",", " ").split(maxsplit=1)
        name, capacity = parts[0], parts[1].strip() if len(parts) > 1 else ""
        fresh = str(position) not in listed.split()
        withdrew = entered.whole(request, f"withdrew-{position}") if not fresh else None
        found.append(
            Member(
                name, capacity,
                present=fresh or entered.text(request, f"present-{position}") == "1",
                signed=fresh or entered.text(request, f"signed-{position}") == "1",
                withdrew_for=withdrew,
                withdrew_why=entered.text(request, f"why-{position}") if withdrew else "",
            )
        )  # fmt: skip
    return found


def _form(
    request: HttpRequest,
    there: Any,
    village: int,
    found: Any,
    *,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The minutes: as typed if something was wrong with them, else as kept."""
    closed = found is not None and found.closed_at is not None
    waiting = [] if closed else reads.waiting(there.pk, village)
    on = (found.held_on if found else None) or timezone.localdate()
    asked = shares(village, on)
    typed = request.POST if problems and "held_on" in request.POST else None
    members = list(found.members.all().order_by("pk")) if found else []
    hints = (
        reads.suggested([each.name for each in members], reads.interests(there.pk, village))
        if not closed
        else {}
    )
    votes = {each.application_id: each for each in found.votes.all()} if found else {}
    people = [each.application for each in votes.values()] if closed else waiting
    return round_page(
        request, there, "round_appraisal", "meeting",
        status=UNPROCESSABLE if problems and status == 200 else status,
        meeting=found, closed=closed, village=village, place=place_names([village])[village],
        may=not closed and viewer_of(request).covers("recruitment.appraise", village),
        asked=asked, typed=typed, problems=problems or {},
        today=timezone.localdate().isoformat(),
        people="\n".join(f"{each.name} {each.capacity}".strip() for each in members),
        listed=" ".join(str(position) for position in range(len(members))),
        members=[{"n": n, "row": each, "hint": hints.get(each.name)} for n, each in enumerate(members)],
        votes=[_vote_shown(each, votes.get(each.pk), typed) for each in people],
        photos=list(found.photos.all().order_by("pk")) if found else [], photo_kinds=PHOTO_KINDS,
    )  # fmt: skip


def _vote_shown(application: Any, vote: Any, typed: Any) -> dict[str, Any]:
    key = application.pk
    kept = {
        "for": vote.in_favour, "against": vote.against, "abstain": vote.abstaining, "rank": vote.rank,
        "remark": vote.remark, "passed": vote.passed,
    } if vote else {}  # fmt: skip
    if typed is not None:
        kept = {
            name: typed.get(f"{name}-{key}", "") for name in ("for", "against", "abstain", "rank", "remark")
        }
        kept["passed"] = typed.get(f"passed-{key}") == "1"
    return {
        "key": key,
        "field": f"vote-{key}",
        "person": person_shown(application.person),
        "number": application.number,
        "group": category_words(application),
        "vote": vote,
        "kept": kept,
    }
