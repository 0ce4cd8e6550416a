"""How a job stands: waiting, being done by a worker that is alive, broken off, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from gonggang.jobs.models import Job

__all__ = ["WORKERS", "Standing", "newest", "standing", "taken"]

# The first numbers of the advisory locks: of a job that is being done, and of every worker that is there.
TAKEN: Final = 4705
WORKERS: Final = 4706
_LOCK_NUMBERS: Final = 2**31
_HELD = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s AND objid = %s
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as pages show it. `alive`: a worker is at it now; `workers`: how many there are to do it."""

    job: Job
    alive: bool
    workers: int
    seconds: int

    @property
    def unfinished(self) -> bool:
        return self.job.state in Job.UNFINISHED

    @property
    def ended_at(self) -> datetime | None:
        return self.job.ended_at

    @property
    def failed(self) -> bool:
        return self.job.state == Job.State.FAILED


def newest(kind: str, key: str) -> Job | None:
    """The newest job about a thing, ended or not."""
    return Job.objects.filter(kind=kind, key=key).select_related("officer").order_by("-pk").first()


def standing(job: Job) -> Standing:
    """How a job stands now. A session that has died holds no lock, so that nobody has to guess."""
    unfinished = job.state in Job.UNFINISHED
    seconds = int((timezone.now() - job.asked_at).total_seconds())
    if not unfinished:
        return Standing(job, False, 0, seconds)
    return Standing(job, _held(TAKEN, lock_number(job.pk)) > 0, _held(WORKERS, 0), seconds)


def taken(job_id: int) -> bool:
    """Whether a worker that is alive is at a job."""
    return _held(TAKEN, lock_number(job_id)) > 0


def lock_number(job_id: int) -> int:
    """The second number of a job's advisory lock."""
    return job_id % _LOCK_NUMBERS


def _held(first: int, second: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [first, second])
        row: tuple[Any, ...] = cursor.fetchone()
    return int(row[0])
