"""The outcome of a month in the form that other programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gonggang.cycle.actions import CountyMonth
from gonggang.people import queries as people
from gonggang.placements.queries import RosterEntry
from gonggang.regions import queries as regions
from gonggang.screening import queries as hits
from gonggang.subsidies import queries as subsidies

# In the promised document both kinds of age limit are one cause.
_CAUSES = {"statutory": "age"}


def month_json(counties: Sequence[CountyMonth]) -> dict[str, Any]:
    """One document for the counties of a run: screening, attendance, subsidies, expiring. Money in fen."""
    parts = [_county(county) for county in counties]
    return {
        "month": str(counties[0].month),
        "regions": [{"code": c.region, "name": c.name, "nothing_new": c.nothing_new} for c in counties],
        "screening": {
            "people": sum(c.run.people for c in counties),
            "hits": _joined(part["hits"] for part in parts),
            "not_compared": _joined(part["not_compared"] for part in parts),
            "coverage": _joined(part["coverage"] for part in parts),
        },
        "attendance": {
            "sheets": sum(c.sheets for c in counties),
            "locked": sum(c.locked for c in counties),
            "anomalies": _joined(part["anomalies"] for part in parts),
        },
        "subsidies": {
            "lines": (lines := _joined(part["lines"] for part in parts)),
            "total_fen": sum(line["amount_fen"] for line in lines),
            "held_fen": sum(line["amount_fen"] for line in lines if line["held"]),
            "payable_fen": sum(line["amount_fen"] for line in lines if not line["held"]),
        },
        "expiring": _joined(part["expiring"] for part in parts),
    }


def _joined(lists: Iterable[list[Any]]) -> list[Any]:
    return [item for items in lists for item in items]


def _county(county: CountyMonth) -> dict[str, list[Any]]:
    found = hits.hits_of(county.run)
    missing = hits.not_compared_of(county.run)
    lines = subsidies.lines_of(county.region, county.month)
    everyone = {e.person_id: e.id_number for e in county.roster}
    rest = {h.person_id for h in found} | {line.person_id for line in lines}
    everyone.update(people.id_numbers(rest - set(everyone)))
    names = regions.names({a.village_code for a in county.anomalies})
    return {
        "hits": [
            {
                "id_number": everyone[hit.person_id],
                "check": hit.check_name,
                "fact_date": hit.fact_on,
                "register": hit.register,
                "source_file": hit.source_file,
                "source_row": hit.source_row,
                "detail": hit.detail,
                "status": hit.status,
            }
            for hit in found
        ],
        "not_compared": _not_compared(county, everyone, missing),
        "coverage": [{"region": county.region, **each} for each in county.run.coverage],
        "anomalies": [
            {"id_number": everyone[a.person_id], "reason": a.reason}
            if a.person_id is not None
            else {"village_code": str(a.village_code), "village": names[a.village_code], "reason": a.reason}
            for a in county.anomalies
        ],
        "lines": [
            {
                "id_number": everyone[line.person_id],
                "post": line.post_number,
                "required_days": line.required_days,
                "actual_days": line.actual_days,
                "standard_fen": line.standard_fen,
                "amount_fen": line.amount_fen,
                "held": line.held,
                "reason": line.reason,
            }
            for line in lines
        ]
        + [_without_sheet(entry) for entry in county.placements_without_sheet],
        "expiring": [
            {
                "id_number": everyone[w.person_id],
                "on": w.ends_on,
                "cause": _CAUSES.get(w.cause, w.cause),
            }
            for w in county.warnings
        ],
    }


def _not_compared(
    county: CountyMonth, everyone: dict[int, str], missing: Iterable[Any]
) -> list[dict[str, Any]]:
    """Who was not compared, one entry a person a check: for want of a register, or for a reason of their own."""
    whole = [
        {"id_number": number, "check": each["check"], "why": why}
        for each in county.run.coverage
        for why in each["not_compared"]
        if why == "register_missing"
        for number in sorted(set(everyone.values()))
    ]
    own = [{"id_number": everyone[m.person_id], "check": m.check_name, "why": m.why} for m in missing]
    return own + whole


def _without_sheet(entry: RosterEntry) -> dict[str, Any]:
    """A placement whose village has handed in no sheet: nothing is computed for it, and it says so."""
    return {
        "id_number": entry.id_number,
        "post": entry.post_number,
        "required_days": entry.required_days,
        "actual_days": 0,
        "standard_fen": entry.standard_fen,
        "amount_fen": 0,
        "held": True,
        "reason": "attendance_sheet_missing",
    }
