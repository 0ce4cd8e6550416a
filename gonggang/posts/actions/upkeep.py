"""Sorting posts out by township, and assessing those that stand empty (clauses 2.1, 3.2 to 3.4)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db import IntegrityError, transaction

from gonggang.audit import actions as audit
from gonggang.campaign import actions as campaign
from gonggang.casework.actions import NewFile
from gonggang.casework.rules.evidence import check_file, media_type
from gonggang.exchange import attachments
from gonggang.posts.actions.numbers import ASSESSMENT, next_number
from gonggang.posts.actions.versions import ChangeRefused, apply, locked
from gonggang.posts.models import Assessment, Post, SortingProgress, SortingTask
from gonggang.regions.rules import COUNTY, TOWNSHIP, enclosing, level_of

Conclusion = Literal["keep", "adjust", "cut"]
_REASONS = {"unfit", "no_effect", "overlap"}


@transaction.atomic
def open_sorting(county_code: int, *, title: str, begins_on: date, due_on: date, officer: Any) -> SortingTask:
    """Begin a county's sorting-out. Raises ChangeRefused for a deadline before its start, or one under way."""
    if level_of(county_code) != COUNTY:
        raise ChangeRefused("岗位梳理以县（市、区）为单位：请选县。")
    if due_on < begins_on:
        raise ChangeRefused("截止日不能早于开始日：请改正。")
    try:
        with transaction.atomic():
            task = SortingTask.objects.create(
                county_code=county_code, title=title, begins_on=begins_on, due_on=due_on, officer=officer
            )
    except IntegrityError as refused:
        raise ChangeRefused("本县已有一次没有办结的岗位梳理：请先办结。") from refused
    audit.record(
        officer=officer, verb="posts.open_sorting", subject=f"sorting:{task.pk}", region=county_code,
        detail={"title": title, "due_on": due_on.isoformat()},
    )  # fmt: skip
    return task


@transaction.atomic
def finish_township(
    task_id: int, township_code: int, *, on: date, posts: int, defects_left: int, remark: str, officer: Any
) -> SortingProgress:
    """A township has done its part. Raises ChangeRefused when defects are left and nobody says why."""
    task = SortingTask.objects.select_for_update().get(pk=task_id)
    if task.finished_on is not None or enclosing(township_code, COUNTY) != task.county_code:
        raise ChangeRefused("这次梳理已办结，或不是本县的乡镇。")
    if defects_left and not remark.strip():
        raise ChangeRefused(f"还有 {defects_left} 处问题没有改：请改完再报，或写明原因。")
    try:
        with transaction.atomic():
            progress = SortingProgress.objects.create(
                task=task, township_code=enclosing(township_code, TOWNSHIP), done_on=on, posts=posts,
                defects_left=defects_left, remark=remark, officer=officer,
            )  # fmt: skip
    except IntegrityError as refused:
        raise ChangeRefused("本乡镇已经报过完成。") from refused
    audit.record(
        officer=officer, verb="posts.finish_township", subject=f"sorting:{task.pk}", region=township_code,
        detail={"posts": posts, "defects_left": defects_left},
    )  # fmt: skip
    return progress


@transaction.atomic
def finish_sorting(task_id: int, *, townships: int, on: date, officer: Any) -> SortingTask:
    """The county closes its sorting-out; every township must have reported. Raises ChangeRefused otherwise."""
    task = SortingTask.objects.select_for_update().get(pk=task_id)
    done = task.progress.count()
    if done < townships:
        raise ChangeRefused(f"还有 {townships - done} 个乡镇没有报完成：请催办后再办结。")
    task.finished_on = on
    task.save(update_fields=["finished_on"])
    audit.record(
        officer=officer, verb="posts.finish_sorting", subject=f"sorting:{task.pk}", region=task.county_code,
        detail={"title": task.title},
    )  # fmt: skip
    return task


