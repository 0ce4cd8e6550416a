"""Public notices and objections: posted, hung long enough, frozen by whoever objects (clauses 6.7 to 6.10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.casework.models import Case
from gonggang.people.queries import id_numbers
from gonggang.recruitment.actions import notices, objections, stages
from gonggang.recruitment.actions.notices import Decided, Posting
from gonggang.recruitment.actions.objections import Received
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.models import CompletedStage, NoticeEntry, Notification, Objection, PublicNotice
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reviewing import POSTED, SENT, both_passed, objected, paper, photo, posted
from gonggang.testing import OTHER_VILLAGE, VILLAGE

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
# The sample county counts calendar days, five of them.
END = POSTED + timedelta(days=5)


@pytest.fixture
def make_ready(make_application: Make, officer: Any, way: Way) -> Make:
    """Somebody who may be posted: both reviews passed."""
    days = iter(range(100))

    def make() -> Any:
        made = make_application("democratic_appraisal")
        both_passed(made, officer, way.second_officer, sent_on=SENT + timedelta(days=next(days)))
        return made

    return make


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(RecruitmentRefused) as caught:
        act()
    return caught.value.problems


def ended(notice: Any, officer: Any, on: date = END) -> Any:
    return notices.end(notice.pk, ended_on=on, photo=photo("末日.png", b"last"), officer=officer)


@pytest.mark.clause("6.7")
@pytest.mark.clause("6.10")
def test_the_list_on_the_wall_says_no_more_than_it_may(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    notice = posted(person, officer)
    assert notice.number == f"GS-{VILLAGE}-2024-0001" and notice.earliest_end_on == END
    (row,) = notice.snapshot["rows"]
    assert set(row) == {"serial", "name", "sex", "age", "village", "post", "duties", "id_number"}
    said = json.dumps(notice.snapshot, ensure_ascii=False)
    number = id_numbers([person.person_id])[person.person_id]
    assert number not in said and "LOW_INCOME" not in said and person.person.birth_on.isoformat() not in said
    # The neighbours must know whom it is about; nothing else of the person stands whole.
    assert row["id_number"] == f"{number[:6]}********{number[-4:]}" and row["name"] == person.person.name
    assert row["age"] == 54 and row["duties"] == "负责道路清扫"


@pytest.mark.clause("5.1")
@pytest.mark.clause("6.7")
def test_only_the_own_village_and_only_who_passed(
    make_ready: Make, make_application: Make, officer: Any
) -> None:
    person = make_ready()
    make_application("democratic_appraisal")  # not reviewed
    posting = Posting(POSTED, "公示栏", "1", photo())
    assert (
        "没有可以公示的人"
        in refused(lambda: notices.post(person.round_id, OTHER_VILLAGE, posting, officer=officer))[""]
    )
    notice = posted(person, officer)
    assert [entry.application_id for entry in notice.entries.all()] == [person.pk]
    with pytest.raises(IntegrityError, match=r"6\.7"), transaction.atomic():
        other = PublicNotice.objects.create(
            number="GS-other", round=person.round, village_code=OTHER_VILLAGE, posted_on=POSTED, min_days=5,
            day_kind="calendar", earliest_end_on=END, place="x", telephone="x", first_photo="0" * 64, officer=officer,
        )  # fmt: skip
        NoticeEntry.objects.create(
            notice=other, application=person, review=person.reviews.get(level="second")
        )


@pytest.mark.clause("6.10")
def test_a_posting_needs_day_place_telephone_and_photograph(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    empty = Posting(None, "", "", None)
    assert set(refused(lambda: notices.post(person.round_id, VILLAGE, empty, officer=officer))) == {
        "posted_on", "place", "telephone", "photo",
    }  # fmt: skip
    no_picture = Posting(POSTED, "栏", "1", paper())
    assert (
        "照片"
        in refused(lambda: notices.post(person.round_id, VILLAGE, no_picture, officer=officer))["photo"]
    )
    tomorrow = Posting(date.today() + timedelta(days=1), "栏", "1", photo())  # noqa: DTZ011
    assert (
        "还没有到"
        in refused(lambda: notices.post(person.round_id, VILLAGE, tomorrow, officer=officer))["posted_on"]
    )


@pytest.mark.clause("6.8")
def test_a_notice_hangs_long_enough_and_then_finishes_the_stage(make_ready: Make, officer: Any) -> None:
    one, two = make_ready(), make_ready()
    notice = posted(one, officer)
    assert notice.entries.count() == 2
    assert "6.8" in refused(lambda: ended(notice, officer, END - timedelta(days=1)))["ended_on"]
    assert (
        "6.10" in refused(lambda: notices.end(notice.pk, ended_on=END, photo=None, officer=officer))["photo"]
    )
    with pytest.raises(IntegrityError, match="notice_not_too_short"), transaction.atomic():
        PublicNotice.objects.filter(pk=notice.pk).update(
            ended_on=END - timedelta(days=1), last_photo="0" * 64
        )
    done = ended(notice, officer)
    assert set(done.batch.finished) == {one.pk, two.pk} and not done.batch.refused
    finished = CompletedStage.objects.filter(stage="public_notice").values_list("completed_on", flat=True)
    assert list(finished) == [END, END]


@pytest.mark.clause("6.8")
def test_the_database_refuses_a_term_shorter_than_its_days(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    with pytest.raises(IntegrityError, match=r"6\.8"), transaction.atomic():
        PublicNotice.objects.create(
            number="GS-short", round=person.round, village_code=VILLAGE, posted_on=POSTED, min_days=5,
            day_kind="calendar", earliest_end_on=POSTED + timedelta(days=3), place="x", telephone="x",
            first_photo="0" * 64, officer=officer,
        )  # fmt: skip


@pytest.mark.clause("6.8")
def test_where_no_days_are_in_force_a_person_decides_with_a_reason(
    make_ready: Make, officer: Any, monkeypatch: Any
) -> None:
    from gonggang.policy.parameters import OutsideForce

    person = make_ready()

    class Nothing:
        def get(self, name: str, region: int, on: date) -> Any:
            raise OutsideForce(SimpleNamespace(label=name, name=name), region, on)

    monkeypatch.setattr(notices, "parameters", Nothing)
    assert "没有录入" in refused(lambda: posted(person, officer))["min_days"]
    posting = Posting(POSTED, "栏", "1", photo(), Decided(7, "calendar", "按县里通知"))
    notice = notices.post(person.round_id, VILLAGE, posting, officer=officer)
    assert notice.earliest_end_on == POSTED + timedelta(days=7)
    assert notice.snapshot["decided_why"] == "按县里通知"


@pytest.mark.clause("6.8")
@pytest.mark.clause("6.9")
def test_an_objection_freezes_only_its_person(make_ready: Make, officer: Any) -> None:
    one, two = make_ready(), make_ready()
    notice = posted(one, officer)
    objection = objected(notice, one, officer)
    assert Case.objects.get(pk=objection.case_id).kind == "objection"
    done = ended(notice, officer)
    assert done.batch.finished == (two.pk,) and done.waiting == (one.pk,)
    straight = stages.finish([one.pk], "public_notice", on=END, officer=officer, proofs={one.pk: notice.pk})
    assert "6.9" in straight.refused[0].sentence
    with pytest.raises(IntegrityError, match=r"6\.9"), transaction.atomic():
        _raw_stage(one, notice, END, officer)


def _raw_stage(application: Any, notice: Any, on: date, officer: Any) -> CompletedStage:
    before = CompletedStage.objects.get(application=application, stage="democratic_appraisal")
    return CompletedStage.objects.create(
        application=application, procedure=application.procedure, position=before.position + 1,
        stage="public_notice", completed_on=on, previous_completed_on=before.completed_on, notice=notice,
        officer=officer,
    )  # fmt: skip


@pytest.mark.clause("6.9")
def test_a_rejected_objection_thaws_on_the_day_of_its_result(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    notice = posted(person, officer)
    objection = objected(notice, person, officer)
    ended(notice, officer)
    assert notices.finish_settled(notice.pk, officer=officer).waiting == (person.pk,)
    result_day = END + timedelta(days=3)
    objections.settle(
        objection.pk, upheld=False, result="其子不在财政所工作", published_on=result_day, officer=officer
    )
    assert Case.objects.get(pk=objection.case_id).outcome == "not_true"
    for wrong in (END, result_day + timedelta(days=1)):
        with pytest.raises(IntegrityError, match=r"6\.9"), transaction.atomic():
            _raw_stage(person, notice, wrong, officer)
    done = notices.finish_settled(notice.pk, officer=officer)
    assert done.batch.finished == (person.pk,) and not done.waiting
    assert CompletedStage.objects.get(stage="public_notice").completed_on == result_day


@pytest.mark.clause("6.9")
def test_an_objection_rejected_before_the_end_finishes_with_the_others(
    make_ready: Make, officer: Any
) -> None:
    person = make_ready()
    notice = posted(person, officer)
    objection = objected(notice, person, officer)
    objections.settle(
        objection.pk,
        upheld=False,
        result="查无此事",
        published_on=POSTED + timedelta(days=2),
        officer=officer,
    )
    assert ended(notice, officer).batch.finished == (person.pk,)


@pytest.mark.clause("5.5")
@pytest.mark.clause("6.9")
def test_an_upheld_objection_is_told_and_nothing_follows(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    notice = posted(person, officer)
    objection = objected(notice, person, officer)
    objections.settle(
        objection.pk, upheld=True, result="其子在财政所，没有申报", published_on=END, officer=officer
    )
    assert Notification.objects.get(objection=objection).kind == "objection_upheld"
    assert ended(notice, officer).waiting == (person.pk,)
    with pytest.raises(IntegrityError, match=r"6\.9"), transaction.atomic():
        _raw_stage(person, notice, END, officer)
    assert (
        "不能改"
        in refused(
            lambda: objections.settle(
                objection.pk, upheld=False, result="再想想", published_on=END, officer=officer
            )
        )[""]
    )
    with pytest.raises(IntegrityError, match=r"6\.9"), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(upheld=False)


@pytest.mark.clause("6.9")
def test_the_database_wants_a_result_and_a_notification(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    objection = objected(posted(person, officer), person, officer)
    rows = Objection.objects.filter(pk=objection.pk)
    with pytest.raises(IntegrityError, match="settled_in_public"), transaction.atomic():
        rows.update(upheld=False, result="", result_published_on=END)
    with pytest.raises(IntegrityError, match="result_after"), transaction.atomic():
        rows.update(upheld=False, result="无", result_published_on=POSTED)
    with pytest.raises(IntegrityError, match=r"5\.5"), transaction.atomic():
        rows.update(upheld=True, result="属实", result_published_on=END)
        connection.check_constraints()


@pytest.mark.clause("6.9")
def test_who_objected_is_sealed_and_each_look_is_recorded(make_ready: Make, officer: Any) -> None:
    from gonggang.audit.models import AuditRecord

    person = make_ready()
    notice = posted(person, officer)
    anonymous = objected(notice, person, officer)
    named = objected(notice, person, officer, objector="王有财 电话 13900000000")
    assert anonymous.anonymous and anonymous.objector_sealed is None
    assert "王有财".encode() not in bytes(named.objector_sealed)
    assert (
        "没有署名" in refused(lambda: objections.objector_of(anonymous, purpose="核实", officer=officer))[""]
    )
    assert "purpose" in refused(lambda: objections.objector_of(named, purpose="", officer=officer))
    assert objections.objector_of(named, purpose="电话核实", officer=officer).startswith("王有财")
    assert AuditRecord.objects.filter(verb="recruitment.objector_reveal").count() == 1
    for case in Case.objects.filter(kind="objection"):
        assert "王有财" not in case.title + json.dumps(case.facts, ensure_ascii=False)


@pytest.mark.clause("6.9")
def test_what_comes_too_late_is_a_complaint(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    notice = posted(person, officer)
    ended(notice, officer)
    late = Received(END + timedelta(days=1), "phone", "公示结束后才听说")
    taken = objections.receive(notice.entries.get().pk, late, officer=officer)
    assert taken.objection is None and Case.objects.get(pk=taken.case_id).kind == "complaint"
    with pytest.raises(IntegrityError, match=r"6\.9"), transaction.atomic():
        Objection.objects.create(
            entry=notice.entries.get(), application=person, number="YY-late", channel="phone", text="晚了",
            received_on=END + timedelta(days=1), officer=officer,
        )  # fmt: skip


@pytest.mark.clause("6.9")
def test_after_the_county_approved_it_is_a_complaint_too(make_ready: Make, officer: Any, way: Way) -> None:
    person = make_ready()
    notice = posted(person, officer)
    ended(notice, officer)
    stages.finish([person.pk], "county_approval", on=END, officer=officer)
    in_time = Received(END, "letter", "信在路上走了几天")
    assert objections.receive(notice.entries.get().pk, in_time, officer=officer).objection is None
    with pytest.raises(IntegrityError, match=r"6\.9"), transaction.atomic():
        Objection.objects.create(
            entry=notice.entries.get(), application=person, number="YY-raw", channel="letter", text="信",
            received_on=END, officer=officer,
        )  # fmt: skip


@pytest.mark.clause("6.8")
@pytest.mark.clause("6.9")
def test_no_approval_while_an_objection_is_open(make_ready: Make, officer: Any) -> None:
    person = make_ready()
    notice = posted(person, officer)
    ended(notice, officer)
    objected(notice, person, officer, on=END)  # a letter of the last day, written down afterwards
    done = stages.finish([person.pk], "county_approval", on=END, officer=officer)
    assert "6.9" in done.refused[0].sentence


@pytest.mark.clause("6.9")
def test_the_case_of_an_objection_ends_only_with_its_published_result(make_ready: Make, officer: Any) -> None:
    from gonggang.casework.actions import CaseRefused
    from gonggang.cycle.actions import conclude_case

    person = make_ready()
    objection = objected(posted(person, officer), person, officer)
    with pytest.raises(CaseRefused, match=r"6\.9"):
        conclude_case(objection.case_id, outcome="not_true", reason="查无此事", officer=officer)
