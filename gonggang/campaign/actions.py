"""Writes on quotas: handing a year's plan down, using it up, giving back what a cut post had used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from gonggang.audit import actions as audit
from gonggang.campaign.models import Quota
from gonggang.campaign.rules import Kind, Share, chain_of_quotas, parent_of, unbalanced, without_a_plan
from gonggang.core.errors import UnusableInput
from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.regions.queries import names

_KIND_WORDS = {"URBAN": "城镇", "RURAL": "乡村"}


class PlanRefused(UnusableInput):
    """A plan that cannot be handed down, or a quota that cannot be used; says in Chinese where and what to do."""


@transaction.atomic
def hand_down(
    year: int,
    shares: Mapping[int, Share],
    *,
    document: str,
    on: date,
    officer: Any,
    batch: ImportBatch | None = None,
) -> list[Quota]:
    """Set the quotas of places for a year and check that each level adds up to the one above (clause 1.5).

    `shares` may hold any number of places of any levels. Nothing is kept unless all of it agrees with what stands
    above and below. A `batch` is that of the plan table it came in with. Raises PlanRefused: children that do not add
    up, less than is used already, a negative number.
    """
    _refuse_nonsense(year, shares)
    parents = {parent for code in shares if (parent := parent_of(code)) is not None}
    concerned = set(shares) | parents
    there = {
        quota.region_code: quota
        for quota in Quota.objects.select_for_update()
        .filter(year=year, region_code__in=concerned)
        .order_by("region_code")
    }
    all_shares = _family(year, concerned, shares)
    wrong = unbalanced(all_shares)
    if wrong:
        raise PlanRefused(_unbalanced_sentence(year, wrong[0].code, wrong[0].above, wrong[0].below))
    kept = []
    for code, share in sorted(shares.items()):
        wanted = Quota(
            year=year, region_code=code, parent_code=parent_of(code), urban=share.urban, rural=share.rural,
            document=document, handed_down_on=on, officer=officer, batch=batch,
        )  # fmt: skip
        kept.append(_set(there.get(code), wanted))
    audit.record(
        officer=officer,
        verb="campaign.hand_down",
        subject=f"plan:{year}",
        detail={"year": year, "places": len(kept), "document": document},
        region=min(shares) if shares else None,
    )
    return kept


def _refuse_nonsense(year: int, shares: Mapping[int, Share]) -> None:
    if not shares:
        raise PlanRefused(f"{year} 年计划里一个地方也没有：请至少填一行。")
    for code, share in shares.items():
        if share.urban is None and share.rural is None:
            raise PlanRefused(f"{_name(code)} {year} 年计划没有填数：请填城镇数或乡村数，没有名额请填 0。")
        if (share.urban or 0) < 0 or (share.rural or 0) < 0:
            raise PlanRefused(f"{_name(code)} {year} 年计划数不能是负数：请改正后再下达。")


def _family(year: int, concerned: set[int], shares: Mapping[int, Share]) -> dict[int, Share]:
    """The shares that must agree: the places concerned, and whatever stands below any of them, after the change."""
    rows = Quota.objects.filter(year=year)
    found = {
        code: Share(urban, rural)
        for code, urban, rural in rows.filter(parent_code__in=concerned).values_list(
            "region_code", "urban", "rural"
        )
    }
    found |= {
        code: Share(urban, rural)
        for code, urban, rural in rows.filter(region_code__in=concerned).values_list(
            "region_code", "urban", "rural"
        )
    }
    return found | dict(shares)


def _set(quota: Quota | None, wanted: Quota) -> Quota:
    """Keep what is wanted as a new quota, or change the one that is there."""
    if quota is None:
        wanted.save()
        return wanted
    for kind, places, used in (
        ("城镇", wanted.urban, quota.urban_used),
        ("乡村", wanted.rural, quota.rural_used),
    ):
        if (places or 0) < used:
            raise PlanRefused(
                f"{_name(quota.region_code)} {quota.year} 年{kind}名额已用 {used} 个，不能改为 {places or 0} 个："
                "请先核减岗位，或把计划数改大。"
            )
    if (quota.urban, quota.rural) != (wanted.urban, wanted.rural):
        changes = {
            "urban": wanted.urban, "rural": wanted.rural, "document": wanted.document,
            "handed_down_on": wanted.handed_down_on, "officer_id": wanted.officer_id, "version": quota.version + 1,
        }  # fmt: skip
        if wanted.batch is not None:
            change_row(wanted.batch, quota, **changes)
        else:
            for name, value in changes.items():
                setattr(quota, name, value)
            quota.save()
    return quota


@transaction.atomic
def use(year: int, village_code: int, kind: Kind, places: int, *, officer: Any) -> None:
    """Use up places of the year's quota in a village and in every place above that has one (clause 1.4).

    The rows are updated from the highest down, each by one guarded statement, so that two officers can never use the
    last places twice. Raises PlanRefused, and then nothing is used: no plan handed down, or not enough left.
    """
    if places < 1:
        raise PlanRefused("名额至少为 1 个：请核对后再办。")
    chain = chain_of_quotas(village_code)
    there = set(Quota.objects.filter(year=year, region_code__in=chain).values_list("region_code", flat=True))
    if without_a_plan(chain, there):
        raise PlanRefused(f"{year} 年岗位计划还没有下达到本县，不能开发新岗位：请先由上级下达计划。")
    quota, used = ("urban", "urban_used") if kind == "URBAN" else ("rural", "rural_used")
    for code in chain:
        if code not in there:
            continue
        free = Quota.objects.filter(
            year=year, region_code=code, **{f"{quota}__isnull": False, f"{used}__lte": F(quota) - places}
        )
        if not free.update(**{used: F(used) + places}):
            row = Quota.objects.get(year=year, region_code=code)
            left = (getattr(row, quota) or 0) - getattr(row, used)
            raise PlanRefused(
                f"{_name(code)} {year} 年{_KIND_WORDS[kind]}岗位计划只剩 {left} 个名额，不够 {places} 个："
                "请减少名额，或请上级调整计划。"
            )


def give_back(year: int, village_code: int, kind: Kind, places: int, *, officer: Any) -> None:
    """Return places of a cut post to the year's quota, at every level (clause 3.4)."""
    used = "urban_used" if kind == "URBAN" else "rural_used"
    for code in chain_of_quotas(village_code):
        Quota.objects.filter(year=year, region_code=code).update(**{used: F(used) - places})


def _name(code: int) -> str:
    return names({code}).get(code) or str(code)


def _unbalanced_sentence(year: int, code: int, above: Share, below: Share) -> str:
    parts = [
        f"{word}相差 {got - has:+d} 个（本级 {has}，下级合计 {got}）"
        for word, has, got in (
            ("城镇", above.urban or 0, below.urban or 0),
            ("乡村", above.rural or 0, below.rural or 0),
        )
        if has != got
    ]
    return f"{_name(code)} {year} 年计划与下级合计不等：{'，'.join(parts)}；请改到相等再下达。"
