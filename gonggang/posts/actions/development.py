"""The application to develop a post: drawn up from a need, revised, handed in, sent back (clauses 1.3, 1.4, 1.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts.actions.numbers import PROPOSAL, next_number
from gonggang.posts.actions.refusal import PostRefused, record
from gonggang.posts.catalogue import TAGS, standard_posts
from gonggang.posts.models import Need, Proposal
from gonggang.posts.rules import DefectKind, Described, forbidden_word, quality_defects
from gonggang.posts.rules.words import QUALITY_WORDS

# Which field of the form a defect is about; what is not here does not keep a proposal from being handed in.
_FIELD_OF: Final[Mapping[DefectKind, str]] = {
    "name_missing": "name",
    "name_says_nothing": "name",
    "duties_missing": "duties",
    "duties_too_short": "duties",
    "requirements_missing": "work_requirements",
    "standard_missing": "standard",
    "hours_missing": "hours_system",
}
_LONGEST: Final = {
    "name": 100, "sponsoring_department": 100, "host_unit": 100, "host_uscc": 18, "duties": 2000,
    "work_requirements": 2000,
}  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class DrawnUp:
    """What became of one need of which a proposal was to be drawn up."""

    need_id: int
    proposal: Proposal | None
    refused: str = ""


@transaction.atomic
def propose(entry: ProposalEntry, *, officer: Any) -> Proposal:
    """Draw up a proposal; it stays a draft until `submit`. Raises PostRefused for what no draft can hold."""
    _refuse_nonsense(entry)
    if entry.need_id is not None:
        _drawable(entry.need_id)
    values = asdict(entry) | {"tasks": list(entry.tasks), "tags": list(entry.tags)}
    proposal = Proposal.objects.create(
        **values, number=next_number(PROPOSAL, entry.village_code, entry.year), officer=officer
    )
    record(officer, "posts.propose", f"proposal:{proposal.pk}", entry.village_code, number=proposal.number)
    return proposal


def propose_from_needs(need_ids: Sequence[int], *, officer: Any) -> list[DrawnUp]:
    """Draw up a draft for each of the needs, filled in from its standard post; what cannot be drawn up says why."""
    found = []
    for need_id in need_ids:
        try:
            with transaction.atomic():
                found.append(DrawnUp(need_id, propose(entry_of_need(_drawable(need_id)), officer=officer)))
        except PostRefused as refused:
            found.append(DrawnUp(need_id, None, str(refused)))
    return found


def entry_of_need(need: Need) -> ProposalEntry:
    """What a draft begins with: the need, and the words of the standard post it names."""
    standard = standard_posts().get(need.standard_post)
    return ProposalEntry(
        year=need.year, village_code=need.village_code, category=standard.category if standard else "",
        name=standard.name if standard else need.name, urban_rural=need.urban_rural,
        duties=standard.duties if standard else "", tasks=standard.tasks if standard else (),
        work_requirements=standard.work_requirements if standard else "",
        hours_system=standard.hours_system if standard else "",
        required_days=standard.required_days if standard else None, standard_fen=0, places=need.places,
        sponsoring_department=need.department, host_unit="", standard_post=need.standard_post,
        tags=tuple(need.tags) or (standard.tags if standard else ()), need_id=need.pk,
    )  # fmt: skip


@transaction.atomic
def revise_proposal(proposal_id: int, changes: Mapping[str, Any], *, version: int, officer: Any) -> Proposal:
    """Change a draft. Raises PostRefused when it was submitted, or changed by somebody else meanwhile."""
    proposal = locked_proposal(proposal_id)
    if proposal.submitted_on is not None:
        raise PostRefused(_("%(number)s 已提交，不能再改：请县级退回后修改。") % {"number": proposal.number})
    refuse_old_version(proposal, version)
    known = {field.name for field in fields(ProposalEntry)} - {"village_code", "year", "need_id"}
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"a proposal has no {name}")
        setattr(proposal, name, list(value) if isinstance(value, tuple) else value)
    _refuse_nonsense(proposal)
    proposal.version += 1
    proposal.save()
    record(
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
    Which words name a forbidden kind of post is the parameter `forbidden_post_words`.
    """
    proposal = locked_proposal(proposal_id)
    if proposal.submitted_on is not None:
        raise PostRefused(_("%(number)s 已经提交过了。") % {"number": proposal.number})
    problems: dict[str, str] = {}
    lacking = quality_defects([_described(proposal)], duties_characters_min=_characters_min(proposal, on))
    for defect in lacking:
        if defect.kind in _FIELD_OF:
            problems[_FIELD_OF[defect.kind]] = _("岗位“%(name)s”还不能提交：%(why)s。") % {
                "name": proposal.name,
                "why": _(QUALITY_WORDS[defect.kind]),
            }
    if proposal.category not in POST_CATEGORIES:
        problems["category"] = _("没有选岗位大类：请从五大类里选。")
    if proposal.places < 1:
        problems["places"] = _("岗位“%(name)s”的名额至少 1 个：请填写。") % {"name": proposal.name}
    if not proposal.sponsoring_department.strip():
        problems["sponsoring_department"] = _("没有写开发部门：请填写由哪个部门开发。")
    if not proposal.host_unit.strip():
        problems["host_unit"] = _("没有写用岗单位：请填写人在哪个单位上班。")
    word = forbidden_word(proposal.name, _forbidden_words(proposal, on))
    if word:
        problems["name"] = _(
            "岗位名称里有“%(word)s”，属于机关事业单位管理类、专业技术类，不能开发为公益性岗位：请改做别的工作。"
        ) % {"word": word}
    elif not proposal.not_forbidden:
        problems["not_forbidden"] = _(
            "请确认不是机关事业单位管理类、专业技术类岗位，也不是没有实际工作内容的岗位，再提交。"
        )
    if problems:
        raise PostRefused(problems)
    proposal.submitted_on, proposal.sent_back_why = on, ""
    proposal.version += 1
    proposal.save()
    record(officer, "posts.submit", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number)
    return proposal


