"""The runner of cases: types are not bent, differences are told, unusable files are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.policy.cases import Case, check_files, run_case
from gonggang.policy.coercion import CannotCoerce, coerce, plain, same
from gonggang.policy.yaml_files import parse_yaml


@dataclass(frozen=True, slots=True)
class Pair:
    key: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    verdict: str
    days: int


def rule(day: date, days: int, kind: Literal["a", "b"] = "a") -> Answer:
    if days < 0:
        raise ValueError("negative")
    return Answer(kind, days)


@pytest.mark.parametrize(
    ("value", "hint", "read"),
    [
        ("2024-02-29", date, date(2024, 2, 29)),
        ("2024-02", Month, Month(2024, 2)),
        (None, date | None, None),
        (5, int | str | None, 5),
        ("5", int | str | None, "5"),
        ([1, 2], Sequence[int], [1, 2]),
        ([1, 2], frozenset[int], frozenset({1, 2})),
        (["a"], tuple[str, ...], ("a",)),
        ({"a": "2024-01-01", "b": None}, Mapping[str, date | None], {"a": date(2024, 1, 1), "b": None}),
        ({"key": "a", "on": "2024-01-01"}, Pair, Pair("a", date(2024, 1, 1))),
        ({"key": "a"}, Pair, Pair("a")),
        ("a", Literal["a", 1], "a"),
        ({"x": [1.5]}, Any, {"x": [1.5]}),
    ],
)
def test_coerce(value: Any, hint: Any, read: Any) -> None:
    assert coerce(value, hint) == read


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (True, int),
        (1, bool),
        ("1", int),
        (1, str),
        (1.0, int),
        (None, date),
        ("2024-02-30", date),
        ("2024-2-3", date),
        ("20240203", date),
        ("2024-13", Month),
        (202402, Month),
        (True, Literal[1]),
        ("c", Literal["a", "b"]),
        ("ab", Sequence[str]),
        ([True], Sequence[int]),
        ([], Mapping[str, int]),
        ({"key": "a", "other": 1}, Pair),
        ({}, Pair),
        ([], Pair),
        (1, complex),
    ],
)
def test_nothing_is_bent(value: Any, hint: Any) -> None:
    with pytest.raises(CannotCoerce):
        coerce(value, hint)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        ("1", 1),
        (None, False),
        ([1], [True]),
        ({"a": 1}, {"a": 1, "b": None}),
        ([1, 2], [2, 1]),
        (0, 0.0),
    ],
)
def test_equal_only_in_type_and_value(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert same(one, one) and same(other, other)


def test_mappings_have_no_order() -> None:
    assert same({"a": 1, "b": [None]}, {"b": [None], "a": 1})


def test_results_become_plain() -> None:
    assert plain({"m": Month(2024, 5), "p": (Pair("a", date(2024, 1, 2)),), "s": frozenset({2, 1})}) == {
        "m": "2024-05",
        "p": [{"key": "a", "on": "2024-01-02"}],
        "s": [1, 2],
    }
    with pytest.raises(TypeError, match="no plain form"):
        plain(object())


def case(given: dict[str, Any], expect: dict[str, Any]) -> Case:
    return Case("例", given, expect)


def test_a_case_that_is_met_says_nothing_and_further_fields_are_ignored() -> None:
    assert run_case(case({"day": "2024-01-01", "days": 1}, {"verdict": "a"}), rule) is None


@pytest.mark.parametrize(
    ("given", "expect", "got"),
    [
        ({"day": "2024-01-01", "days": 1}, {"days": True}, "1"),
        ({"day": "2024-01-01", "days": 1}, {"absent": None}, "verdict"),
        ({"day": "2024-01-01", "days": -1}, {"days": -1}, "ValueError: negative"),
        ({"day": "2024-01-01", "days": True}, {"days": 1}, "CannotCoerce"),
        ({"day": "2024-01-01"}, {"days": 1}, "TypeError"),
        ({"day": "2024-01-01", "days": 1, "more": 1}, {"days": 1}, "takes no more"),
        ({"day": "2024-01-01", "days": 1, "kind": "c"}, {"days": 1}, "CannotCoerce"),
    ],
)
def test_a_case_that_is_not_met_is_told(given: dict[str, Any], expect: dict[str, Any], got: str) -> None:
    failed = run_case(case(given, expect), rule)
    assert failed is not None
    assert failed.expected == expect
    assert got in str(failed.got)


GOOD = """
rule: rule
clause: ["6.8"]
means: 一例
cases:
  - {name: 一, given: {day: "2024-01-01", days: 1}, expect: {verdict: "a", days: 1}}
  - {name: 二, given: {day: "2024-01-01", days: 1}, expect: {verdict: "b", days: 1}}
"""


def test_a_report_counts_and_shows(tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_text(GOOD, encoding="utf-8")
    (report,) = check_files([str(path)], {"rule": rule})
    assert report.as_json() == {
        "file": str(path),
        "rule": "rule",
        "cases": 2,
        "passed": 1,
        "failed": [
            {"name": "二", "expected": {"verdict": "b", "days": 1}, "got": {"verdict": "a", "days": 1}}
        ],
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GOOD.replace("rule: rule", "rule: other"), "规则“other”不存在"),
        (GOOD.replace("rule: rule", "rule: 5"), "缺少 rule"),
        ("- 1", "缺少 rule"),
        ("", "缺少 rule"),
        (GOOD.replace("cases:", "examples:"), "没有 cases 列表"),
        (GOOD.replace("name: 二, ", ""), "第 2 例缺少"),
        (GOOD.replace('expect: {verdict: "b", days: 1}', "expect: 1"), "第 2 例缺少"),
        ("rule: [", "写法有误"),
        ("rule: !!python/object:os.system x", "写法有误"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "rule.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableInput) as refusal:
        check_files([str(path)], {"rule": rule})
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("rule: 规则".encode("gbk"))
    for name, says in (("none.yaml", "没有找到"), ("", "是文件夹"), ("gbk.yaml", "不是 UTF-8")):
        with pytest.raises(UnusableInput, match=says):
            check_files([str(tmp_path / name)], {"rule": rule})


def test_a_case_may_borrow_from_another_and_no_key_stands_twice() -> None:
    assert parse_yaml("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}", "例") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 3},
    }
    with pytest.raises(UnusableInput, match="第 2 行第 1 列写法有误"):
        parse_yaml("a: 1\na: 2", "例")


def test_yaml_is_read_by_its_version_1_2() -> None:
    lines = (
        "day: 2024-05-01",
        "no: yes",
        "n: 010",
        "time: 12:30:00",
        "t: true",
        "nil: ~",
        "empty:",
        "f: 1.5",
    )
    assert parse_yaml("\n".join((*lines, 'private: "\\uE863"')), "例") == {
        "day": "2024-05-01",
        "no": "yes",
        "n": 10,
        "time": "12:30:00",
        "t": True,
        "nil": None,
        "empty": None,
        "f": 1.5,
        "private": "\ue863",
    }
