"""From a proposal handed in to a post: opinions of the trades, each from its chair, and the county's decision."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.campaign import actions as campaign
from gonggang.casework.actions import NewFile
from gonggang.casework.rules import check_file
from gonggang.exchange import attachments
from gonggang.policy.departments import DEPARTMENTS
from gonggang.posts.actions.development import locked_proposal, refuse_old_version
from gonggang.posts.actions.numbers import POST, next_number
from gonggang.posts.actions.refusal import PostRefused, record
from gonggang.posts.actions.versions import first_version
from gonggang.posts.models import ApprovalPaper, IndustryOpinion, OpinionAsked, Post, Proposal

_HEAD: Final = 32
# What a post takes over from the proposal that it was approved from.
_TAKEN: Final = (
    "village_code", "category", "name", "urban_rural", "duties", "tasks", "work_requirements", "hours_system",
    "required_days", "standard_fen", "places", "sponsoring_department", "host_unit", "host_uscc", "standard_post",
    "tags",
)  # fmt: skip


@transaction.atomic
def ask_departments(proposal_id: int, chairs: Collection[str], *, on: date, officer: Any) -> list[str]:
    """Ask departments of the trade; each answers from its own chair (clause 1.3). Returns those newly asked.

    Raises PostRefused when nobody is chosen, or the proposal is not before the county.
    """
    proposal = locked_proposal(proposal_id)
    _refuse_not_open(proposal)
    unknown = set(chairs) - set(DEPARTMENTS)
    if unknown or not chairs:
        raise PostRefused({"chairs": _("请选要征求意见的部门。")})
    there = set(proposal.asked.values_list("chair", flat=True))
    new = [chair for chair in DEPARTMENTS if chair in chairs and chair not in there]
    for chair in new:
        OpinionAsked.objects.create(proposal=proposal, chair=chair, asked_on=on, officer=officer)
    if not new:
        raise PostRefused({"chairs": _("这些部门都已经征求过：请等答复。")})
    record(
        officer, "posts.ask_departments", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number,
        departments=[DEPARTMENTS[chair] for chair in new],
    )  # fmt: skip
    return new


@transaction.atomic
def give_opinion(
    proposal_id: int,
    *,
    department: str = "",
    chair: str = "",
    agrees: bool,
    opinion: str,
    on: date,
    officer: Any,
) -> IndustryOpinion:
    """Record what a department of the trade says (clause 1.3); of several opinions of one, the newest counts.

    With a `chair` it comes from the department itself, which must have been asked; without one it is the letter of a
    department that has no chair here. Raises PostRefused for a no without a reason.
    """
    proposal = locked_proposal(proposal_id)
    _refuse_not_open(proposal)
    if chair:
        if not proposal.asked.filter(chair=chair).exists():
            raise PostRefused(
                _("%(number)s 没有征求您部门的意见：请县级先征求。") % {"number": proposal.number}
            )
        department = DEPARTMENTS[chair]
    elif not department.strip():
        raise PostRefused({"department": _("没有写是哪个部门的意见：请填写。")})
    elif own := next((name for name in DEPARTMENTS.values() if name.partition("（")[0] in department), None):
        raise PostRefused(
            {"department": _("%(name)s部门在系统里有席位：请征求意见，由它自己签。") % {"name": own}}
        )
    if not agrees and not opinion.strip():
        raise PostRefused({"opinion": _("不同意请写明理由。")})
    if len(opinion) > 400:
        raise PostRefused({"opinion": _("写得太长：请写在 %(n)d 字以内。") % {"n": 400}})
    given = IndustryOpinion.objects.create(
        proposal=proposal, chair=chair, department=department, agrees=agrees, opinion=opinion, given_on=on,
        officer=officer,
    )  # fmt: skip
    record(
        officer, "posts.opinion", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number,
        department=department, agrees=agrees,
    )  # fmt: skip
    return given


def newest_opinions(proposal: Proposal) -> dict[str, IndustryOpinion]:
    """The newest opinion of each department, by its name."""
    return {given.department: given for given in proposal.opinions.order_by("pk").select_related("officer")}


@transaction.atomic
def approve(
    proposal_id: int,
    *,
    document: str,
    on: date,
    officer: Any,
    reason: str = "",
    version: int | None = None,
    paper: NewFile | None = None,
) -> Post:
    """Approve a proposal with a document: the post is there, and its places use the year's quota (1.4, 1.6).

    Raises PostRefused (not submitted, no document, the hand that drew it up, a department that was asked and has not
    answered, one that says no while no reason is written) and campaign's PlanRefused when the quota of any level does
    not suffice; nothing is done then.
    """
    proposal = _open_for_decision(proposal_id, officer, version)
    if not document.strip():
        raise PostRefused({"document": _("批准要有批复文号：请填写。")})
    opinions = newest_opinions(proposal)
    chairs = {given.chair for given in opinions.values()}
    waiting = [DEPARTMENTS[asked.chair] for asked in proposal.asked.all() if asked.chair not in chairs]
    if waiting:
        raise PostRefused(
            _("%(who)s还没有签意见：请催办，意见到齐再批复。") % {"who": _("、").join(map(_, waiting))}
        )
    against = [name for name, given in opinions.items() if not given.agrees]
    if against and not reason.strip():
        raise PostRefused(
            {"reason": _("%(who)s不同意开发：仍要批准请写明理由。") % {"who": _("、").join(against)}}
        )
    campaign.use(proposal.year, proposal.village_code, proposal.urban_rural, proposal.places, officer=officer)
    post = Post.objects.create(
        number=next_number(POST, proposal.village_code, proposal.year),
        plan_year=proposal.year,
        approved_on=on,
        document=document,
        **{name: getattr(proposal, name) for name in _TAKEN},
    )
    first_version(post, begins_on=on, reason=f"批复 {document}", officer=officer)
    _decide(proposal, "approved", on, officer, reason)
    proposal.document, proposal.post = document, post
    proposal.save()
    if paper is not None:
        _keep_paper(proposal, paper, officer)
    record(
        officer, "posts.approve", f"post:{post.pk}", post.village_code, number=post.number, document=document,
        places=post.places,
    )  # fmt: skip
    return post


@transaction.atomic
def refuse(proposal_id: int, *, reason: str, on: date, officer: Any, version: int | None = None) -> Proposal:
    """Refuse a proposal with a reason (clause 1.6)."""
    proposal = _open_for_decision(proposal_id, officer, version)
    if not reason.strip():
        raise PostRefused({"reason": _("不批准请写明理由。")})
    _decide(proposal, "refused", on, officer, reason)
    proposal.save()
    record(
        officer, "posts.refuse", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number,
        reason=reason,
    )  # fmt: skip
    return proposal


@transaction.atomic
def attach_paper(proposal_id: int, paper: NewFile, *, officer: Any) -> ApprovalPaper:
    """Add a file to an approval: the signed document, the minutes, a map. Raises PostRefused before it is decided."""
    proposal = locked_proposal(proposal_id)
    if proposal.decision != Proposal.Decision.APPROVED:
        raise PostRefused(_("%(number)s 还没有批准，不能加批复附件。") % {"number": proposal.number})
    return _keep_paper(proposal, paper, officer)


def read_paper(paper: ApprovalPaper, *, officer: Any) -> bytes | None:
    """The content of an approval's file, None if it is gone; whoever looks is on record."""
    proposal = paper.proposal
    record(
        officer, "posts.read_paper", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number,
        file=paper.file_name,
    )  # fmt: skip
    return attachments.read(paper.digest)


