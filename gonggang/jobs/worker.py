"""The worker: takes one unfinished job after another, does it in one transaction, and says how far it is meanwhile.

Whoever does a job holds its advisory lock. The lock belongs to the database session, so a worker that is killed gives
it back at once: the next one finds a job that says it runs and that nobody holds, and does it again from the start.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import time
from collections.abc import Iterator
from typing import Any, Final

from django.db import OperationalError, connections, transaction
from django.db import connection as default
from django.db.models import F
from django.utils import timezone

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.jobs.actions import ATTEMPTS_MAX, CHANNEL, Doing, Say, fail, finish, kind_of, put_back
from gonggang.jobs.models import Job
from gonggang.jobs.queries import TAKEN, WORKERS, lock_number

# Set by whoever starts a worker that is to end with it: the number of that process.
PARENT: Final = "GONGGANG_WORKER_OF"
NICE: Final = 5
_SECONDS_BETWEEN_LOOKS: Final = 5.0
_SECONDS_BETWEEN_WORDS: Final = 0.5
_MILLISECONDS_UNNOTICED: Final = 1_000
_PR_SET_PDEATHSIG: Final = 1  # of linux/prctl.h
_BROKEN: Final = "办了 %d 次都中途断了，没有写入任何数据：请联系管理员看日志，再重新办理。"
_UNKNOWN: Final = "这个版本的系统不会办这件事，没有写入任何数据：请联系管理员。"
_WENT_WRONG: Final = "办理时出了意外的错，没有写入任何数据：请再试一次；仍不行请联系管理员，报后台任务号 %d。"
log = logging.getLogger(__name__)


def work(*, until_empty: bool = False) -> None:
    """Do jobs until the process is asked to stop, or with `until_empty` until there are none."""
    _stop_when_asked()
    _end_with_parent()
    with contextlib.suppress(OSError):
        os.nice(NICE)
    with default.cursor() as cursor:
        # A session that waits for somebody else's lock looks that often whether we are still there.
        cursor.execute(f"SET client_connection_check_interval = {_MILLISECONDS_UNNOTICED}")
        cursor.execute("SELECT pg_advisory_lock_shared(%s, 0)", [WORKERS])
        cursor.execute(f"LISTEN {CHANNEL}")
    while True:
        while do_next():
            pass
        if until_empty:
            return
        _wait()


def do_next() -> bool:
    """Do the oldest job that nobody is at; False when there is none."""
    for job_id in Job.objects.filter(state__in=Job.UNFINISHED).order_by("pk").values_list("pk", flat=True):
        with _taken(job_id) as mine:
            # Read again: another worker may have ended it between the list and the lock.
            job = (
                Job.objects.select_related("officer").filter(pk=job_id, state__in=Job.UNFINISHED).first()
                if mine
                else None
            )
            if job is not None:
                with _words(job) as say:
                    _do(job, say)
                return True
    return False


def do_here(job: Job) -> None:
    """Do a job at once in the caller's session: where there is no worker, as in tests."""
    _do(Job.objects.select_related("officer").get(pk=job.pk), lambda step, done, total: None)


def _do(job: Job, say: Say) -> None:
    if job.state == Job.State.RUNNING and job.attempts >= ATTEMPTS_MAX:
        fail(job, _BROKEN % job.attempts)
        return
    kind = kind_of(job.kind)
    if kind is None:
        fail(job, _UNKNOWN)
        return
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, begun_at=timezone.now(), step="", done=0, total=0
    )
    job.attempts += 1
    try:
        with transaction.atomic():
            finish(job, kind.act(Doing(job, say)))
    except (UnusableInput, WorkFailed) as error:
        fail(job, str(error))
    except OperationalError:
        raise  # the database has gone: this session's lock with it, and the next worker begins again
    except Exception:
        log.exception("job %d (%s) went wrong", job.pk, job.kind)
        fail(job, _WENT_WRONG % job.pk)
    except BaseException:
        put_back(job)
        raise


@contextlib.contextmanager
def _taken(job_id: int) -> Iterator[bool]:
    """Hold the lock of a job, unless another session does."""
    with default.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [TAKEN, lock_number(job_id)])
        mine: bool = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and default.connection is not None and not default.connection.closed:
            with default.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [TAKEN, lock_number(job_id)])


@contextlib.contextmanager
def _words(job: Job) -> Iterator[Say]:
    """Says how far a job is in a session of its own: what the work writes cannot be seen before it ends."""
    beside: Any = connections.create_connection("default")
    last = 0.0
    said = ""

    def say(step: str, done: int, total: int) -> None:
        nonlocal last, said
        now = time.monotonic()
        if step == said and now - last < _SECONDS_BETWEEN_WORDS:
            return
        last, said = now, step
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET step = %s, done = %s, total = %s WHERE id = %s AND state = 'running'",
                [step[:200], done, total, job.pk],
            )

    try:
        yield say
    finally:
        beside.close()


def _wait() -> None:
    """Until somebody asks for work, or a look is due in case a word was lost."""
    default.ensure_connection()
    for _each in default.connection.notifies(timeout=_SECONDS_BETWEEN_LOOKS, stop_after=1):
        pass


def _stop_when_asked() -> None:
    def stop(number: int, frame: object) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)


def _end_with_parent() -> None:
    """A worker that the web server started ends with it, however that one ends."""
    parent = os.environ.get(PARENT, "")
    if parent.isdecimal():
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it had ended before we could ask
            raise SystemExit(0)
