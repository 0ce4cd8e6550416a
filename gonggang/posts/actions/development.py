"""From a village's need to an approved post: needs, proposals, the departments' opinions, the county's decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from gonggang.audit import actions as audit
from gonggang.campaign import actions as campaign
from gonggang.core.errors import UnusableInput
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.posts.actions.numbers import POST, PROPOSAL, next_number
from gonggang.posts.actions.versions import first_version
from gonggang.posts.models import IndustryOpinion, Need, Post, Proposal
from gonggang.posts.rules import Described, quality_defects
from gonggang.posts.rules.words import QUALITY_WORDS

_BLOCKING: Final = frozenset(
    {"name_missing", "name_says_nothing", "duties_missing", "requirements_missing", "standard_missing"}
)


class PostRefused(UnusableInput):
    """A post, or a change of one, that cannot be; says in Chinese why and what to do."""


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """What a village needs (clause 1.4)."""

    year: int
    village_code: int
    name: str
    urban_rural: str
    places: int
    reason: str
    workload: str
    standard_post: str = ""


@dataclass(frozen=True, slots=True)
class ProposalEntry:
    """A post as proposed. Money in fen a month, `required_days` in days a month."""

    year: int
    village_code: int
    category: str
    name: str
    urban_rural: str
    duties: str
    tasks: tuple[str, ...]
    work_requirements: str
    hours_system: str
    required_days: int | None
    standard_fen: int
    places: int
    sponsoring_department: str
    host_unit: str
    host_uscc: str = ""
    standard_post: str = ""
    tags: tuple[str, ...] = ()
    not_forbidden: bool = False
    need_id: int | None = None


@transaction.atomic
def state_need(entry: NeedEntry, *, on: date, officer: Any) -> Need:
    """Record what a village needs. Raises PostRefused for one without number or reason, or stated already."""
    if entry.places < 1:
        raise PostRefused("需求人数至少 1 人：请填写。")
    if not entry.reason.strip() or not entry.workload.strip():
        raise PostRefused("请写明为什么需要这个岗位和大致的工作量，例如“全村 3 条街每天清扫一次”。")
    try:
        with transaction.atomic():
            need = Need.objects.create(**asdict(entry), stated_on=on, officer=officer)
    except IntegrityError as refused:
        raise PostRefused(
            f"本村 {entry.year} 年已经报过“{entry.name}”的需求：请在原来那条上修改。"
        ) from refused
    _audit(
        officer,
        "posts.state_need",
        f"need:{need.pk}",
        entry.village_code,
        name=entry.name,
        places=entry.places,
    )
    return need


@transaction.atomic
def withdraw_need(need_id: int, *, on: date, officer: Any) -> None:
    """Take a need back. Raises PostRefused when a proposal rests on it."""
    need = Need.objects.select_for_update().get(pk=need_id)
    if need.proposals.exists():
        raise PostRefused("这条需求已有开发申请，不能撤回：请先办结申请。")
    need.withdrawn_on = on
    need.save(update_fields=["withdrawn_on"])
    _audit(officer, "posts.withdraw_need", f"need:{need.pk}", need.village_code, name=need.name)


@transaction.atomic
def propose(entry: ProposalEntry, *, officer: Any) -> Proposal:
    """Draw up a proposal; it stays a draft until `submit`."""
    values = asdict(entry) | {"tasks": list(entry.tasks), "tags": list(entry.tags)}
    proposal = Proposal.objects.create(
        **values, number=next_number(PROPOSAL, entry.village_code, entry.year), officer=officer
    )
    _audit(officer, "posts.propose", f"proposal:{proposal.pk}", entry.village_code, number=proposal.number)
    return proposal


@transaction.atomic
def revise_proposal(proposal_id: int, changes: Mapping[str, Any], *, version: int, officer: Any) -> Proposal:
    """Change a draft. Raises PostRefused when it was submitted, or changed by somebody else meanwhile."""
    proposal = _locked(proposal_id)
    if proposal.submitted_on is not None:
        raise PostRefused(f"{proposal.number} 已提交，不能再改：请县级退回后修改。")
    if proposal.version != version:
        raise PostRefused(f"{proposal.number} 已被别人修改：请看过现在的内容再改。")
    known = {field.name for field in fields(ProposalEntry)} - {"village_code", "year"}
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"a proposal has no {name}")
        setattr(proposal, name, list(value) if isinstance(value, tuple) else value)
    proposal.version += 1
    proposal.save()
    _audit(
        officer,
        "posts.revise_proposal",
        f"proposal:{proposal.pk}",
        proposal.village_code,
        number=proposal.number,
    )
    return proposal


@transaction.atomic
def submit(proposal_id: int, *, on: date, officer: Any) -> Proposal:
    """Hand a proposal to the county. Raises PostRefused for a post that nobody could check (clauses 2.2, 2.6).

    How long duties must at least be is the parameter `duties_characters_min`; without a value nothing is too short.
    """
    proposal = _locked(proposal_id)
    if proposal.submitted_on is not None:
        raise PostRefused(f"{proposal.number} 已经提交过了。")
    lacking = quality_defects([_described(proposal)], duties_characters_min=_characters_min(proposal, on))
    stopping = [defect for defect in lacking if defect.kind in _BLOCKING | {"duties_too_short"}]
    if stopping:
        words = "；".join(str(QUALITY_WORDS[defect.kind]) for defect in stopping)
        raise PostRefused(f"岗位“{proposal.name}”还不能提交：{words}。")
    if proposal.places < 1:
        raise PostRefused(f"岗位“{proposal.name}”的名额至少 1 个：请填写。")
    if not proposal.not_forbidden:
        raise PostRefused(
            "请确认不是机关事业单位管理类、专业技术类岗位，也不是没有实际工作内容的岗位，再提交。"
        )
    proposal.submitted_on = on
    proposal.version += 1
    proposal.save()
    _audit(officer, "posts.submit", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number)
    return proposal


@transaction.atomic
def give_opinion(
    proposal_id: int, *, department: str, agrees: bool, opinion: str, on: date, officer: Any
) -> IndustryOpinion:
    """Record what a department of the trade says (clause 1.3). Raises PostRefused for a no without a reason."""
    proposal = _locked(proposal_id)
    if proposal.submitted_on is None or proposal.decision is not None:
        raise PostRefused(f"{proposal.number} 不在征求意见中：只有已提交、还没有批复的申请可以签意见。")
    if not agrees and not opinion.strip():
        raise PostRefused("不同意请写明理由。")
    given = IndustryOpinion.objects.create(
        proposal=proposal, department=department, agrees=agrees, opinion=opinion, given_on=on, officer=officer
    )
    _audit(
        officer, "posts.opinion", f"proposal:{proposal.pk}", proposal.village_code,
        number=proposal.number, department=department, agrees=agrees,
    )  # fmt: skip
    return given


@transaction.atomic
def approve(proposal_id: int, *, document: str, on: date, officer: Any, reason: str = "") -> Post:
    """Approve a proposal with a document: the post is there, and its places use the year's quota (1.4, 1.6).

    Raises PostRefused (not submitted, no document, the hand that drew it up, a department says no and no reason is
    written) and campaign's PlanRefused when the quota of any level does not suffice; nothing is done then.
    """
    proposal = _open_for_decision(proposal_id, officer)
    if not document.strip():
        raise PostRefused("批准要有批复文号：请填写。")
    against = [given.department for given in proposal.opinions.all() if not given.agrees]
    if against and not reason.strip():
        raise PostRefused(f"{'、'.join(against)}不同意开发：仍要批准请写明理由。")
    campaign.use(proposal.year, proposal.village_code, proposal.urban_rural, proposal.places, officer=officer)
    taken = (
        "village_code", "category", "name", "urban_rural", "duties", "work_requirements", "hours_system",
        "required_days", "standard_fen", "places", "sponsoring_department", "host_unit", "host_uscc",
        "standard_post", "tags",
    )  # fmt: skip
    post = Post.objects.create(
        number=next_number(POST, proposal.village_code, proposal.year),
        plan_year=proposal.year,
        approved_on=on,
        document=document,
        **{name: getattr(proposal, name) for name in taken},
    )
    first_version(post, begins_on=on, reason=f"批复 {document}", officer=officer)
    proposal.decision, proposal.decided_on, proposal.decided_by = Proposal.Decision.APPROVED, on, officer
    proposal.document, proposal.decision_reason, proposal.post = document, reason, post
    proposal.version += 1
    proposal.save()
    _audit(
        officer, "posts.approve", f"post:{post.pk}", post.village_code,
        number=post.number, document=document, places=post.places,
    )  # fmt: skip
    return post


@transaction.atomic
def refuse(proposal_id: int, *, reason: str, on: date, officer: Any) -> Proposal:
    """Refuse a proposal with a reason (clause 1.6)."""
    proposal = _open_for_decision(proposal_id, officer)
    if not reason.strip():
        raise PostRefused("不批准请写明理由。")
    proposal.decision, proposal.decided_on, proposal.decided_by = Proposal.Decision.REFUSED, on, officer
    proposal.decision_reason = reason
    proposal.version += 1
    proposal.save()
    _audit(
        officer,
        "posts.refuse",
        f"proposal:{proposal.pk}",
        proposal.village_code,
        number=proposal.number,
        reason=reason,
    )
    return proposal


def _open_for_decision(proposal_id: int, officer: Any) -> Proposal:
    proposal = _locked(proposal_id)
    if proposal.decision is not None:
        raise PostRefused(f"{proposal.number} 已经批复过了，不能再批。")
    if proposal.submitted_on is None:
        raise PostRefused(f"{proposal.number} 还没有提交，不能批复。")
    if proposal.officer_id == officer.pk:
        raise PostRefused(f"{proposal.number} 是您本人起草的，请由另一位同事批复。")
    return proposal


def _locked(proposal_id: int) -> Proposal:
    return Proposal.objects.select_for_update().get(pk=proposal_id)


def _characters_min(proposal: Proposal, on: date) -> int:
    try:
        return int(parameters().get("duties_characters_min", region=proposal.village_code, on=on))
    except OutsideForce:
        return 0


def _described(proposal: Proposal) -> Described:
    return Described(
        proposal.number, proposal.name, "；".join([proposal.duties, *proposal.tasks]).strip("；"),
        proposal.work_requirements, proposal.hours_system, proposal.required_days, proposal.standard_fen,
    )  # fmt: skip


def _audit(officer: Any, verb: str, subject: str, region: int, **detail: Any) -> None:
    audit.record(officer=officer, verb=verb, subject=subject, detail=detail, region=region)


__all__ = ["NeedEntry", "PostRefused", "ProposalEntry", "approve", "give_opinion", "propose", "refuse",
           "revise_proposal", "state_need", "submit", "withdraw_need"]  # fmt: skip