def _keep_paper(proposal: Proposal, paper: NewFile, officer: Any) -> ApprovalPaper:
    problem = check_file(paper.name, paper.size, paper.content[:_HEAD])
    if problem is not None:
        raise PostRefused({"paper": problem.sentence})
    kept = attachments.store([paper.content])
    made = ApprovalPaper.objects.create(
        proposal=proposal, file_name=paper.name[:200], digest=kept.digest, size=kept.size, officer=officer
    )
    record(
        officer, "posts.attach_paper", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number,
        file=made.file_name,
    )  # fmt: skip
    return made


def _decide(proposal: Proposal, decision: str, on: date, officer: Any, reason: str) -> None:
    proposal.decision, proposal.decided_on, proposal.decided_by = decision, on, officer
    proposal.decision_reason = reason[:400]
    proposal.version += 1


def _refuse_not_open(proposal: Proposal) -> None:
    if proposal.submitted_on is None or proposal.decision is not None:
        raise PostRefused(
            _("%(number)s 不在征求意见中：只有已提交、还没有批复的申请可以签意见。")
            % {"number": proposal.number}
        )


def _open_for_decision(proposal_id: int, officer: Any, version: int | None) -> Proposal:
    proposal = locked_proposal(proposal_id)
    if proposal.decision is not None:
        raise PostRefused(_("%(number)s 已经批复过了，不能再批。") % {"number": proposal.number})
    if proposal.submitted_on is None:
        raise PostRefused(_("%(number)s 还没有提交，不能批复。") % {"number": proposal.number})
    if proposal.officer_id == officer.pk:
        raise PostRefused(_("%(number)s 是您本人起草的，请由另一位同事批复。") % {"number": proposal.number})
    if version is not None:
        refuse_old_version(proposal, version)
    return proposal
