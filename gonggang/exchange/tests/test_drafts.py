"""Drafts: from an upload over columns and corrections to a batch, and nothing before that."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.accounts.actions import create_officer, grant_role, hand_over, to_dos_of
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import OutOfReach, Viewer, viewer_on
from gonggang.audit.models import AuditRecord
from gonggang.core.errors import UnusableInput
from gonggang.exchange import drafts, uploads
from gonggang.exchange.error_files import REASON_TITLE, error_workbook
from gonggang.exchange.intake import importers
from gonggang.exchange.models import ImportBatch, ImportDraft
from gonggang.exchange.overlay import unseal
from gonggang.exchange.sandbox import read_tables
from gonggang.exchange.sheets import recognise
from gonggang.exchange.templates_out import template_of
from gonggang.posts.queries import posts
from gonggang.testing import COUNTY, TOWNSHIP

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X6")]

HEADING = "岗位编号,岗位大类,岗位名称,乡镇,村,城乡,岗位职责,月规定出勤天数,补贴标准,名额"
TAIL = "乡村,负责道路清扫,22,800,2"
GOOD = f"GG0001,,保洁员,柳河镇,张家庄村,{TAIL}"
NO_VILLAGE = f"GG0002,,保洁员,柳河镇,没有村,{TAIL}"
LEDGER = "\n".join([HEADING, GOOD, NO_VILLAGE]).encode()


def make_viewer(officer: Any, territory: int, role: Role = Role.COUNTY_OFFICER) -> Viewer:
    who = create_officer(
        username=f"{role}{territory}", name="测试", organisation=None, territory_code=territory, officer=officer,
        is_sample=True,
    )  # fmt: skip
    grant_role(to=who, role=role, territory_code=territory, begins_on=date(2020, 1, 1), officer=officer)
    return viewer_on(who, date(2024, 6, 1))


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGGANG_HOME = tmp_path / "home"
    settings.GONGGANG_HOME.mkdir()
    return settings.GONGGANG_HOME


@pytest.fixture
def viewer(home: Path, county: int, officer: Any) -> Viewer:
    return make_viewer(officer, county)


def begin(viewer: Viewer, data: bytes = LEDGER, name: str = "岗位台账.csv", **more: Any) -> ImportDraft:
    return drafts.begin(
        name=name, pieces=[data], kind="", month=None, viewer=viewer, **{"place": COUNTY} | more
    )


def test_a_draft_is_a_rehearsal(viewer: Viewer) -> None:
    draft = begin(viewer)
    assert (draft.kind, draft.step) == ("posts", "preview")
    assert (draft.preview["rows_total"], draft.preview["rows_accepted"]) == (2, 1)
    (problem,) = draft.preview["rejected"]
    assert (problem["row"], problem["field"], problem["written"], problem["reason"]) == (
        3, "village", "没有村", "unknown_region",
    )  # fmt: skip
    assert problem["fixable"]
    assert posts(COUNTY) == []


def test_correct_and_commit_once(viewer: Viewer) -> None:
    draft = begin(viewer)
    drafts.correct(draft, {(0, 3, "village"): "李家洼村"}, viewer)
    assert draft.preview["rows_accepted"] == 2
    assert unseal(ImportDraft.objects.get().corrections) == {(0, 3, "village"): "李家洼村"}
    done = drafts.commit(draft.pk, viewer)
    assert (done.step, done.became.rows_accepted, done.became.region_code) == ("done", 2, COUNTY)
    assert len(posts(COUNTY)) == 2
    before = ImportBatch.objects.count()
    assert drafts.commit(draft.pk, viewer).became == done.became
    assert ImportBatch.objects.count() == before
    with uploads.opened(draft.token, draft.file_name) as path:
        assert path.read_bytes() == LEDGER, "the file itself is never changed"


@pytest.mark.clause("X12")
def test_the_same_file_again_becomes_no_batch(viewer: Viewer) -> None:
    drafts.commit(begin(viewer).pk, viewer)
    again = drafts.commit(begin(viewer).pk, viewer)
    assert (again.step, again.became) == ("done", None)


def test_unknown_headings_are_asked_about_and_remembered(viewer: Viewer) -> None:
    odd = LEDGER.replace("名额".encode(), "要招几个".encode()).replace(
        "补贴标准".encode(), "一月给多少".encode()
    )
    draft = begin(viewer, odd)
    assert draft.step == "columns"
    columns = drafts.columns_to_map(draft)
    assert {c.title for c in columns.unknown} == {"要招几个", "一月给多少"}
    drafts.map_columns(draft, {"要招几个": "places", "一月给多少": "standard_fen"}, viewer)
    assert (draft.step, draft.preview["rows_accepted"]) == ("preview", 1)
    assert begin(viewer, odd).step == "preview"


def test_a_sealed_file_tells_nothing(viewer: Viewer, home: Path) -> None:
    draft = begin(viewer)
    stored = home / "uploads" / draft.token
    assert "保洁员".encode() not in stored.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in (home / "uploads").iterdir()] == [draft.token]


def test_a_draft_is_its_officers_alone(viewer: Viewer, officer: Any) -> None:
    draft = begin(viewer)
    with pytest.raises(OutOfReach):
        drafts.mine(draft.pk, make_viewer(officer, TOWNSHIP, Role.TOWNSHIP_OFFICER))


def test_open_drafts_change_hands_with_the_post(viewer: Viewer, officer: Any) -> None:
    """With what was corrected in them; what is taken in or thrown away stays, what is being taken in is waited for."""
    draft, done = begin(viewer), begin(viewer)
    drafts.correct(draft, {(0, 3, "village"): "李家洼村"}, viewer)
    drafts.discard(done)
    taker = make_viewer(officer, TOWNSHIP, Role.TOWNSHIP_OFFICER).officer
    assert [(each.key, each.region_code) for each in to_dos_of(viewer.officer)] == [
        (f"draft:{draft.pk}", COUNTY)
    ]
    ImportDraft.objects.filter(pk=draft.pk).update(step=ImportDraft.Step.RUNNING)
    with pytest.raises(UnusableInput, match="1 个文件正在导入：请等导入结束后再移交"):
        hand_over(viewer.officer, taker, on=viewer.on, officer=officer)
    ImportDraft.objects.filter(pk=draft.pk).update(step=ImportDraft.Step.PREVIEW)

    assert hand_over(viewer.officer, taker, on=viewer.on, officer=officer)["drafts"] == 1
    with pytest.raises(OutOfReach):
        drafts.mine(draft.pk, viewer_on(viewer.officer, viewer.on))
    after = viewer_on(taker, viewer.on)
    assert [each.pk for each in drafts.open_drafts(after)] == [draft.pk]
    assert unseal(drafts.mine(draft.pk, after).corrections) == {(0, 3, "village"): "李家洼村"}
    assert drafts.commit(draft.pk, after).became is not None
    record = AuditRecord.objects.get(verb="exchange.pass_on")
    assert (record.subject, record.detail["to"]) == (f"draft:{draft.pk}", taker.pk)


def test_a_place_out_of_reach_cannot_be_named(viewer: Viewer) -> None:
    with pytest.raises(OutOfReach):
        begin(viewer, place=370000000000)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "是图片"),
        (b"%PDF-1.7\n%...", "PDF"),
        (b"MZ\x90\x00" + b"\x00" * 80, "程序文件"),
        (b"PAR1" + b"\x00" * 80, "Parquet"),
        (b"PK\x03\x04" + b"\x00" * 80, "损坏|没有传完|压缩包|工作簿"),
        (b"", "空文件"),
        (b"x" * 3_000_000, "超过 2 MB"),
    ],
)
def test_hostile_uploads_are_named(viewer: Viewer, home: Path, settings: Any, data: bytes, said: str) -> None:
    settings.UPLOAD_BYTES_MAX = 2 * 1024 * 1024
    with pytest.raises(UnusableInput, match=said):
        begin(viewer, data, name="../../etc/台账.xlsx")
    assert not ImportDraft.objects.exists()
    assert not list((home / "uploads").iterdir())


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c.csv", "\u202exlsx.csv", ".", "长" * 300 + ".xlsx"]
)
def test_names_are_made_safe(name: str) -> None:
    safe = uploads.safe_name(name)
    assert safe and len(safe.encode()) <= 200 and not safe.startswith(".")
    assert not set(safe) & set("/\\\u202e")


@pytest.mark.parametrize("kind", [importer.kind for importer in importers()])
def test_every_template_is_recognised(kind: str, tmp_path: Path) -> None:
    name, data = template_of(kind)
    (tmp_path / name).write_bytes(data)
    tables = read_tables(tmp_path / name)
    assert [table.sheet for table in tables][1:] == ["填写说明"]
    known = [importer.sheet for importer in importers()]
    found = recognise(tables[:1], known)
    assert found is not None and found.kind == kind


def test_the_error_file_goes_back_in(viewer: Viewer, tmp_path: Path) -> None:
    draft = begin(viewer)
    sheet, tables = drafts.tables_with_corrections(draft)
    file = tmp_path / "错误.xlsx"
    file.write_bytes(error_workbook(sheet, tables, draft.preview["rejected"]))
    rows = [row.cells for row in read_tables(file)[0].rows]
    assert rows[0][-1] == REASON_TITLE
    assert len(rows) == 2 and rows[1][0] == "GG0002" and rows[1][-1]
    again = begin(viewer, file.read_bytes(), name="错误.xlsx")
    assert (again.step, again.preview["rows_total"]) == ("preview", 1)
