"""Doubts about procedures, worked out when a procedure is stored or changed and not when somebody looks (clause 6.2).

The database notes each procedure that has to be judged; whoever comes next, a command or a page, judges what waits.
These are procedures from before the system: of those made in it the tables let no stage be missing or out of order.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from gonggang.core.crypto import sm3
from gonggang.core.month import Month
from gonggang.policy.parameters import parameters
from gonggang.recruitment import queries as recruitment
from gonggang.regions.rules import territory
from gonggang.reporting.models import JudgedUnder, ProcedureDoubt, ProcedureToJudge

__all__ = ["ProcedureDoubt"]

# What a notice is measured by: a change of any of these changes what is a doubt.
_PARAMETERS: Final = (
    "notice_day_kind",
    "notice_end_on_rest_day",
    "notice_first_day_counts",
    "notice_min_days",
)
_PIECE: Final = 5000


def judge(region: int = 0, *, limit: int | None = None) -> int:
    """Judge the procedures of a territory that wait for it, at most `limit` of them; returns how many still wait."""
    _judge_all_if_the_parameters_changed()
    low, high = territory(region)
    waiting = ProcedureToJudge.objects.filter(village_code__gte=low, village_code__lt=high)
    left = limit
    while left is None or left > 0:
        size = _PIECE if left is None else min(_PIECE, left)
        done = _judge_some(waiting, size)
        left = None if left is None else left - done
        if done < size:
            break
    return waiting.count()


def _judge_some(waiting: QuerySet[ProcedureToJudge], size: int) -> int:
    with transaction.atomic():
        # What another one is judging at this moment is left to them.
        some = waiting.order_by("placement_id").select_for_update(skip_locked=True)[:size]
        keys = list(some.values_list("placement_id", flat=True))
        if not keys:
            return 0
        ProcedureDoubt.objects.filter(placement_id__in=keys).delete()
        ProcedureDoubt.objects.bulk_create(
            ProcedureDoubt(
                placement_id=each.placement_id,
                person_id=each.person_id,
                village_code=each.village_code,
                kind=each.kind,
                stage=each.stage,
            )
            for each in recruitment.procedure_defects_of(keys)
        )
        ProcedureToJudge.objects.filter(placement_id__in=keys).delete()
    return len(keys)


@lru_cache(maxsize=1)
def _digest() -> str:
    """The digest of every line of the parameters that decide; they do not change while a process runs."""
    lines = repr([parameters().parameter(name) for name in _PARAMETERS])
    return sm3(lines.encode()).hex()


def _judge_all_if_the_parameters_changed() -> None:
    if JudgedUnder.objects.filter(digest=_digest()).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4704)")
        if JudgedUnder.objects.filter(digest=_digest()).exists():
            return
        JudgedUnder.objects.all().delete()
        JudgedUnder.objects.create(digest=_digest())
        cursor.execute("SELECT reporting_judge_all()")


def doubt_rows(region: int, month: Month) -> QuerySet[ProcedureDoubt]:
    """The doubts about those of a territory who are in post in a month, by village; to be filtered and paged."""
    low, high = territory(region)
    rows = ProcedureDoubt.objects.filter(village_code__gte=low, village_code__lt=high)
    # By the key of each placement: a list reads the few that it shows, not all that are in post.
    alive = rows.filter(placement__during__overlap=(month.first, month.next().first))
    return alive.order_by("village_code", "pk")


def doubt_counts(region: int, month: Month) -> tuple[dict[str, int], int]:
    """How many doubts there are of each kind, and about how many people."""
    rows = doubt_rows(region, month).order_by()
    kinds = dict(rows.values_list("kind").annotate(Count("pk")))
    return kinds, rows.values("person_id").distinct().count()
