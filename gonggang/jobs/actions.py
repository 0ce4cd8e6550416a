"""Asking for long work, and writing down how it goes: each kind is declared by the room that knows how to do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from gonggang.accounts.notices import notify
from gonggang.audit import actions as audit
from gonggang.jobs.models import Job

__all__ = ["CHANNEL", "Doing", "Job", "Kind", "begin", "declare", "fail", "finish", "kind_of", "put_back"]

CHANNEL: Final = "gonggang_jobs"
ATTEMPTS_MAX: Final = 3
# How far a job is: what is being done, how much of how much.
Say = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Doing:
    """A job while it is done: what was asked, in whose name, and how to say how far it is."""

    job: Job
    say: Say

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.job.facts

    @property
    def officer(self) -> Any:
        return self.job.officer


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of long work. `act` does it inside one transaction and returns what came of it, as JSON.

    It may run again after it was broken off, and then finds the tables as they were before. `failed` is called with the
    job and the sentence when it has come to nothing, in the transaction that says so.
    """

    name: str
    label: object
    act: Callable[[Doing], Mapping[str, Any]]
    failed: Callable[[Job, str], None] | None = None


_KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Make a kind of work known; called once by each room when it is ready."""
    _KINDS[kind.name] = kind


def kind_of(name: str) -> Kind | None:
    """A declared kind; None for one that this version does not know."""
    return _KINDS.get(name)


def begin(
    kind: str,
    key: str,
    *,
    officer: Any,
    region: int | None,
    facts: Mapping[str, Any],
    subject: str = "",
) -> tuple[Job, bool]:
    """Ask for work; returns its job and whether it is new. While one about the same thing is unfinished, that is it.

    In the caller's transaction: what is rolled back leaves no job. `subject` is where the notice of its end leads.
    """
    with transaction.atomic():
        for _again in range(3):
            asked = Job(
                kind=kind, key=key, officer=officer, region_code=region, facts=dict(facts), subject=subject
            )
            Job.objects.bulk_create([asked], ignore_conflicts=True)
            job = Job.objects.filter(kind=kind, key=key, state__in=Job.UNFINISHED).first()
            if job is not None:  # else it ended between the two statements
                break
        assert job is not None
        new = job.attempts == 0 and job.state == Job.State.WAITING and job.asked_at == asked.asked_at
        if new:
            audit.record(
                officer=officer,
                verb="jobs.begin",
                subject=f"job:{job.pk}",
                region=region,
                detail={"kind": kind, "about": key},
            )
            with connection.cursor() as cursor:
                cursor.execute(f"NOTIFY {CHANNEL}")
    if new and not settings.JOBS_IN_BACKGROUND:
        from gonggang.jobs.worker import do_here

        do_here(job)
        job.refresh_from_db()
    return job, new


def finish(job: Job, result: Mapping[str, Any]) -> None:
    """The end of a job that went well, in the transaction of the work itself; who asked is told."""
    changed = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.FINISHED, result=dict(result), ended_at=timezone.now(), step="", message=""
    )
    if changed != 1:
        raise RuntimeError(f"job {job.pk} ended elsewhere")
    _tell(job, "run_finished", dict(result))


def fail(job: Job, message: str) -> None:
    """The end of a job that came to nothing, with one sentence; who asked is told. An ended job stays as it is."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state__in=Job.UNFINISHED).update(
            state=Job.State.FAILED, message=message[:500], ended_at=timezone.now(), step=""
        )
        if not changed:
            return
        kind = kind_of(job.kind)
        if kind is not None and kind.failed is not None:
            kind.failed(job, message)
        _tell(job, "run_failed", {"message": message[:500]})


def put_back(job: Job) -> None:
    """A worker that is asked to stop leaves its job to the next one; this was no attempt."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.WAITING, attempts=job.attempts - 1, step="", done=0, total=0
    )


def _tell(job: Job, kind: str, more: Mapping[str, Any]) -> None:
    facts = {**job.facts, **more, "job": job.kind}
    notify([job.officer], kind, subject=job.subject, facts=facts, key=f"job:{job.pk}")
