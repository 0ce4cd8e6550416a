"""The number in force for a step of the procedure: the parameter's, or the county's where that is tighter (6.3)."""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from gonggang.policy.parameters import OutsideForce
from gonggang.recruitment.models import CountyLimit
from gonggang.recruitment.rules.limits import tightest

_COUNTY: Final = 10**6


class Values(Protocol):
    """What is asked for the wider number: the parameters of the house."""

    def get(self, name: str, *, region: int, on: date) -> int:
        """The value in force; raises OutsideForce."""
        ...


def limit(values: Values, name: str, *, region: int, on: date) -> int:
    """The number that holds in a region on a day. Raises OutsideForce where neither has entered one."""
    missing: OutsideForce | None = None
    wider: int | None = None
    try:
        wider = values.get(name, region=region, on=on)
    except OutsideForce as outside:
        missing = outside
    found = tightest(name, wider, own_limit(name, region=region, on=on))
    if found is None:
        assert missing is not None
        raise missing
    return found


def own_limit(name: str, *, region: int, on: date) -> int | None:
    """The county's own number on a day, or None."""
    rows = CountyLimit.objects.filter(
        region_code=region // _COUNTY * _COUNTY, name=name, begins_on__lte=on
    ).order_by("-begins_on")
    return rows.values_list("value", flat=True).first()
