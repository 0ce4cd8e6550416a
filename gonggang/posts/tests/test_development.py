"""A post from a village's need to its approval, its versions, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.accounts.actions import create_officer
from gonggang.campaign.actions import PlanRefused, hand_down
from gonggang.campaign.queries import quota_of
from gonggang.campaign.rules import Share
from gonggang.policy import parameters as policy
from gonggang.policy.parameter_files import Line
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts import actions as posts
from gonggang.posts.actions import ChangeRefused, NeedEntry, PostRefused, ProposalEntry
from gonggang.posts.catalogue import standard_posts
from gonggang.posts.models import Post, PostVersion, Proposal
from gonggang.posts.rules import Described, PostText, quality_defects, shared_work
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

ON = date(2024, 3, 4)
ENTRY = ProposalEntry(
    year=2024, village_code=VILLAGE, category="FACILITY_MAINTENANCE", name="农村公路护路员", urban_rural="RURAL",
    duties="巡查责任公路；清理路面杂物和边沟；发现坑槽及时设警示并上报", tasks=("每天巡查1遍",),
    work_requirements="责任路段不少于3公里", hours_system="part_time", required_days=26, standard_fen=80000, places=2,
    sponsoring_department="县交通运输局", host_unit="柳河镇张家庄村委会", not_forbidden=True,
)  # fmt: skip


@pytest.fixture
def approver(county: int) -> Any:
    return create_officer(
        username="approver",
        name="测试审批",
        organisation=None,
        territory_code=county,
        officer=None,
        is_sample=True,
    )


@pytest.fixture
def submitted(county: int, officer: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Proposal]:
    """A plan handed down, and a proposal submitted under it; duties have ten characters at least."""
    line = Line(begins=date(2020, 1, 1), region=COUNTY, value=10, source="测试", status="已核")
    changed = policy.parameters().with_lines("duties_characters_min", [line])
    monkeypatch.setattr("gonggang.posts.actions.development.parameters", lambda: changed)

    def make(**changes: Any) -> Proposal:
        if quota_of(2024, COUNTY) is None:
            hand_down(2024, {COUNTY: Share(1, 3), TOWNSHIP: Share(1, 3)}, document="", on=ON, officer=officer)
        proposal = posts.propose(replace(ENTRY, **changes), officer=officer)
        return posts.submit(proposal.pk, on=ON, officer=officer)

    return make


@pytest.mark.clause("1.3", "1.4", "1.6", "2.4")
def test_a_need_becomes_a_post_that_uses_the_quota(
    submitted: Callable[..., Proposal], officer: Any, approver: Any
) -> None:
    need = posts.state_need(
        NeedEntry(2024, VILLAGE, "护路", "RURAL", 2, "3 公里村道没人管护", "每天巡查 1 遍"),
        on=ON,
        officer=officer,
    )
    with pytest.raises(PostRefused, match="已经报过"):
        posts.state_need(NeedEntry(2024, VILLAGE, "护路", "RURAL", 1, "再报", "一样"), on=ON, officer=officer)
    proposal = submitted(need_id=need.pk)
    posts.give_opinion(
        proposal.pk, department="县交通运输局", agrees=True, opinion="同意", on=ON, officer=approver
    )
    post = posts.approve(proposal.pk, document="示例岗批〔2024〕3号", on=ON, officer=approver)
    assert (post.number, post.places, post.plan_year) == ("379901-2024-岗0001", 2, 2024)
    assert (quota_of(2024, COUNTY).rural_used, quota_of(2024, TOWNSHIP).rural_used) == (2, 2)
    assert PostVersion.objects.get(post=post).values["name"] == "农村公路护路员"
    with pytest.raises(PostRefused, match="不能撤回"):
        posts.withdraw_need(need.pk, on=ON, officer=officer)


@pytest.mark.clause("1.4")
def test_a_post_over_the_quota_is_refused_and_nothing_remains(
    submitted: Callable[..., Proposal], officer: Any, approver: Any
) -> None:
    proposal = submitted(places=4)
    with pytest.raises(PlanRefused, match="只剩 3 个名额，不够 4 个"):
        posts.approve(proposal.pk, document="示例1号", on=ON, officer=approver)
    assert not Post.objects.exists()
    assert Proposal.objects.get().decision is None


@pytest.mark.clause("1.3", "1.6")
def test_who_may_not_decide_and_what_is_missing(
    submitted: Callable[..., Proposal], officer: Any, approver: Any
) -> None:
    proposal = submitted()
    with pytest.raises(PostRefused, match="您本人起草"):
        posts.approve(proposal.pk, document="示例1号", on=ON, officer=officer)
    with pytest.raises(PostRefused, match="批复文号"):
        posts.approve(proposal.pk, document=" ", on=ON, officer=approver)
    posts.give_opinion(
        proposal.pk, department="县水利局", agrees=False, opinion="已有同类岗位", on=ON, officer=approver
    )
    with pytest.raises(PostRefused, match="县水利局不同意"):
        posts.approve(proposal.pk, document="示例1号", on=ON, officer=approver)
    posts.refuse(proposal.pk, reason="与保洁岗重复", on=ON, officer=approver)
    with pytest.raises(PostRefused, match="已经批复过"):
        posts.approve(proposal.pk, document="示例1号", on=ON, officer=approver)


@pytest.mark.clause("2.2", "2.6")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"duties": "", "tasks": ()}, "没有写职责"),
        ({"duties": "巡查", "tasks": ()}, "职责太短"),
        ({"name": "其他"}, "名称看不出做什么"),
        ({"work_requirements": " "}, "没有写工作要求"),
        ({"places": 0}, "名额至少 1 个"),
        ({"not_forbidden": False}, "专业技术类"),
    ],
)
def test_a_post_that_nobody_could_check_is_not_submitted(
    submitted: Callable[..., Proposal], changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(PostRefused, match=words):
        submitted(**changes)


@pytest.mark.clause("1.6")
def test_the_table_refuses_an_approval_by_the_hand_that_drew_it_up(
    submitted: Callable[..., Proposal], officer: Any, make_post: Callable[..., int]
) -> None:
    proposal, post = submitted(), make_post()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            decision="approved", decided_on=ON, decided_by=officer, post_id=post, document="x"
        )


@pytest.mark.clause("2.4")
def test_every_change_is_a_version_with_its_difference(make_post: Callable[..., int], officer: Any) -> None:
    post = make_post(name="保洁员")
    version = posts.change(
        post,
        {"name": "环境保洁员", "standard_fen": 90000},
        reason="名称规范",
        begins_on=ON,
        today=ON,
        officer=officer,
    )
    assert version.number == 2
    assert version.difference == {"name": ["保洁员", "环境保洁员"], "standard_fen": [80000, 90000]}
    for changes, on, words in (
        ({"name": "环境保洁员"}, ON, "没有改动"),
        ({"name": "甲"}, date(2024, 3, 3), "不能更早"),
        ({"name": "甲"}, date(2024, 3, 5), "不能晚于今天"),
    ):
        with pytest.raises(ChangeRefused, match=words):
            posts.change(post, changes, reason="改", begins_on=on, today=ON, officer=officer)
    with pytest.raises(ChangeRefused, match="原因"):
        posts.change(post, {"name": "甲"}, reason=" ", begins_on=ON, today=ON, officer=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostVersion.objects.filter(post_id=post).update(reason="改写")


@pytest.mark.clause("2.2")
def test_renaming_in_bulk_tells_what_became_of_each(make_post: Callable[..., int], officer: Any) -> None:
    keys = [make_post(name=name) for name in ("村级保洁员", "保洁工", "护林员")]
    done = posts.rename(
        keys,
        {"村级保洁员": "环境保洁员", "保洁工": "环境保洁员"},
        reason="规范名称",
        begins_on=ON,
        officer=officer,
    )
    assert [(one.after, bool(one.refused)) for one in done] == [
        ("环境保洁员", False), ("环境保洁员", False), ("护林员", True),
    ]  # fmt: skip


@pytest.mark.clause("3.2", "3.3", "3.4")
def test_an_empty_post_is_assessed_and_cut_and_gives_its_quota_back(
    submitted: Callable[..., Proposal], officer: Any, approver: Any
) -> None:
    post = posts.approve(submitted().pk, document="示例1号", on=ON, officer=approver)
    common = {"department": "县交通运输局", "department_opinion": "同意核减", "on": ON, "officer": officer}
    with pytest.raises(ChangeRefused, match="请选一种理由"):
        posts.assess(post.pk, conclusion="cut", reason="", evidence="走访", places_after=0, **common)
    with pytest.raises(ChangeRefused, match="依据"):
        posts.assess(post.pk, conclusion="cut", reason="overlap", evidence=" ", places_after=0, **common)
    with pytest.raises(ChangeRefused, match="名额要少于"):
        posts.assess(post.pk, conclusion="cut", reason="overlap", evidence="走访", places_after=2, **common)
    done = posts.assess(
        post.pk, conclusion="cut", reason="overlap", evidence="与保洁岗重叠", places_after=0, **common
    )
    assert (done.number, done.places_before, done.places_after) == ("379901-2024-评0001", 2, 0)
    post.refresh_from_db()
    assert (post.places, post.closed_on) == (0, ON)
    assert quota_of(2024, COUNTY).rural_used == 0
    with pytest.raises(posts.NoFreePlace, match="已核减"):
        posts.take_one(post.pk, officer=officer)
    with pytest.raises(ChangeRefused, match="已经核减"):
        posts.assess(post.pk, conclusion="keep", reason="", evidence="x", places_after=0, **common)


@pytest.mark.clause("2.1")
def test_a_sorting_out_ends_when_every_township_has_reported(county: int, officer: Any) -> None:
    task = posts.open_sorting(
        county, title="2024 年岗位梳理", begins_on=ON, due_on=date(2024, 6, 30), officer=officer
    )
    with pytest.raises(ChangeRefused, match="没有办结"):
        posts.open_sorting(county, title="又一次", begins_on=ON, due_on=date(2024, 6, 30), officer=officer)
    with pytest.raises(ChangeRefused, match="没有报完成"):
        posts.finish_sorting(task.pk, townships=1, on=ON, officer=officer)
    with pytest.raises(ChangeRefused, match="还有 2 处"):
        posts.finish_township(task.pk, TOWNSHIP, on=ON, posts=9, defects_left=2, remark="", officer=officer)
    posts.finish_township(task.pk, TOWNSHIP, on=ON, posts=9, defects_left=0, remark="", officer=officer)
    assert posts.finish_sorting(task.pk, townships=1, on=ON, officer=officer).finished_on == ON


@pytest.mark.clause("1.1", "2.2")
def test_the_standard_posts_cover_the_five_classes_and_pass_the_checks() -> None:
    there = standard_posts().values()
    assert {post.category for post in there} == set(POST_CATEGORIES)
    described = [
        Described(
            p.code,
            p.name,
            "；".join((p.duties, *p.tasks)),
            p.work_requirements,
            p.hours_system,
            p.required_days,
            1,
        )
        for p in there
    ]
    assert quality_defects(described, duties_characters_min=20) == []


@pytest.mark.clause("2.3", "2.6")
def test_copied_duties_and_why_two_posts_are_alike() -> None:
    one = Described("1", "保洁员", "每天清扫道路1次，清运垃圾", "无垃圾", "part_time", 22, 1)
    two = replace(one, number="2", name="护林员")
    assert [(d.post, d.kind, d.other) for d in quality_defects([one, two], duties_characters_min=5)] == [
        ("2", "duties_copied", "1")
    ]
    left = PostText("1", 1, "保洁员", "RURAL", "清扫甲村道路，清运垃圾", ("甲村",))
    right = PostText("2", 1, "清洁工", "RURAL", "道路清扫，看护路灯", ())
    why = shared_work(left, right)
    assert (why.shared, why.only_left, why.only_right) == (("清扫道路",), ("清运垃圾",), ("看护路灯",))


@pytest.mark.clause("1.4")
def test_the_table_refuses_posts_beyond_the_plan(
    submitted: Callable[..., Proposal], officer: Any, approver: Any
) -> None:
    post = posts.approve(submitted().pk, document="示例1号", on=ON, officer=approver)
    with pytest.raises(IntegrityError, match="超过年度计划"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(places=4)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.clause("1.1", "1.4", "2.2")
def test_a_forbidden_kind_is_refused_by_its_name(submitted: Callable[..., Proposal]) -> None:
    for name in ("村会计", "文秘", "小学教师"):
        with pytest.raises(PostRefused, match="不能开发为公益性岗位"):
            submitted(name=name)
    assert submitted(name="护学岗").submitted_on == ON


@pytest.mark.clause("1.3")
def test_a_decision_waits_for_every_department_that_was_asked(
    submitted: Callable[..., Proposal], officer: Any, approver: Any
) -> None:
    proposal = submitted()
    assert posts.ask_departments(proposal.pk, ["police", "agriculture"], on=ON, officer=officer) == [
        "police", "agriculture",
    ]  # fmt: skip
    with pytest.raises(PostRefused, match="没有征求您部门"):
        posts.give_opinion(
            proposal.pk, chair="civil_affairs", agrees=True, opinion="", on=ON, officer=officer
        )
    posts.give_opinion(proposal.pk, chair="police", agrees=False, opinion="重复", on=ON, officer=officer)
    with pytest.raises(PostRefused, match="农业农村（乡村振兴）还没有签意见"):
        posts.approve(proposal.pk, document="示例1号", on=ON, officer=approver)
    posts.give_opinion(proposal.pk, chair="agriculture", agrees=True, opinion="", on=ON, officer=officer)
    with pytest.raises(PostRefused, match="公安不同意开发"):
        posts.approve(proposal.pk, document="示例1号", on=ON, officer=approver)
    posts.give_opinion(proposal.pk, chair="police", agrees=True, opinion="改了意见", on=ON, officer=officer)
    assert posts.approve(proposal.pk, document="示例1号", on=ON, officer=approver).places == 2