@transaction.atomic
def send_back(proposal_id: int, *, reason: str, version: int, officer: Any) -> Proposal:
    """The county gives a proposal back to be mended. Raises PostRefused without a reason, or when it is decided."""
    proposal = locked_proposal(proposal_id)
    if proposal.submitted_on is None or proposal.decision is not None:
        raise PostRefused(
            _("%(number)s 不在审核中：只有已提交、还没有批复的申请可以退回。") % {"number": proposal.number}
        )
    refuse_old_version(proposal, version)
    if not reason.strip():
        raise PostRefused({"reason": _("没有写退回的理由：请写明要改什么。")})
    proposal.submitted_on, proposal.sent_back_why = None, reason[:400]
    proposal.version += 1
    proposal.save()
    record(
        officer, "posts.send_back", f"proposal:{proposal.pk}", proposal.village_code, number=proposal.number,
        reason=reason,
    )  # fmt: skip
    return proposal


def locked_proposal(proposal_id: int) -> Proposal:
    """The proposal, locked until the transaction ends."""
    return Proposal.objects.select_for_update().get(pk=proposal_id)


def refuse_old_version(proposal: Proposal, version: int) -> None:
    """Raises PostRefused when the page on which somebody acts shows what has been changed since."""
    if proposal.version != version:
        raise PostRefused(_("%(number)s 已被别人修改：请看过现在的内容再改。") % {"number": proposal.number})


def _drawable(need_id: int) -> Need:
    need = Need.objects.select_for_update().get(pk=need_id)
    if need.withdrawn_on is not None:
        raise PostRefused(_("“%(name)s”的需求已撤回，不能起草申请。") % {"name": need.name})
    open_ones = need.proposals.exclude(decision=Proposal.Decision.REFUSED)
    if (drawn := open_ones.first()) is not None:
        raise PostRefused(
            _("“%(name)s”的需求已起草 %(number)s，不用再起草。") % {"name": need.name, "number": drawn.number}
        )
    return need


def _refuse_nonsense(entry: ProposalEntry | Proposal) -> None:
    problems = {
        name: _("写得太长：请写在 %(n)d 字以内。") % {"n": longest}
        for name, longest in _LONGEST.items()
        if len(getattr(entry, name)) > longest
    }
    if entry.urban_rural not in ("URBAN", "RURAL"):
        problems["urban_rural"] = _("没有选城镇还是乡村。")
    if entry.standard_post and entry.standard_post not in standard_posts():
        problems["standard_post"] = _("岗位目录里没有这个标准岗位：请重新选。")
    if not set(entry.tags) <= set(TAGS):
        problems["tags"] = _("没有这个来源行动：请重新选。")
    if problems:
        raise PostRefused(problems)


def _characters_min(proposal: Proposal, on: date) -> int:
    try:
        return int(parameters().get("duties_characters_min", region=proposal.village_code, on=on))
    except OutsideForce:
        return 0


def _forbidden_words(proposal: Proposal, on: date) -> list[str]:
    try:
        return list(parameters().get("forbidden_post_words", region=proposal.village_code, on=on))
    except OutsideForce:
        return []


def _described(proposal: Proposal) -> Described:
    return Described(
        proposal.number, proposal.name, "；".join([proposal.duties, *proposal.tasks]).strip("；"),
        proposal.work_requirements, proposal.hours_system, proposal.required_days, proposal.standard_fen or None,
    )  # fmt: skip
