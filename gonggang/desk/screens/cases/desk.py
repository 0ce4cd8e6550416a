"""The case desk: the queue, one case with what it rests on, and everything that may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach
from gonggang.audit import actions as audit
from gonggang.casework import actions
from gonggang.casework import queries as casework
from gonggang.casework.actions import CaseChanged, CaseRefused, NewFile
from gonggang.casework.queries import Case
from gonggang.casework.rules import allowed, kind_of, who_acts
from gonggang.casework.rules.evidence import BYTES_MAX
from gonggang.cycle import actions as cycle
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.cases.card import card_of
from gonggang.desk.screens.cases.filters import asked_of
from gonggang.desk.screens.cases.officers import officer_who_may, officers_for
from gonggang.desk.screens.cases.shown import cases_shown, events_shown, reach_of
from gonggang.desk.screens.cases.words import OUTCOMES, topic_label
from gonggang.desk.screens.shell import page
from gonggang.exchange import attachments
from gonggang.regions import queries as regions
from gonggang.regions.rules import COUNTY, enclosing, level_of

QUEUE: Final = 30
UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# Which field of the page a problem belongs to, and what it is called in the summary.
FIELDS: Final = ("outcome", "reason", "note", "evidence_text", "evidence_file", "to", "assign_reason",
                 "to_place", "transfer_reason", "reopen_reason")  # fmt: skip

Act = Callable[[Case, int | None], object]


@action("cases.view")
@with_scripts
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case within reach; anything else is not there."""
    return _page(request, _case(request, case_id, "cases.view"))


def _case(request: HttpRequest, case_id: int, name: str) -> Case:
    """The case, if it lies within reach for the action. Raises OutOfReach."""
    found = casework.case_of(case_id, reach_of(request, name).ranges) if case_id < 2**63 else None
    if found is None:
        raise OutOfReach
    return found


