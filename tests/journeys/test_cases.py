"""The month opens its cases once; what people decide on them stands, however often the month is run again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gonggang.core.month import Month

pytestmark = pytest.mark.django_db

MONTH = Month(2024, 5)
EVERYWHERE = ((0, 10**12),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from gonggang.sample.county import write_county

    place = tmp_path_factory.mktemp("county") / "folder"
    write_county(place, people=120, seed=11, month=MONTH, code=379901)
    return place


@pytest.fixture
def month(folder: Path, settings: Any, tmp_path: Path, officer: Any, monkeypatch: Any) -> Callable[[], Any]:
    """The sample county taken in; each call runs its month and returns it."""
    import gonggang.commands.imports
    from gonggang.commands import run
    from gonggang.cycle.actions import run_month

    settings.GONGGANG_HOME = tmp_path / "home"
    monkeypatch.setattr(gonggang.commands.imports, "open_database", lambda: None)
    assert run(["load", str(folder), "--json"]) == 0

    def call() -> Any:
        (county,) = run_month(MONTH, officer=officer)
        return county

    return call


def everything() -> Any:
    """What the ledger and the hits say, to be compared before and after."""
    from gonggang.casework.models import Case, CaseEvent, Evidence
    from gonggang.screening.models import Hit

    return (
        list(Case.objects.order_by("pk").values()),
        CaseEvent.objects.count(),
        Evidence.objects.count(),
        list(Hit.objects.order_by("pk").values("pk", "status", "decided_on", "quiet_until")),
    )


@pytest.mark.clause("7.3", "7.4", "7.7", "9.3")
def test_every_finding_of_the_month_has_one_case(month: Callable[[], Any]) -> None:
    from gonggang.casework.models import Case
    from gonggang.placements.models import Placement
    from gonggang.recruitment.queries import undeclared_relatives
    from gonggang.screening.models import Hit

    county = month()
    hits = set(Hit.objects.values_list("pk", flat=True))
    assert hits
    of_hits = Case.objects.filter(kind="hit")
    assert {int(each.subject.removeprefix("hit:")) for each in of_hits} == hits
    assert of_hits.count() == len(hits)
    contested = set(Placement.objects.exclude(contested_why=None).values_list("pk", flat=True))
    of_placements = Case.objects.filter(kind="contested_placement")
    assert contested and {each.facts["placement"] for each in of_placements} == contested
    assert Case.objects.filter(kind="undeclared_relative").count() == len(undeclared_relatives()) > 0
    assert county.cases_opened == Case.objects.count()
    assert not Case.objects.exclude(first_handler_code=379901000000).exists()
    assert not Case.objects.exclude(due_on=None).exists()
    numbers = [entry.id_number for entry in county.roster]
    written = str(list(Case.objects.values_list("subject", "title", "facts")))
    assert not [number for number in numbers if number in written]


@pytest.mark.clause("7.4", "7.6")
def test_a_decision_outlives_every_re_run(month: Callable[[], Any], officer: Any) -> None:
    from gonggang.casework.queries import Case
    from gonggang.cycle import actions as cycle
    from gonggang.screening.models import Hit

    month()
    first, second, third = Case.objects.filter(kind="hit").order_by("pk")[:3]
    for case, outcome in ((first, "true"), (second, "false_alarm"), (third, "data_error")):
        cycle.conclude_case(case.pk, outcome=outcome, reason="查过登记", officer=officer)
    before = everything()
    for _ in range(4):
        assert month().cases_opened == 0
    assert everything() == before
    statuses = [Hit.objects.get(pk=int(case.subject[4:])).status for case in (first, second, third)]
    assert statuses == ["true", "false_positive", "data_error"]


@pytest.mark.clause("7.4", "13.2")
def test_a_false_alarm_holds_no_later_computation(month: Callable[[], Any], officer: Any) -> None:
    from gonggang.casework.queries import Case
    from gonggang.cycle import actions as cycle
    from gonggang.screening import queries as screening
    from gonggang.subsidies.models import SubsidyLine

    county = month()
    case = Case.objects.filter(kind="hit", topic="death").order_by("pk").first()
    assert case is not None
    assert screening.open_hits(county.run, ["death"])[case.person_id] == "death"
    lines = list(SubsidyLine.objects.order_by("pk").values())
    assert [line for line in lines if line["person_id"] == case.person_id and line["held"]]
    cycle.conclude_case(case.pk, outcome="false_alarm", reason="同名的另一个人", officer=officer)
    assert case.person_id not in screening.open_hits(county.run, ["death"])
    assert case.person_id not in screening.deaths(379901000000, MONTH.last)
    again = month()
    assert list(SubsidyLine.objects.order_by("pk").values()) == lines
    cycle.reopen_case(case.pk, reason="村里说本人确已去世", officer=officer)
    assert screening.open_hits(again.run, ["death"])[case.person_id] == "death"


def test_a_refused_conclusion_changes_neither_case_nor_hit(month: Callable[[], Any], officer: Any) -> None:
    from gonggang.casework.actions import CaseChanged, CaseRefused
    from gonggang.casework.queries import Case
    from gonggang.cycle import actions as cycle

    month()
    case = Case.objects.filter(kind="hit").first()
    assert case is not None
    before = everything()
    with pytest.raises(CaseRefused):
        cycle.conclude_case(case.pk, outcome="true", reason=" ", officer=officer)
    with pytest.raises(CaseChanged):
        cycle.conclude_case(case.pk, outcome="true", reason="属实", officer=officer, version=7)
    assert everything() == before


@pytest.mark.clause("7.6")
def test_a_false_alarm_keeps_quiet_for_a_time_only(
    month: Callable[[], Any], officer: Any, monkeypatch: Any
) -> None:
    from gonggang.casework.queries import Case
    from gonggang.core.dates import add_months
    from gonggang.cycle import actions as cycle
    from gonggang.policy.parameter_files import Line
    from gonggang.policy.parameters import parameters
    from gonggang.screening import actions as screening
    from gonggang.screening.models import Hit
    from gonggang.screening.verification import to_ask

    county = month()
    case = Case.objects.filter(kind="hit").exclude(topic="death").first()
    assert case is not None
    entered = parameters().with_lines(
        "false_alarm_quiet_months", [Line(date(2000, 1, 1), 0, 3, "测试", "待管理员核定")]
    )
    monkeypatch.setattr(screening, "parameters", lambda: entered)
    today = timezone.localdate()
    cycle.conclude_case(case.pk, outcome="false_alarm", reason="停保晚报", officer=officer)
    decided = Hit.objects.get(pk=int(case.subject[4:]))
    assert decided.quiet_until == add_months(today, 3)
    later = Hit.objects.create(
        person_id=decided.person_id, village_code=decided.village_code, check_name=decided.check_name,
        fact_on=date(2024, 6, 1), detail="下一个月", first_run=county.run, last_run=county.run,
    )  # fmt: skip

    def asked(on: date, holding: tuple[str, ...] = ()) -> bool:
        return later.pk in {hit.pk for hit in to_ask(county.run, holding=holding, on=on)}

    assert not asked(today) and asked(decided.quiet_until)
    assert asked(today, (decided.check_name,))  # what holds money is never kept quiet
    Hit.objects.filter(pk=decided.pk).update(quiet_until=None)
    assert asked(today)
