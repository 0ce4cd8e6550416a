"""A round of thousands passes a stage in one batch; beside it the bare copy of the same rows into the same columns."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from gonggang.core.national_id import check_character
from gonggang.server.home import home

_COUNTY: Final = 379901000000
_VILLAGE: Final = 379901100200
_PUBLISHED: Final = date(2024, 3, 1)
_APPLIED: Final = date(2024, 3, 4)
_HELD: Final = date(2024, 3, 20)
_COLUMNS: Final = (
    "application_id, procedure_id, position, stage, completed_on, previous_completed_on, officer_id, recorded_at, "
    "note, vote_id"
)


def run(people: int = 5_000, progress: Callable[[str], None] = lambda step: None) -> dict[str, Any]:
    """Measure for so many applicants of one round; everything is rolled back. Seconds are wall time.

    Measured are the guards, the proofs, the rows with all that the tables check of them, and a record of each in the
    audit chain. The floor is COPY of the same rows into a table without keys, checks or triggers.
    """
    os.environ["GONGGANG_HOME"] = str(home() / "bench")
    from gonggang.server.opening import open_database

    open_database()
    from django.db import transaction

    from gonggang.recruitment.actions.stages import finish, finish_each

    with transaction.atomic():
        progress("造数据")
        officer, made = _applications(people)
        for stage, on in (("announcement", _PUBLISHED), ("application", _APPLIED)):
            passed = finish_each(dict.fromkeys(made, on), stage, officer=officer)
            assert len(passed.finished) == people, passed.refused[:3]
        votes = _votes(made, officer)
        progress("办环节")
        backend = _backend()
        began, ours, theirs = time.perf_counter(), time.process_time(), _cpu_of(backend)
        result = finish(made, "democratic_appraisal", on=_HELD, officer=officer, proofs=votes)
        seconds = time.perf_counter() - began
        cpu = time.process_time() - ours + _cpu_of(backend) - theirs
        floor = _floor()
        transaction.set_rollback(True)
    return {
        "benchmark": "recruitment",
        "people": people,
        "finished": len(result.finished),
        "refused": len(result.refused),
        "stage_seconds": round(seconds, 2),
        "cpu_with_database_seconds": round(cpu, 2),
        "copy_floor_seconds": round(floor, 4),
        "ratio_to_copy_floor": round(seconds / floor, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _applications(people: int) -> tuple[Any, list[int]]:
    """An officer, and applications of new people in a new round for one post."""
    from gonggang.accounts.actions import operator_officer
    from gonggang.exchange.actions import open_batch
    from gonggang.people.actions import PersonEntry, register_people
    from gonggang.posts.actions import PostEntry, take_over
    from gonggang.posts.queries import posts
    from gonggang.recruitment.actions.procedures import procedure_in_force
    from gonggang.recruitment.models import Application, Round, RoundPost

    officer = operator_officer()
    batch = open_batch(kind="bench", file_name="bench", digest="", region=_COUNTY, officer=officer)
    take_over(
        [
            PostEntry(
                "BENCH-1",
                _VILLAGE,
                "PUBLIC_SERVICE",
                "保洁员",
                "RURAL",
                "",
                "",
                "",
                22,
                80000,
                people,
                "",
                "",
                "",
            )
        ],
        officer=officer,
        batch=batch,
    )
    post = posts(numbers=["BENCH-1"])[0].post_id
    entries = [PersonEntry(_number(n), "测试", "male", _birth(n), None, _VILLAGE) for n in range(people)]
    registered, _ = register_people(entries, officer=officer, batch=batch)
    there = Round(
        number="BENCH-1", title="bench", region_code=_COUNTY, village_code=_COUNTY,
        applications_begin_on=_PUBLISHED, applications_end_on=_HELD,
    )  # fmt: skip
    there.save()
    offered = RoundPost.objects.create(round=there, post_id=post, places=people)
    there.published_on, there.published_by = _PUBLISHED, officer
    there.save()
    procedure = procedure_in_force("ordinary", _VILLAGE, _APPLIED)
    rows = Application.objects.bulk_create(
        [
            Application(
                person_id=one.person_id, round=there, round_post=offered, post_id=post, post_number="BENCH-1",
                village_code=_VILLAGE, number=f"BENCH-{n}", procedure=procedure, declares_kin=False,
                committed_on=_APPLIED, applied_on=_APPLIED, group="LOW_INCOME", channel="sheet",
            )
            for n, one in enumerate(registered.values())
        ],
        batch_size=5000,
    )  # fmt: skip
    return officer, [row.pk for row in rows]


def _votes(applications: list[int], officer: Any) -> dict[int, int]:
    """A closed meeting of the village with a vote on each."""
    from django.utils import timezone

    from gonggang.recruitment.models import Application, AppraisalMeeting, AppraisalVote, MeetingPhoto

    round_id = Application.objects.values_list("round_id", flat=True).get(pk=applications[0])
    meeting = AppraisalMeeting.objects.create(
        round_id=round_id, village_code=_VILLAGE, held_on=_HELD, place="村委会", chair="主持人", due=30,
        present=25, quorum_percent=50, pass_percent=50, officer=officer,
    )  # fmt: skip
    for kind in ("photo", "sheet"):
        MeetingPhoto.objects.create(
            meeting=meeting, kind=kind, file_name=f"{kind}.jpg", digest="0" * 64, size=1,
            media_type="image/jpeg", officer=officer,
        )  # fmt: skip
    votes = AppraisalVote.objects.bulk_create(
        [
            AppraisalVote(
                meeting=meeting,
                application_id=key,
                voting=25,
                in_favour=20,
                against=3,
                abstaining=2,
                passed=True,
            )
            for key in applications
        ],
        batch_size=5000,
    )
    meeting.closed_at = timezone.now()
    meeting.save(update_fields=["closed_at"])
    return {vote.application_id: vote.pk for vote in votes}


def _backend() -> int:
    """The process of the database that works for this connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
        return pid


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process of this machine; 0 where the database is elsewhere."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _floor() -> float:
    """Seconds for copying the rows just written into a bare table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM recruitment_completedstage WHERE stage = 'democratic_appraisal'"  # noqa: S608
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"CREATE TEMP TABLE bare ON COMMIT DROP AS SELECT {_COLUMNS} FROM recruitment_completedstage LIMIT 0"  # noqa: S608
        )
        began = time.perf_counter()
        with cursor.copy(f"COPY bare ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return time.perf_counter() - began


def _birth(number: int) -> date:
    return date(1960, 1, 1) + timedelta(days=number // 400)


def _number(number: int) -> str:
    first = f"379901{_birth(number):%Y%m%d}{number % 400 * 2 + 1:03d}"
    return first + check_character(first)
