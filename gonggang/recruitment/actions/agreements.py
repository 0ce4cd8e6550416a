"""Agreements: a labour contract in town, a service agreement in the country that ends in time (clauses 6.11, R-27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from gonggang.casework.actions import NewFile
from gonggang.core.dates import add_months
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import check_day, check_text
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.refusals import Refused as RowRefused
from gonggang.recruitment.actions.refusals import refusal_of
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.files import keep_file
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import Agreement, Application
from gonggang.recruitment.numbering import next_number
from gonggang.regions.rules import COUNTY, enclosing

AGREEMENT: Final = "XY"
KINDS: Final = {"labour_contract": "劳动合同", "service_agreement": "劳务协议"}
_PARTY_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class Terms:
    """What was signed. `ends_on` is the first day outside; `file` the signed copy."""

    kind: str
    begins_on: date | None
    ends_on: date | None
    signed_on: date | None
    party: str
    file: NewFile | None


def sign(application_ids: Sequence[int], terms: Terms, *, officer: Any) -> StageBatch:
    """Record that applicants signed on these terms and finish the stage of each; a result per person.

    Raises Refused for terms that nobody could sign. Each person's agreement has a number of its own without a gap.
    """
    _check(terms)
    assert terms.file is not None
    digest = keep_file(terms.file, field="file")
    rows = Application.objects.filter(pk__in=application_ids).select_related("round_post__post")
    there = {row.pk: row for row in rows}
    finished: list[int] = []
    refused: list[RowRefused] = []
    for key in application_ids:
        sentence = "没有这份报名" if key not in there else _sign_one(there[key], terms, digest, officer)
        if sentence is None:
            finished.append(key)
        else:
            refused.append(RowRefused(key, sentence))
    return StageBatch(tuple(finished), tuple(refused))


def _check(terms: Terms) -> None:
    problems: dict[str, str] = {}
    if terms.kind not in KINDS:
        problems["kind"] = "没有选协议的种类。"
    for field, what in (("begins_on", "协议开始"), ("ends_on", "协议结束")):
        if getattr(terms, field) is None:
            problems[field] = f"没有写{what}的日期（6.11）。"
    try:
        check_day(terms.signed_on, what="签订", field="signed_on")
    except Refused as wrong:
        problems |= wrong.problems
    try:
        check_text(terms.party, field="party", what="用岗单位（甲方）", longest=_PARTY_MAX)
    except Refused as wrong:
        problems |= wrong.problems
    if terms.file is None:
        problems["file"] = "没有上传签字的协议（6.11）。"
    if terms.begins_on and terms.ends_on and terms.ends_on <= terms.begins_on:
        problems["ends_on"] = "协议结束要在开始之后（6.11）。"
    if terms.signed_on and terms.begins_on and terms.begins_on < terms.signed_on:
        problems["begins_on"] = "协议开始不能早于签订的那一天（6.11）。"
    if problems:
        raise Refused(problems)


def _sign_one(application: Application, terms: Terms, digest: str, officer: Any) -> str | None:
    """Sign for one; the sentence of what was refused, or None."""
    sentence, months = _kind_and_length(application, terms)
    if sentence is not None:
        return sentence
    signed = terms.signed_on
    assert signed is not None
    assert terms.begins_on is not None
    assert terms.ends_on is not None
    try:
        with transaction.atomic():
            county = enclosing(application.village_code or 0, COUNTY)
            agreement = Agreement.objects.create(
                application=application, number=next_number(AGREEMENT, county, signed), kind=terms.kind,
                begins_on=terms.begins_on, ends_on=terms.ends_on, signed_on=signed, months_max=months,
                party=terms.party.strip(), digest=digest, officer=officer,
            )  # fmt: skip
            batch = finish(
                [application.pk], "agreement", on=signed, officer=officer,
                proofs={application.pk: agreement.pk},
            )  # fmt: skip
            if batch.refused:
                transaction.set_rollback(True)
                return batch.refused[0].sentence
    except IntegrityError as error:
        return refusal_of(error)
    return None


def _kind_and_length(application: Application, terms: Terms) -> tuple[str | None, int | None]:
    """What is wrong with kind and length for the post of this applicant, and the greatest length in months."""
    post = application.round_post.post if application.round_post else None
    if post is None:
        return "这份报名没有岗位，不能签协议（6.11）", None
    if post.urban_rural not in ("URBAN", "RURAL"):
        return "岗位没有写明城镇还是乡村，定不了协议种类。请先在岗位台账补齐（6.11）", None
    if post.urban_rural == "URBAN":
        return (None if terms.kind == "labour_contract" else "城镇岗位要签劳动合同（6.11）"), None
    signed = terms.signed_on or date.min
    try:
        months: int = limit(
            parameters(), "rural_agreement_months_max", region=application.village_code or 0, on=signed
        )
    except OutsideForce as missing:
        return str(missing), None
    if terms.ends_on and terms.begins_on and terms.ends_on > add_months(terms.begins_on, months):
        return f"乡村岗位的协议最长 {months} 个月，这份超过了（6.11）", None
    return None, months
