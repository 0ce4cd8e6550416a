"""Writes on cases: open once, take, pass on, prove, conclude, reopen; each is one event and one audit record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.casework.models import Case, CaseEvent, Evidence
from gonggang.casework.refusals import CaseChanged, CaseRefused, NoSuchCase
from gonggang.casework.rules import Verb, after, check_file, kind_of, responsible_place
from gonggang.casework.rules.evidence import media_type
from gonggang.casework.telling import tell_assigned, tell_handed_over
from gonggang.core.working_days import CalendarUnknown, working_days
from gonggang.exchange import attachments
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import territory

__all__ = [
    "CaseChanged",
    "CaseRefused",
    "NewCase",
    "NewFile",
    "NoSuchCase",
    "add_evidence",
    "assign",
    "claim",
    "conclude",
    "hand_over",
    "note",
    "open_case",
    "open_cases",
    "reopen",
    "transfer",
    "verify",
]

Ranges = tuple[tuple[int, int], ...]
_CHUNK = 2000
_HEAD_BYTES = 32
TEXT_CHARACTERS_MAX = 2000


@dataclass(frozen=True, slots=True)
class NewCase:
    """What opens a case. `facts` holds what the kind's card shows; never an identity, account or phone number."""

    kind: str
    subject: str
    village_code: int
    title: str
    topic: str = ""
    person_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that somebody attaches, as it was sent."""

    name: str
    size: int
    content: bytes


@transaction.atomic
def open_cases(entries: Iterable[NewCase], *, on: date, officer: Any) -> list[int]:
    """Open the cases that are not there yet, at most one a (kind, subject) ever; returns the new ones' keys.

    A case that is there stays as it is, whatever became of it: a re-run neither repeats nor revives (clause 7.4).
    """
    wanted: dict[tuple[str, str], NewCase] = {}
    for entry in entries:
        wanted.setdefault((entry.kind, entry.subject), entry)
    for key in _there(wanted):
        wanted.pop(key)
    if not wanted:
        return []
    due: dict[tuple[str, int], date | None] = {}
    rows = [_row(entry, on, due) for entry in wanted.values()]
    Case.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)
    mine = [(pk, code) for pk, code in _without_events(wanted)]
    CaseEvent.objects.bulk_create(
        [CaseEvent(case_id=pk, number=1, officer=officer, verb="opened") for pk, _ in mine], batch_size=_CHUNK
    )
    keys = [pk for pk, _ in mine]
    for start in range(0, len(keys), _CHUNK):
        Case.objects.filter(pk__in=keys[start : start + _CHUNK]).update(version=1)
    kinds = Counter(entry.kind for entry in wanted.values())
    audit.record(
        officer=officer,
        verb="casework.open",
        subject=f"case:{keys[0]}" if len(keys) == 1 else "cases",
        region=rows[0].village_code // 10**6 * 10**6,
        detail={"opened": len(keys), "kinds": dict(kinds)},
    )
    return keys


def _there(wanted: dict[tuple[str, str], NewCase]) -> list[tuple[str, str]]:
    subjects = list({subject for _, subject in wanted})
    found: list[tuple[str, str]] = []
    for start in range(0, len(subjects), _CHUNK):
        rows = Case.objects.filter(subject__in=subjects[start : start + _CHUNK])
        found += [key for key in rows.values_list("kind", "subject") if key in wanted]
    return found


def _without_events(wanted: dict[tuple[str, str], NewCase]) -> list[tuple[int, int]]:
    """The cases just made by this transaction; one that another transaction made first already has its event."""
    subjects = list({subject for _, subject in wanted})
    found: list[tuple[int, int]] = []
    for start in range(0, len(subjects), _CHUNK):
        rows = Case.objects.filter(subject__in=subjects[start : start + _CHUNK], version=0, events=None)
        for pk, code, kind, subject in rows.values_list("pk", "village_code", "kind", "subject"):
            if (kind, subject) in wanted:
                found.append((pk, code))
    return sorted(found)


def _row(entry: NewCase, on: date, due: dict[tuple[str, int], date | None]) -> Case:
    kind = kind_of(entry.kind)
    place = responsible_place(kind, entry.village_code)
    county = entry.village_code // 10**6 * 10**6
    if (entry.kind, county) not in due:
        due[entry.kind, county] = deadline(kind.days_parameter, county, on)
    return Case(
        kind=entry.kind,
        topic=entry.topic,
        subject=entry.subject,
        person_id=entry.person_id,
        village_code=entry.village_code,
        title=entry.title,
        facts=entry.facts,
        opened_on=on,
        due_on=due[entry.kind, county],
        first_handler_code=place,
        handler_code=place,
    )


def deadline(parameter: str, region: int, on: date) -> date | None:
    """The last day for a case opened on a day; None where nobody has entered a number, or that year's calendar."""
    try:
        return working_days().after(on, parameters().get(parameter, region=region, on=on))
    except (OutsideForce, CalendarUnknown):
        return None


