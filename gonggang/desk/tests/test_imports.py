"""The import centre at the desk: bringing, mapping, mending, taking in and taking back; what goes wrong is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gonggang.exchange.models import ImportBatch, ImportDraft
from gonggang.exchange.sandbox import read_tables
from gonggang.posts.queries import posts
from gonggang.testing import COUNTY, TOWNSHIP, id_number

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X6")]

HEADING = "岗位编号,岗位大类,岗位名称,乡镇,村,城乡,岗位职责,月规定出勤天数,补贴标准,名额"
TAIL = "乡村,负责道路清扫,22,800,2"
LEDGER = "\n".join(
    [
        HEADING,
        f"GG0001,,保洁员,柳河镇,张家庄村,{TAIL}",
        f"GG0002,,保洁员,柳河镇,没有村,{TAIL}",
        f"GG0003,,保洁员,柳河镇,李家洼村,{TAIL.replace('800', '八百')}",
    ]
)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGGANG_HOME = tmp_path / "home"
    settings.GONGGANG_HOME.mkdir()
    settings.JOBS_IN_BACKGROUND = False
    return settings.GONGGANG_HOME


@pytest.fixture
def desk(county: int, signed_in: Callable[..., Any]) -> Any:
    return signed_in()


def bring(desk: Any, text: str | bytes = LEDGER, name: str = "岗位台账.csv", **more: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return desk.post("/imports/new/", {"file": SimpleUploadedFile(name, data), **more}, follow=True)


def draft_of(answer: Any) -> ImportDraft:
    return ImportDraft.objects.get(pk=re.search(r"/imports/drafts/(\d+)/", answer.request["PATH_INFO"])[1])


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_the_upload_page_offers_a_template_of_each_kind(desk: Any, tmp_path: Path) -> None:
    page = text_of(desk.get("/imports/new/"))
    assert "岗位台账" in page and "/imports/templates/placements/" in page and "最大 64 MB" in page
    answer = desk.get("/imports/templates/posts/")
    (tmp_path / "模板.xlsx").write_bytes(answer.content)
    titles = read_tables(tmp_path / "模板.xlsx")[0].rows[0].cells
    assert "*岗位编号" in titles and "备注" in titles
    assert desk.get("/imports/templates/register/").status_code == 404


def test_a_template_filled_in_goes_in(desk: Any, tmp_path: Path) -> None:
    import xlsxwriter

    (tmp_path / "t.xlsx").write_bytes(desk.get("/imports/templates/posts/").content)
    titles = read_tables(tmp_path / "t.xlsx")[0].rows[0].cells
    values = {"*岗位编号": "GG0009", "*乡镇": "柳河镇", "*村": "张家庄村", "*岗位名称": "护林员", "名额": "3"}
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet("岗位台账")
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title)
            sheet.write_string(1, column, values.get(title, ""))
    answer = bring(desk, (tmp_path / "f.xlsx").read_bytes(), name="岗位.xlsx")
    assert "1 行可导入，0 行要改" in text_of(answer)
    draft = draft_of(answer)
    done = desk.post(f"/imports/drafts/{draft.pk}/commit/", follow=True)
    assert "已导入 1 行" in text_of(done)
    assert [post.number for post in posts(COUNTY)] == ["GG0009"]


def test_refused_rows_are_shown_with_cause_and_cure_and_mended(desk: Any) -> None:
    answer = bring(desk)
    page = text_of(answer)
    draft = draft_of(answer)
    assert "3 行。1 行可导入，2 行要改" in page
    assert "没有村" in page and "村名查不到 1" in page and "八百" in page
    assert posts(COUNTY) == []
    fix = f"/imports/drafts/{draft.pk}/fix/"
    wrong = desk.post(fix, {"fix-0-3-village": "还是没有", "fix-0-4-standard_fen": "800"})
    assert wrong.status_code == 422
    page = text_of(wrong)
    assert 'value="还是没有"' in page and 'href="#fix-0-3-village"' in page and "还有 1 处要改" in page
    mended = desk.post(fix, {"fix-0-3-village": "李家洼村"}, follow=True)
    assert "改好 1 处" in text_of(mended) and "没有要改的行" in text_of(mended)
    assert "还没有改填" in text_of(desk.post(fix, {}))
    desk.post(f"/imports/drafts/{draft.pk}/commit/")
    assert len(posts(COUNTY)) == 3


def test_a_correction_for_a_cell_that_was_not_refused_is_not_taken(desk: Any) -> None:
    draft = draft_of(bring(desk))
    answer = desk.post(f"/imports/drafts/{draft.pk}/fix/", {"fix-0-2-village": "李家洼村"})
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.corrections is None


@pytest.mark.clause("X12")
def test_a_second_commit_does_nothing_and_the_batch_can_be_taken_back(desk: Any) -> None:
    draft = draft_of(bring(desk))
    for _ in range(2):
        desk.post(f"/imports/drafts/{draft.pk}/commit/")
    batch = ImportBatch.objects.get(kind="posts")
    assert "测试" in text_of(desk.get("/imports/")) and "撤回整批" in text_of(desk.get("/imports/"))
    undo = f"/imports/{batch.pk}/undo/"
    short = desk.post(undo, {"reason": "错"})
    assert (
        short.status_code == 422 and ">错</textarea>" in text_of(short) and 'href="#reason"' in text_of(short)
    )
    answer = desk.post(undo, {"reason": "传错了文件，重来"}, follow=True)
    assert "已整批撤回" in text_of(answer)
    assert posts(COUNTY) == []
    batch.refresh_from_db()
    assert (batch.undone_reason, batch.undone_by.username) == ("传错了文件，重来", f"county_officer.{COUNTY}")
    assert "已经撤回过" in text_of(desk.post(undo, {"reason": "再撤一次看看"}))
    assert "传错了文件" in text_of(desk.get(f"/imports/{batch.pk}/"))


def test_a_batch_in_use_is_not_taken_back(desk: Any, make_person: Any, make_placement: Any) -> None:
    desk.post(f"/imports/drafts/{draft_of(bring(desk)).pk}/commit/")
    make_placement(make_person(), posts(COUNTY)[0].post_id)
    batch = ImportBatch.objects.get(kind="posts")
    answer = desk.post(f"/imports/{batch.pk}/undo/", {"reason": "传错了文件，重来"})
    assert answer.status_code == 422
    assert "不能撤回" in text_of(answer) and "传错了文件，重来" in text_of(answer)


def test_unknown_columns_are_mapped_once(desk: Any) -> None:
    odd = LEDGER.replace("名额", "要招几个").replace("岗位名称", "干什么活")
    answer = bring(desk, odd)
    draft = draft_of(answer)
    assert "2 列的列名不认得" in text_of(answer)
    assert '必须有、还没有找到的列：<span lang="zh-CN">岗位名称</span>' in text_of(answer)
    columns = f"/imports/drafts/{draft.pk}/columns/"
    lacking = desk.post(columns, {"c0": "", "c1": "places"})
    assert lacking.status_code == 422 and "还缺“岗位名称”" in text_of(lacking)
    twice = desk.post(columns, {"c0": "name", "c1": "name"})
    assert "已经对给前面一列" in text_of(twice)
    assert "没有这个项目" in text_of(desk.post(columns, {"c0": "number", "c1": "places"}))
    mapped = desk.post(columns, {"c0": "name", "c1": "places"}, follow=True)
    assert "1 行可导入，2 行要改" in text_of(mapped)
    assert "看一遍，再导入" in text_of(bring(desk, odd)), "remembered"


def test_the_error_file_holds_the_rows_and_why(desk: Any, tmp_path: Path) -> None:
    draft = draft_of(bring(desk))
    answer = desk.get(f"/imports/drafts/{draft.pk}/errors/")
    (tmp_path / "e.xlsx").write_bytes(answer.content)
    rows = [row.cells for row in read_tables(tmp_path / "e.xlsx")[0].rows]
    assert rows[0][-1] == "错误原因" and [row[0] for row in rows[1:]] == ["GG0002", "GG0003"]
    desk.post(f"/imports/drafts/{draft.pk}/commit/")
    batch = ImportBatch.objects.get(kind="posts")
    assert desk.get(f"/imports/{batch.pk}/errors/").content[:2] == b"PK"


def test_only_ones_own_villages(county: int, batch: Any, signed_in: Callable[..., Any]) -> None:
    from gonggang.regions.actions import RegionEntry, add_regions

    add_regions([RegionEntry(TOWNSHIP + 1000, "石桥镇", 4, COUNTY, "RURAL")], batch=batch)
    assert "1 行可导入" in text_of(bring(signed_in("township_officer", TOWNSHIP)))
    page = text_of(bring(signed_in("township_officer", TOWNSHIP + 1000)))
    assert "不在辖区 1" in page and "0 行可导入" in page


def test_without_a_place_nothing_can_be_brought(county: int, signed_in: Callable[..., Any]) -> None:
    page = text_of(bring(signed_in("township_officer", TOWNSHIP + 1000)))
    assert "还没有您管的地方" in page
    assert not ImportDraft.objects.exists()


def test_nobody_sees_anothers_draft(desk: Any, signed_in: Callable[..., Any]) -> None:
    draft = draft_of(bring(desk))
    other = signed_in("township_officer", TOWNSHIP)
    for part in ("", "kind/", "columns/", "errors/"):
        assert other.get(f"/imports/drafts/{draft.pk}/{part}").status_code == 404
    for part in ("fix/", "commit/", "discard/", "kind/", "columns/"):
        assert other.post(f"/imports/drafts/{draft.pk}/{part}").status_code == 404
    for role in ("county_finance", "auditor", "system_admin", "village_clerk"):
        assert signed_in(role, COUNTY).get("/imports/new/").status_code == 404


def test_a_draft_outlives_the_session(desk: Any, signed_in: Callable[..., Any]) -> None:
    draft = draft_of(bring(desk))
    desk.post(f"/imports/drafts/{draft.pk}/fix/", {"fix-0-3-village": "李家洼村"})
    desk.logout()
    assert desk.get(f"/imports/drafts/{draft.pk}/").status_code == 302
    again = signed_in()
    assert "岗位台账.csv" in text_of(again.get("/imports/"))
    assert "2 行可导入，1 行要改" in text_of(again.get(f"/imports/drafts/{draft.pk}/"))


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "花名册.xlsx", "是图片"),
        (b"MZ\x90\x00" + b"\x00" * 80, "花名册.xlsx", "程序文件"),
        (b"%PDF-1.7 x", "花名册.csv", "PDF"),
        (b"x," * 1_200_000, "花名册.csv", "超过 2 MB"),
        ("姓,名\n甲,乙".encode(), "别的.csv", "这是哪一种表"),
    ],
)
def test_bad_uploads_are_named(desk: Any, settings: Any, data: bytes, name: str, said: str) -> None:
    settings.UPLOAD_BYTES_MAX = 2 * 1024 * 1024
    answer = bring(desk, data, name=name, of_month="2024-05")
    assert said in text_of(answer)
    if answer.status_code == 422:
        assert 'href="#file"' in text_of(answer) and 'value="2024-05"' in text_of(answer)


def test_nothing_chosen_and_a_bad_month(desk: Any) -> None:
    answer = desk.post("/imports/new/", {"kind": "posts", "of_month": "五月"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "还没有选文件" in page and 'value="五月"' in page and 'value="posts" selected' in page
    assert "2 处要改" in page


def test_a_sheet_without_a_month_asks_for_it(desk: Any) -> None:
    days = ",".join(str(day) for day in range(1, 32))
    sheet = f"姓名,身份证号,{days}\n测试甲,{id_number(1)},{','.join(['√'] * 31)}"
    answer = bring(desk, sheet, name="考勤.csv")
    page = text_of(answer)
    assert "看不出是哪个月的考勤" in page and "--month" not in page


def test_a_register_is_taken_in_in_the_officers_name(desk: Any) -> None:
    from gonggang.registers.models import RegisterBatch

    text = f"姓名,身份证号,死亡日期\n测试甲,{id_number(1)},2024-05-01\n测试乙,123,2024-05-02"
    answer = bring(desk, text, name="死亡登记_202405.csv")
    assert "死亡" in text_of(answer) and "导入全部" in text_of(answer)
    draft = draft_of(answer)
    done = desk.post(f"/imports/drafts/{draft.pk}/commit/", follow=True)
    assert "已导入 1 行" in text_of(done)
    register = RegisterBatch.objects.get()
    assert (register.kind, register.region_code, register.file_name) == (
        "death",
        COUNTY,
        "死亡登记_202405.csv",
    )
    assert register.batch.officer.username == f"county_officer.{COUNTY}"


def test_a_register_is_not_for_a_township(county: int, signed_in: Callable[..., Any]) -> None:
    answer = bring(
        signed_in("township_officer", TOWNSHIP), "姓名,身份证号,死亡日期\n甲,1,2024-05-01", name="死亡.csv"
    )
    assert "登记数据按县提供" in text_of(answer)
    assert ImportBatch.objects.exclude(kind="test").count() == 0


def test_a_draft_can_be_given_up(desk: Any, home: Path) -> None:
    draft = draft_of(bring(desk))
    assert "已放弃" in text_of(desk.post(f"/imports/drafts/{draft.pk}/discard/", follow=True))
    assert not (home / "uploads" / draft.token).exists()
    assert "已经放弃" in text_of(desk.get(f"/imports/drafts/{draft.pk}/"))


@pytest.mark.parametrize("large", [False, True])
def test_a_large_file_under_way_shows_how_far_and_one_that_failed_can_be_tried_again(
    desk: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    from gonggang.accounts.models import Notice
    from gonggang.exchange import background
    from gonggang.jobs.models import Job
    from gonggang.jobs.worker import do_next

    settings.JOBS_IN_BACKGROUND = True
    if large:  # a sheet of many rows
        monkeypatch.setattr(background, "ROWS_AT_ONCE_MAX", 0)
        draft = draft_of(bring(desk))
    else:
        text = f"姓名,身份证号,死亡日期\n测试甲,{id_number(1)},2024-05-01"
        draft = draft_of(bring(desk, text, name="死亡登记_202405.csv"))
    desk.post(f"/imports/drafts/{draft.pk}/commit/")
    Job.objects.update(done=1200)
    answer = desk.get(f"/imports/drafts/{draft.pk}/")
    assert "已读 1,200 行" in text_of(answer) and answer.headers["Refresh"] == "2"
    again = desk.post(f"/imports/drafts/{draft.pk}/commit/", follow=True)
    assert "正在导入" in text_of(again) and Job.objects.count() == 1, "pressed twice, it runs once"
    with monkeypatch.context() as broken:
        broken.setattr(background, "viewer_on", None)
        assert do_next()
    page = text_of(desk.get(f"/imports/drafts/{draft.pk}/"))
    assert "没有写入任何数据" in page and 'type="submit"' in page
    desk.post(f"/imports/drafts/{draft.pk}/commit/")
    assert do_next() and not do_next()
    assert "已导入 " in text_of(desk.get(f"/imports/drafts/{draft.pk}/"))
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == [
        "run_failed",
        "run_finished",
    ]
    assert ImportBatch.objects.exclude(kind="test").count() == 1


def test_a_draft_that_runs_in_no_job_can_be_tried_again(desk: Any) -> None:
    draft = draft_of(
        bring(desk, f"姓名,身份证号,死亡日期\n测试甲,{id_number(1)},2024-05-01", name="死亡.csv")
    )
    ImportDraft.objects.filter(pk=draft.pk).update(step="running")
    page = text_of(desk.get(f"/imports/drafts/{draft.pk}/"))
    assert "导入中途断了，没有写入任何数据" in page and "导入全部" in page
    assert "已导入 1 行" in text_of(desk.post(f"/imports/drafts/{draft.pk}/commit/", follow=True))
