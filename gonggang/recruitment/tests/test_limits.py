"""A county tightens the numbers of the procedure and never loosens them (clause 6.3), in the program and the tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.limits import tighten
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import CountyLimit
from gonggang.recruitment.queries.limits import limits_of
from gonggang.recruitment.rules.limits import LONGER, NAMES, SHORTER, tighter, tightest
from gonggang.recruitment.tests.reviewing import POSTED, SENT, both_passed, posted
from gonggang.testing import COUNTY, VILLAGE

pytestmark = pytest.mark.clause("6.3")
TODAY = date(2024, 3, 1)
WHY = "示范县2024年第3号文件"


def act(officer: Any, name: str, value: int | None, begins_on: date = TODAY, **more: Any) -> Any:
    told = {"reason": WHY, "region": COUNTY} | more
    return tighten(
        told["region"], name, value, begins_on=begins_on, reason=told["reason"], officer=officer, today=TODAY
    )


@given(st.sampled_from(sorted(NAMES)), st.integers(0, 400), st.none() | st.integers(0, 400))
def test_what_holds_is_never_looser_than_either(name: str, own: int, wider: int | None) -> None:
    found = tightest(name, wider, own)
    assert found in (own, wider) and tightest(name, wider, None) == wider
    for other in (own, wider):
        assert other is None or found == other or tighter(name, found, other)  # type: ignore[arg-type]
    assert NAMES == LONGER | SHORTER and not LONGER & SHORTER
    with pytest.raises(KeyError):
        tighter("placements_max", own, wider)


@pytest.mark.django_db
def test_a_tighter_number_holds_from_its_day_and_nowhere_else(officer: Any, county: int) -> None:
    before = parameters().get("notice_min_days", region=VILLAGE, on=TODAY)
    begins = TODAY + timedelta(days=10)
    row = act(officer, "notice_min_days", before + 3, begins)
    assert row.base_value == before
    for region, on, days in (
        (VILLAGE, begins, before + 3), (VILLAGE, begins - timedelta(days=1), before), (379902000000, begins, before),
    ):  # fmt: skip
        assert limit(parameters(), "notice_min_days", region=region, on=on) == days
    act(
        officer, "notice_min_days", before + 1, begins + timedelta(days=1)
    )  # still tighter than the wider one
    (held,) = [one for one in limits_of(COUNTY, begins + timedelta(days=1)) if one.name == "notice_min_days"]
    assert (held.wider, held.own, held.value, len(held.lines)) == (before, before + 1, before + 1, 2)


@pytest.mark.django_db
def test_a_number_that_nobody_has_entered_is_entered_by_the_county(officer: Any, county: int) -> None:
    with pytest.raises(OutsideForce):
        limit(parameters(), "pre_screening_valid_days", region=VILLAGE, on=TODAY)
    act(officer, "pre_screening_valid_days", 30)
    assert limit(parameters(), "pre_screening_valid_days", region=VILLAGE, on=TODAY) == 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "more", "field"),
    [
        ("notice_min_days", 5, {}, "value"),
        ("notice_min_days", 1, {}, "value"),
        ("notice_min_days", None, {}, "value"),
        ("notice_min_days", 3650, {}, "value"),
        ("rural_agreement_months_max", 24, {}, "value"),
        ("appraisal_quorum_percent", 101, {}, "value"),
        ("placements_max", 1, {}, "name"),
        ("notice_min_days", 9, {"begins_on": TODAY - timedelta(days=1)}, "begins_on"),
        ("notice_min_days", 9, {"reason": " "}, "reason"),
        ("notice_min_days", 9, {"region": 379900000000}, "region"),
    ],
)
def test_what_is_refused(
    officer: Any, county: int, name: str, value: int | None, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(RecruitmentRefused) as refused:
        act(officer, name, value, **more)
    assert field in refused.value.problems
    assert not CountyLimit.objects.exists()


@pytest.mark.django_db
def test_the_tables_refuse_the_same(officer: Any, county: int) -> None:
    first = act(officer, "notice_min_days", 9)
    with pytest.raises(RecruitmentRefused, match="已经定过"):
        act(officer, "notice_min_days", 10)
    for name, value, base in (
        ("notice_min_days", 3, 5),
        ("notification_days", 9, 5),
        ("placements_max", 9, 2),
    ):
        with pytest.raises(IntegrityError, match="a_county_only_tightens"), transaction.atomic():
            CountyLimit.objects.create(
                region_code=COUNTY, name=name, value=value, base_value=base, begins_on=date(2030, 1, 1), reason=WHY,
                officer=officer,
            )  # fmt: skip
    for change in (lambda: CountyLimit.objects.update(value=20), first.delete):
        with pytest.raises(IntegrityError, match=r"6\.3"), transaction.atomic():
            change()


@pytest.mark.django_db
@pytest.mark.clause("6.8")
def test_a_notice_hangs_as_long_as_the_county_wants(
    make_application: Callable[..., Any], way: Any, officer: Any
) -> None:
    person, other = make_application("democratic_appraisal"), make_application("democratic_appraisal")
    both_passed(person, officer, way.second_officer, sent_on=SENT)
    act(officer, "notice_min_days", 9)
    with pytest.raises(IntegrityError, match="从紧"), transaction.atomic():
        way.make_notice(other, POSTED, days=8)
    notice = posted(person, officer)
    assert (notice.min_days, notice.earliest_end_on) == (9, POSTED + timedelta(days=9))
