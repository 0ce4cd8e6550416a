"""The chain of regions that a 12-digit statistical code lies in, nearest first."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

COUNTRY: Final = 0

# From the right: three digits of the village, three of the township, two each of county, city and province.
_LEVELS: Final = (1, 10**3, 10**6, 10**8, 10**10)
_CODE_MIN: Final = 10**11
_CODE_LIMIT: Final = 10**12


@lru_cache(maxsize=4096)
def chain(region: int) -> tuple[int, ...]:
    """Village, township, county, city, province and country of a region, from the level of the code upward.

    Raises ValueError unless the code is 0 (the whole country) or has 12 digits.
    """
    if region == COUNTRY:
        return (COUNTRY,)
    if not _CODE_MIN <= region < _CODE_LIMIT:
        raise ValueError(f"a region is 0 or a code of 12 digits, not {region}")
    codes = [region // size * size for size in _LEVELS]
    return (*dict.fromkeys(codes), COUNTRY)
