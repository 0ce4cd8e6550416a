"""Runs files of cases against rules: what is given, what is expected, compared deeply and with types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gonggang.core.errors import UnusableInput
from gonggang.policy.coercion import call, plain, same
from gonggang.policy.yaml_files import read_yaml

Rules = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """One example of a rule, in plain values."""

    name: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one rule; `file` is the path as it was given."""

    file: str
    rule: str
    clause: tuple[str, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class FailedCase:
    """A case whose rule said something else; an exception is shown as `error` in `got`."""

    name: str
    expected: Mapping[str, Any]
    got: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What became of one file of cases."""

    file: str
    rule: str
    cases: int
    failed: tuple[FailedCase, ...]

    @property
    def passed(self) -> int:
        """How many cases the rule met."""
        return self.cases - len(self.failed)

    def as_json(self) -> dict[str, Any]:
        """The report in the form that other programs rely on."""
        return {
            "file": self.file,
            "rule": self.rule,
            "cases": self.cases,
            "passed": self.passed,
            "failed": [
                {"name": each.name, "expected": dict(each.expected), "got": dict(each.got)}
                for each in self.failed
            ],
        }


def load_cases(file: str, rules: Rules) -> CaseFile:
    """One file of cases; raises UnusableInput if it cannot be read, names no known rule or lacks a part."""
    content = read_yaml(Path(file))
    if not isinstance(content, dict) or not isinstance(content.get("rule"), str):
        raise UnusableInput(f"“{file}”不是规则用例文件：缺少 rule 一项，请核对文件。")
    rule = content["rule"]
    if rule not in rules:
        raise UnusableInput(
            f"“{file}”所写的规则“{rule}”不存在，请核对规则名；已有：{'、'.join(sorted(rules))}。"
        )
    listed = content.get("cases")
    if not isinstance(listed, list):
        raise UnusableInput(f"“{file}”中没有 cases 列表，请补上用例。")
    clause = content.get("clause")
    return CaseFile(
        file=file,
        rule=rule,
        clause=tuple(map(str, clause)) if isinstance(clause, list) else (),
        cases=tuple(_case(file, number, each) for number, each in enumerate(listed, start=1)),
    )


def _case(file: str, number: int, content: Any) -> Case:
    if (
        not isinstance(content, dict)
        or not isinstance(content.get("name"), str)
        or not isinstance(content.get("given"), dict)
        or not isinstance(content.get("expect"), dict)
    ):
        raise UnusableInput(f"“{file}”的第 {number} 例缺少 name、given 或 expect，请补全后再试。")
    return Case(content["name"], content["given"], content["expect"])


def run_case(case: Case, rule: Callable[..., Any]) -> FailedCase | None:
    """One case against its rule: None if all that is expected was said. Further fields are ignored."""
    try:
        got = plain(call(rule, case.given))
    except Exception as error:  # the promise is that a rule which raises has failed its case
        return FailedCase(case.name, case.expect, {"error": f"{type(error).__name__}: {error}"})
    if not isinstance(got, dict):
        return FailedCase(case.name, case.expect, {"error": f"the rule returned {got!r}"})
    if all(name in got and same(value, got[name]) for name, value in case.expect.items()):
        return None
    return FailedCase(case.name, case.expect, got)


def run_file(cases: CaseFile, rules: Rules) -> CaseReport:
    """Every case of one file against its rule."""
    failures = (run_case(case, rules[cases.rule]) for case in cases.cases)
    failed = tuple(failure for failure in failures if failure is not None)
    return CaseReport(cases.file, cases.rule, len(cases.cases), failed)


def check_files(files: Sequence[str], rules: Rules) -> list[CaseReport]:
    """Every file, all read before the first is run, so that an unusable one leaves nothing half said."""
    loaded = [load_cases(file, rules) for file in files]
    return [run_file(each, rules) for each in loaded]


def every_case(folder: Path, rules: Rules) -> Iterator[tuple[CaseFile, int, Case]]:
    """Every case of every file in a folder, with its place in the file, for tests."""
    for path in sorted(folder.glob("*.yaml")):
        cases = load_cases(str(path), rules)
        for number, case in enumerate(cases.cases, start=1):
            yield cases, number, case