def _page(
    request: HttpRequest,
    there: Case,
    *,
    problems: dict[str, str] | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    scope = scope_of(request)
    reach = reach_of(request, "cases.view")
    asked = asked_of(scope, reach.officer)
    shown = cases_shown([there], reach.today)[0]
    events = casework.timeline(there)
    kind = kind_of(there.kind)
    verbs = set(allowed(there.status))
    may = {
        "work": reach.may("cases.work", there.village_code),
        "conclude": reach.may("cases.conclude", there.village_code),
        "assign": reach.may("cases.assign", there.village_code),
        "person": reach.may("people.view", there.village_code),
    }
    answer = page(
        request,
        "cases/case",
        scope,
        screen="cases",
        case=there,
        shown=shown,
        kind=kind,
        topic=topic_label(there.kind, there.topic),
        card=card_of(there, reach.ranges, reach.today),
        checklist=_checklist(kind.checklist, events, there.kind),
        outcomes=[(o.code, *OUTCOMES[kind.code, o.code]) for o in kind.outcomes],
        events=events_shown(events, there.kind),
        evidence=casework.evidence_of(there),
        others=[each for each in _others(there, reach.ranges, reach.today) if each.pk != there.pk],
        who=who_acts(there.status, has_assignee=there.assignee_id is not None),
        handler=_handlers(there),
        may=may,
        verbs=verbs,
        officers=officers_for(there.village_code, reach) if may["assign"] else [],
        places=_places(there) if may["assign"] else [],
        megabytes=BYTES_MAX // 1024 // 1024,
        queue=_queue(scope, there, reach, asked),
        query=asked.query,
        problems=problems or {},
        fields=FIELDS,
        changed=events_shown(casework.events_since(there, seen), there.kind) if seen is not None else [],
        typed=request.POST,
        today=reach.today,
    )
    answer.status_code = status
    return answer


def _queue(scope: Scope, there: Case, reach: Any, asked: Any) -> Any:
    """The cards on the left: the list from which the case was opened, in the county of the case."""
    county = enclosing(there.village_code, COUNTY)
    filters = asked.filters
    if filters.place is None:
        filters = replace(filters, place=(county, county + 10**6))
    rows = casework.ledger(reach.ranges, filters, today=reach.today)
    return cases_shown(rows[:QUEUE], reach.today)


def _checklist(points: tuple[str, ...], events: list[Any], kind: str) -> list[dict[str, Any]]:
    """The points of the kind with the newest note that settles each."""
    settled: dict[int, Any] = {}
    for event in events:
        if event.verb == "noted" and "item" in event.detail:
            settled.setdefault(event.detail["item"], event)
    return [{"number": n, "text": _(text), "event": settled.get(n)} for n, text in enumerate(points)]


def _others(there: Case, ranges: casework.Ranges, today: Any) -> Any:
    if there.person_id is None:
        return []
    return cases_shown(casework.of_person(there.person_id, ranges), today)


def _handlers(there: Case) -> dict[str, str]:
    names = regions.names({there.first_handler_code, there.handler_code})
    return {
        "first": names.get(there.first_handler_code, str(there.first_handler_code)),
        "now": names.get(there.handler_code, str(there.handler_code)),
    }


def _places(there: Case) -> list[tuple[int, str]]:
    """Where a case may be passed on to: the places in which it lies, but for where it is."""
    codes = {enclosing(there.village_code, level) for level in range(1, 6)} - {there.handler_code}
    return sorted(regions.names(codes).items(), key=lambda place: level_of(place[0]))


def _do(request: HttpRequest, case_id: int, name: str, act: Act, done: str) -> HttpResponse:
    """Do something with a case and go back to it; what is refused comes back with what was typed."""
    there = _case(request, case_id, name)
    address = scope_of(request).address("case", case_id, **_kept(request))
    if request.method != "POST":
        return HttpResponseRedirect(address)
    text = request.POST.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
    if version is None:
        return _page(
            request, there, problems={"": _("页面不完整，没有办成。请再办一次。")}, status=UNPROCESSABLE
        )
    try:
        act(there, version)
    except CaseRefused as refused:
        return _page(request, there, problems=refused.problems, status=UNPROCESSABLE)
    except CaseChanged as changed:
        there = _case(request, case_id, name)
        return _page(request, there, problems={"": str(changed)}, seen=changed.seen, status=CONFLICT)
    messages.success(request, done)
    return HttpResponseRedirect(address)


def _kept(request: HttpRequest) -> dict[str, str]:
    """What the address of the queue says, so that going back keeps the queue."""
    names = ("kind", "topic", "status", "due", "who", "township", "text")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


@action("cases.work")
@with_scripts
def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case."""
    return _do(
        request,
        case_id,
        "cases.work",
        lambda there, version: actions.claim(there.pk, officer=request.user, version=version),
        _("已领取，请核实。"),
    )


@action("cases.work")
@with_scripts
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down what was done, perhaps for a point of the checklist."""
    item = request.POST.get("item", "")
    return _do(
        request,
        case_id,
        "cases.work",
        lambda there, version: actions.note(
            there.pk,
            text=request.POST.get("note", ""),
            item=int(item) if item.isascii() and item.isdigit() and len(item) < 3 else None,
            officer=request.user,
            version=version,
        ),
        _("已记录。"),
    )


@action("cases.work")
@with_scripts
def add_evidence(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add words or a file; a file that cannot be taken is refused by name."""
    sent = request.FILES.get("evidence_file")
    return _do(
        request,
        case_id,
        "cases.work",
        lambda there, version: actions.add_evidence(
            there.pk,
            text=request.POST.get("evidence_text", ""),
            file=_file(sent),
            officer=request.user,
            version=version,
        ),
        _("证据已存。"),
    )


def _file(sent: UploadedFile | None) -> NewFile | None:
    """A file as it came; of one too large only the beginning is read, for it is refused anyway."""
    if sent is None:
        return None
    size = sent.size or 0
    return NewFile(sent.name or "", size, sent.read() if size <= BYTES_MAX else sent.read(32))


@action("cases.assign")
@with_scripts
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case to an officer who may work on it."""

    def give(there: Case, version: int | None) -> None:
        text = request.POST.get("to", "")
        known = text.isascii() and text.isdigit() and len(text) < 18
        to = (
            officer_who_may(int(text), there.village_code, reach_of(request, "cases.assign"))
            if known
            else None
        )
        if to is None:
            raise CaseRefused({"to": _("没有选办理人，或这个人管不到这个村（社区）。请另选一人。")})
        actions.assign(
            there.pk,
            to=to,
            reason=request.POST.get("assign_reason", ""),
            officer=request.user,
            version=version,
        )

    return _do(request, case_id, "cases.assign", give, _("已分派。"))


@action("cases.assign")
@with_scripts
def transfer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Pass the case up or down."""
    text = request.POST.get("to_place", "")
    place = int(text) if text.isascii() and text.isdigit() and len(text) == 12 else 0
    return _do(
        request,
        case_id,
        "cases.assign",
        lambda there, version: actions.transfer(
            there.pk,
            to_place=place,
            reason=request.POST.get("transfer_reason", ""),
            officer=request.user,
            version=version,
        ),
        _("已转办。"),
    )


@action("cases.work")
@with_scripts
def verify(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say what was found; it waits for whoever may conclude."""
    return _do(
        request,
        case_id,
        "cases.work",
        lambda there, version: actions.verify(
            there.pk,
            outcome=request.POST.get("outcome", ""),
            reason=request.POST.get("reason", ""),
            officer=request.user,
            version=version,
        ),
        _("已提交复核。"),
    )


@action("cases.conclude")
@with_scripts
def conclude(request: HttpRequest, case_id: int) -> HttpResponse:
    """Conclude the case; what it says of a hit is written on the hit."""
    return _do(
        request,
        case_id,
        "cases.conclude",
        lambda there, version: cycle.conclude_case(
            there.pk,
            outcome=request.POST.get("outcome", ""),
            reason=request.POST.get("reason", ""),
            officer=request.user,
            version=version,
        ),
        _("已了结。"),
    )


@action("cases.conclude")
@with_scripts
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open a concluded case again."""
    return _do(
        request,
        case_id,
        "cases.conclude",
        lambda there, version: cycle.reopen_case(
            there.pk, reason=request.POST.get("reopen_reason", ""), officer=request.user, version=version
        ),
        _("已重新打开，等人领取。"),
    )


@action("cases.view")
@with_scripts
def evidence_file(request: HttpRequest, case_id: int, evidence_id: int) -> HttpResponse | FileResponse:
    """A file of the case, always to be saved, never to be run by the browser; each look is recorded."""
    there = _case(request, case_id, "cases.view")
    found = casework.evidence_with(there, evidence_id) if evidence_id < 2**63 else None
    if found is None:
        raise Http404
    if not found.digest:  # words only
        return HttpResponseRedirect(scope_of(request).address("case", case_id))
    content = attachments.read(found.digest)
    if content is None:
        return _page(
            request, there, problems={"": _("这份附件的文件不在了，或已损坏。请管理员从备份里找回。")}
        )
    audit.record(
        officer=request.user,
        verb="casework.read_file",
        subject=f"case:{there.pk}",
        region=there.village_code,
        detail={"evidence": found.pk, "digest": found.digest},
    )
    answer = FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
