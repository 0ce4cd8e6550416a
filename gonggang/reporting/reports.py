"""The named reports that other programs rely on, each one JSON-ready value drawn from records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.exits import queries as exits
from gonggang.people import queries as people
from gonggang.recruitment import queries as recruitment
from gonggang.regions import queries as regions
from gonggang.reporting import sorting
from gonggang.subsidies import queries as subsidies


def procedure_defects(region: int, month: Month | None) -> list[dict[str, Any]]:
    """The defects of old procedures, one entry a person, a kind and a stage (clause 6.2)."""
    found = recruitment.procedure_defects(region, month)
    numbers = people.id_numbers(d.person_id for d in found)
    return [{"id_number": numbers[d.person_id], "kind": d.kind, "stage": d.stage} for d in found]


def post_groups(region: int, on: date) -> dict[str, Any]:
    """Posts that are the same work under other names, and posts out of line, county by county (clauses 2.3, 2.5)."""
    groups: list[list[str]] = []
    odd: list[dict[str, Any]] = []
    for county, _ in regions.counties(region):
        there = sorting.county_posts(county)
        groups.extend(sorting.groups_of(there, county, on))
        odd.extend(
            {
                "post": o.post,
                "kind": o.kind,
                "value": o.value,
                "median": int(o.median)
                if o.median.denominator == 1
                else str(Decimal(o.median.numerator) / o.median.denominator),
            }
            for o in sorting.outliers_of(there, county, on)
        )
    return {"groups": groups, "outliers": odd}


def ranking(village_code: int, post_name: str) -> list[dict[str, Any]]:
    """The order of a post's applicants, category by category (clause 8.3); between categories there is none."""
    result: list[dict[str, Any]] = []
    for ranked in recruitment.rankings(village_code, post_name):
        numbers = people.id_numbers(int(key) for key in ranked.candidates)
        tied = {key for tie in ranked.order.ties for key in tie}
        # Inside a tie any order is right; by number it is at least the same each time.
        order = sorted(ranked.order.order, key=lambda k: (ranked.order.ranks[k], numbers[int(k)]))
        for key in [*order, *ranked.order.to_verify]:
            person = ranked.candidates[key]
            result.append(
                {
                    "id_number": numbers[int(key)],
                    "category": ranked.category,
                    "rank": ranked.order.ranks.get(key),
                    "keys": {
                        "birth": person.birth,
                        "recognised_on": person.recognised_on,
                        "low_income_or_zero_employment_family": bool(
                            person.low_income_family or person.zero_employment_family
                        ),
                    },
                    "tie": key in tied,
                    "to_verify": key in ranked.order.to_verify,
                }
            )
    return result


def undeclared_relatives(region: int) -> list[dict[str, Any]]:
    """Applicants who declare no relative in office and have one by the registers (clause 9.3)."""
    return [
        {
            "id_number": found.id_number,
            "relation": found.relation,
            "of": found.official_id_number,
            "official_kind": found.official_kind,
            "verdict": found.verdict,
        }
        for found in recruitment.undeclared_relatives(region)
        if found.verdict == "yes"
    ]


def expiring(region: int, on: date, days: int) -> list[dict[str, Any]]:
    """Whose placement ends within `days` of a day, from the warnings raised (clause 12.2)."""
    found = exits.due(region, on, days)
    numbers = people.id_numbers(w.person_id for w in found)
    return [
        {
            "id_number": numbers[w.person_id],
            "on": w.ends_on,
            "cause": "age" if w.cause == "statutory" else w.cause,
        }
        for w in found
    ]


def payment_totals(region: int, month: Month | None) -> dict[str, Any]:
    """What the bank paid and returned (clauses 13.3, 13.5); money in fen."""
    found = subsidies.bank_returns(region, month)
    failed = [line for line in found if not line.succeeded]
    numbers = people.id_numbers(line.person_id for line in failed)
    return {
        "success_count": sum(line.succeeded for line in found),
        "total_success_fen": sum(line.amount_fen for line in found if line.succeeded),
        "failed": [
            {
                "id_number": numbers[line.person_id],
                "reason": line.failure_reason,
                "amount_fen": line.amount_fen,
            }
            for line in failed
        ],
        "total_failed_fen": sum(line.amount_fen for line in failed),
    }


NAMES: dict[str, str] = {
    "procedure-defects": "上岗程序疑点：倒置、缺失、公示过短",
    "post-groups": "名称、职责相近的岗位，待遇离群的岗位",
    "ranking": "报名人员排序（须 --post 和 --village）",
    "undeclared-relatives": "报“无”而有亲属在任的报名人",
    "expiring": "即将期满或到龄的人员（--days）",
    "payment-totals": "一卡通回盘：成功、失败与金额",
}


def run(
    name: str,
    *,
    region: int,
    month: Month | None,
    on: date | None,
    today: date,
    days: int,
    post: str | None,
    village: str | None,
) -> Any:
    """One report by its name; raises UnusableInput when there is no such report or an argument is missing.

    Where no day is given (`on`), what expires is told as of the newest warnings: of an old month nothing would be
    left by today. Every other report takes `today`.
    """
    if name == "ranking":
        if not post or not village:
            raise UnusableInput("排序报告要写明岗位和村：--post 岗位名称 --village 村的 12 位代码。")
        return ranking(regions.region_from_text(village), post)
    simple: dict[str, Callable[[], Any]] = {
        "procedure-defects": lambda: procedure_defects(region, month),
        "post-groups": lambda: post_groups(region, on or today),
        "undeclared-relatives": lambda: undeclared_relatives(region),
        "expiring": lambda: expiring(region, on or exits.newest_day(region) or today, days),
        "payment-totals": lambda: payment_totals(region, month),
    }
    if name not in simple:
        raise UnusableInput(f"没有“{name}”这个报告：可用的有 {'、'.join(NAMES)}。")
    return simple[name]()


__all__ = ["NAMES", "run"]