@transaction.atomic
def assess(
    post_id: int,
    *,
    conclusion: Conclusion,
    reason: str,
    evidence: str,
    department: str,
    department_opinion: str,
    places_after: int,
    on: date,
    officer: Any,
    letter: str = "",
    asked_id: int | None = None,
    file: NewFile | None = None,
) -> Assessment:
    """Assess a post with the department of its trade: keep it, lower its places, or cut it (clauses 3.2 to 3.4).

    With `asked_id` the department's opinion is what it answered from its own seat; without a seat it wrote a `letter`.
    Places that go return to the year's quota; a post left without any is closed and takes nobody any more. Raises
    ChangeRefused: people still in the places that go (move them first), no reason of the clause, no evidence, no
    opinion of the department for a cut, a file that cannot be kept.
    """
    post = locked(post_id)
    before = post.places or 0
    if asked_id is not None:
        department_opinion = _answer(post, asked_id)
    _refuse_assessment(post, conclusion, reason, evidence, department, before, places_after)
    if conclusion != "keep" and not department_opinion.strip():
        raise ChangeRefused("调整或取消要有行业主管部门的意见：请先请部门答复，或填写来函的意见和文号。")
    if conclusion != "keep":
        changes: dict[str, Any] = {"places": places_after}
        if places_after == 0:
            changes["closed_on"] = on
        apply(post, changes, why="assessed", reason=evidence, begins_on=on, officer=officer)
        if post.plan_year is not None and post.urban_rural is not None:
            campaign.give_back(
                post.plan_year, post.village_code, post.urban_rural, before - places_after, officer=officer
            )
    number = next_number(ASSESSMENT, post.village_code, on.year)
    assessment = Assessment.objects.create(
        post=post, number=number, assessed_on=on, department=department, department_opinion=department_opinion,
        conclusion=conclusion, reason="" if conclusion == "keep" else reason, evidence=evidence,
        places_before=before, places_after=places_after, officer=officer, letter=letter.strip(), asked_id=asked_id,
        **_kept(file),
    )  # fmt: skip
    audit.record(
        officer=officer, verb="posts.assess", subject=f"post:{post.pk}", region=post.village_code,
        detail={"number": number, "conclusion": conclusion, "before": before, "after": places_after},
    )  # fmt: skip
    return assessment


def _answer(post: Post, asked_id: int) -> str:
    asked = post.questions.filter(pk=asked_id, given_on__isnull=False).first()
    if asked is None:
        raise ChangeRefused("引用的部门意见不是这个岗位的，或部门还没有答复：请重新选。")
    return str(asked.text)


def _kept(file: NewFile | None) -> dict[str, Any]:
    """The evidence on file, by its digest."""
    if file is None:
        return {}
    problem = check_file(file.name, file.size, file.content[:32])
    if problem is not None:
        raise ChangeRefused(problem.sentence)
    stored = attachments.store([file.content])
    kind = media_type(file.name) or ""
    return {"file_name": file.name[:120], "digest": stored.digest, "size": stored.size, "media_type": kind}


def _refuse_assessment(
    post: Post, conclusion: str, reason: str, evidence: str, department: str, before: int, after: int
) -> None:
    if post.closed_on is not None:
        raise ChangeRefused(f"岗位“{post.name}”（{post.number}）已经核减，不用再评估。")
    if not department.strip():
        raise ChangeRefused("请填写一起评估的行业主管部门。")
    if not evidence.strip():
        raise ChangeRefused("请写明评估的依据，例如走访情况、工作记录。")
    if conclusion == "keep":
        if after != before:
            raise ChangeRefused("结论是保留，名额不能变：请改结论或名额。")
        return
    if reason not in _REASONS:
        raise ChangeRefused("调整或取消请选一种理由：不能适应当前工作需要、没有实质性作用、职能重叠。")
    if conclusion == "cut" and after >= before:
        raise ChangeRefused(f"取消核减后名额要少于现在的 {before} 个。")
    if after < post.places_taken:
        raise ChangeRefused(
            f"岗位“{post.name}”现有 {post.places_taken} 人在岗，名额不能减到 {after} 个：请先办转岗或退出。"
        )
