"""From the wish of somebody who leaves to a job, its follow-ups and the employer's subsidy; and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.bridging import actions, queries
from gonggang.bridging.actions import BridgingRefused, insurance
from gonggang.bridging.models import Opening, Referral, Wish
from gonggang.bridging.tests import makers
from gonggang.bridging.tests.makers import ENDS, TODAY
from gonggang.testing import COUNTY, OTHER_VILLAGE, VILLAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(
    make_person: Callable[..., int], make_post: Callable[..., int], make_placement: Callable[..., Any]
) -> Callable[..., Any]:
    """Somebody in post who was warned; each call is another one."""

    def make(**of_person: Any) -> Any:
        return makers.warning(make_placement(make_person(**of_person), make_post()))

    return make


def go(referral: Any, act: Callable[..., Any], officer: Any, **values: Any) -> Any:
    """The next step of a referral, from the version that is there."""
    referral.refresh_from_db()
    act(referral.pk, version=referral.version, officer=officer, today=date(2025, 6, 1), **values)
    referral.refresh_from_db()
    return referral


def referred(warning: Any, opening: Any, officer: Any) -> Any:
    found = actions.propose(warning, opening.pk, on=TODAY, today=TODAY, officer=officer)
    go(found, actions.answer, officer, agrees=True, way="telephone", reason="", on=TODAY)
    return go(found, actions.refer, officer, on=TODAY)


def taken(warning: Any, opening: Any, officer: Any, starts_on: date = ENDS) -> Any:
    found = referred(warning, opening, officer)
    return go(
        found, actions.record_outcome, officer, taken=True, on=TODAY, starts_on=starts_on, reason="", said=""
    )


@pytest.mark.clause("4.1", "4.2", "4.4", "4.5")
def test_from_a_wish_to_a_job_that_lasts_and_a_subsidy_that_is_paid(
    leaver: Callable[..., Any], officer: Any, batch: Any
) -> None:
    from gonggang.people.actions import add_categories

    warning = leaver()
    add_categories([(warning.person_id, "DISABLED", None)], source="测试", officer=officer, batch=batch)
    opening = makers.opening(officer)
    far = makers.opening(officer, village_code=OTHER_VILLAGE, title="陪护员")
    assert [each.step for each in queries.leavers(COUNTY, TODAY)] == ["unasked"]
    makers.wish(warning, officer)
    found = queries.openings_for(queries.leavers(COUNTY, TODAY).select_related("person").get(), TODAY)
    assert [each.opening.pk for each in found] == [opening.pk, far.pk]
    assert found[0].match.verdict == "fits"
    referral = taken(warning, opening, officer)
    assert (referral.state, referral.insurance.state) == ("taken", "eligible")
    # What was known and said when it was proposed stays with the referral.
    assert {each["name"] for each in referral.factors} >= {
        "age",
        "schooling",
        "skills",
        "experience",
        "reach",
    }
    assert Opening.objects.get(pk=opening.pk).places_taken == 1
    assert [each.step for each in queries.leavers(COUNTY, TODAY)] == ["taken"]
    due = queries.follow_ups_of(referral, date(2024, 11, 1))
    assert [(each.months, each.due_on, each.is_due(date(2024, 11, 1))) for each in due] == [
        (3, date(2024, 11, 1), True), (6, date(2025, 2, 1), False),
    ]  # fmt: skip
    there = {"still_there": True, "left_on": None, "wage_fen": 220_000, "note": ""}
    go(referral, actions.follow_up, officer, months=3, on=date(2024, 11, 2), **there)
    with pytest.raises(BridgingRefused, match="不能办这一步"):
        insurance.applied(referral.pk, on=ENDS, today=ENDS, version=1, officer=officer)
    for act, more in (
        (insurance.told, {"on": ENDS}),
        (insurance.applied, {"on": date(2024, 10, 8)}),
        (insurance.settled, {"on": date(2024, 12, 1), "paid": True, "paid_fen": 123_456, "why": ""}),
    ):
        version = referral.insurance.version
        act(referral.pk, today=date(2025, 6, 1), version=version, officer=officer, **more)
        referral.insurance.refresh_from_db()
    assert (referral.insurance.state, referral.insurance.paid_fen) == ("paid", 123_456)
    gone = {
        "still_there": False,
        "left_on": date(2025, 1, 15),
        "wage_fen": None,
        "note": "回家照看老人",
    }
    go(referral, actions.follow_up, officer, months=6, on=date(2025, 2, 3), **gone)
    assert (referral.state, Opening.objects.get(pk=opening.pk).places_taken) == ("left", 0)
    connection.check_constraints()


@pytest.mark.clause("4.1", "4.4")
def test_what_is_refused_says_why_and_leaves_nothing(leaver: Callable[..., Any], officer: Any) -> None:
    opening = makers.opening(officer, age_max=40)
    open_to_all = makers.opening(officer, title="保洁员", work="cleaning", age_max=None)
    unasked, unwilling, retired, woman = (
        leaver(), leaver(), leaver(birth=date(1962, 1, 2)), leaver(birth=date(1972, 6, 2), sex="female"),
    )  # fmt: skip

    def why(warning: Any, of: Any = open_to_all, **more: Any) -> str:
        with pytest.raises(BridgingRefused) as refused:
            actions.propose(warning, of.pk, on=TODAY, today=TODAY, officer=officer, **more)
        return str(refused.value)

    assert "请先登记意愿" in why(unasked)
    makers.wish(unwilling, officer, willing=False)
    assert "本人说暂不想再就业" in why(unwilling)
    makers.wish(retired, officer)
    assert "已到法定退休年龄" in why(retired)
    makers.wish(unasked, officer)
    assert "到时 54 岁，岗位要不超过 40 岁" in why(unasked, opening)
    # A woman whose category is not known is past one of the two ages; a person finds out and writes it down.
    makers.wish(woman, officer)
    assert "退休类别没有填" in why(woman)
    actions.propose(
        woman, open_to_all.pk, on=TODAY, today=TODAY, officer=officer, decided_why="干部，55 岁退休"
    )
    with pytest.raises(BridgingRefused, match="没上过学"):
        makers.wish(leaver(), officer, read_out=False)
    with pytest.raises(BridgingRefused, match="早于登记意愿"):
        day = TODAY - timedelta(days=1)
        actions.propose(unasked, open_to_all.pk, on=day, today=TODAY, officer=officer)
    found = referred(unasked, open_to_all, officer)
    assert "已有一份没有结果的推荐" in why(unasked, makers.opening(officer))
    with pytest.raises(BridgingRefused, match="还在公益性岗位"):
        day = {"taken": True, "on": TODAY, "starts_on": ENDS - timedelta(days=1), "reason": "", "said": ""}
        go(found, actions.record_outcome, officer, **day)
    with pytest.raises(BridgingRefused, match="还有 2 份推荐没有结果"):
        actions.close_opening(
            open_to_all.pk, on=TODAY, why="招满", version=open_to_all.version, officer=officer
        )
    with pytest.raises(BridgingRefused, match="别人改过"):
        actions.withdraw(found.pk, why="误登", on=TODAY, today=TODAY, version=1, officer=officer)
    refused = {"taken": False, "on": TODAY, "starts_on": None, "reason": "did_not_come", "said": ""}
    assert go(found, actions.record_outcome, officer, **refused).state == "refused"
    step = dict(queries.leavers(COUNTY, TODAY).values_list("person_id", "step"))
    assert step[unasked.person_id] == "waiting"
    assert not Referral.objects.filter(person_id=retired.person_id).exists()


@pytest.mark.clause("4.2", "4.4")
def test_the_tables_refuse_what_python_might_forget(leaver: Callable[..., Any], officer: Any) -> None:
    opening = makers.opening(officer)
    first, second = leaver(), leaver()
    said = makers.wish(first, officer)
    no = makers.wish(second, officer, willing=False)
    referral = taken(first, opening, officer)

    def refused(act: Callable[[], Any], name: str) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()
            connection.check_constraints()

    def referrals(**values: Any) -> int:
        return Referral.objects.filter(pk=referral.pk).update(**values)

    openings = Opening.objects.filter(pk=opening.pk)
    base = {"opening": opening, "village_code": VILLAGE, "proposed_on": TODAY, "officer": officer}
    other = makers.opening(officer)
    refused(lambda: openings.update(places_taken=2), "an_opening_never_filled_beyond_its_number")
    refused(lambda: openings.update(places_taken=0), "已用名额是 0，录用在岗的是 1 人")
    refused(
        lambda: Referral.objects.create(person_id=second.person_id, warning=second, wish=no, **base),
        "愿意就业",
    )
    refused(
        lambda: Referral.objects.create(person_id=second.person_id, warning=second, wish=said, **base),
        "愿意就业",
    )
    refused(lambda: referrals(taken=False, starts_on=None, refusal_reason="other"), "已经登记的一步不能改")
    refused(lambda: Wish.objects.filter(pk=said.pk).update(willing=False), "只增不改")
    again = {"person_id": first.person_id, "warning": first, "wish": said, **base, "opening": other}
    made = Referral.objects.create(**again)
    refused(lambda: Referral.objects.create(**again), "one_open_referral_a_person")
    late = Referral.objects.filter(pk=made.pk)
    refused(
        lambda: late.update(taken=True, decided_on=TODAY, starts_on=ENDS), "an_outcome_after_the_referral"
    )
    refused(lambda: late.update(referred_on=TODAY), "referred_after_a_yes")
    refused(
        lambda: late.update(answer=True, answered_on=TODAY - timedelta(days=1), answer_way="telephone"),
        "an_answer_after_the_proposal",
    )
    kinds = makers.institution(officer, kind="other_employer", uscc=makers.code(1, "91")).__class__.objects
    refused(lambda: kinds.filter(kind="other_employer").update(kind="elderly_care"), "private_and_non_profit")


@pytest.mark.clause("4.2", "4.3")
def test_an_institution_stands_by_its_code(officer: Any, county: int) -> None:
    def why(**changes: Any) -> dict[str, str]:
        with pytest.raises(BridgingRefused) as refused:
            makers.institution(officer, **changes)
        return refused.value.problems

    good = makers.code(77)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    assert "18 位" in why(uscc="5237990")["uscc"]
    assert "最后一位校验不符" in why(uscc=wrong)["uscc"]
    assert "民办非企业单位" in why(uscc=makers.code(78, "91"))["kind"]
    stands = makers.institution(officer, uscc=wrong, code_doubt="登记证书原件上如此")
    assert stands.uscc == wrong
    assert "已登记过" in why(uscc=wrong, code_doubt="同上")["uscc"]
    for kind, registrar in (
        ("community_micro_workshop", "91"),
        ("rukang_home", "53"),
        ("disabled_care", "52"),
    ):
        there = makers.institution(officer, uscc=makers.code(80, registrar), kind=kind, name=kind)
        makers.opening(
            officer,
            there,
            work="supported_work",
            employment="supported_employment",
            for_disabled=True,
            title=kind,
        )
    with pytest.raises(BridgingRefused) as refused:
        makers.opening(officer, employment="supported_employment")
    assert "只面向持残疾人证的人" in refused.value.problems["for_disabled"]
    from gonggang.audit.models import AuditRecord

    assert actions.contact_of(stands, purpose="推荐两人面试", officer=officer) == ("王院长", "19900000001")
    assert AuditRecord.objects.filter(verb="bridging.reveal_contact").count() == 1


@pytest.mark.clause("4.2")
@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_taken_once(leaver: Callable[..., Any], officer: Any) -> None:
    opening = makers.opening(officer)
    with transaction.atomic():
        both = [leaver(), leaver()]
    for each in both:
        makers.wish(each, officer)
    waiting = [referred(each, opening, officer) for each in both]
    begin, results = threading.Barrier(2), []

    def decide(referral: Any) -> None:
        begin.wait()
        try:
            actions.record_outcome(
                referral.pk, taken=True, on=TODAY, starts_on=ENDS, reason="", said="", today=TODAY,
                version=referral.version, officer=officer,
            )  # fmt: skip
            results.append("taken")
        except BridgingRefused as refused:
            results.append("full" if "名额已招满" in str(refused) else str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[each]) for each in waiting]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["full", "taken"]
    assert Opening.objects.get(pk=opening.pk).places_taken == 1
    assert Referral.objects.filter(state="taken").count() == 1


@pytest.mark.clause("4.1", "4.4")
def test_each_figure_is_the_number_of_the_rows_of_its_list(leaver: Callable[..., Any], officer: Any) -> None:
    first = makers.opening(officer, places=3)
    makers.opening(officer, village_code=OTHER_VILLAGE, offered_until=date(2024, 5, 2))
    people = [leaver() for _ in range(5)]
    for each in people[:4]:
        makers.wish(each, officer)
    taken(people[0], first, officer)
    referred(people[1], first, officer)
    said = actions.propose(people[2], first.pk, on=TODAY, today=TODAY, officer=officer)
    go(said, actions.answer, officer, agrees=False, way="in_person", reason="too_far", on=TODAY)
    makers.wish(people[3], officer, willing=False)
    below = queries.figures_below(COUNTY, 1000, TODAY)
    (found,) = below.values()
    wanted = {"openings": 2, "open_now": 1, "places": 4, "places_taken": 1, "matched": 3, "agreed": 2,
              "referred": 2, "taken": 1, "leavers": 5, "without": 3}  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
    for name in (
        "matched",
        "agreed",
        "referred",
        "taken",
        "staying",
        "refused",
        "flagged",
        "applied",
        "paid",
    ):
        rows = queries.referrals(COUNTY).filter(queries.referral_condition(name))
        assert rows.count() == found[name], name
    by_village = queries.figures_below(COUNTY, 1, TODAY)
    assert sum(each["openings"] for each in by_village.values()) == found["openings"]
