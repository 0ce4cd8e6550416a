"""A county's folder from its files to the month, against a truth that was worked out without this project's rules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gonggang.commands import run
from gonggang.core.month import Month

pytestmark = pytest.mark.django_db

PEOPLE = 120


@pytest.fixture(
    scope="module", params=[(11, Month(2024, 5)), (12, Month(2025, 6))], ids=["2024-05", "2025-06"]
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from gonggang.sample.county import write_county

    seed, month = request.param
    place = tmp_path_factory.mktemp("county") / "folder"
    write_county(place, people=PEOPLE, seed=seed, month=month, code=379901)
    return place


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path
) -> Callable[..., Any]:
    """Run a command in this process, on the test database, with a home of its own; returns its JSON."""
    import gonggang.commands.imports
    import gonggang.commands.month
    import gonggang.commands.report

    for module in (gonggang.commands.imports, gonggang.commands.month, gonggang.commands.report):
        monkeypatch.setattr(module, "open_database", lambda: None)
    settings.GONGGANG_HOME = tmp_path / "home"

    def call(*words: str, status: int = 0) -> Any:
        assert run([*words, "--json"]) == status, capsys.readouterr().err
        printed = capsys.readouterr()
        return json.loads(printed.out) if status == 0 else printed.err

    return call


def rows(found: list[dict[str, Any]], *keys: str) -> set[tuple[Any, ...]]:
    return {tuple(each.get(key) for key in keys) for each in found}


@pytest.mark.clause("7.3", "7.7", "11.5", "11.7", "12.2", "13.2", "6.2", "9.3", "2.3", "2.5", "13.3", "X6")
def test_every_finding_of_a_county_and_none_besides(folder: Path, command: Callable[..., Any]) -> None:
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    loaded = command("load", str(folder))
    for report in loaded["files"]:
        wanted = truth["importer"][report["file"]]
        assert (report["rows_total"], report["rows_accepted"]) == (
            wanted["rows_total"],
            wanted["rows_accepted"],
        )
        keys = ("sheet", "row", "column", "reason")
        assert rows(report["rejected"], *keys) == rows(wanted["rejected"], *keys), report["file"]
    assert loaded["unrecognised"] == ["expected.json"]

    month = command("month", truth["month"])
    for part, keys in (
        (("screening", "hits", "screening"), ("id_number", "check", "fact_date")),
        (("screening", "not_compared", "not_compared"), ("id_number", "check", "why")),
        (
            ("subsidies", "lines", "payroll"),
            ("id_number", "post", "required_days", "actual_days", "standard_fen", "amount_fen"),
        ),
        (("attendance", "anomalies", "attendance_anomalies"), ("id_number", "village_code", "reason")),
    ):
        room, name, said = part
        assert rows(month[room][name], *keys) == rows(truth[said], *keys), name
    assert rows(month["expiring"], "id_number", "on", "cause") == rows(
        truth["expiring"], "id_number", "on", "cause"
    )
    lines = month["subsidies"]["lines"]
    holding = ("death", "duplicate_placement")
    certain = {hit["id_number"] for hit in month["screening"]["hits"] if hit["check"] in holding}
    assert {line["id_number"] for line in lines if line["held"]} == certain
    assert month["subsidies"]["total_fen"] == sum(line["amount_fen"] for line in lines)

    defects = command("report", "procedure-defects")
    assert rows(defects, "id_number", "kind", "stage") == rows(
        truth["procedure_defects"], "id_number", "kind", "stage"
    )
    relatives = command("report", "undeclared-relatives")
    wanted_relatives = truth["undeclared_relatives"]
    assert rows(relatives, "id_number", "relation", "of") == rows(
        wanted_relatives, "id_number", "relation", "of"
    )
    groups = [set(group) for group in command("report", "post-groups")["groups"]]
    assert all(any(set(posts) <= group for group in groups) for posts in truth["post_groups"]["must_group"])
    assert not any(
        set(posts) <= group for posts in truth["post_groups"]["must_not_group"] for group in groups
    )
    totals = command("report", "payment-totals", "--month", truth["month"])
    assert totals["success_count"] == truth["bank"]["success_count"]
    assert totals["total_success_fen"] == truth["bank"]["total_success_fen"]


@pytest.mark.clause("8.2", "8.3")
def test_the_order_of_applicants(folder: Path, command: Callable[..., Any]) -> None:
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    command("load", str(folder))
    from gonggang.posts.queries import posts

    for wanted in truth["ranking"]:
        (post,) = posts(numbers=[wanted["post"]])
        village = ("--village", wanted["village_code"])
        ranked = command("report", "ranking", "--post", post.name, *village)
        assert command("report", "ranking", "--post", wanted["post"], *village) == ranked
        mine = [row for row in ranked if row["id_number"] in wanted["order"]]
        by_category = [row for row in mine if row["category"] == mine[0]["category"]]
        assert [row["id_number"] for row in by_category] == wanted["order"]
        assert {row["id_number"] for row in by_category if row["tie"]} == {
            i for tie in wanted["ties"] for i in tie
        }


@pytest.mark.clause("X12", "11.5")
def test_twice_changes_nothing_and_what_is_locked_stays(folder: Path, command: Callable[..., Any]) -> None:
    from gonggang.exchange.models import ImportBatch

    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    first = command("load", str(folder))
    batches = ImportBatch.objects.count()
    assert command("load", str(folder)) == first
    assert ImportBatch.objects.count() == batches
    month = command("month", truth["month"])
    again = command("month", truth["month"])
    assert again["regions"][0]["nothing_new"] is True
    assert again["screening"]["hits"] == month["screening"]["hits"]
    assert again["subsidies"] == month["subsidies"]
    assert command("load", str(folder)) == first


@pytest.mark.clause("X12")
def test_a_dry_run_says_the_same_and_keeps_nothing(
    folder: Path, command: Callable[..., Any], tmp_path: Path
) -> None:
    from gonggang.exchange.models import ImportBatch
    from gonggang.people.models import Person
    from gonggang.registers.models import RegisterBatch

    command("import", "regions", str(folder / "01_区划.csv"))
    posts = str(folder / "02_岗位台账.xlsx")
    rehearsed = command("import", "posts", posts, "--dry-run")
    done = command("import", "posts", posts)
    assert rehearsed | {"dry_run": False} == done
    before = ImportBatch.objects.count()
    command("import", "placements", str(folder / "03_在岗人员花名册.xlsx"), "--dry-run")
    command("import", "register", str(folder / "08_退休待遇享受.csv"), "--dry-run")
    assert list((tmp_path / "home" / "registers").glob("*")) == []
    assert (Person.objects.count(), RegisterBatch.objects.count()) == (0, 0)
    assert ImportBatch.objects.count() == before


@pytest.mark.clause("X12")
def test_a_whole_folder_is_taken_back_batch_by_batch(folder: Path, command: Callable[..., Any]) -> None:
    from gonggang.exchange.queries import recent_batches
    from gonggang.people.models import Person
    from gonggang.posts.models import Post
    from gonggang.registers.models import RegisterBatch

    command("load", str(folder))
    assert "不能撤回" in command("undo", str(min(b.pk for b in recent_batches())), status=1)
    for batch in recent_batches():
        command("undo", str(batch.pk))
    assert (Person.objects.count(), Post.objects.count(), RegisterBatch.objects.count()) == (0, 0, 0)
    reloaded = command("load", str(folder))
    assert all(report["rows_accepted"] for report in reloaded["files"])


@pytest.mark.clause("11.5", "X12")
def test_nothing_that_a_computed_month_rests_on_is_taken_back(
    folder: Path, command: Callable[..., Any]
) -> None:
    from gonggang.exchange.models import ImportBatch

    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    command("load", str(folder))
    month = command("month", truth["month"])
    for batch in ImportBatch.objects.filter(kind__in=["placements", "attendance", "posts"]):
        assert "不能撤回" in command("undo", str(batch.pk), status=1)
    assert command("month", truth["month"])["subsidies"] == month["subsidies"]


@pytest.mark.clause("7.1", "7.3")
def test_a_register_that_did_not_arrive_is_not_compared_and_never_clean(
    folder: Path, command: Callable[..., Any], tmp_path: Path
) -> None:
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    partial = tmp_path / "partial"
    partial.mkdir()
    for path in folder.iterdir():
        if not path.name.startswith(("09_", "05_")):
            (partial / path.name).write_bytes(path.read_bytes())
    command("load", str(partial))
    month = command("month", truth["month"])
    assert not [hit for hit in month["screening"]["hits"] if hit["check"] == "death"]
    missing = [one for one in month["screening"]["not_compared"] if one["check"] == "death"]
    assert len(missing) == month["screening"]["people"]
    assert {one["why"] for one in missing} == {"register_missing"}
    # Nor is a village that handed in no sheet a village where nobody worked.
    assert {line["reason"] for line in month["subsidies"]["lines"]} == {"attendance_sheet_missing"}
    assert month["attendance"] == {"sheets": 0, "locked": 0, "anomalies": []}


@pytest.mark.clause("11.5")
def test_a_sheet_that_comes_later_is_computed_then_and_the_others_stay(
    folder: Path, command: Callable[..., Any], tmp_path: Path
) -> None:
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    late = sorted(p for p in folder.iterdir() if p.name.startswith("05_"))[-1]
    partial = tmp_path / "partial"
    partial.mkdir()
    for path in folder.iterdir():
        if path != late:
            (partial / path.name).write_bytes(path.read_bytes())
    command("load", str(partial))
    early = command("month", truth["month"])["subsidies"]["lines"]
    command("import", "attendance", str(late))
    keys = ("id_number", "post", "actual_days", "amount_fen")
    whole = command("month", truth["month"])["subsidies"]["lines"]
    assert rows(whole, *keys) == rows(truth["payroll"], *keys)
    stayed = [line for line in early if line["reason"] != "attendance_sheet_missing"]
    assert rows(stayed, *keys) < rows(whole, *keys)


def test_files_alone_give_the_same_hits(folder: Path, command: Callable[..., Any], tmp_path: Path) -> None:
    import csv

    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    out = tmp_path / "hits.csv"
    roster = str(folder / "03_在岗人员花名册.xlsx")
    command(
        "screen", "--roster", roster, "--registers", str(folder), "--month", truth["month"], "--out", str(out)
    )  # fmt: skip
    with out.open(encoding="utf-8-sig", newline="") as lines:
        found = {(r["id_number"], r["check"], r["fact_date"] or None) for r in csv.DictReader(lines)}
    assert found == rows(truth["screening"], "id_number", "check", "fact_date")


@pytest.mark.clause("X6", "X12")
def test_a_file_of_no_use_is_named_and_the_others_go_in(
    folder: Path, command: Callable[..., Any], tmp_path: Path
) -> None:
    odd = tmp_path / "odd"
    shutil.copytree(folder, odd)
    sheet = sorted(odd.glob("05_*"))[0]
    misnamed = sheet.rename(odd / "05_考勤_2021-01_城关街道.xlsx")
    cut_off = odd / "17_投诉台账.xlsx"
    cut_off.write_bytes(cut_off.read_bytes()[:3000])
    (odd / "补充").mkdir()
    loaded = command("load", str(odd))
    said = {one["file"]: one["message"] for one in loaded["unreadable"]}
    assert said.keys() == {misnamed.name, cut_off.name}
    assert all(name in message for name, message in said.items())
    assert "月份不一致" in said[misnamed.name]
    assert len(loaded["files"]) == len([*folder.glob("[01]*")]) - len(said)
    assert loaded["unrecognised"] == ["expected.json", "补充/"]


@pytest.mark.clause("X6")
def test_without_a_table_of_regions_nothing_of_a_folder_goes_in(
    folder: Path, command: Callable[..., Any], tmp_path: Path
) -> None:
    from gonggang.exchange.models import ImportBatch

    placeless = tmp_path / "placeless"
    shutil.copytree(folder, placeless)
    (placeless / "01_区划.csv").unlink()
    assert "请先导入区划表" in command("load", str(placeless), status=2)
    assert not ImportBatch.objects.exists()


@pytest.mark.clause("7.1", "7.3")
def test_the_registers_of_another_county_alone_make_nobody_clean(
    folder: Path, command: Callable[..., Any], tmp_path: Path
) -> None:
    from gonggang.sample.county import write_county

    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    other = tmp_path / "other"
    write_county(other, people=60, seed=3, month=Month.parse(truth["month"]), code=379902)
    for path in other.glob("0[6-9]_*"):
        path.unlink()
    command("load", str(folder))
    alone = command("month", truth["month"])["screening"]["hits"]
    command("load", str(other))
    month = command("month", truth["month"], "--region", "379902")["screening"]
    missing = {one["id_number"] for one in month["not_compared"] if one["why"] == "register_missing"}
    assert len(missing) == month["people"]
    assert {h["check"] for h in month["hits"]}.isdisjoint({"death", "pension", "business_licence"})
    assert command("month", truth["month"], "--region", "379901")["screening"]["hits"] == alone


@pytest.mark.clause("12.2")
def test_what_expires_is_told_as_of_the_newest_month(folder: Path, command: Callable[..., Any]) -> None:
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    command("load", str(folder))
    command("month", truth["month"])
    keys = ("id_number", "on", "cause")
    assert rows(command("report", "expiring", "--days", "90"), *keys) == rows(truth["expiring"], *keys)
