"""An objection and a stage at the same moment: whoever is second sees the first (clauses 6.8, 6.9)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from gonggang.recruitment.actions import notices, stages
from gonggang.recruitment.models import CompletedStage, Objection
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reviewing import POSTED, SENT, both_passed, objected, photo, posted

END = POSTED + timedelta(days=5)
ROUNDS = 8


def _at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run acts in threads that start together; returns what each raised."""
    ready = threading.Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait()
            act()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("6.8")
@pytest.mark.clause("6.9")
@pytest.mark.parametrize("stage", ["public_notice", "county_approval"])
def test_never_a_stage_over_an_open_objection(
    make_application: Callable[..., Any], officer: Any, way: Way, stage: str
) -> None:
    outcomes = set()
    for turn in range(ROUNDS):
        person = make_application("democratic_appraisal")
        both_passed(person, officer, way.second_officer, sent_on=SENT + timedelta(days=turn))
        notice = posted(person, officer)
        if stage == "public_notice":
            notice.ended_on, notice.last_photo = END, "0" * 64
            notice.save(update_fields=["ended_on", "last_photo"])
        else:
            notices.end(notice.pk, ended_on=END, photo=photo(), officer=officer)
        proofs = {person.pk: notice.pk} if stage == "public_notice" else None
        done: list[Any] = []
        errors = _at_once(
            lambda: done.append(stages.finish([person.pk], stage, on=END, officer=officer, proofs=proofs)),  # noqa: B023
            lambda: objected(notice, person, officer, on=END),  # noqa: B023
        )
        assert errors == [None, None]
        finished = CompletedStage.objects.filter(application=person, stage=stage).exists()
        frozen = Objection.objects.filter(application=person).exists()
        assert finished or frozen
        if stage == "county_approval":
            assert finished != frozen  # an objection after the approval is a complaint
        elif finished and frozen:  # the objection came second: it still stops what follows
            follows = stages.finish([person.pk], "county_approval", on=END, officer=officer)
            assert "6.9" in follows.refused[0].sentence
        else:
            assert "6.9" in done[0].refused[0].sentence
        outcomes.add((finished, frozen))
    assert outcomes
