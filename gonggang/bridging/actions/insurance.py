"""The employer's social insurance subsidy: flagged when somebody is taken, told, applied for, paid (clause 4.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.bridging.actions.refusals import BridgingRefused, changed, not_after, not_before, raise_if
from gonggang.bridging.models import InsuranceSubsidy, Referral
from gonggang.bridging.queries.facts import retirement_days
from gonggang.bridging.rules import insurance_subsidy_flag
from gonggang.core.money import format_yuan
from gonggang.people import queries as people
from gonggang.policy.parameters import parameters
from gonggang.regions.rules import COUNTY, enclosing


def flag(referral: Referral, *, on: date) -> InsuranceSubsidy:
    """Ask the rule whether the employer may apply, in the transaction in which the outcome is recorded."""
    if referral.starts_on is None:
        raise ValueError("only who was taken is flagged")
    found = insurance_subsidy_flag(
        people.categories_by_person([referral.person_id]).get(referral.person_id),
        parameters().get("hardship_categories", region=enclosing(referral.village_code, COUNTY), on=on),
        retirement_days(referral.person, referral.village_code, on),
        referral.starts_on,
        referral.opening.employment,
        referral.opening.pays_insurance,
    )
    return InsuranceSubsidy.objects.create(
        referral=referral, verdict=found.verdict, failing=list(found.failing),
        sentence=str(found.sentence), flagged_on=on,
    )  # fmt: skip


@transaction.atomic
def decide(
    referral_id: int, *, may_apply: bool | None, why: str, on: date, today: date, version: int, officer: Any
) -> InsuranceSubsidy:
    """Decide what the rule left to a person, with what was found out. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("to_verify",))
    problems: dict[str, str] = {}
    if may_apply is None:
        problems["may_apply"] = _("没有选能不能申领：请核实后选。")
    if not why.strip():
        problems["why"] = _("没有写核实的情况：请写明凭什么。")
    _days(problems, on, found.flagged_on, _("标记"), today)
    raise_if(problems)
    found.verdict = "met" if may_apply else "not_met"
    found.decided_on, found.decided_why = on, why.strip()
    outcome = "能申领" if may_apply else "不能申领"
    return _done(found, "bridging.insurance_decide", officer, outcome=outcome, why=found.decided_why)


@transaction.atomic
def told(referral_id: int, *, on: date, today: date, version: int, officer: Any) -> InsuranceSubsidy:
    """Record that the employer was told that it may apply. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("eligible",))
    problems: dict[str, str] = {}
    _days(problems, on, found.flagged_on, _("标记"), today)
    raise_if(problems)
    found.told_on = on
    return _done(found, "bridging.insurance_told", officer, on=on)


@transaction.atomic
def applied(referral_id: int, *, on: date, today: date, version: int, officer: Any) -> InsuranceSubsidy:
    """Record the employer's application. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("told",))
    problems: dict[str, str] = {}
    _days(problems, on, found.told_on, _("提示单位"), today)
    raise_if(problems)
    found.applied_on = on
    return _done(found, "bridging.insurance_applied", officer, on=on)


@transaction.atomic
def settled(
    referral_id: int, *, paid: bool | None, paid_fen: int | None, why: str, on: date, today: date, version: int,
    officer: Any,
) -> InsuranceSubsidy:  # fmt: skip
    """Record that the subsidy was paid to the employer, in fen, or refused and why. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("applied",))
    problems: dict[str, str] = {}
    if paid is None:
        problems["paid"] = _("没有选发了没有：请选一项。")
    if paid and (paid_fen is None or paid_fen <= 0):
        problems["amount"] = _("发放的金额没有填对：请填大于 0 的元数。")
    if paid is False and not why.strip():
        problems["why"] = _("没有写不予发放的原因：请写明。")
    _days(problems, on, found.applied_on, _("申领"), today)
    raise_if(problems)
    if paid:
        found.paid_on, found.paid_fen = on, paid_fen
        return _done(found, "bridging.insurance_paid", officer, amount=format_yuan(paid_fen or 0), on=on)
    found.refused_on, found.refused_why = on, why.strip()
    return _done(found, "bridging.insurance_refused", officer, why=found.refused_why, on=on)


def _days(problems: dict[str, str], on: date, earliest: date | None, what: str, today: date) -> None:
    not_before(problems, "on", on, earliest, what)
    not_after(problems, "on", on, today)


def _locked(referral_id: int, version: int, states: tuple[str, ...]) -> InsuranceSubsidy:
    rows = InsuranceSubsidy.objects.select_for_update(of=("self",)).select_related("referral")
    found = rows.filter(referral=referral_id).first()
    if found is None:
        raise BridgingRefused(_("还没有录用，没有社会保险补贴可办。"))
    if found.version != version:
        raise changed()
    if found.state not in states:
        raise BridgingRefused(_("社会保险补贴现在不能办这一步：请刷新，看现在到了哪一步。"))
    return found


def _done(found: InsuranceSubsidy, verb: str, officer: Any, **detail: Any) -> InsuranceSubsidy:
    found.version += 1
    found.save()
    found.refresh_from_db(fields=["state"])
    audit.record(
        officer=officer, verb=verb, subject=f"referral:{found.referral_id}", detail=detail,
        region=found.referral.village_code,
    )  # fmt: skip
    return found
