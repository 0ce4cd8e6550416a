"""Applications: the paper form, the list, who may not apply, the procedure by declaration, materials and returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.accounts.models import Officer
from gonggang.audit.queries import history
from gonggang.casework.actions import NewFile
from gonggang.recruitment.actions import applications, materials
from gonggang.recruitment.actions.applications import Form, Kin
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.actions.stages import finish
from gonggang.recruitment.models import Application, PreScreening, Round
from gonggang.recruitment.queries import eligibility_of, stage_bar
from gonggang.recruitment.tests.makers import PUBLISHED, Way
from gonggang.testing import COUNTY, VILLAGE, id_number, sign_in

APPLIED = PUBLISHED + timedelta(days=3)
BROTHER = Kin("王某", "柳河镇财政所会计", "73", "public_official")
COUSIN = Kin("王某", "柳河镇财政所会计", "99", "public_official")


@pytest.fixture
def form(recruitment_round: Round) -> Form:
    return Form(
        id_number=id_number(801), name="测试丙", village_code=VILLAGE,
        round_post_id=recruitment_round.posts.get().pk, group="LOW_INCOME", recognised_on=date(2020, 1, 1),
        family=("low_income_family",), declares_kin=False, committed_on=PUBLISHED + timedelta(days=2),
        applied_on=APPLIED,
    )  # fmt: skip


@pytest.mark.clause("5.6")
def test_a_paper_form_finishes_its_first_stages(form: Form, recruitment_round: Round, officer: Any) -> None:
    made = applications.apply(recruitment_round.pk, form, officer=officer)
    assert made.number == "BM-379901-2024-0001" and made.channel == "paper"
    assert [each.stage for each in stage_bar(made) if each.completed_on] == ["announcement", "application"]
    assert next(each for each in stage_bar(made) if each.next).stage == "democratic_appraisal"


@pytest.mark.clause("9.1", "9.2")
@pytest.mark.parametrize(
    ("kin", "base"),
    [
        (BROTHER, "filed"),
        (COUSIN, "ordinary"),
        (replace(BROTHER, official_kind="other"), "ordinary"),
        (replace(BROTHER, official_kind="village_cadre"), "filed"),
    ],
)
def test_the_declaration_chooses_the_procedure(
    form: Form, recruitment_round: Round, officer: Any, kin: Kin, base: str
) -> None:
    said = replace(form, declares_kin=True, kin=(kin,))
    made = applications.apply(recruitment_round.pk, said, officer=officer)
    assert made.procedure.base == base
    assert made.kin.get().must_be_filed is (base == "filed")
    done = [each.stage for each in stage_bar(made) if each.completed_on]
    assert ("kinship_declaration" in done) is (base == "filed")


@pytest.mark.clause("9.1")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"declares_kin": None}, "declares_kin"),
        ({"declares_kin": True}, "kin"),
        ({"kin": (BROTHER,)}, "declares_kin"),
        ({"declares_kin": True, "kin": (replace(BROTHER, office=" "),)}, "kin"),
        ({"committed_on": APPLIED + timedelta(days=1)}, "committed_on"),
        ({"committed_on": None}, "committed_on"),
        ({"applied_on": PUBLISHED - timedelta(days=1)}, "applied_on"),
        ({"applied_on": PUBLISHED + timedelta(days=21)}, "applied_on"),
        ({"recognised_on": APPLIED + timedelta(days=1)}, "recognised_on"),
        ({"id_number": "379901197001020009"}, "id_number"),
        ({"village_code": 1}, "village"),
        ({"group": ""}, "group"),
        ({"round_post_id": 0}, "round_post"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    form: Form, recruitment_round: Round, officer: Any, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(RecruitmentRefused) as refused:
        applications.apply(recruitment_round.pk, replace(form, **change), officer=officer)
    assert field in refused.value.problems
    assert not Application.objects.exists()


@pytest.mark.clause("5.6")
def test_somebody_in_post_anywhere_may_not_apply(
    form: Form, recruitment_round: Round, officer: Any, make_person: Any, make_post: Any, make_placement: Any,
    client: Any,
) -> None:  # fmt: skip
    """Whoever may not see where is told the county only; the table refuses as well."""
    person = make_person(form.id_number, name=form.name)
    make_placement(person, make_post(), village_code=VILLAGE + 1000)
    sign_in(client, "village_clerk", VILLAGE)
    clerk = Officer.objects.get(username=f"village_clerk.{VILLAGE}")
    why = applications.duplicates([person], APPLIED, officer=clerk, today=APPLIED)[person]
    assert "示范县" in why and "柳河镇" not in why
    with pytest.raises(RecruitmentRefused, match="已在"):
        applications.apply(recruitment_round.pk, form, officer=clerk, today=date(2024, 5, 1))
    way = Way(officer, officer)
    with pytest.raises(IntegrityError, match="已在公益性岗位"), transaction.atomic():
        way.make_application(recruitment_round, person)


@pytest.mark.clause("5.6")
def test_nobody_applies_twice_at_once(
    form: Form, recruitment_round: Round, officer: Any, way: Way, make_post: Any
) -> None:
    made = applications.apply(recruitment_round.pk, form, officer=officer)
    other = way.make_round([make_post()])
    again = replace(form, round_post_id=other.posts.get().pk)
    with pytest.raises(RecruitmentRefused, match="不能同时报两份"):
        applications.apply(other.pk, again, officer=officer)
    with pytest.raises(IntegrityError, match="不能同时报两份"), transaction.atomic():
        way.make_application(other, made.person_id)
    applications.take_back(made.pk, on=APPLIED, reason="不想去了", version=made.version, officer=officer)
    assert applications.apply(other.pk, again, officer=officer).pk != made.pk


@pytest.mark.clause("7.1")
def test_a_number_belongs_to_one_name(
    form: Form, recruitment_round: Round, officer: Any, make_person: Any
) -> None:
    make_person(form.id_number, name="别人")
    with pytest.raises(RecruitmentRefused) as refused:
        applications.apply(recruitment_round.pk, form, officer=officer)
    assert "name" in refused.value.problems


def listed(person: int, post: Any, **more: Any) -> Application:
    values: dict[str, Any] = {
        "declares_kin": False, "committed_on": PUBLISHED + timedelta(days=1), "applied_on": APPLIED,
    }  # fmt: skip
    return Application.objects.create(
        person_id=person, post=post, post_number=post.number, village_code=VILLAGE, categories=["DISABLED"],
        **(values | more),
    )  # fmt: skip


@pytest.mark.clause("5.6")
def test_a_list_is_taken_up_but_for_those_that_cannot_be(
    recruitment_round: Round, officer: Any, make_person: Any
) -> None:
    post = recruitment_round.posts.get().post
    good = listed(make_person(), post)
    bad = {
        "没有写有没有亲属": listed(make_person(), post, declares_kin=None),
        "请用“登记报名”": listed(make_person(), post, declares_kin=True),
        "没有承诺书日期": listed(make_person(), post, committed_on=None),
        "起止日": listed(make_person(), post, applied_on=PUBLISHED + timedelta(days=30)),
    }
    taken, refused = applications.take_up_list(
        recruitment_round.pk, [good.pk, *(row.pk for row in bad.values())], officer=officer
    )
    assert taken == (good.pk,)
    for (words, row), said in zip(bad.items(), refused, strict=True):
        assert said.application_id == row.pk and words in said.sentence
    good.refresh_from_db()
    assert good.channel == "sheet" and good.completed_stages.count() == 2


@pytest.mark.clause("5.7")
def test_materials_are_kept_and_looks_at_them_too(make_application: Any, officer: Any) -> None:
    made = make_application()
    content = b"\x89PNG\r\n\x1a\n" + b"0" * 40
    kept = materials.add_material(
        made.pk, "id_card", officer=officer, file=NewFile("身份证.png", len(content), content)
    )
    assert materials.look_at(kept, officer=officer, region=VILLAGE) == content
    assert next(each.verb for each in history(f"application:{made.pk}")) == "recruitment.read_material"
    for change in (lambda: kept.delete(), lambda: kept.save()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    for name, body in (("身份证.png", b"GIF89a" + b"0" * 40), ("a.exe", content)):
        with pytest.raises(RecruitmentRefused):
            materials.add_material(made.pk, "id_card", officer=officer, file=NewFile(name, len(body), body))


@pytest.mark.clause("5.6")
def test_nothing_goes_on_while_something_is_missing(make_application: Any, officer: Any, way: Way) -> None:
    made = make_application()
    materials.give_back(made.pk, missing="户口簿", on=APPLIED, due_on=None, officer=officer)
    with pytest.raises(RecruitmentRefused, match="已经退回补正"):
        materials.give_back(made.pk, missing="户口簿", on=APPLIED, due_on=None, officer=officer)
    on = way.day(made, "democratic_appraisal")
    proofs = {made.pk: way.proof(made, "democratic_appraisal")}
    held = finish([made.pk], "democratic_appraisal", on=on, officer=officer, proofs=proofs)
    assert "补正" in held.refused[0].sentence
    with pytest.raises(RecruitmentRefused):
        materials.completed(made.pk, on=APPLIED - timedelta(days=1), officer=officer)
    materials.completed(made.pk, on=APPLIED, officer=officer)
    assert finish([made.pk], "democratic_appraisal", on=on, officer=officer, proofs=proofs).finished


def test_two_hands_on_one_application(make_application: Any, officer: Any) -> None:
    made = make_application()
    news = {"group": "DISABLED", "recognised_on": None, "family": (), "schooling": "", "skills": ""}
    applications.correct(made.pk, version=0, officer=officer, **news)
    with pytest.raises(ChangedMeanwhile):
        applications.correct(made.pk, version=0, officer=officer, **news)
    with pytest.raises(ChangedMeanwhile):
        applications.take_back(made.pk, on=APPLIED, reason="不想去了", version=0, officer=officer)


@pytest.mark.clause("6.6")
def test_eligibility_is_worked_out_as_of_the_start(make_application: Any, make_person: Any, way: Way) -> None:
    made = make_application("onboarding")
    found = eligibility_of(made)
    assert found.started and found.on == way.day(made, "onboarding")
    assert not found.contradicts and {each.verdict for each in found.findings} == {"met"}
    old = way.make_application(made.round, make_person(birth=date(1950, 1, 2)))
    way.reach(old, "onboarding")
    assert [each.clause for each in eligibility_of(old).contradicts] == ["7.3"]
    # What the registers said then (its mark forged, or the start were refused): pensioned, insurance under
    # verification, payroll not asked, no licence, alive.
    told = way.make_application(made.round, make_person())
    way.reach(told, "induction_training")
    hits = [
        {"check": check, "level": level, "fact_on": "2024-01-01", "detail": "某登记"}
        for check, level in (("pension", "BLOCK"), ("employee_insurance", "REVIEW"))
    ]
    shared = {"application": told, "registers": [], "officer": way.officer}
    PreScreening.objects.create(
        compared_on=way.day(told, "induction_training"), hits=hits, blocking=False,
        not_compared=[{"check": "fiscal_payroll", "why": "register_missing"}], **shared,
    )  # fmt: skip
    way.reach(told, "onboarding")
    PreScreening.objects.create(
        compared_on=way.day(told, "onboarding") + timedelta(days=9), blocking=False, **shared
    )
    said = {
        each.facts.get("check", each.sentence[:4]): each.verdict for each in eligibility_of(told).findings
    }
    assert {key: said[key] for key in ("pension", "employee_insurance", "business_licence", "death", "财政供养")} == {
        "pension": "not_met", "employee_insurance": "to_verify", "business_licence": "met", "death": "met",
        "财政供养": "to_verify",
    }  # fmt: skip
    assert [each.facts["check"] for each in eligibility_of(told).contradicts] == ["pension"]
    assert old.round.region_code == COUNTY
