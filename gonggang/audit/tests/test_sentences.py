"""Every verb that the program records reads as a sentence, with what was changed."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from gonggang.audit.actions import record, record_refusal
from gonggang.audit.queries import done_by, history, in_places
from gonggang.audit.sentences import REFUSED, SENTENCES, differences_of, sentence_of

PACKAGE = Path(__file__).resolve().parents[2]
RECORDING = {"record", "record_many"}


@cache
def every_call() -> list[tuple[Path, str, ast.Call]]:
    """Each call in the program: where, of what name, and itself."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                found.append((path, name, node))
    return found


def calls(names: set[str]):
    return [(path, call) for path, name, call in every_call() if name in names]


def verbs_in_use() -> set[str]:
    """Verbs written at a call of the audit, and those that two rooms put together from their own names."""
    from gonggang.casework.rules.steps import Verb

    found = {f"casework.{verb}" for verb in get_args(Verb)}
    for _, call in calls(RECORDING):
        found |= {
            word.value.value
            for word in call.keywords
            if word.arg == "verb" and isinstance(word.value, ast.Constant)
        }
    for path, call in calls({"_record"}):
        if path.parent.name == "accounts" and isinstance(call.args[1], ast.Constant):
            found.add(f"accounts.{call.args[1].value}")
    return found


def test_every_verb_has_a_sentence() -> None:
    assert "exchange.import" in verbs_in_use()
    silent = sorted(verbs_in_use() - set(SENTENCES))
    assert not silent, "write their sentences in gonggang/audit/sentences.py"


def test_an_unknown_verb_is_named_and_nothing_breaks() -> None:
    assert sentence_of("room.unheard_of", {"n": 1}) == "办理了“room.unheard_of”"
    assert sentence_of("exchange.import", None) == "导入了文件“—”，收下 — 行"
    assert sentence_of("exchange.import", {"file": "{x}{0}", "rows": 3}) == "导入了文件“{x}{0}”，收下 3 行"
    assert sentence_of("casework.claimed", {"text": ""}) == "领取了案件"
    assert sentence_of("casework.concluded", {"text": ""}) == "了结了案件"


@pytest.mark.clause("X1")
def test_a_history_reads_as_sentences_with_the_difference(officer) -> None:
    record(
        officer=officer, verb="exchange.import", subject="batch:9", detail={"file": "花名册.xlsx", "rows": 12}
    )
    record(
        officer=officer, verb="people.view", subject="person:1", detail={},
        before={"phone": "19900001234", "name": "甲", "note": None},
        after={"phone": "19900005678", "name": "甲", "note": ""},
    )  # fmt: skip
    record_refusal(None, "people.reveal", "person:1", None, "没有登录")
    refused, viewed, imported = history("person:1", "batch:9")
    assert imported.sentence == "导入了文件“花名册.xlsx”，收下 12 行"
    assert imported.officer == "命令行操作员"
    assert [one.sentence for one in viewed.differences] == [
        "电话由“199****1234”改为“199****5678”",
    ]
    assert refused.refused and refused.officer == "未登录者"
    assert refused.verb == f"{REFUSED}people.reveal" and refused.sentence.endswith("被拒绝：没有登录")
    assert [one.verb for one in history("person:1", earlier_than=viewed.at)] == []
    assert [one.subject for one in done_by(officer.pk)] == ["person:1", "batch:9"]


def test_before_and_after_of_a_case_are_differences() -> None:
    shown = differences_of({"before": {"status": "open"}, "after": {"status": "assigned"}})
    assert [one.sentence for one in shown] == ["状态由“open”改为“assigned”"]


@pytest.mark.clause("X1")
def test_what_was_done_in_a_place(officer) -> None:
    from gonggang.testing import COUNTY, VILLAGE

    record(officer=officer, verb="people.view", subject="person:1", detail={}, region=VILLAGE)
    record(officer=officer, verb="people.view", subject="person:2", detail={}, region=COUNTY + 10**6)
    record_refusal(officer, "people.reveal", "person:1", VILLAGE, "上限")
    record(officer=officer, verb="accounts.sign_in", subject="officer:1", detail={})
    here = ((COUNTY, COUNTY + 10**6),)
    assert [entry.subject for entry in in_places(here)] == ["person:1", "person:1"]
    assert [entry.refused for entry in in_places(here, refused_only=True)] == [True]
    assert [entry.verb for entry in in_places((), placeless=True)] == ["accounts.sign_in"]
    assert in_places(()) == []
