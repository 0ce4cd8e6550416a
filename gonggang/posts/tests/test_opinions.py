"""Posts that stay apart, and what a department says of an empty post from its own seat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.accounts.actions import create_officer
from gonggang.casework.actions import NewFile
from gonggang.posts import actions as posts
from gonggang.posts.actions import ChangeRefused
from gonggang.posts.models import Assessment, AssessmentQuestion, KeptApart, Post
from gonggang.posts.queries import kept_apart
from gonggang.testing import COUNTY

ON = date(2024, 3, 4)


@pytest.fixture
def department(county: int) -> Any:
    known = {"organisation": None, "territory_code": county, "officer": None, "is_sample": True}
    return create_officer(username="civil", name="民政", **known)


@pytest.mark.clause("2.3")
def test_posts_are_kept_apart_for_a_reason_and_for_good(make_post: Callable[..., int], officer: Any) -> None:
    one, two, three = (make_post(f"GG{n}") for n in (1, 2, 3))
    for keys, reason, words in (([one], "不同村", "两个岗位"), ([one, two], " ", "为什么")):
        with pytest.raises(ChangeRefused, match=words):
            posts.keep_apart(keys, reason=reason, on=ON, officer=officer)
    assert posts.keep_apart([two, one], reason="一个管公厕", on=ON, officer=officer) == 1
    assert posts.keep_apart([one, two, three], reason="服务面积都已满", on=ON, officer=officer) == 2
    assert sorted(kept_apart(COUNTY)) == [("GG1", "GG2"), ("GG1", "GG3"), ("GG2", "GG3")]
    for spoil in (lambda: KeptApart.objects.all().delete(), lambda: KeptApart.objects.update(reason="改")):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()


@pytest.mark.clause("3.2", "3.3")
def test_a_cut_stands_on_what_the_department_answered_itself(
    make_post: Callable[..., int], officer: Any, department: Any
) -> None:
    post, other = make_post(), make_post()
    asked = posts.ask_opinion(
        post, department="civil_affairs", question="空了半年，无人报名", on=ON, due_on=None, officer=officer
    )
    with pytest.raises(ChangeRefused, match="还没有答复"):
        posts.ask_opinion(
            post, department="civil_affairs", question="再问", on=ON, due_on=None, officer=officer
        )
    cut = {
        "conclusion": "cut", "reason": "overlap", "evidence": "走访三次", "department": "县民政局",
        "department_opinion": "", "places_after": 0, "on": ON, "officer": officer,
    }  # fmt: skip
    with pytest.raises(ChangeRefused, match="行业主管部门的意见"):
        posts.assess(post, **cut)
    with pytest.raises(ChangeRefused, match="还没有答复"):
        posts.assess(post, asked_id=asked.pk, **cut)
    for departments, who, opinion, words in (
        (["police"], department, "cut", "别的部门"),
        (["civil_affairs"], officer, "cut", "不能自己答复"),
        (["civil_affairs"], department, "", "选一种意见"),
    ):
        with pytest.raises(ChangeRefused, match=words):
            posts.answer_opinion(
                asked.pk, opinion=opinion, text="同意", on=ON, departments=departments, officer=who
            )
    given = {
        "text": "与助餐岗重叠，同意取消",
        "on": ON,
        "departments": ["civil_affairs"],
        "officer": department,
    }
    posts.answer_opinion(asked.pk, opinion="cut", **given)
    with pytest.raises(ChangeRefused, match="答复过"):
        posts.answer_opinion(asked.pk, opinion="keep", **given)
    with pytest.raises(ChangeRefused, match="不是这个岗位的"):
        posts.assess(other, asked_id=asked.pk, **cut)
    with pytest.raises(ChangeRefused, match="类型不收"):
        posts.assess(post, asked_id=asked.pk, file=NewFile("走访.exe", 2, b"MZ"), **cut)
    done = posts.assess(post, asked_id=asked.pk, file=NewFile("走访.pdf", 8, b"%PDF-1.4"), **cut)
    assert (done.department_opinion, done.asked_id) == ("与助餐岗重叠，同意取消", asked.pk)
    assert (done.file_name, len(done.digest)) == ("走访.pdf", 64)


@pytest.mark.clause("3.2", "3.3", "3.4")
def test_the_table_refuses_what_the_actions_refuse(
    make_post: Callable[..., int], officer: Any, department: Any
) -> None:
    post, other = make_post(), make_post()
    asked = posts.ask_opinion(
        post, department="civil_affairs", question="空岗", on=ON, due_on=None, officer=officer
    )
    row = {
        "post_id": post, "number": "x", "assessed_on": ON, "department": "县民政局", "department_opinion": "同意",
        "conclusion": "cut", "reason": "overlap", "evidence": "走访", "places_before": 5, "places_after": 0,
        "officer": officer,
    }  # fmt: skip
    answered = {"opinion": "cut", "text": "同意", "given_on": ON, "given_by": officer}
    mine = AssessmentQuestion.objects.filter(pk=asked.pk)
    for spoil in (
        lambda: Assessment.objects.create(**row, asked=asked),
        lambda: Assessment.objects.create(**(row | {"department_opinion": ""})),
        lambda: Assessment.objects.create(**(row | {"reason": "empty"})),
        lambda: mine.update(**answered),
        lambda: mine.update(opinion="cut"),
        lambda: mine.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()
    mine.update(**(answered | {"given_by": department}))
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(text="改口")
    posts.assess(
        other, conclusion="cut", reason="unfit", evidence="走访", department="县民政局", department_opinion="同意",
        places_after=0, on=ON, officer=officer,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=other).update(closed_on=None)
