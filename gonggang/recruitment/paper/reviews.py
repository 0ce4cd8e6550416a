"""Documents of the reviews: the county's opinion, and what a person is told when something is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gonggang.accounts.roles import Role
from gonggang.core.errors import UnusableInput
from gonggang.core.masks import mask_numbers
from gonggang.exchange.paper.values import written
from gonggang.recruitment.models import Notification, Review
from gonggang.recruitment.paper.applications import the_application
from gonggang.recruitment.paper.common import offices_of, person_printed, post_of
from gonggang.registers.catalogue import REGISTERS

_VERDICTS = {"fits": "符合", "not_fits": "不符", "no_data": "无数据", None: "没有答复"}
# Whether what was refused was refused by the county or by the township, and in which words.
_KINDS = {
    "first_review": ("不予通过告知书", "初审没有通过", False),
    "second_review": ("不予通过告知书", "复审没有通过", True),
    "objection_upheld": ("不予通过告知书", "公示期间的异议成立，不予安置", False),
    "filing": ("不予通过告知书", "亲属备案没有同意", True),
    "appraisal": ("不予通过告知书", "民主评议没有通过", False),
    "not_chosen": ("未入选告知书", "没有入选", False),
    "round_withdrawn": ("公告撤回告知书", "所报名的公告已经撤回", False),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """A line of what an opinion rests on."""

    subject: str
    source: str
    result: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """安置条件复审意见书 (clause 5.4)."""

    number: str
    county_office: str
    township_office: str
    name: str
    id_number: str
    village: str
    post: str
    passed: bool
    conclusion: str
    reason: str
    reviewed_on: date
    officer: str
    first_reviewed_on: date | None
    first_officer: str
    first_result: str
    compared_on: date
    basis: tuple[Basis, ...]


def opinion(application_id: int, *, full: bool, on: date) -> Opinion:
    """The newest opinion on an application. Raises UnusableInput when the county has not reviewed it."""
    found = the_application(application_id)
    review = (
        Review.objects.filter(application=found, level="second")
        .select_related("officer", "first", "first_officer", "screening")
        .order_by("-attempt")
        .first()
    )
    if review is None:
        raise UnusableInput("这份报名还没有县级复审，没有意见书可以打印。")
    one, offices = person_printed(found.person_id, full=full), offices_of(found.village_code or 0)
    passed = "经复审，符合公益性岗位安置条件，复审通过。"
    return Opinion(
        number=review.opinion_number or "",
        county_office=offices.county_office,
        township_office=offices.township_office,
        name=one.name,
        id_number=one.id_number,
        village=offices.village,
        post=getattr(post_of(found), "name", ""),
        passed=review.passed,
        conclusion=passed if review.passed else "经复审，不符合公益性岗位安置条件，复审不通过。",
        reason=review.reason or "材料齐全，比对没有发现不符合条件的情形。",
        reviewed_on=review.reviewed_on,
        officer=str(review.officer),
        first_reviewed_on=review.first.reviewed_on if review.first else None,
        first_officer=str(review.first_officer) if review.first_officer else "",
        first_result="通过" if review.first_passed else "不通过",
        compared_on=review.screening.compared_on,
        basis=tuple(_basis(each) for each in review.basis if isinstance(each, dict)),
    )


def _basis(told: dict[str, Any]) -> Basis:
    as_of = _day(told.get("data_as_of") or told.get("as_of"))
    if "department" in told:
        batch = mask_numbers(str(told.get("register_batch") or ""))
        source = "，".join(filter(None, (batch, f"截止{as_of}" if as_of else "")))
        result = _VERDICTS.get(told.get("verdict"), "没有答复")
        reason = str(told.get("reason") or "")
        return Basis(
            f"{department(told['department'])}联审", source, f"{result}：{reason}" if reason else result
        )
    register = REGISTERS.get(str(told.get("register", "")))
    return Basis(
        register.label if register else str(told.get("register", "")),
        f"截止{as_of}" if as_of else mask_numbers(str(told.get("file") or "")),
        "已比对",
    )


def _day(text: Any) -> str:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return ""
    return written(day)


def department(code: str) -> str:
    """A department in words."""
    try:
        return Role(code).label
    except ValueError:
        return code


@dataclass(frozen=True, slots=True)
class Refusal:
    """不予通过告知书, or 未入选告知书, with the receipt (clause 5.5)."""

    heading: str
    number: str
    issuer: str
    issued_on: date
    name: str
    applied_on: date | None
    post: str
    application_number: str
    outcome: str
    reason: str
    appeal: str
    how: str
    delivered_on: date | None
    received_by: str


_HOW = {"handed_over": "当面送交", "posted": "邮寄", "phone": "电话告知", "refused_to_take": "拒收留置"}


def refusal(application_id: int, *, full: bool, on: date) -> Refusal:
    """The newest notification of an application. Raises UnusableInput when nothing was to be told."""
    found = the_application(application_id)
    told = Notification.objects.filter(application=found).order_by("-issued_on", "-pk").first()
    if told is None:
        raise UnusableInput("这份报名没有要告知本人的事，没有告知书可以打印。")
    heading, outcome, by_county = _KINDS.get(told.kind, ("不予通过告知书", "没有通过", False))
    offices, delivery = offices_of(found.village_code or 0), getattr(told, "delivery", None)
    return Refusal(
        heading=heading,
        number=told.number,
        issuer=offices.county_office if by_county else offices.township_office,
        issued_on=told.issued_on,
        name=person_printed(found.person_id, full=False).name,
        applied_on=found.applied_on,
        post=getattr(post_of(found), "name", ""),
        application_number=found.number or "",
        outcome=outcome,
        reason=told.reason,
        appeal=told.appeal,
        how=_HOW.get(delivery.how, delivery.how) if delivery else "",
        delivered_on=delivery.delivered_on if delivery else None,
        received_by=delivery.received_by if delivery else "",
    )
