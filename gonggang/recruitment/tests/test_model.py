"""The tables against a reference model that knows no table: random steps, and never two opinions (6.1, 6.2, 6.9, 9.2).

`GONGGANG_MODEL_STEPS` says how many steps; `make model` walks a million.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gonggang.recruitment.actions.stages import finish
from gonggang.recruitment.tests import reference
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reference import CHAINS, Case
from gonggang.recruitment.tests.walker import ATTEMPT, Walk, World, build_world

pytestmark = pytest.mark.clause("6.1", "6.2", "6.9", "9.2")
STEPS = int(os.environ.get("GONGGANG_MODEL_STEPS", "50000"))
A_WALK = 500


@pytest.fixture
def world(way: Way, recruitment_round: Any, make_person: Any) -> World:
    return build_world(way, recruitment_round, [make_person() for _ in range(4)], timezone.localdate())


def test_the_tables_and_the_model_never_differ(world: World) -> None:
    told: Counter[bool] = Counter()
    ends: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPT)
        for seed in range(STEPS // A_WALK):
            walk = Walk(world, seed)
            steps = [walk.step() for _ in range(A_WALK)]
            cursor.execute("SAVEPOINT walk")
            cursor.execute(
                "SELECT pg_temp.attempt(asked) FROM unnest(%s::text[]) WITH ORDINALITY t(asked, n) ORDER BY n",
                [[sql for sql, _ in steps]],
            )
            for number, ((sql, allowed), (answer,)) in enumerate(zip(steps, cursor.fetchall(), strict=True)):
                assert (answer == "") is allowed, (
                    f"seed {seed}, step {number}: {sql}\n{answer or 'was let in'}"
                )
                told[allowed] += 1
            cursor.execute("ROLLBACK TO SAVEPOINT walk")
            cursor.execute("RELEASE SAVEPOINT walk")
            ends.update("to the end" for case in walk.cases.values() if case.next is None)
    assert told.total() == STEPS // A_WALK * A_WALK
    assert min(told.values()) > told.total() // 50, "both answers must be common for the walk to say anything"
    assert ends["to the end"], "some walk must reach a start"


def test_the_model_is_short() -> None:
    text = Path(str(reference.__file__)).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300


class Undone(Exception):
    """Takes back what a block has done."""


@pytest.mark.parametrize("base", list(CHAINS))
def test_the_action_and_the_model_agree(base: str, make_application: Any, way: Way) -> None:
    """The same through `finish`, on every day of a few weeks for the stage that is next and the one after."""
    made = make_application("application", base=base)
    case = Case(base, {"announcement": way.published, "application": made.applied_on})
    case.done = {row.stage: row.completed_on for row in made.completed_stages.all()}
    today = timezone.localdate()
    while case.next:
        stage = case.next
        proof = way.proof(made, stage) if stage not in reference.FIXED | {"county_approval"} else None
        planned = way.day(made, stage)
        for on in (planned, planned.replace(year=2023), date(2124, 1, 1), planned.replace(day=28)):
            with transaction.atomic():
                try:
                    result = finish(
                        [made.pk],
                        stage,
                        on=on,
                        officer=way.officer,
                        proofs={made.pk: proof} if proof else None,
                    )
                    allowed = case.may_finish(stage, on, today, planned if proof else None, case.study)
                    assert bool(result.finished) is allowed, (stage, on, result.refused)
                    raise Undone
                except Undone:
                    transaction.set_rollback(True)
        way.finish(made, stage)
        case.finish(stage, planned)
