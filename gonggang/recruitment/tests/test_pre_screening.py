"""Applicants against the registers in use: a snapshot each, and what was not asked is not clean (clauses 5.2, 7.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.casework.models import Case
from gonggang.people.queries import id_numbers
from gonggang.recruitment.actions import screening
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.models import PreScreening
from gonggang.testing import COUNTY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.2")]
ON = date(2024, 3, 20)


@pytest.fixture
def store_register(tmp_path: Path, officer: Any) -> Callable[[str, list[str]], None]:
    """Take in a register file of the county."""

    def store(name: str, lines: list[str]) -> None:
        from gonggang.exchange.actions import open_batch
        from gonggang.registers import actions

        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        batch = open_batch(kind="register", file_name=name, digest="", region=COUNTY, officer=officer)
        actions.store(path, officer=officer, batch=batch, as_of=date(2024, 3, 15), region=COUNTY)

    return store


@pytest.mark.clause("5.2")
def test_a_snapshot_keeps_hits_with_their_level_and_what_was_not_asked(
    make_application: Callable[..., Any], store_register: Any, officer: Any
) -> None:
    dead, clean = make_application(), make_application()
    number = id_numbers([dead.person_id])[dead.person_id]
    store_register("死亡登记.csv", ["姓名,身份证号,死亡日期", f"测试甲,{number},2024-02-10"])
    snapshots = {
        each.application_id: each
        for each in screening.pre_screen([dead.pk, clean.pk], on=ON, officer=officer)
    }
    (hit,) = snapshots[dead.pk].hits
    assert (hit["check"], hit["level"], hit["fact_on"]) == ("death", "BLOCK", "2024-02-10")
    assert snapshots[dead.pk].blocking and not snapshots[clean.pk].blocking
    asked = {one["check"]: one["why"] for one in snapshots[clean.pk].not_compared}
    assert "death" not in asked and asked["pension"] == "register_missing"
    (used,) = snapshots[clean.pk].registers
    assert used["register"] == "death" and used["as_of"] == "2024-02-10" and used["digest"]


def test_who_is_in_a_post_already_is_found(
    make_application: Callable[..., Any], make_post: Any, make_placement: Any, officer: Any
) -> None:
    person = make_application()
    make_placement(person.person_id, make_post("GG-other"), date(2023, 5, 1))
    (snapshot,) = screening.pre_screen([person.pk], on=ON, officer=officer)
    assert [hit["check"] for hit in snapshot.hits] == ["duplicate_placement"]
    assert "GG-other" in snapshot.hits[0]["detail"] and snapshot.blocking


def test_a_level_that_nobody_entered_goes_to_a_person(
    make_application: Callable[..., Any], store_register: Any, officer: Any, monkeypatch: Any
) -> None:
    person = make_application()
    number = id_numbers([person.person_id])[person.person_id]
    store_register("死亡登记.csv", ["姓名,身份证号,死亡日期", f"测试甲,{number},2024-02-10"])

    class Levels:
        def get(self, name: str, region: int, on: date) -> Any:
            if name == "screening_rule_levels":
                return {"pension": "BLOCK"}
            from gonggang.policy.parameters import parameters

            return parameters().get(name, region=region, on=on)

    monkeypatch.setattr(screening, "parameters", Levels)
    (snapshot,) = screening.pre_screen([person.pk], on=ON, officer=officer)
    assert snapshot.hits[0]["level"] == "REVIEW" and not snapshot.blocking


def test_a_snapshot_stands(make_application: Callable[..., Any], officer: Any) -> None:
    person = make_application()
    (snapshot,) = screening.pre_screen([person.pk], on=ON, officer=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreScreening.objects.filter(pk=snapshot.pk).update(hits=[])
    with pytest.raises(RecruitmentRefused, match="还没有到"):
        screening.pre_screen([person.pk], on=date(2099, 1, 1), officer=officer)


@pytest.mark.clause("9.3")
def test_the_comparison_opens_cases_of_undeclared_relatives_before_anybody_starts(
    make_application: Callable[..., Any], store_register: Any, officer: Any
) -> None:
    from gonggang.testing import id_number

    person = make_application()
    number = id_numbers([person.person_id])[person.person_id]
    cadre = id_number(400, date(1950, 5, 5))
    store_register(
        "村社区干部名册.csv",
        ["姓名,身份证号,村,职务,任职起,任职止", f"王支书,{cadre},张家庄村,村党支部书记,2020-01-01,至今"],
    )
    store_register(
        "亲属关系.csv", ["身份证号,姓名,亲属身份证号,亲属姓名,关系代码", f"{number},测试甲,{cadre},王支书,51"]
    )
    screening.pre_screen([person.pk], on=ON, officer=officer)
    case = Case.objects.get(kind="undeclared_relative")
    assert case.person_id == person.person_id and cadre not in str(case.facts)
    screening.pre_screen([person.pk], on=ON, officer=officer)
    assert Case.objects.filter(kind="undeclared_relative").count() == 1


@pytest.mark.clause("9.3")
def test_who_declared_one_relative_and_kept_silent_about_another_is_found(
    make_application: Callable[..., Any], store_register: Any, officer: Any
) -> None:
    from gonggang.recruitment.actions import relatives
    from gonggang.recruitment.queries import undeclared_relatives
    from gonggang.testing import id_number

    person = make_application("application", base="filed")
    number = id_numbers([person.person_id])[person.person_id]
    told, silent = (id_number(serial, date(1950, 5, 5)) for serial in (401, 402))
    store_register(
        "村社区干部名册.csv",
        ["姓名,身份证号,村,职务,任职起,任职止", f"王支书,{told},张家庄村,村党支部书记,2020-01-01,至今",
         f"李主任,{silent},张家庄村,村主任,2020-01-01,至今"],
    )  # fmt: skip
    store_register(
        "亲属关系.csv",
        ["身份证号,姓名,亲属身份证号,亲属姓名,关系代码", f"{number},测试甲,{told},王支书,71",
         f"{number},测试甲,{silent},李主任,51"],
    )  # fmt: skip
    assert {one.official_id_number for one in undeclared_relatives()} == {told, silent}
    kin = relatives.Kin("王 支书", "张家庄村党支部书记", "71", "village_cadre")
    relatives.declare(person.pk, [kin], on=person.committed_on, officer=officer)
    (found,) = undeclared_relatives()
    assert (found.official_id_number, found.relation, found.verdict) == (silent, "CHILD", "yes")
    screening.pre_screen([person.pk], on=ON, officer=officer)
    assert Case.objects.get(kind="undeclared_relative").person_id == person.person_id
