"""The one way in which a stage of an application is finished, singly or for thousands at once (clauses 6.1, 6.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.accounts.actions import OPERATOR_USERNAME
from gonggang.accounts.viewer import viewer_on
from gonggang.audit import actions as audit
from gonggang.recruitment.actions.proofs import NO_PROOF, PROOF_COLUMN, wrong_proofs
from gonggang.recruitment.actions.refusals import Refused, refusal_of
from gonggang.recruitment.models import Application, CompletedStage
from gonggang.recruitment.queries.standing import (
    CHUNK,
    Standing,
    declared_stage,
    obstacles,
    standings,
    wrong_day,
)

__all__ = ["StageBatch", "finish", "finish_each", "refusal_of"]


@dataclass(frozen=True, slots=True)
class StageBatch:
    """What became of a stage in many applications: those that passed, in order, and those that did not, with why."""

    finished: tuple[int, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    standing: Standing
    on: date
    proof: int | None


def finish(
    application_ids: Sequence[int],
    stage: str,
    *,
    on: date,
    officer: Any,
    proofs: Mapping[int, int] | None = None,
    note: str = "",
    all_or_nothing: bool = False,
    today: date | None = None,
) -> StageBatch:
    """Finish a stage on one day in each of the applications that may; the others come back with a sentence.

    `on` is the real day, not in the future and not before the stage before. `proofs` gives each application's proof:
    the key of its vote, notice, study, filing, agreement, training or placement. With `all_or_nothing` one refusal
    leaves everything as it was.
    """
    return finish_each(
        dict.fromkeys(application_ids, on), stage, officer=officer, proofs=proofs, note=note,
        all_or_nothing=all_or_nothing, today=today,
    )  # fmt: skip


@transaction.atomic
def finish_each(
    days: Mapping[int, date],
    stage: str,
    *,
    officer: Any,
    proofs: Mapping[int, int] | None = None,
    note: str = "",
    all_or_nothing: bool = False,
    today: date | None = None,
) -> StageBatch:
    """The same with a day of its own for each application."""
    today = today or timezone.localdate()
    _lock(days)
    there = standings(days)
    refused = {key: "没有这份报名" for key in days if key not in there}
    entries: dict[int, _Entry] = {}
    for key, standing in there.items():
        entry = _Entry(standing, days[key], (proofs or {}).get(key))
        why = _why_not(entry, stage, today)
        if why is None:
            entries[key] = entry
        else:
            refused[key] = why
    refused |= _not_allowed(entries, stage, officer, today)
    refused |= _wrong_proofs(entries, stage)
    entries = {key: entry for key, entry in entries.items() if key not in refused}
    if entries and not (all_or_nothing and refused):
        with transaction.atomic():
            refused |= _store(entries, stage, officer, note)
            if all_or_nothing and refused:
                transaction.set_rollback(True)
    finished = () if all_or_nothing and refused else tuple(key for key in days if key not in refused)
    if finished:
        _record(stage, [entries[key] for key in finished], officer, note, len(refused))
    return StageBatch(finished, tuple(Refused(key, refused[key]) for key in days if key in refused))


def _lock(keys: Iterable[int]) -> None:
    """Lock the applications in the order of their keys, so that two batches cannot wait for each other."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        rows = Application.objects.select_for_update(no_key=True, of=("self",))
        list(rows.filter(pk__in=wanted[start : start + CHUNK]).order_by("pk").values_list("pk", flat=True))


def _why_not(entry: _Entry, stage: str, today: date) -> str | None:
    found = obstacles(entry.standing, stage)
    if found:
        return found[0]
    if stage in NO_PROOF and entry.proof is None:
        return NO_PROOF[stage]
    return wrong_day(entry.standing, stage, entry.on, today)


def _not_allowed(entries: Mapping[int, _Entry], stage: str, officer: Any, today: date) -> dict[int, str]:
    """Whoever may not finish the stage in the person's village is refused; the host's operator may everywhere.

    The announcement is the round's: whoever takes an application up only carries it over.
    """
    if officer.username == OPERATOR_USERNAME or stage == "announcement":
        return {}
    viewer = viewer_on(officer, today)
    allowed: dict[tuple[str, int], bool] = {}
    refused = {}
    for key, entry in entries.items():
        step = entry.standing.step(stage)
        ask = (step.action if step else "", entry.standing.village_code)
        if ask not in allowed:
            allowed[ask] = viewer.covers(*ask)
        if not allowed[ask]:
            refused[key] = "这一环不由您的岗位办，或这个村（社区）不在您的辖区（X2）"
    return refused


def _wrong_proofs(entries: Mapping[int, _Entry], stage: str) -> dict[int, str]:
    asked = {key: (e.standing, e.on, e.proof) for key, e in entries.items() if e.proof is not None}
    return wrong_proofs(stage, asked)


def _store(entries: Mapping[int, _Entry], stage: str, officer: Any, note: str) -> dict[int, str]:
    """Insert the stages in one go; if the database refuses any, one by one, so that only those stay behind."""
    rows = {key: _row(entry, stage, officer, note) for key, entry in entries.items()}
    try:
        with transaction.atomic():
            CompletedStage.objects.bulk_create(rows.values(), batch_size=CHUNK)
        return {}
    except IntegrityError:
        refused = {}
        for key, entry in entries.items():
            try:
                with transaction.atomic():
                    CompletedStage.objects.bulk_create([_row(entry, stage, officer, note)])
            except IntegrityError as error:
                refused[key] = refusal_of(error)
        return refused


def _row(entry: _Entry, stage: str, officer: Any, note: str) -> CompletedStage:
    standing = entry.standing
    step = standing.step(stage)
    if step is None:
        raise ValueError(f"application {standing.application_id} has no stage {stage}")
    before = standing.before(step)
    by = standing.published_by_id if stage == "announcement" else officer.pk
    proof = {PROOF_COLUMN[stage]: entry.proof} if stage in PROOF_COLUMN else {}
    return CompletedStage(
        application_id=standing.application_id,
        procedure_id=standing.procedure_id,
        position=step.position,
        stage=stage,
        completed_on=entry.on,
        previous_completed_on=standing.finished[before.stage].completed_on if before else None,
        officer_id=by,
        note=note,
        **proof,
    )


def _record(stage: str, entries: Sequence[_Entry], officer: Any, note: str, refused: int) -> None:
    """One audit record a case and, for many, one of the whole."""
    declared = declared_stage(stage)
    verb = f"recruitment.{stage}" if declared else "recruitment.added_stage"
    step = entries[0].standing.step(stage)
    facts = {"stage": step.label if step else stage} | ({"note": note} if note else {})
    villages: dict[int, list[audit.Entry]] = defaultdict(list)
    for entry in entries:
        detail = {**facts, "on": str(entry.on), "who": "", "proof": entry.proof}
        subject = f"application:{entry.standing.application_id}"
        villages[entry.standing.village_code].append(audit.Entry(subject, detail))
    for village in sorted(villages):
        audit.record_many(officer=officer, verb=verb, entries=villages[village], region=village)
    if len(entries) > 1:
        first = entries[0].standing
        audit.record(
            officer=officer,
            verb=verb,
            subject=f"round:{first.round_id}",
            region=first.village_code // 10**6 * 10**6,
            detail={
                **facts,
                "who": f" {len(entries)} 人，未办 {refused} 人",
                "on": "、".join(sorted({str(entry.on) for entry in entries})[:3]),
                "finished": len(entries),
            },
        )
