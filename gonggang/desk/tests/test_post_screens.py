"""From a village's need to an approved post on screen, each from its own chair; a post changed, renamed, looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gonggang.campaign.actions import hand_down
from gonggang.campaign.queries import quota_of
from gonggang.campaign.rules import Share
from gonggang.posts.models import Need, Post, PostVersion, Proposal
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

ON = date(2024, 1, 10)
THIS_YEAR = timezone.localdate().year
NEED = {
    "village": str(VILLAGE), "year": str(THIS_YEAR), "standard_post": "ROAD-CARE", "name": "", "urban_rural": "RURAL",
    "places": "2", "reason": "3 公里村道没人管护", "workload": "每天巡查 1 遍", "tags": ["rural_infrastructure"],
}  # fmt: skip
WHOLE = {
    "category": "FACILITY_MAINTENANCE", "name": "农村公路护路员", "urban_rural": "RURAL", "standard_post": "ROAD-CARE",
    "duties": "巡查责任公路，清理边沟", "tasks": "每天巡查1遍\n边沟每月清理1次",
    "work_requirements": "责任路段不少于3公里",
    "hours_system": "part_time", "required_days": "26", "standard": "800", "places": "2",
    "sponsoring_department": "县交通运输局", "host_unit": "柳河镇张家庄村委会", "tags": ["rural_infrastructure"],
}  # fmt: skip


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


def said(answer: Any) -> str:
    """What a page says in its main part, without markup."""
    main = text_of(answer).partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.fixture
def planned(county: int, officer: Any) -> None:
    hand_down(
        THIS_YEAR, {COUNTY: Share(0, 3), TOWNSHIP: Share(0, 3)}, document="示例1号", on=ON, officer=officer
    )


@pytest.mark.clause("1.2", "1.3", "1.4", "1.6")
def test_from_a_need_to_a_post_each_from_its_chair(planned: None, signed_in: Callable[..., Any]) -> None:
    village = signed_in("village_clerk", VILLAGE)
    refused = village.post("/posts/needs/new/", NEED | {"places": "", "reason": " "})
    assert refused.status_code == 422 and not Need.objects.exists()
    assert "需求人数至少 1 人" in said(refused) and "没有写为什么需要" in said(refused)
    assert village.post("/posts/needs/new/", NEED | {"village": str(OTHER_VILLAGE)}).status_code == 404
    assert "已报“农村公路护路员”2 人的需求" in said(village.post("/posts/needs/new/", NEED, follow=True))
    need = Need.objects.get()
    assert "已经报过" in said(village.post("/posts/needs/new/", NEED))
    assert (
        village.post(f"/posts/needs/{need.pk}/revise/", NEED | {"places": "3", "version": "9"}).status_code
        == 422
    )
    village.post(
        f"/posts/needs/{need.pk}/revise/", NEED | {"places": "2", "workload": "巡 2 遍", "version": "1"}
    )
    assert Need.objects.get().workload == "巡 2 遍"

    township = signed_in("township_officer", TOWNSHIP)
    assert "岗位需求 1 条，需要 2 人" in said(township.get("/posts/needs/?tag=rural_infrastructure"))
    done = said(township.post("/posts/needs/propose/", {"row": [str(need.pk)]}))
    assert "起草开发申请：办成 1 行" in done
    proposal = Proposal.objects.get()
    assert "已起草" in said(township.post("/posts/needs/propose/", {"row": [str(need.pk)]}))
    at = f"/posts/proposals/{proposal.pk}/"
    early = said(township.post(f"{at}submit/", {"version": "1", "not_forbidden": "1"}))
    assert "没有补贴标准" in early and "没有写用岗单位" in early
    township.post(f"{at}edit/", WHOLE | {"name": "会计", "version": "1"})
    assert "不能开发为公益性岗位" in said(
        township.post(f"{at}submit/", {"version": "2", "not_forbidden": "1"})
    )
    township.post(f"{at}edit/", WHOLE | {"version": "2"})
    assert "请确认不是机关事业单位管理类" in said(township.post(f"{at}submit/", {"version": "3"}))
    assert "已提交" in said(
        township.post(f"{at}submit/", {"version": "3", "not_forbidden": "1"}, follow=True)
    )

    county = signed_in("county_officer")
    assert "请选要征求意见的部门" in said(county.post(f"{at}ask/", {}))
    assert "已征求民政的意见" in said(county.post(f"{at}ask/", {"chairs": ["civil_affairs"]}, follow=True))
    letter = {"department": "县民政局", "agrees": "1", "opinion": ""}
    assert "有席位" in said(county.post(f"{at}letter/", letter))
    county.post(f"{at}letter/", letter | {"department": "县交通运输局", "opinion": "同意"})
    approver = signed_in("county_approver")
    version = Proposal.objects.get().version
    yes = {"document": "示例岗批〔2024〕3号", "on": ON.isoformat(), "version": str(version), "reason": ""}
    assert "民政还没有签意见" in said(approver.post(f"{at}approve/", yes))
    department = signed_in("civil_affairs", COUNTY)
    assert "1 份申请等您的部门签意见" in said(department.get("/posts/proposals/"))
    assert "不同意请写明理由" in said(
        department.post(f"{at}opinion/", {"chair": "civil_affairs", "agrees": "0"})
    )
    assert department.post(f"{at}opinion/", {"chair": "police", "agrees": "1"}).status_code == 404
    department.post(f"{at}opinion/", {"chair": "civil_affairs", "agrees": "1", "opinion": "需要"})
    approver = signed_in("county_approver")
    paper = SimpleUploadedFile("批复.pdf", b"%PDF-1.7" + b"0" * 20)
    stale = approver.post(f"{at}approve/", yes | {"version": "1"})
    assert "已被别人修改" in said(stale) and not Post.objects.exists()
    assert "批准要有批复文号" in said(approver.post(f"{at}approve/", yes | {"document": ""}))
    done = said(approver.post(f"{at}approve/", yes | {"paper": paper}, follow=True))
    assert "岗位 379901" in done and "批复附件 1 份" in done
    post = Post.objects.get()
    assert (post.places, post.tasks, post.document) == (
        2,
        ["每天巡查1遍", "边沟每月清理1次"],
        "示例岗批〔2024〕3号",
    )
    assert quota_of(THIS_YEAR, TOWNSHIP).rural_used == 2
    shown = said(approver.get(f"/posts/{post.pk}/"))
    assert "第 1 版" in shown and "示例岗批〔2024〕3号" in shown and "看开发申请" in shown


@pytest.mark.clause("1.1", "2.4")
def test_a_post_is_changed_as_its_next_version(
    county: int, make_post: Callable[..., int], signed_in: Callable[..., Any]
) -> None:
    post = make_post(name="村级保洁员")
    client = signed_in("township_officer", TOWNSHIP)
    today = timezone.localdate().isoformat()
    values = {
        "name": "环境保洁员", "category": "PUBLIC_SERVICE", "duties": "负责道路清扫", "tasks": "每天清扫1次",
        "work_requirements": "无垃圾", "hours_system": "part_time", "required_days": "22", "standard": "900",
        "sponsoring_department": "县民政局", "host_unit": "柳河镇张家庄村委会", "host_uscc": "", "seen": "0",
        "begins_on": today, "reason": "名称规范",
    }  # fmt: skip
    at = f"/posts/{post}/edit/"
    assert "请写明原因" in said(client.post(at, values | {"reason": " "}))
    assert "不是金额" in said(client.post(at, values | {"standard": "九百"}))
    assert "已存为第 2 版" in said(client.post(at, values, follow=True))
    shown = said(client.get(f"/posts/{post}/"))
    assert "村级保洁员 → 环境保洁员" in shown and "800.00 元 → 900.00 元" in shown and "名称规范" in shown
    assert "已被别人修改" in said(client.post(at, values | {"name": "保洁"}))
    assert PostVersion.objects.filter(post=post).count() == 2
    catalogue = said(client.get("/posts/catalogue/"))
    assert all(
        name in catalogue for name in ("公共管理类", "公共服务类", "社会事业类", "设施维护类", "社会治理类")
    )
    assert "老年助餐服务员" in catalogue and "按它起草申请" in catalogue


@pytest.mark.clause("2.2", "2.4")
def test_names_are_changed_by_a_mapping_after_a_preview(
    county: int, make_post: Callable[..., int], signed_in: Callable[..., Any]
) -> None:
    for name in ("村级保洁员", "村级保洁员", "保洁工"):
        make_post(name=name)
    client = signed_in("county_officer")
    mapping = {"old-0": "村级保洁员", "new-0": "环境保洁员", "old-1": "保洁工", "new-1": ""}
    preview = said(client.post("/posts/rename/", mapping))
    assert "将改 2 个岗位的名称" in preview
    assert set(Post.objects.values_list("name", flat=True)) == {"村级保洁员", "保洁工"}
    assert "没有写为什么改名" in said(client.post("/posts/rename/", mapping | {"do": "1"}))
    late = said(client.post("/posts/rename/", mapping | {"old-0": "改过的名称", "do": "1", "reason": "规范"}))
    assert "刚才被别人改过" in late
    done = said(client.post("/posts/rename/", mapping | {"do": "1", "reason": "规范名称"}))
    assert "办成 2 行" in done
    assert sorted(Post.objects.values_list("name", flat=True)) == ["保洁工", "环境保洁员", "环境保洁员"]
    assert PostVersion.objects.filter(why="renamed", reason="规范名称").count() == 2
    assert signed_in("township_officer", TOWNSHIP).get("/posts/rename/").status_code == 404


@pytest.mark.clause("1.5", "3.6")
def test_every_figure_of_the_map_opens_to_as_many(
    planned: None, officer: Any, make_post: Callable[..., int], signed_in: Callable[..., Any]
) -> None:
    from gonggang.campaign.actions import use

    (
        make_post(places=4),
        make_post(places=2, village_code=OTHER_VILLAGE),
        make_post(places=3, urban_rural="URBAN"),
    )
    Post.objects.filter(pk=make_post(places=2)).update(plan_year=THIS_YEAR)
    use(THIS_YEAR, VILLAGE, "RURAL", 2, officer=officer)
    client = signed_in("city_officer", 379900000000)
    opened = 0
    for place in ("3799", "379901", "379901100"):
        for kind in ("", "&kind=RURAL", "&kind=URBAN"):
            page = text_of(client.get(f"/quotas/?place={place}&year={THIS_YEAR}{kind}"))
            for counts, address, figure in re.findall(
                r'<a class="gg-open" data-counts="(\w+)" href="([^"]+)">([\d,]+)</a>', page
            ):
                listed = said(client.get(address.replace("&amp;", "&")))
                found = re.search(r"岗位 ([\d,]+) 个，名额 ([\d,]+)，已用 ([\d,]+)", listed)
                assert found is not None, address
                posts, places, taken = (int(each.replace(",", "")) for each in found.groups())
                there = {"posts": posts, "places": places, "taken": taken, "free": places - taken}[counts]
                assert there == int(figure.replace(",", "")), (place, kind, counts, address)
                opened += 1
    assert opened > 60
    assert 'id="quota-data"' in text_of(client.get(f"/quotas/?place=379901&year={THIS_YEAR}"))


@pytest.mark.clause("1.5", "X6")
def test_the_plan_table_goes_out_and_comes_in_again(
    planned: None, officer: Any, tmp_path: Any, signed_in: Callable[..., Any]
) -> None:
    from gonggang.core.errors import UnusableInput
    from gonggang.exchange.actions import undo_batch
    from gonggang.exchange.intake import Intake, import_file
    from gonggang.exchange.models import ImportBatch

    kept = tmp_path / f"{THIS_YEAR}年计划.xlsx"
    answer = signed_in("county_officer").get(f"/quotas/export/?year={THIS_YEAR}")
    kept.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)

    def take_in(path: Any) -> Any:
        return import_file("plan", Intake(path, officer, ON, region=COUNTY))

    assert take_in(kept).rows_accepted == 1 and not ImportBatch.objects.filter(kind="plan").exists()
    table = tmp_path / "计划.csv"
    head = f"{THIS_YEAR}年岗位开发计划表,,,\n区县,总数,城镇,乡村\n"
    table.write_text(head + "柳河镇,9,,9\n合计,9,,9\n")
    with pytest.raises(UnusableInput, match="乡村相差 \\+6 个（本级 3，下级合计 9）"):
        take_in(table)
    assert quota_of(THIS_YEAR, TOWNSHIP).rural == 3
    table.write_text(head + "示范县,9,,9\n柳河,9,,9\n没有镇,1,,1\n")
    report = take_in(table)
    assert [problem.reason for problem in report.rejected] == ["unknown_region"]
    assert (quota_of(THIS_YEAR, COUNTY).rural, quota_of(THIS_YEAR, TOWNSHIP).urban) == (9, None)
    undo_batch(ImportBatch.objects.get(kind="plan").pk, officer=officer)
    assert (quota_of(THIS_YEAR, COUNTY).rural, quota_of(THIS_YEAR, TOWNSHIP).urban) == (3, 0)


@pytest.mark.clause("1.1", "2.4", "X6")
def test_the_ledger_goes_out_and_comes_in_again(
    planned: None, officer: Any, make_post: Callable[..., int], tmp_path: Any, signed_in: Callable[..., Any]
) -> None:
    from gonggang.exchange.intake import Intake, import_file
    from gonggang.exchange.models import ImportBatch
    from gonggang.exchange.sandbox import read_tables

    one, of_plan = make_post("GG1", places=4), make_post("GG2", places=2)
    Post.objects.filter(pk=of_plan).update(plan_year=THIS_YEAR)
    Post.objects.update(hours_system="part_time")
    answer = signed_in("county_officer").get("/posts/ledger/")
    kept = tmp_path / "岗位台账.xlsx"
    kept.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert import_file("posts", Intake(kept, officer, ON, region=COUNTY)).rows_accepted == 2
    assert not ImportBatch.objects.filter(kind="posts").exists()
    assert read_tables(kept)[0].rows[1].cells[4] == "岗位编号"
    ledger = tmp_path / "改过.csv"
    row = "{n},柳河镇,张家庄村,公共服务类,{name},乡村,负责道路清扫,22,800,{p}\n"
    head = "岗位编号,乡镇,村,岗位大类,岗位名称,城乡,岗位职责,月规定出勤天数,补贴标准,名额\n"
    ledger.write_text(
        head + row.format(n="GG1", name="护路员", p=4) + row.format(n="GG1", name="再来一次", p=4)
        + row.format(n="GG2", name="保洁员", p=9)
    )  # fmt: skip
    report = import_file("posts", Intake(ledger, officer, ON, region=COUNTY))
    assert [problem.reason for problem in report.rejected] == ["duplicate_in_file", "post_of_a_plan"]
    assert "名额只能由批复或评估改" in report.rejected[1].message
    assert Post.objects.get(pk=of_plan).places == 2
    versions = list(PostVersion.objects.filter(post=one).order_by("number"))
    assert [version.why for version in versions] == ["taken_over", "taken_over"]
    assert versions[1].difference["name"] == ["保洁员", "护路员"]
