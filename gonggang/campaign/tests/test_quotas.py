"""A year's plan handed down, added up, used up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from gonggang.campaign.actions import PlanRefused, give_back, hand_down, use
from gonggang.campaign.models import Quota
from gonggang.campaign.queries import quota_of, quotas_below
from gonggang.campaign.rules import Share, parent_of, rate, unbalanced
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

PROVINCE, CITY = 370000000000, 379900000000
OTHER_TOWNSHIP = 379901101000
ON = date(2024, 1, 10)


@pytest.fixture
def plan(officer: Any) -> Callable[..., None]:
    """Hand down the county's plan of 2024 and its townships' shares."""

    def make(**more: Share) -> None:
        hand_down(
            2024,
            {COUNTY: Share(4, 20), TOWNSHIP: Share(4, 12), OTHER_TOWNSHIP: Share(None, 8)},
            document="示例〔2024〕1号", on=ON, officer=officer,
        )  # fmt: skip

    return make


@pytest.mark.clause("1.5")
def test_the_places_below_are_together_the_place_above(plan: Callable[..., None], officer: Any) -> None:
    plan()
    assert quota_of(2024, COUNTY).total == sum(row.total for row in quotas_below(2024, COUNTY)) == 24
    with pytest.raises(PlanRefused, match="乡村相差 \\+1 个（本级 20，下级合计 21）"):
        hand_down(2024, {TOWNSHIP: Share(4, 13)}, document="", on=ON, officer=officer)
    with pytest.raises(PlanRefused, match="相差"):
        hand_down(2024, {COUNTY: Share(4, 21)}, document="", on=ON, officer=officer)
    assert quota_of(2024, TOWNSHIP).rural == 12
    hand_down(2024, {COUNTY: Share(4, 21), TOWNSHIP: Share(4, 13)}, document="", on=ON, officer=officer)
    assert quota_of(2024, COUNTY).rural == 21


@pytest.mark.clause("1.5")
@pytest.mark.django_db(transaction=True)
def test_the_table_refuses_levels_that_do_not_add_up(plan: Callable[..., None]) -> None:
    plan()
    with pytest.raises(IntegrityError, match="合计不等"), transaction.atomic():
        Quota.objects.filter(year=2024, region_code=TOWNSHIP).update(rural=11)
    with pytest.raises(IntegrityError, match="合计不等"), transaction.atomic():
        Quota.objects.filter(year=2024, region_code=OTHER_TOWNSHIP).delete()


@pytest.mark.clause("1.4")
def test_a_post_over_the_quota_of_any_level_is_refused_and_nothing_is_used(
    plan: Callable[..., None], officer: Any
) -> None:
    plan()
    use(2024, VILLAGE, "RURAL", 12, officer=officer)
    with pytest.raises(PlanRefused, match="只剩 0 个名额，不够 1 个"):
        use(2024, VILLAGE, "RURAL", 1, officer=officer)
    with pytest.raises(PlanRefused, match="城镇岗位计划只剩 0 个"):
        use(2024, OTHER_TOWNSHIP + 200, "URBAN", 1, officer=officer)
    assert (quota_of(2024, COUNTY).rural_used, quota_of(2024, TOWNSHIP).rural_used) == (12, 12)
    give_back(2024, VILLAGE, "RURAL", 2, officer=officer)
    use(2024, VILLAGE, "RURAL", 2, officer=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.filter(region_code=COUNTY).update(rural_used=99)


@pytest.mark.clause("1.4")
def test_nothing_is_developed_without_a_plan_or_below_what_is_used(
    plan: Callable[..., None], officer: Any
) -> None:
    with pytest.raises(PlanRefused, match="还没有下达到本县"):
        use(2024, VILLAGE, "RURAL", 1, officer=officer)
    plan()
    use(2024, VILLAGE, "RURAL", 5, officer=officer)
    with pytest.raises(PlanRefused, match="已用 5 个，不能改为 4 个"):
        hand_down(
            2024,
            {TOWNSHIP: Share(4, 4), OTHER_TOWNSHIP: Share(None, 16)},
            document="",
            on=ON,
            officer=officer,
        )
    for share, words in ((Share(None, None), "没有填数"), (Share(-1, 2), "不能是负数")):
        with pytest.raises(PlanRefused, match=words):
            hand_down(2024, {COUNTY: share}, document="", on=ON, officer=officer)


def test_no_item_is_not_nothing(plan: Callable[..., None]) -> None:
    plan()
    assert quota_of(2024, OTHER_TOWNSHIP).urban is None


@pytest.mark.clause("1.4")
@pytest.mark.django_db(transaction=True)
def test_many_officers_never_use_the_last_places_twice(plan: Callable[..., None], officer: Any) -> None:
    plan()
    done: list[bool] = []

    def try_it() -> None:
        try:
            use(2024, VILLAGE, "RURAL", 5, officer=officer)
            done.append(True)
        except PlanRefused:
            done.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 6 + [True] * 2
    assert quota_of(2024, COUNTY).rural_used == quota_of(2024, TOWNSHIP).rural_used == 10


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=9), st.integers(-3, 3)
)
def test_a_plan_is_balanced_exactly_when_the_sums_agree(parts: list[tuple[int, int]], off: int) -> None:
    below = {COUNTY + (100 + i) * 1000: Share(urban, rural) for i, (urban, rural) in enumerate(parts)}
    above = {COUNTY: Share(sum(urban for urban, _ in parts), sum(rural for _, rural in parts) + off)}
    assert bool(unbalanced(above | below)) == bool(off)
    assert all(parent_of(code) == COUNTY for code in below)


def test_rates_and_parents() -> None:
    assert (rate(1, 3), rate(0, 0), rate(5, 5)) == (333, None, 1000)
    assert parent_of(PROVINCE) is None
    assert (parent_of(COUNTY), parent_of(CITY)) == (CITY, PROVINCE)
