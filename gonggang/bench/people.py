"""Made-up people by number: keys in the unassigned area 3799, and names; a number is always one person."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.int64]

_AREA_FIRST: Final = 379_901
_AREAS: Final = 90
_SEQUENCES: Final = 1_000
_BORN_FROM: Final = np.datetime64("1944-01-01")
_DAYS: Final = 22_000
_PEOPLE_MAX: Final = _AREAS * _SEQUENCES * _DAYS
# A prime that shares no factor with the number of people: multiplying by it scatters neighbours.
_SCATTER: Final = 1_000_003

_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂鑫宇浩然梓涵欣怡子轩雨泽国建文志海波"


def _born() -> Numbers:
    days = _BORN_FROM + np.arange(_DAYS)
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    in_month = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray(years * 10_000 + months * 100 + in_month, dtype=np.int64)


_BORN: Final = _born()
NAMES: Final = pa.array(
    [surname + first + second for surname, first, second in product(_SURNAMES, _GIVEN, _GIVEN)], pa.string()
)


def keys_of(numbers: Numbers) -> Numbers:
    """17-digit keys of people by number, 0 to some 1.9 billion; two numbers never share a key."""
    scattered = numbers * _SCATTER % _PEOPLE_MAX
    area = scattered // (_SEQUENCES * _DAYS)
    born = _BORN[scattered // _SEQUENCES % _DAYS]
    return np.asarray((_AREA_FIRST + area) * 100_000_000_000 + born * 1_000 + scattered % _SEQUENCES)


def names_of(numbers: Numbers) -> pa.Array:
    """Their names, one of some 80,000."""
    return NAMES.take(pa.array(numbers * 7_919 % len(NAMES)))
