"""Relatives of officials: declared, studied, filed; undeclared or newly in office, asked about (clauses 9.1 to 9.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.core.month import Month
from gonggang.people.queries import id_numbers
from gonggang.placements import queries as placements
from gonggang.recruitment.actions import relatives
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.relatives import Kin, Study
from gonggang.recruitment.models import CompletedStage, DeclaredKin, Filing, Notification, TownshipStudy
from gonggang.recruitment.queries import now_in_office
from gonggang.recruitment.rules import kinship_needs_filing
from gonggang.recruitment.rules.relations import WORDS, sentence
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reviewing import paper
from gonggang.testing import COUNTY, TOWNSHIP, id_number

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
UNCLE = Kin("王支书", "张家庄村党支部书记", "71", "village_cadre")


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(RecruitmentRefused) as caught:
        act()
    return caught.value.problems


def stated(on: date, number: str = "镇党委〔2024〕8 号") -> Study:
    return Study(number, on, "镇长、分管副镇长、人社所", "同意安置", paper())


@pytest.mark.clause("9.1")
def test_every_word_of_the_sentence_is_a_code_that_the_rule_knows() -> None:
    for word in WORDS:
        found = kinship_needs_filing(
            "applicant_is", word.code, "village_cadre", date(2020, 1, 1), None, date(2024, 1, 1), True, True
        )
        assert found.verdict == ("no" if word.code == "99" else "yes"), word
    assert sentence("王某", "村主任", "28") == "我是王某（村主任）的儿媳。"


@pytest.mark.clause("9.1")
def test_a_declaration_is_complete_and_before_the_application(make_application: Make, officer: Any) -> None:
    person = make_application("application", base="filed")
    empty = Kin("", "", "", "")
    assert set(refused(lambda: relatives.declare(person.pk, [empty], on=person.committed_on, officer=officer))) == {
        "relative", "office", "relation_code", "official_kind",
    }  # fmt: skip
    after = person.applied_on + timedelta(days=1)
    assert "9.1" in refused(lambda: relatives.declare(person.pk, [UNCLE], on=after, officer=officer))["on"]
    with pytest.raises(IntegrityError, match=r"9\.1"), transaction.atomic():
        DeclaredKin.objects.create(
            application=person,
            relative="王",
            office="主任",
            relation="哥哥",
            declared_on=after,
            officer=officer,
        )
    (kept,) = relatives.declare(person.pk, [UNCLE], on=person.committed_on, officer=officer)
    assert kept.must_be_filed and kept.relation == "哥哥"


@pytest.mark.clause("9.1")
@pytest.mark.parametrize(
    ("code", "kind", "must"),
    [("71", "village_cadre", True), ("71", "other", False), ("99", "public_official", False)],
)
def test_who_must_be_filed_is_worked_out(
    make_application: Make, officer: Any, code: str, kind: str, must: bool
) -> None:
    person = make_application("application", base="filed")
    (kept,) = relatives.declare(
        person.pk, [Kin("王", "某处", code, kind)], on=person.committed_on, officer=officer
    )
    assert kept.must_be_filed is must


@pytest.mark.clause("9.2")
def test_who_must_be_filed_cannot_go_the_ordinary_way(make_application: Make, officer: Any, way: Way) -> None:
    person = make_application("application")
    assert (
        "9.2"
        in refused(lambda: relatives.declare(person.pk, [UNCLE], on=person.committed_on, officer=officer))[""]
    )
    DeclaredKin.objects.create(
        application=person, relative="王", office="主任", relation="哥哥", relation_code="71", must_be_filed=True,
        declared_on=person.committed_on, officer=officer,
    )  # fmt: skip
    before = CompletedStage.objects.get(application=person, stage="application")
    with pytest.raises(IntegrityError, match=r"9\.2"), transaction.atomic():
        CompletedStage.objects.create(
            application=person, procedure=person.procedure, position=before.position + 1,
            stage="democratic_appraisal", completed_on=way.day(person, "democratic_appraisal"),
            previous_completed_on=before.completed_on, vote_id=way.proof(person, "democratic_appraisal"),
            officer=officer,
        )  # fmt: skip


@pytest.mark.clause("9.2")
def test_the_township_studies_many_and_the_county_files_each(make_application: Make, officer: Any) -> None:
    those = [make_application("public_notice", base="filed") for _ in range(3)]
    keys = [each.pk for each in those]
    on = CompletedStage.objects.filter(stage="public_notice").latest("completed_on").completed_on
    assert "9.2" in relatives.file_many(keys, agreed=True, opinion="同意", on=on, officer=officer)[0].problem
    problems = refused(lambda: relatives.study(TOWNSHIP, [], Study("", None, "", "", None), officer=officer))
    assert set(problems) == {"held_on", "minutes_number", "attendees", "decision", "file", "applications"}
    done = relatives.study(TOWNSHIP, keys, stated(on), officer=officer)
    assert set(done.finished) == set(keys)
    assert (
        "用过"
        in refused(lambda: relatives.study(TOWNSHIP, keys, stated(on), officer=officer))["minutes_number"]
    )
    early = relatives.file_many(keys, agreed=True, opinion="同意", on=on - timedelta(days=1), officer=officer)
    assert all("早于" in (result.problem or "") for result in early)
    results = relatives.file_many(keys, agreed=True, opinion="同意备案", on=on, officer=officer)
    assert not any(result.problem for result in results)
    numbers = Filing.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"BA-379901-2024-000{n}" for n in (1, 2, 3)]
    assert CompletedStage.objects.filter(stage="county_filing").count() == 3


@pytest.mark.clause("9.2")
def test_a_study_is_of_the_own_township_on_its_day(make_application: Make, officer: Any) -> None:
    person = make_application("public_notice", base="filed")
    before = CompletedStage.objects.get(application=person, stage="public_notice")
    other = TownshipStudy.objects.create(
        township_code=TOWNSHIP + 1000, minutes_number="1", held_on=before.completed_on, attendees="x",
        decision="x", digest="0" * 64, officer=officer,
    )  # fmt: skip
    own = TownshipStudy.objects.create(
        township_code=TOWNSHIP, minutes_number="1", held_on=before.completed_on + timedelta(days=1), attendees="x",
        decision="x", digest="0" * 64, officer=officer,
    )  # fmt: skip
    for wrong in (other, own):
        with pytest.raises(IntegrityError, match=r"9\.2"), transaction.atomic():
            CompletedStage.objects.create(
                application=person, procedure=person.procedure, position=before.position + 1,
                stage="township_study", completed_on=before.completed_on,
                previous_completed_on=before.completed_on, study=wrong, officer=officer,
            )  # fmt: skip


@pytest.mark.clause("5.5")
@pytest.mark.clause("9.2")
def test_a_filing_that_is_refused_is_told(make_application: Make, officer: Any) -> None:
    person = make_application("township_study", base="filed")
    on = person.completed_stages.get(stage="township_study").completed_on
    filing = relatives.file_one(person.pk, agreed=False, opinion="亲属分管这个岗位", on=on, officer=officer)
    assert Notification.objects.get(filing=filing).kind == "filing"
    assert not person.completed_stages.filter(stage="county_filing").exists()
    other = make_application("township_study", base="filed")
    with pytest.raises(IntegrityError, match=r"9\.2"), transaction.atomic():
        Filing.objects.create(
            application=other, number="BA-raw", study=other.completed_stages.get(stage="township_study").study,
            filed_on=on, agreed=False, opinion="不同意", officer=officer,
        )  # fmt: skip
        connection.check_constraints()


@pytest.mark.clause("9.4")
def test_a_relative_who_comes_into_office_later_is_a_reminder(
    make_person: Any, make_post: Any, make_placement: Any, officer: Any, tmp_path: Path, county: int
) -> None:
    from gonggang.casework.models import Case
    from gonggang.cycle.actions import compare_month
    from gonggang.exchange.actions import open_batch
    from gonggang.registers.actions import store

    person = make_person()
    make_placement(person, make_post(), date(2023, 1, 1))
    number = id_numbers([person])[person]
    later, before, ended = (id_number(serial, date(1950, 5, 5)) for serial in (401, 402, 403))
    files = {
        "村干部名册.csv": [
            "姓名,身份证号,村,职务,任职起,任职止",
            f"甲支书,{later},张家庄村,村党支部书记,2024-02-01,至今",
            f"乙支书,{before},张家庄村,村主任,2020-01-01,至今",
            f"丙支书,{ended},张家庄村,村会计,2023-06-01,2023-12-31",
        ],
        "亲属关系.csv": [
            "身份证号,姓名,亲属身份证号,亲属姓名,关系代码",
            *(f"{number},测试甲,{each},某支书,51" for each in (later, before, ended)),
        ],
    }
    for name, lines in files.items():
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        batch = open_batch(kind="register", file_name=name, digest="", region=COUNTY, officer=officer)
        store(path, officer=officer, batch=batch, as_of=date(2024, 5, 1), region=COUNTY)
    month = Month(2024, 5)
    found = now_in_office(list(placements.roster(COUNTY, month)), month)
    assert [(one.official_id_number, one.relation) for one in found] == [(later, "CHILD")]
    assert not now_in_office(list(placements.roster(COUNTY, Month(2024, 1))), Month(2024, 1))
    compare_month(month, COUNTY, officer=officer)
    case = Case.objects.get(kind="relative_now_in_office")
    assert case.person_id == person and later not in str(case.facts)
    compare_month(month, COUNTY, officer=officer)
    assert Case.objects.filter(kind="relative_now_in_office").count() == 1
