"""Every verb on a case: what it changes, what it refuses, and what the database refuses by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.audit.models import AuditRecord
from gonggang.casework import actions
from gonggang.casework.actions import CaseChanged, CaseRefused, NewCase, NewFile, NoSuchCase
from gonggang.casework.models import Case, CaseEvent, Evidence
from gonggang.casework.tests.conftest import OPENED
from gonggang.core.crypto import sm3
from gonggang.exchange import attachments
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.django_db

Make = Callable[..., int]


def case(key: int) -> Case:
    return Case.objects.get(pk=key)


def concluded(key: int, officer: Any) -> Case:
    return actions.conclude(key, outcome="true", reason="户籍已注销", officer=officer)


@pytest.mark.clause("7.4")
def test_a_hundred_re_runs_change_nothing(make_case: Make, officer: Any) -> None:
    done = make_case(subject="hit:1")
    concluded(done, officer)
    entries = [NewCase("hit", f"hit:{number}", VILLAGE, "疑点") for number in range(1, 21)]
    assert len(actions.open_cases(entries, on=OPENED, officer=officer)) == 19
    before = (
        list(Case.objects.order_by("pk").values()),
        CaseEvent.objects.count(),
        AuditRecord.objects.count(),
    )
    for _ in range(100):
        assert actions.open_cases(entries, on=date(2024, 7, 1), officer=officer) == []
    assert before == (
        list(Case.objects.order_by("pk").values()), CaseEvent.objects.count(), AuditRecord.objects.count(),
    )  # fmt: skip
    assert case(done).status == "concluded"


def test_the_same_subject_twice_in_one_run_is_one_case(officer: Any) -> None:
    entries = [NewCase("hit", "hit:9", VILLAGE, "疑点")] * 3
    assert len(actions.open_cases(entries, on=OPENED, officer=officer)) == 1
    assert (
        actions.open_case(
            kind="hit", subject="hit:9", village_code=VILLAGE, title="疑点", on=OPENED, officer=officer
        )
        == Case.objects.get().pk
    )


def test_opening_writes_an_event_and_one_audit_record(officer: Any) -> None:
    entries = [NewCase("hit", f"hit:{number}", VILLAGE, "疑点") for number in range(3)]
    actions.open_cases(entries, on=OPENED, officer=officer)
    assert CaseEvent.objects.filter(verb="opened", number=1).count() == 3
    (record,) = AuditRecord.objects.filter(verb="casework.open")
    assert record.detail == {"opened": 3, "kinds": {"hit": 3}}
    assert set(Case.objects.values_list("version", flat=True)) == {1}


@pytest.mark.clause("15.5", "15.8")
def test_without_an_entered_number_only_time_is_kept(make_case: Make) -> None:
    there = case(make_case())
    assert there.due_on is None
    assert there.first_handler_code == there.handler_code == COUNTY


@pytest.mark.clause("15.5")
def test_the_deadline_counts_working_days(make_case: Make, deadlines: None) -> None:
    # 2024-06-10 is the Dragon Boat Festival; 8 and 9 June are a weekend.
    assert case(make_case(on=date(2024, 6, 3))).due_on == date(2024, 6, 13)


def test_a_year_without_a_calendar_has_no_deadline(make_case: Make, deadlines: None) -> None:
    assert case(make_case(on=date(2090, 6, 3))).due_on is None


def test_claim_then_conclude(make_case: Make, officer: Any) -> None:
    key = make_case()
    assert actions.claim(key, officer=officer, version=1).status == "assigned"
    done = actions.conclude(key, outcome="false_alarm", reason=" 同号不同人 ", officer=officer, version=2)
    assert (done.status, done.outcome, done.reason, done.concluded_by) == (
        "concluded", "false_alarm", "同号不同人", officer,
    )  # fmt: skip
    assert list(done.events.order_by("number").values_list("verb", flat=True)) == [
        "opened", "claimed", "concluded",
    ]  # fmt: skip
    assert AuditRecord.objects.filter(subject=f"case:{key}", verb="casework.concluded").count() == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "fields"),
    [("", "写了理由", {"outcome"}), ("true", "  ", {"reason"}), ("", "", {"outcome", "reason"}),
     ("partly_true", "不是这一类的结论", {"outcome"}), ("true", "长" * 2001, {"reason"})],
)  # fmt: skip
def test_a_conclusion_needs_an_outcome_of_the_kind_and_a_reason(
    make_case: Make, officer: Any, outcome: str, reason: str, fields: set[str]
) -> None:
    key = make_case()
    with pytest.raises(CaseRefused) as refused:
        actions.conclude(key, outcome=outcome, reason=reason, officer=officer)
    assert set(refused.value.problems) == fields
    assert case(key).version == 1


def test_a_second_conclusion_is_refused(make_case: Make, officer: Any) -> None:
    key = make_case()
    concluded(key, officer)
    with pytest.raises(CaseRefused):
        actions.conclude(key, outcome="false_alarm", reason="改主意", officer=officer)
    assert case(key).outcome == "true"


def test_verify_waits_for_a_conclusion(make_case: Make, officer: Any, other_officer: Any) -> None:
    key = make_case()
    found = actions.verify(key, outcome="true", reason="户籍已注销", officer=officer)
    assert (found.status, found.outcome, found.verified_by) == ("verified", "true", officer)
    done = concluded(key, other_officer)
    assert (done.verified_by, done.concluded_by) == (officer, other_officer)


def test_reopening_keeps_what_was_concluded_in_the_history(make_case: Make, officer: Any) -> None:
    key = make_case()
    concluded(key, officer)
    with pytest.raises(CaseRefused):
        actions.reopen(key, reason="", officer=officer)
    again = actions.reopen(key, reason="本人来说明，登记的是同名的人", officer=officer)
    assert (again.status, again.outcome, again.reason, again.concluded_at) == ("reopened", None, "", None)
    assert again.events.get(verb="concluded").detail["after"]["outcome"] == "true"
    assert actions.claim(key, officer=officer).status == "assigned"


@pytest.mark.clause("15.5")
def test_passing_on_needs_a_reason_and_the_first_handler_stays(
    make_case: Make, officer: Any, other_officer: Any
) -> None:
    key = make_case()
    actions.claim(key, officer=officer)
    with pytest.raises(CaseRefused):
        actions.assign(key, to=other_officer, officer=officer)
    assert actions.assign(key, to=other_officer, officer=officer, reason="分管片区").assignee == other_officer
    with pytest.raises(CaseRefused):
        actions.transfer(key, to_place=TOWNSHIP, reason="", officer=officer)
    moved = actions.transfer(key, to_place=TOWNSHIP, reason="请乡镇核对出勤", officer=officer)
    assert (moved.handler_code, moved.first_handler_code, moved.assignee, moved.status) == (
        TOWNSHIP, COUNTY, None, "open",
    )  # fmt: skip
    assert actions.transfer(key, to_place=379900000000, reason="报市级", officer=officer).handler_code


@pytest.mark.parametrize("place", [0, 371481000000, 379901101000, COUNTY])
def test_a_case_goes_only_to_a_place_in_which_it_lies(make_case: Make, officer: Any, place: int) -> None:
    with pytest.raises(CaseRefused):
        actions.transfer(make_case(), to_place=place, reason="转办", officer=officer)


@pytest.mark.clause("15.5")
def test_all_that_an_officer_has_to_do_is_handed_over(
    make_case: Make, officer: Any, other_officer: Any
) -> None:
    keys = [make_case() for _ in range(3)]
    for key in keys:
        actions.claim(key, officer=officer)
    concluded(keys[0], officer)
    assert actions.hand_over(from_officer=officer, to=other_officer, reason="调岗", officer=officer) == 2
    assert [case(key).assignee for key in keys] == [officer, other_officer, other_officer]
    with pytest.raises(CaseRefused):
        actions.hand_over(from_officer=officer, to=officer, reason="调岗", officer=officer)


def test_the_second_of_two_people_is_told(make_case: Make, officer: Any, other_officer: Any) -> None:
    key = make_case()
    actions.claim(key, officer=other_officer, version=1)
    with pytest.raises(CaseChanged) as changed:
        actions.conclude(key, outcome="true", reason="户籍已注销", officer=officer, version=1)
    assert (changed.value.seen, changed.value.now) == (1, 2)
    assert case(key).status == "assigned"


def test_a_case_that_is_not_there(officer: Any) -> None:
    with pytest.raises(NoSuchCase):
        actions.claim(10**9, officer=officer)


def test_notes_settle_points_of_the_checklist(make_case: Make, officer: Any) -> None:
    key = make_case()
    actions.note(key, text="电话告知\x00本人", item=1, officer=officer)
    assert CaseEvent.objects.get(case=key, verb="noted").detail["item"] == 1
    with pytest.raises(CaseRefused):
        actions.note(key, text="x", item=7, officer=officer)
    with pytest.raises(CaseRefused):
        actions.note(key, text=" ", officer=officer)


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGGANG_HOME = tmp_path
    return tmp_path


def test_evidence_is_kept_once_under_its_digest(make_case: Make, officer: Any, home: Path) -> None:
    key, content = make_case(), b"%PDF-1.7\n" + b"x" * 100
    for _ in range(2):
        file = NewFile("参保明细.pdf", len(content), content)
        actions.add_evidence(key, text="查到的明细", file=file, officer=officer)
    assert Evidence.objects.filter(case=key).count() == 2
    digest = Evidence.objects.filter(case=key).values_list("digest", flat=True)[0]
    (kept,) = [path for path in (home / "attachments").rglob("*") if path.is_file()]
    assert kept.name == digest
    assert kept.stat().st_mode & 0o777 == 0o600
    assert attachments.path_of(digest) == kept and attachments.is_whole(digest)
    kept.write_bytes(b"%PDF-another")
    assert not attachments.is_whole(digest)


@pytest.mark.clause("X4")
def test_evidence_is_sealed_and_opens_again(home: Path) -> None:
    content = b"%PDF-1.7 \xff\x00" + bytes(range(256)) * 5000 + b"379901196507126628"
    digest = attachments.store([content]).digest
    (kept,) = [path for path in (home / "attachments").rglob("*") if path.is_file()]
    sealed = kept.read_bytes()
    assert b"%PDF" not in sealed and b"379901196507126628" not in sealed
    assert attachments.read(digest) == content
    for spoilt in (
        sealed[:-1],
        sealed[: len(sealed) // 2],
        sealed[:-20] + b"x" * 20,
        sealed[:5],
        sealed + b"x",
    ):
        kept.write_bytes(spoilt)
        assert attachments.read(digest) is None


@pytest.mark.clause("X4")
def test_one_sealed_file_does_not_pass_for_another(home: Path) -> None:
    first, second = (attachments.store([content]).digest for content in (b"%PDF-first", b"%PDF-second"))
    there = attachments.path_of(first), attachments.path_of(second)
    assert there[0] is not None and there[1] is not None
    there[1].write_bytes(there[0].read_bytes())
    assert attachments.read(second) is None and attachments.read(first) == b"%PDF-first"


@pytest.mark.clause("X4")
def test_what_was_kept_in_the_clear_still_opens_and_is_sealed_when_it_comes_again(home: Path) -> None:
    content = b"%PDF-1.4 old"
    digest = sm3(content).hex()
    old = home / "attachments" / digest[:2] / digest
    old.parent.mkdir(parents=True)
    old.write_bytes(content)
    assert attachments.read(digest) == content
    assert attachments.store([content]).digest == digest
    assert content not in old.read_bytes() and attachments.read(digest) == content


@pytest.mark.parametrize("digest", ["", "..", "a" * 63, "/" * 64, "../" * 21 + "a", "A" * 64])
def test_only_digests_lead_to_files(digest: str, home: Path) -> None:
    assert attachments.path_of(digest) is None


def test_evidence_may_be_words_but_not_nothing(make_case: Make, officer: Any, home: Path) -> None:
    key = make_case()
    actions.add_evidence(key, text="村里说本人 5 月一直在岗", officer=officer)
    with pytest.raises(CaseRefused) as refused:
        actions.add_evidence(key, text="", officer=officer)
    assert "evidence_text" in refused.value.problems
    with pytest.raises(CaseRefused) as refused:
        actions.add_evidence(key, text="", file=NewFile("a.exe", 2, b"MZ"), officer=officer)
    assert "evidence_file" in refused.value.problems
    assert not (home / "attachments").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_case SET status = 'open', outcome = NULL, concluded_by_id = NULL, concluded_at = NULL",
        "UPDATE casework_case SET status = 'assigned', assignee_id = concluded_by_id, outcome = NULL",
        "UPDATE casework_case SET outcome = 'false_alarm'",
        "UPDATE casework_case SET reason = '改过'",
        "UPDATE casework_case SET reason = ''",
        "UPDATE casework_case SET first_handler_code = 1",
        "UPDATE casework_case SET subject = 'hit:other'",
        "UPDATE casework_case SET version = 0",
        "UPDATE casework_case SET status = 'gone'",
        "DELETE FROM casework_case",
        "UPDATE casework_caseevent SET text = '改过'",
        "DELETE FROM casework_caseevent",
        "TRUNCATE casework_caseevent CASCADE",
        "UPDATE casework_evidence SET text = '改过'",
        "DELETE FROM casework_evidence",
    ],
)
def test_the_database_itself_keeps_what_was_decided(make_case: Make, officer: Any, statement: str) -> None:
    key = make_case()
    actions.add_evidence(key, text="证据", officer=officer)
    concluded(key, officer)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
    assert case(key).outcome == "true"


@pytest.mark.parametrize(
    "values",
    [
        {"status": "concluded"},
        {"status": "verified"},
        {"status": "assigned"},
        {"outcome": "true"},
        {"due_on": date(2024, 6, 2)},
    ],
)
def test_the_database_refuses_half_a_case(make_case: Make, values: dict[str, Any]) -> None:
    key = make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=key).update(**values)


def test_one_case_a_kind_a_subject_in_the_database(make_case: Make) -> None:
    there = case(make_case(subject="hit:7"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            kind="hit", subject="hit:7", village_code=VILLAGE, title="又一件", opened_on=OPENED,
            first_handler_code=there.handler_code, handler_code=there.handler_code,
        )  # fmt: skip
