"""Fixtures of recruitment: a way through the stages, a published round, applications in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # models can be imported only when Django is up
    from gonggang.recruitment.tests.makers import Way


@pytest.fixture
def way(officer: Any) -> Way:
    """Makes rounds, applications, and the proofs of their stages."""
    from gonggang.accounts.actions import create_officer
    from gonggang.recruitment.tests.makers import Way

    second = create_officer(
        username="second.reviewer", name="复审员", organisation=None, territory_code=0, officer=officer
    )
    return Way(officer, second)


@pytest.fixture
def recruitment_round(way: Way, make_post: Callable[..., int]) -> Any:
    """A published round of the county for one post."""
    return way.make_round([make_post()])


@pytest.fixture
def make_application(way: Way, recruitment_round: Any, make_person: Callable[..., int]) -> Callable[..., Any]:
    """An application of a new person in the round, brought as far as `reached` says (None: no stage at all)."""

    def make(reached: str | None = "application", *, base: str = "ordinary", **more: Any) -> Any:
        made = way.make_application(recruitment_round, make_person(), base=base, **more)
        way.reach(made, reached)
        return made

    return make
