"""Posts that stay two posts, and what departments are asked about empty ones (clauses 2.3, 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any, Final

from django.db import IntegrityError, transaction

from gonggang.audit import actions as audit
from gonggang.posts.actions.versions import ChangeRefused, locked
from gonggang.posts.models import AssessmentQuestion, KeptApart, Post
from gonggang.regions.rules import COUNTY, enclosing

_OPINIONS: Final = ("keep", "adjust", "cut")
_TEXT_MAX: Final = 400


@transaction.atomic
def keep_apart(post_ids: Sequence[int], *, reason: str, on: date, officer: Any) -> int:
    """Decide that posts that look alike stay apart; nobody is asked about any two of them again.

    Returns how many pairs are new. Raises ChangeRefused without a reason, for fewer than two posts, or posts of
    several counties.
    """
    keys = sorted(set(post_ids))
    there = {post.pk: post for post in Post.objects.filter(pk__in=keys)}
    if len(keys) < 2 or len(there) != len(keys):
        raise ChangeRefused("请至少选两个岗位。")
    if not reason.strip():
        raise ChangeRefused("请写明为什么不合并：以后不再提示，要看得出理由。")
    if len({enclosing(post.village_code, COUNTY) for post in there.values()}) > 1:
        raise ChangeRefused("不在一个县的岗位不用决定是否合并。")
    known = set(
        KeptApart.objects.filter(left_id__in=keys, right_id__in=keys).values_list("left_id", "right_id")
    )
    new = [pair for pair in combinations(keys, 2) if pair not in known]
    KeptApart.objects.bulk_create(
        [
            KeptApart(left_id=left, right_id=right, reason=reason.strip()[:_TEXT_MAX], decided_on=on, officer=officer)
            for left, right in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    audit.record(
        officer=officer, verb="posts.keep_apart", subject=f"post:{keys[0]}", region=there[keys[0]].village_code,
        detail={"numbers": "、".join(there[key].number for key in keys), "reason": reason.strip()[:_TEXT_MAX]},
    )  # fmt: skip
    return len(new)


@transaction.atomic
def ask_opinion(
    post_id: int, *, department: str, question: str, on: date, due_on: date | None, officer: Any
) -> AssessmentQuestion:
    """Ask a department about a post. Raises ChangeRefused: closed, asked already, nothing asked, due before it."""
    post = locked(post_id)
    if post.closed_on is not None:
        raise ChangeRefused(f"岗位“{post.name}”（{post.number}）已经核减，不用再评估。")
    if not question.strip():
        raise ChangeRefused("请写明请部门看什么，例如空了多久、为什么没人报名。")
    if due_on is not None and due_on < on:
        raise ChangeRefused("答复期限不能早于今天：请改正。")
    try:
        with transaction.atomic():
            asked = AssessmentQuestion.objects.create(
                post=post, village_code=post.village_code, department=department,
                question=question.strip()[:_TEXT_MAX], asked_on=on, due_on=due_on, asked_by=officer,
            )  # fmt: skip
    except IntegrityError as refused:
        raise ChangeRefused("这个部门已经收到同一个岗位的询问，还没有答复：请等答复或催办。") from refused
    audit.record(
        officer=officer, verb="posts.ask_opinion", subject=f"post:{post.pk}", region=post.village_code,
        detail={"number": post.number, "department": department},
    )  # fmt: skip
    return asked


@transaction.atomic
def answer_opinion(
    asked_id: int, *, opinion: str, text: str, on: date, departments: Sequence[str], officer: Any
) -> AssessmentQuestion:
    """Give a department's opinion from its own seat, once. `departments` are those for which the officer answers.

    Raises ChangeRefused: another department's question, answered already, no choice or no words, the hand that asked.
    """
    asked = AssessmentQuestion.objects.select_for_update().select_related("post").get(pk=asked_id)
    if asked.department not in departments:
        raise ChangeRefused("这是问别的部门的，不能代答。")
    if asked.given_on is not None:
        raise ChangeRefused("这一问已经答复过，答复一次就定。")
    if asked.asked_by_id == officer.pk:
        raise ChangeRefused("问的人不能自己答复：请由部门答复。")
    if opinion not in _OPINIONS:
        raise ChangeRefused("请选一种意见：保留、调整、取消核减。")
    if not text.strip():
        raise ChangeRefused("请写明意见的依据。")
    asked.opinion, asked.text, asked.given_on, asked.given_by = (
        opinion, text.strip()[:_TEXT_MAX], max(on, asked.asked_on), officer,
    )  # fmt: skip
    asked.save(update_fields=["opinion", "text", "given_on", "given_by"])
    audit.record(
        officer=officer, verb="posts.answer_opinion", subject=f"post:{asked.post_id}", region=asked.village_code,
        detail={"number": asked.post.number, "department": asked.department, "opinion": opinion},
    )  # fmt: skip
    return asked
