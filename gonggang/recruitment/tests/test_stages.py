"""The one way in which stages are finished: all the way, out of turn, back-dated, for many at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gonggang.recruitment.actions.stages import finish
from gonggang.recruitment.queries import stage_bar
from gonggang.recruitment.tests.makers import Way, stages_of


@pytest.mark.clause("6.1")
@pytest.mark.parametrize("base", ["ordinary", "filed"])
def test_a_procedure_can_be_walked_to_its_end(make_application: Any, base: str) -> None:
    made = make_application("onboarding", base=base)
    bar = stage_bar(made)
    assert [each.stage for each in bar] == stages_of(base)
    assert all(each.completed_on and each.officer for each in bar)


@pytest.mark.clause("6.2")
def test_a_stage_is_not_dated_before_the_one_before_nor_in_the_future(
    make_application: Any, way: Way
) -> None:
    made = make_application("public_notice")
    on = way.day(made, "public_notice")
    early = finish([made.pk], "county_approval", on=on - timedelta(days=1), officer=way.officer)
    assert "倒置" in early.refused[0].sentence
    late = finish([made.pk], "county_approval", on=on, officer=way.officer, today=on - timedelta(days=1))
    assert "还没有到" in late.refused[0].sentence
    assert finish([made.pk], "county_approval", on=on, officer=way.officer).finished == (made.pk,)


@pytest.mark.clause("6.1")
def test_of_many_those_that_may_pass_and_the_others_are_named(make_application: Any, way: Way) -> None:
    ready, waiting = make_application("public_notice"), make_application("application")
    on = way.day(ready, "county_approval")
    result = finish([waiting.pk, ready.pk], "county_approval", on=on, officer=way.officer)
    assert result.finished == (ready.pk,)
    assert [each.application_id for each in result.refused] == [waiting.pk]
    assert "审核公示" in result.refused[0].sentence
    other = make_application("public_notice")
    both = finish([waiting.pk, other.pk], "county_approval", on=on, officer=way.officer, all_or_nothing=True)
    assert not both.finished and not other.completed_stages.filter(stage="county_approval").exists()


@pytest.mark.clause("6.5")
def test_the_announcement_is_of_whoever_published_it(make_application: Any, way: Way) -> None:
    made = make_application("announcement")
    assert made.completed_stages.get().officer_id == made.round.published_by_id
