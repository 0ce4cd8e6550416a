"""The steps of a case, its due light, its first handler and what may be attached to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest

from gonggang.casework.rules import (
    KINDS,
    STEPS,
    Status,
    after,
    allowed,
    check_file,
    days_late,
    due_light,
    responsible_place,
    who_acts,
)
from gonggang.casework.rules.evidence import BYTES_MAX
from gonggang.policy.parameters import parameters

TODAY = date(2024, 6, 11)
PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    ("left", "light"), [(-2, "late"), (-1, "late"), (0, "today"), (1, "soon"), (3, "soon"), (4, "later")]
)
def test_due_light(left: int, light: str) -> None:
    assert due_light(TODAY + timedelta(days=left), today=TODAY, soon_days=3) == light


@pytest.mark.clause("15.8")
def test_without_a_deadline_nothing_is_late() -> None:
    assert due_light(None, today=date(2999, 1, 1), soon_days=3) == "none"
    assert days_late(None, today=date(2999, 1, 1)) == 0


def test_a_closed_case_has_no_light() -> None:
    assert due_light(date(2024, 1, 1), today=TODAY, soon_days=3, closed=True) == "none"


def test_days_late() -> None:
    assert days_late(date(2024, 6, 9), today=TODAY) == 2
    assert days_late(TODAY, today=TODAY) == 0


def test_a_conclusion_is_left_only_by_reopening() -> None:
    assert [verb for verb in allowed("concluded") if after("concluded", verb) != "concluded"] == ["reopened"]


def test_no_verb_leads_out_of_the_statuses() -> None:
    statuses = set(get_args(Status))
    for moves in STEPS.values():
        assert set(moves) | set(moves.values()) <= statuses


def test_every_alive_status_can_be_concluded() -> None:
    assert all(
        after(status, "concluded") == "concluded" for status in ("open", "assigned", "verified", "reopened")
    )


@pytest.mark.clause("15.5")
@pytest.mark.parametrize(
    ("status", "has_assignee", "who"),
    [
        ("open", False, "handler"),
        ("reopened", False, "handler"),
        ("assigned", True, "assignee"),
        ("verified", True, "approver"),
        ("concluded", True, "nobody"),
    ],
)
def test_whose_turn_it_is(status: Status, has_assignee: bool, who: str) -> None:
    assert who_acts(status, has_assignee=has_assignee) == who


@pytest.mark.clause("15.5")
def test_the_first_handler_comes_from_kind_and_place() -> None:
    assert responsible_place(KINDS["hit"], 379901100200) == 379901000000
    assert responsible_place(KINDS["objection"], 379901100200) == 379901100000


def test_every_kind_has_its_deadline_declared() -> None:
    assert {kind.days_parameter for kind in KINDS.values()} <= set(parameters().declared)


def test_the_parameter_files_name_no_number_of_their_own() -> None:
    assert all(not parameters().parameter(kind.days_parameter).lines for kind in KINDS.values())


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("参保明细.pdf", PDF, None),
        ("照片.JPG", b"\xff\xd8\xff\xe0", None),
        ("录音.m4a", b"\x00\x00\x00\x20ftypM4A ", None),
        ("明细.xlsx", b"PK\x03\x04", None),
        ("程序.exe", b"MZ", "type_not_allowed"),
        ("没有扩展名", PDF, "type_not_allowed"),
        ("网页.html", b"<html>", "type_not_allowed"),
        ("图.svg", b"<svg", "type_not_allowed"),
        ("假的.pdf", b"MZ\x90\x00", "type_mismatch"),
        ("假的.m4a", b"MZ\x90\x00aaaaaa", "type_mismatch"),
        ("../../密钥.pdf", PDF, "name_unusable"),
        ("a/b.pdf", PDF, "name_unusable"),
        ("a\\b.pdf", PDF, "name_unusable"),
        ("a\x00b.pdf", PDF, "name_unusable"),
        ("翻转\u202efdp.exe.pdf", PDF, "name_unusable"),
        (".pdf", PDF, "name_unusable"),
        ("", PDF, "name_unusable"),
        ("长" * 121 + ".pdf", PDF, "name_unusable"),
    ],
)
def test_which_files_are_taken(name: str, head: bytes, code: str | None) -> None:
    problem = check_file(name, 1000, head)
    assert (problem.code if problem else None) == code


def test_size_is_limited() -> None:
    assert check_file("a.pdf", BYTES_MAX, PDF) is None
    too_large = check_file("a.pdf", BYTES_MAX + 1, PDF)
    assert too_large and too_large.code == "too_large"
    empty = check_file("a.pdf", 0, b"")
    assert empty and empty.code == "empty"
