"""A county's procedure: stages may be added, none may go or move; the table says so whoever writes (clause 6.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from gonggang.recruitment.actions.procedures import ensure_declared, procedure_in_force, store
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.variants import Added, declare_variant
from gonggang.recruitment.models import DeclaredProcedure, DeclaredStage
from gonggang.recruitment.rules.declared import (
    PROCEDURES,
    Base,
    added_stage,
    keeps_the_declared_order,
)
from gonggang.recruitment.rules.sampling import drawn
from gonggang.testing import COUNTY, VILLAGE

pytestmark = pytest.mark.clause("6.3")
TODAY = date(2024, 5, 6)
VISIT = Added("入户走访", "application", "village", ("走访记录",))


def checked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_declared_procedures_are_made_once(db: None) -> None:
    ensure_declared()
    ensure_declared()
    checked()
    assert set(DeclaredProcedure.objects.values_list("code", flat=True)) == set(PROCEDURES)
    for base, procedure in PROCEDURES.items():
        rows = DeclaredStage.objects.filter(procedure_id=base).order_by("position")
        assert [row.stage for row in rows] == [stage.code for stage in procedure.stages]


def test_the_order_in_the_database_is_the_declared_one(db: None) -> None:
    with connection.cursor() as cursor:
        for base, procedure in PROCEDURES.items():
            cursor.execute("SELECT recruitment_declared_order(%s)", [base])
            assert cursor.fetchone()[0] == [stage.code for stage in procedure.stages]


def test_versions_by_date_and_the_nearest_region_wins(officer: Any, county: int) -> None:
    declare_variant("ordinary", county, [VISIT], begins_on=TODAY, reason="细则", officer=officer, today=TODAY)
    later = date(2024, 7, 1)
    two = [VISIT, Added("体检", "county_approval", "county")]
    declare_variant("ordinary", county, two, begins_on=later, reason="细则", officer=officer, today=TODAY)
    checked()
    in_force = [procedure_in_force("ordinary", VILLAGE, on).code for on in (date(2024, 5, 5), TODAY, later)]
    assert in_force == ["ordinary", "ordinary.379901.1", "ordinary.379901.2"]
    assert procedure_in_force("ordinary", VILLAGE + 10**6, later).code == "ordinary"
    assert procedure_in_force("filed", VILLAGE, later).code == "filed"
    with pytest.raises(RecruitmentRefused, match="更晚"):
        declare_variant("ordinary", county, two, begins_on=later, reason="细则", officer=officer, today=TODAY)


@pytest.mark.parametrize(
    ("added", "begins_on", "reason", "field"),
    [
        ([], TODAY, "细则", "added"),
        ([VISIT], date(2024, 5, 5), "细则", "begins_on"),
        ([VISIT], TODAY, " ", "reason"),
        ([Added("", "application", "village")], TODAY, "细则", "added"),
        ([Added("民主评议", "application", "village")], TODAY, "细则", "added"),
        ([Added("体检", "onboarding", "village")], TODAY, "细则", "added"),
        ([Added("体检", "application", "nobody")], TODAY, "细则", "added"),
    ],
)
def test_what_cannot_be_declared(
    officer: Any, county: int, added: list[Added], begins_on: date, reason: str, field: str
) -> None:
    with pytest.raises(RecruitmentRefused) as refused:
        declare_variant(
            "ordinary", county, added, begins_on=begins_on, reason=reason, officer=officer, today=TODAY
        )
    assert field in refused.value.problems


@pytest.mark.parametrize("base", list(PROCEDURES))
def test_the_table_refuses_a_procedure_that_drops_or_moves_a_stage(base: Base, db: None) -> None:
    stages = list(PROCEDURES[base].stages)
    extra = added_stage("added_1", "体检", "县", (), "recruitment.file")
    wrong = [[], stages[:-1], stages[1:], [stages[1], stages[0], *stages[2:]]]
    wrong += [stages[:i] + stages[i + 1 :] + [extra] for i in range(len(stages))]
    for number, those in enumerate(wrong):
        row = DeclaredProcedure(
            code=f"x{number}", base=base, region_code=COUNTY, version=number + 1, label="x", begins_on=TODAY
        )
        with pytest.raises(IntegrityError, match="一个不能少"), transaction.atomic():
            store(row, those)
            checked()
    row = DeclaredProcedure(code="y", base=base, region_code=COUNTY, version=99, label="y", begins_on=TODAY)
    store(row, [*stages[:2], extra, *stages[2:]])
    checked()


def test_nobody_adds_to_a_procedure_that_somebody_follows(make_application: Any) -> None:
    make_application("application")
    with pytest.raises(IntegrityError, match="另立一版"), transaction.atomic():
        DeclaredStage.objects.create(
            procedure_id="ordinary", position=9, stage="added_9", label="体检", proof="note", organiser="县"
        )


CODES = [stage.code for stage in PROCEDURES["ordinary"].stages]


@given(st.lists(st.sampled_from([*CODES, "added_1", "added_2"]), max_size=12))
def test_only_additions_keep_the_order(codes: list[str]) -> None:
    rest = [code for code in codes if code in CODES]
    assert keeps_the_declared_order("ordinary", codes) is (rest == CODES and len(codes) == len(set(codes)))


@pytest.mark.clause("6.4")
@given(st.text(max_size=20), st.sets(st.integers(1, 10**9), max_size=60), st.integers(0, 80))
def test_a_draw_depends_on_nothing_but_seed_and_pool(seed: str, pool: set[int], size: int) -> None:
    found = drawn(seed, pool, size)
    assert found == drawn(seed, sorted(pool, reverse=True), size)
    assert set(found) <= pool and len(found) == len(set(found)) == min(size, len(pool))
    assert drawn(seed, pool, max(size - 1, 0)) == found[: max(size - 1, 0)]
