"""Long work: asked for once, done once, also when its worker is killed; its end is told to whoever asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.accounts.models import Notice
from gonggang.audit.models import AuditRecord
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.jobs import actions
from gonggang.jobs.actions import Doing, Kind, begin, declare
from gonggang.jobs.models import Job
from gonggang.jobs.queries import standing, taken
from gonggang.jobs.worker import do_next
from gonggang.testing import COUNTY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("X6", "X12")]

WORKER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "gonggang.settings"
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = os.environ["NAME_OF_THE_TEST"]
from gonggang.jobs.worker import work
work()
"""
PATIENCE = 60


def until(true: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.05)


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Doing], Any]], None]:
    monkeypatch.setattr(actions, "_KINDS", dict(actions._KINDS))
    return lambda act: declare(Kind("trial", "试办", act))


def ask(officer: Any, key: str = "a") -> Job:
    return begin("trial", key, officer=officer, region=COUNTY, facts={"month": "2024-05"})[0]


def told(officer: Any) -> list[str]:
    return list(Notice.objects.filter(officer=officer).order_by("pk").values_list("kind", flat=True))


def test_asked_twice_it_is_done_once_and_told_once(officer: Any, trial: Any) -> None:
    done: list[str] = []
    trial(lambda doing: done.append(doing.job.key) or {"n": 1})
    with ThreadPoolExecutor(4) as pool:

        def press(_n: int) -> int:
            try:
                return ask(officer).pk
            finally:
                connection.close()

        assert len(set(pool.map(press, range(8)))) == 1
    ask(officer, "b")
    assert AuditRecord.objects.filter(verb="jobs.begin").count() == 2
    while do_next():
        pass
    assert done == ["a", "b"] and told(officer) == ["run_finished"] * 2
    assert list(Job.objects.values_list("state", "attempts", "result__n")) == [("finished", 1, 1)] * 2
    assert begin("trial", "a", officer=officer, region=COUNTY, facts={})[1], (
        "what has ended can be asked again"
    )


def test_what_is_rolled_back_leaves_no_job(officer: Any, trial: Any) -> None:
    trial(lambda doing: {})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(officer)
        raise ZeroDivisionError
    assert not Job.objects.exists() and not do_next()


def test_failing_is_one_sentence_and_nothing_is_kept(officer: Any, trial: Any) -> None:
    def refused(doing: Doing) -> dict[str, Any]:
        Notice.objects.create(officer=doing.officer, kind="half")
        raise UnusableInput("名册是空的：请先导入。")

    trial(refused)
    ask(officer)
    do_next()
    job = Job.objects.get()
    assert (job.state, job.message) == ("failed", "名册是空的：请先导入。")
    assert told(officer) == ["run_failed"], "what it had written is gone"

    def broken(doing: Doing) -> dict[str, Any]:
        return {"n": 1 // 0}

    trial(broken)
    ask(officer)
    do_next()
    job = Job.objects.latest("pk")
    assert job.state == "failed" and "没有写入任何数据" in job.message and str(job.pk) in job.message


def test_a_worker_that_is_asked_to_stop_puts_its_job_back(officer: Any, trial: Any) -> None:
    def stopped(doing: Doing) -> dict[str, Any]:
        raise SystemExit(0)

    trial(stopped)
    ask(officer)
    with pytest.raises(SystemExit):
        do_next()
    assert list(Job.objects.values_list("state", "attempts")) == [("waiting", 0)]
    trial(lambda doing: {})
    assert do_next() and Job.objects.get().state == "finished"


def test_broken_off_too_often_it_fails_in_words(officer: Any, trial: Any) -> None:
    trial(lambda doing: {})
    job = ask(officer)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=3, begun_at=job.asked_at)
    do_next()
    job.refresh_from_db()
    assert job.state == "failed" and "办了 3 次都中途断了" in job.message and told(officer) == ["run_failed"]


@pytest.mark.parametrize(
    "values",
    [{"state": "failed"}, {"state": "finished", "attempts": 1}, {"state": "running"}, {"state": "waiting"}],
)
def test_the_database_refuses_half_an_end(officer: Any, trial: Any, values: dict[str, Any]) -> None:
    trial(lambda doing: {})
    job = ask(officer)
    if values == {"state": "waiting"}:  # a second unfinished one
        with pytest.raises(IntegrityError):
            Job.objects.create(kind="trial", key="a", officer=officer)
        return
    with pytest.raises(IntegrityError):
        Job.objects.filter(pk=job.pk).update(**values)


@pytest.fixture
def another() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers in processes of their own, on the database of the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "NAME_OF_THE_TEST": connection.settings_dict["NAME"]}
        started.append(subprocess.Popen([sys.executable, "-c", WORKER], env=environment))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


@pytest.mark.clause("7.3")
def test_a_comparison_survives_the_death_of_its_worker(
    officer: Any, make_person: Any, make_post: Any, make_placement: Any, another: Any
) -> None:
    from gonggang.cycle.actions import ask_comparison
    from gonggang.exchange.turns import TURN
    from gonggang.screening.models import Hit, ScreeningRun

    with transaction.atomic():
        make_placement(make_person(birth=date(1950, 1, 2)), make_post())
    with (
        connection.cursor() as cursor
    ):  # somebody else writes: the comparison begins, and waits in its middle
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
    job, new = ask_comparison(Month(2024, 5), COUNTY, officer=officer)
    assert new and not standing(job).alive and standing(job).workers == 0
    first = another()
    until(lambda: taken(job.pk) and Job.objects.get().state == "running")
    assert ask_comparison(Month(2024, 5), COUNTY, officer=officer) == (job, False)
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: not taken(job.pk))
    job.refresh_from_db()
    assert (job.state, standing(job).alive, ScreeningRun.objects.count()) == ("running", False, 0)

    another(), another()
    until(lambda: taken(job.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    until(lambda: Job.objects.get().state not in Job.UNFINISHED)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("finished", 2, {"found": 1, "opened": 1})
    assert (ScreeningRun.objects.count(), Hit.objects.count(), told(officer)) == (1, 1, ["run_finished"])
