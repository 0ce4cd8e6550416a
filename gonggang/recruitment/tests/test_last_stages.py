"""Agreement, training and start: what each needs, in one transaction or not at all, in raw SQL too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.casework.actions import NewFile
from gonggang.people.actions import add_accounts
from gonggang.people.queries import accounts_of
from gonggang.placements.actions import NewPlacement, start
from gonggang.placements.models import Placement
from gonggang.placements.queries import wrong_counts
from gonggang.policy import parameters as policy
from gonggang.policy.parameter_files import Line
from gonggang.posts.models import Post
from gonggang.recruitment.actions.agreements import Terms, sign
from gonggang.recruitment.actions.onboarding import Starting, start_many, start_one
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.training import Session, train
from gonggang.recruitment.models import (
    Agreement,
    Closing,
    CompletedStage,
    PreScreening,
    TrainingRecord,
)
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

PDF = NewFile("协议.pdf", 20, b"%PDF-1.7" + b"0" * 12)
SIGNED = date(2024, 4, 20)
TERMS = Terms("service_agreement", SIGNED, date(2025, 4, 20), SIGNED, "柳河镇张家庄村委会", PDF)
SESSION = Session(date(2024, 4, 21), "安全生产", Decimal("4.5"), "王老师", "村委会", PDF)
STARTED = date(2024, 4, 22)


@pytest.fixture
def valid_for(monkeypatch):
    """The county says for how many days a comparison counts."""

    def set_days(days):
        line = Line(begins=date(2020, 1, 1), region=COUNTY, value=days, source="测试", status="已核")
        found = policy.Parameters(
            policy.parameters().with_lines("pre_screening_valid_days", [line]).declared.values()
        )
        monkeypatch.setattr("gonggang.recruitment.actions.onboarding.parameters", lambda: found)

    return set_days


def done(stage):
    return set(CompletedStage.objects.filter(stage=stage).values_list("application_id", flat=True))


@pytest.mark.clause("6.11")
def test_many_sign_on_the_same_terms_each_with_a_number_without_a_gap(make_application, officer):
    ready = [make_application("county_approval") for _ in range(2)]
    early = make_application("public_notice")
    result = sign([ready[0].pk, early.pk, ready[1].pk], TERMS, officer=officer)
    assert result.finished == (ready[0].pk, ready[1].pk)
    assert [each.application_id for each in result.refused] == [early.pk]
    numbers = list(Agreement.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["XY-379901-2024-0001", "XY-379901-2024-0002"]
    assert {a.months_max for a in Agreement.objects.all()} == {12}
    assert done("agreement") == {each.pk for each in ready}


@pytest.mark.clause("6.11")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"kind": "promise"}, "kind", "种类"),
        ({"begins_on": None}, "begins_on", "没有写"),
        ({"ends_on": SIGNED}, "ends_on", "之后"),
        ({"signed_on": None}, "signed_on", "没有写"),
        ({"signed_on": SIGNED + timedelta(days=1)}, "begins_on", "早于签订"),
        ({"party": " "}, "party", "用岗单位"),
        ({"file": None}, "file", "签字的协议"),
        ({"file": NewFile("a.exe", 3, b"MZ0")}, "file", "不收"),
    ],
)
def test_terms_that_nobody_can_sign_are_refused(changes, field, sentence, make_application, officer):
    made = make_application("county_approval")
    with pytest.raises(RecruitmentRefused) as refused:
        sign([made.pk], replace(TERMS, **changes), officer=officer)
    assert sentence in refused.value.problems[field]
    assert not Agreement.objects.exists()


@pytest.mark.clause("6.11")
def test_an_agreement_in_the_country_lasts_at_most_a_year_and_in_town_is_a_labour_contract(
    make_application, officer
):
    made = make_application("county_approval")
    long = sign([made.pk], replace(TERMS, ends_on=date(2025, 4, 21)), officer=officer)
    assert "最长 12 个月" in long.refused[0].sentence
    Post.objects.filter(pk=made.post_id).update(urban_rural="URBAN")
    wrong = sign([made.pk], TERMS, officer=officer)
    assert "劳动合同" in wrong.refused[0].sentence
    right = replace(TERMS, kind="labour_contract", ends_on=date(2027, 4, 20))
    assert sign([made.pk], right, officer=officer).finished == (made.pk,)


@pytest.mark.clause("6.11")
def test_a_rural_labour_contract_is_as_short(make_application, officer):
    made = make_application("county_approval")
    asked = replace(TERMS, kind="labour_contract", ends_on=date(2026, 4, 20))
    assert "最长 12 个月" in sign([made.pk], asked, officer=officer).refused[0].sentence
    assert sign([made.pk], replace(asked, ends_on=TERMS.ends_on), officer=officer).finished == (made.pk,)


@pytest.mark.clause("6.11")
def test_the_database_refuses_an_agreement_of_the_wrong_kind_or_length(make_application, officer):
    made = make_application("county_approval")
    values = {
        "application": made, "number": "XY-1", "kind": "service_agreement", "begins_on": SIGNED,
        "ends_on": date(2025, 4, 20), "signed_on": SIGNED, "months_max": 12, "party": "村委会", "officer": officer,
    }  # fmt: skip
    for changes, sentence in (
        ({"ends_on": date(2025, 4, 21)}, "超过了最长"),
        ({"months_max": None}, "最长几个月"),
    ):
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            Agreement.objects.create(**values | changes)
    Post.objects.filter(pk=made.post_id).update(urban_rural="URBAN")
    with pytest.raises(IntegrityError, match="劳动合同"), transaction.atomic():
        Agreement.objects.create(**values)


@pytest.mark.clause("6.11")
def test_training_of_many_finishes_the_stage_of_who_signed_in(make_application, recruitment_round, officer):
    ready = [make_application("agreement") for _ in range(3)]
    early = make_application("county_approval")
    on = max(CompletedStage.objects.filter(stage="agreement").values_list("completed_on", flat=True))
    asked = replace(SESSION, held_on=on + timedelta(days=1))
    result = train(recruitment_round.pk, [*(each.pk for each in ready), early.pk], asked, officer=officer)
    assert set(result.finished) == {each.pk for each in ready}
    assert [each.application_id for each in result.refused] == [early.pk]
    record = TrainingRecord.objects.get()
    assert (record.hours_tenths, record.village_code) == (45, VILLAGE)


@pytest.mark.clause("6.11")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": None}, "held_on"),
        ({"subject": ""}, "subject"),
        ({"trainer": " "}, "trainer"),
        ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal("1.25")}, "hours"),
        ({"hours": Decimal(1000)}, "hours"),
        ({"file": None}, "file"),
    ],
)
def test_training_that_cannot_be_is_refused(changes, field, make_application, recruitment_round, officer):
    made = make_application("agreement")
    with pytest.raises(RecruitmentRefused) as refused:
        train(recruitment_round.pk, [made.pk], replace(SESSION, **changes), officer=officer)
    assert set(refused.value.problems) == {field}
    assert not TrainingRecord.objects.exists()


@pytest.mark.clause("6.11")
def test_training_is_kept_only_if_somebody_passes(make_application, recruitment_round, officer):
    early = make_application("county_approval")
    result = train(recruitment_round.pk, [early.pk], SESSION, officer=officer)
    assert (result.finished, len(result.refused)) == ((), 1)
    with pytest.raises(RecruitmentRefused, match="没有选"):
        train(recruitment_round.pk, [], SESSION, officer=officer)
    assert not TrainingRecord.objects.exists()


def start_day(way, made):
    return way.day(made, "onboarding")


@pytest.mark.clause("6.1", "3.4", "7.2")
def test_a_start_takes_the_place_opens_the_placement_and_closes_the_application(
    way, make_application, officer, valid_for, batch
):
    valid_for(60)
    made = make_application("induction_training", group="RURAL_OLDER")
    add_accounts([(made.person_id, "6217990000000000017", "农商行")], officer=officer, batch=batch)
    placement = Placement.objects.get(pk=start_one(made.pk, Starting(start_day(way, made)), officer=officer))
    assert (placement.category, placement.recognised_on) == ("RURAL_OLDER", made.recognised_on)
    assert placement.account_id == accounts_of(made.person_id)[0].account_id
    agreement = Agreement.objects.get(application=made)
    assert (placement.agreement_begins_on, placement.agreement_ends_on) == (
        agreement.begins_on,
        agreement.ends_on,
    )
    assert (placement.post_id, placement.placement_seq, placement.contested_why) == (made.post_id, 1, None)
    assert Post.objects.get(pk=made.post_id).places_taken == 1
    assert Closing.objects.get(application=made).kind == "started"
    assert CompletedStage.objects.get(application=made, stage="onboarding").placement_id == placement.pk


def nothing_happened(made):
    assert not Placement.objects.filter(person=made.person_id).exists()
    assert not Closing.objects.filter(application=made).exists()
    assert made.pk not in done("onboarding")
    assert wrong_counts() == []


@pytest.mark.clause("7.2")
@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "超过了有效的 1 天"), (None, "没有录入比对的有效天数")],
)
def test_an_old_comparison_does_not_count(days, sentence, way, make_application, officer, valid_for):
    if days is not None:
        valid_for(days)
    made = make_application("induction_training")
    with pytest.raises(RecruitmentRefused, match=sentence):
        start_one(made.pk, Starting(start_day(way, made)), officer=officer)
    nothing_happened(made)


@pytest.mark.clause("7.2")
def test_without_the_parameter_a_person_decides_with_a_reason(way, make_application, officer):
    made = make_application("induction_training")
    start_one(made.pk, Starting(start_day(way, made), decided_why="县里会议定 60 天内有效"), officer=officer)
    assert CompletedStage.objects.get(application=made, stage="onboarding").note == "县里会议定 60 天内有效"


@pytest.mark.clause("7.2")
def test_a_comparison_that_bars_stops_the_start_by_action_and_in_the_database(
    way, make_application, officer, valid_for
):
    valid_for(60)
    made = make_application("induction_training")
    day = start_day(way, made)
    PreScreening.objects.create(
        application=made, compared_on=day, registers={}, blocking=True, officer=officer
    )
    with pytest.raises(RecruitmentRefused, match="不得安置"):
        start_one(made.pk, Starting(day), officer=officer)
    nothing_happened(made)
    with pytest.raises(AssertionError, match="不得安置"):
        way.finish(made, "onboarding")


@pytest.mark.clause("6.1", "6.11", "7.7")
def test_what_refuses_a_start_leaves_everything_as_it_was(
    way, make_application, make_post, officer, valid_for
):
    valid_for(365)
    early = make_application("agreement")
    with pytest.raises(RecruitmentRefused, match="岗前培训"):
        start_one(early.pk, Starting(start_day(way, early)), officer=officer)
    nothing_happened(early)
    made = make_application("induction_training")
    day = start_day(way, made)
    for on, sentence in (
        (None, "没有写"),
        (timezone.localdate() + timedelta(days=1), "还没有到"),
        (day - timedelta(days=7), "协议期"),
    ):
        with pytest.raises(RecruitmentRefused, match=sentence):
            start_one(made.pk, Starting(on), officer=officer)
    with pytest.raises(RecruitmentRefused, match="不是本人的"):
        start_one(made.pk, Starting(day, account_id=10**9), officer=officer)
    nothing_happened(made)
    start(NewPlacement(made.person_id, make_post(), VILLAGE, day, "LOW_INCOME", None, None), officer=officer)
    result = start_many([made.pk], Starting(day), officer=officer)
    assert "全省" in result.refused[0].sentence
    assert made.pk not in done("onboarding")


@pytest.mark.clause("3.4")
def test_the_last_place_goes_to_one_and_the_other_reads_why(way, make_application, officer, valid_for):
    valid_for(365)
    two = [make_application("induction_training") for _ in range(2)]
    Post.objects.filter(pk=two[0].post_id).update(places=1)
    result = start_many([each.pk for each in two], Starting(start_day(way, two[1])), officer=officer)
    assert result.finished == (two[0].pk,)
    assert "名额已用完" in result.refused[0].sentence
    nothing = two[1]
    assert not Placement.objects.filter(person=nothing.person_id).exists()
    assert wrong_counts() == []


@pytest.mark.clause("6.1", "7.2")
def test_the_database_starts_nobody_in_another_post_or_without_a_comparison(
    way, make_application, make_post, officer
):
    made = make_application("induction_training")
    day = start_day(way, made)
    other = start(
        NewPlacement(made.person_id, make_post(), VILLAGE, day, "LOW_INCOME", None, None), officer=officer
    )
    way.proofs[made.pk, "onboarding"] = other.pk
    with pytest.raises(AssertionError, match="不是报名的岗位"):
        way.finish(made, "onboarding")


@pytest.mark.clause("6.11")
def test_training_over_several_villages_belongs_to_the_place_that_has_them_all():
    from gonggang.recruitment.actions.training import _place

    assert _place({VILLAGE}) == VILLAGE
    assert _place({VILLAGE, VILLAGE + 1}) == TOWNSHIP
    assert _place({VILLAGE, VILLAGE + 1000}) == COUNTY