def open_case(
    *,
    kind: str,
    subject: str,
    village_code: int,
    title: str,
    on: date,
    officer: Any,
    topic: str = "",
    person_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> int:
    """Open one case, or find the one that is there; returns its key."""
    entry = NewCase(kind, subject, village_code, title, topic, person_id, facts or {})
    opened = open_cases([entry], on=on, officer=officer)
    return opened[0] if opened else Case.objects.values_list("pk", flat=True).get(kind=kind, subject=subject)


@dataclass(slots=True)
class _Step:
    """A case under the lock of its transaction, with what the verb is about to change."""

    case: Case
    verb: Verb
    officer: Any
    changes: dict[str, Any] = field(default_factory=dict)

    def finish(
        self, text: str = "", evidence: Evidence | None = None, detail: dict[str, Any] | None = None
    ) -> Case:
        """Store the change, the event and the audit record."""
        case = self.case
        status = after(case.status, self.verb)
        before = {name: _plain(getattr(case, name)) for name in self.changes}
        for name, value in self.changes.items():
            setattr(case, name, value)
        if status != case.status:
            before["status"] = case.status
            case.status = status or case.status
        case.version += 1
        case.save()
        now = {name: _plain(getattr(case, name)) for name in before}
        CaseEvent.objects.create(
            case=case,
            number=case.version,
            officer=self.officer,
            verb=self.verb,
            text=text,
            evidence=evidence,
            detail=(detail or {}) | {"before": before, "after": now},
        )
        audit.record(
            officer=self.officer,
            verb=f"casework.{self.verb}",
            subject=f"case:{case.pk}",
            region=case.village_code,
            detail={"text": text, "before": before, "after": now} | (detail or {}),
        )
        return case


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else value.pk


def _step(case_id: int, verb: Verb, version: int | None, officer: Any) -> _Step:
    """Lock a case for a verb. Raises NoSuchCase, CaseChanged when it is not as the officer saw it, CaseRefused."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase(case_id)
    if version is not None and version != case.version:
        raise CaseChanged(case_id, version, case.version)
    if after(case.status, verb) is None:
        sentence = _("这件案件现在是“%(status)s”，不能这样办。请刷新后再看。")
        raise CaseRefused({"": sentence % {"status": case.get_status_display()}})
    return _Step(case, verb, officer)


def _clean(text: str) -> str:
    """A text without space at its ends, and without the one character that the database cannot hold."""
    return text.replace("\x00", "").strip()


def _written(text: str, name: str, what: str) -> str:
    """A text that must be there; raises CaseRefused."""
    text = _clean(text)
    if not text:
        raise CaseRefused({name: _("%(what)s没有写。请写明事实和依据。") % {"what": what}})
    if len(text) > TEXT_CHARACTERS_MAX:
        facts = {"what": what, "n": len(text), "most": TEXT_CHARACTERS_MAX}
        raise CaseRefused({name: _("%(what)s有 %(n)d 个字，最多 %(most)d 个字。请写得短些。") % facts})
    return text


@transaction.atomic
def claim(case_id: int, *, officer: Any, version: int | None = None) -> Case:
    """Take a case that nobody has taken."""
    step = _step(case_id, "claimed", version, officer)
    step.changes = {"assignee": officer}
    return step.finish()


@transaction.atomic
def assign(case_id: int, *, to: Any, officer: Any, reason: str = "", version: int | None = None) -> Case:
    """Give a case to an officer; a case that had another officer needs a reason (clause 15.5)."""
    step = _step(case_id, "assigned", version, officer)
    if step.case.assignee_id == to.pk:
        raise CaseRefused({"to": _("这件案件已经由%(who)s办理。请另选一人。") % {"who": to}})
    if step.case.assignee_id is not None:
        reason = _written(reason, "assign_reason", _("改派理由"))
    step.changes = {"assignee": to, **_UNVERIFIED}
    case = step.finish(_clean(reason))
    tell_assigned(case, to, officer)
    return case


_UNVERIFIED: dict[str, Any] = {"outcome": None, "reason": "", "verified_by": None}


@transaction.atomic
def hand_over(
    *, from_officer: Any, to: Any, reason: str, officer: Any, ranges: Ranges | None = None, tell: bool = True
) -> int:
    """Pass every open case of an officer to another, as when someone changes post; returns how many.

    With `ranges` only the cases that lie in them: where the other officer may work. With `tell` they are told.
    """
    reason = _written(reason, "reason", _("移交理由"))
    if from_officer.pk == to.pk:
        raise CaseRefused({"to": _("移交给的人就是原来的人。请另选一人。")})
    theirs = Case.objects.filter(assignee=from_officer).exclude(status="concluded").order_by("pk")
    if ranges is not None:
        theirs = theirs.filter(in_ranges("village_code", ranges))
    keys = list(theirs.values_list("pk", flat=True))
    moved = 0
    for key in keys:
        case = Case.objects.select_for_update(of=("self",)).get(pk=key)
        if case.assignee_id == from_officer.pk and after(case.status, "handed_over"):
            _Step(case, "handed_over", officer, {"assignee": to}).finish(reason)
            moved += 1
    if tell:
        tell_handed_over(to, officer, moved)
    return moved


@transaction.atomic
def transfer(case_id: int, *, to_place: int, reason: str, officer: Any, version: int | None = None) -> Case:
    """Pass a case up or down to the organisation of another place in which the case lies; it waits there to be taken.

    The first handler stays written for ever (clause 15.5).
    """
    step = _step(case_id, "transferred", version, officer)
    low, high = territory(to_place)
    if to_place == 0 or not low <= step.case.village_code < high:
        raise CaseRefused({"to_place": _("只能转给管辖这个村（社区）的上级或下级。请重新选择。")})
    if to_place == step.case.handler_code:
        raise CaseRefused({"to_place": _("这件案件已经在那里。请选别的单位。")})
    reason = _written(reason, "transfer_reason", _("转办理由"))
    step.changes = {"handler_code": to_place, "assignee": None, **_UNVERIFIED}
    return step.finish(reason)


@transaction.atomic
def note(
    case_id: int, *, text: str, officer: Any, version: int | None = None, item: int | None = None
) -> Case:
    """Write down what was done; `item` (from 0) is the point of the kind's checklist that it settles."""
    step = _step(case_id, "noted", version, officer)
    checklist = kind_of(step.case.kind).checklist
    if item is not None and not 0 <= item < len(checklist):
        raise CaseRefused({"item": _("没有这一项清单。请刷新后再选。")})
    text = _written(text, "note", _("记录"))
    return step.finish(text, detail={} if item is None else {"item": item})


@transaction.atomic
def add_evidence(
    case_id: int, *, text: str, officer: Any, file: NewFile | None = None, version: int | None = None
) -> Case:
    """Add evidence: words, a file, or both. A file too large, of another kind or hostile is refused by name."""
    step = _step(case_id, "evidence_added", version, officer)
    text = _clean(text)
    if file is None or text:
        text = _written(text, "evidence_text", _("证据说明"))
    row = Evidence(case=step.case, text=text, officer=officer)
    detail: dict[str, Any] = {}
    if file is not None:
        problem = check_file(file.name, file.size, file.content[:_HEAD_BYTES])
        if problem is not None:
            raise CaseRefused({"evidence_file": problem.sentence.by(_)})
        stored = attachments.store([file.content])
        row.file_name, row.digest, row.size = file.name, stored.digest, stored.size
        row.media_type = media_type(file.name) or ""
        detail = {"digest": stored.digest, "size": stored.size}
    row.save(force_insert=True)
    return step.finish(text or file.name if file else text, row, detail)


@transaction.atomic
def verify(case_id: int, *, outcome: str, reason: str, officer: Any, version: int | None = None) -> Case:
    """Say what was found and why; it waits for whoever may conclude."""
    step = _step(case_id, "verified", version, officer)
    step.changes = {**_found(step.case, outcome, reason), "verified_by": officer}
    return step.finish(step.changes["reason"])


@transaction.atomic
def conclude(case_id: int, *, outcome: str, reason: str, officer: Any, version: int | None = None) -> Case:
    """Conclude a case with an outcome of its kind and a reason. Only `reopen` opens it again."""
    step = _step(case_id, "concluded", version, officer)
    step.changes = {
        **_found(step.case, outcome, reason),
        "concluded_by": officer,
        "concluded_at": timezone.now(),
    }
    return step.finish(step.changes["reason"])


def _found(case: Case, outcome: str, reason: str) -> dict[str, Any]:
    """The checked outcome and reason; raises CaseRefused that names every field that is wrong."""
    problems: dict[str, str] = {}
    if kind_of(case.kind).outcome(outcome) is None:
        problems["outcome"] = _("没有选核实结论。请选一项。")
    try:
        reason = _written(reason, "reason", _("理由"))
    except CaseRefused as refused:
        problems.update(refused.problems)
    if problems:
        raise CaseRefused(problems)
    return {"outcome": outcome, "reason": reason}


@transaction.atomic
def reopen(case_id: int, *, reason: str, officer: Any, version: int | None = None) -> Case:
    """Open a concluded case again, with a reason; its former conclusion stays in its history."""
    step = _step(case_id, "reopened", version, officer)
    reason = _written(reason, "reopen_reason", _("重新核实的理由"))
    step.changes = {**_UNVERIFIED, "assignee": None, "concluded_by": None, "concluded_at": None}
    return step.finish(reason)
