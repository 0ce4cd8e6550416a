"""Reads of regions for other rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gonggang.core.errors import UnusableInput
from gonggang.regions.models import Region
from gonggang.regions.rules import CODE_DIGITS, NoVillages, Place, VillageIndex, territory


def in_ranges(field: str, ranges: tuple[tuple[int, int], ...]) -> Q:
    """The rows whose code lies in one of the half-open ranges; no range at all means no row, never every row."""
    inside = Q(pk__in=[])
    for low, high in ranges:
        inside |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return inside


def village_index(region: int = 0) -> VillageIndex:
    """An index of the villages of a territory (0 is everywhere).

    Raises NoVillages when there are none: every row of a file would be refused for want of the table of regions.
    """
    low, high = territory(region)
    rows = Region.objects.filter(code__gte=low, code__lt=high, ends_on__isnull=True)
    index = VillageIndex(Place(*row) for row in rows.values_list("code", "name", "level", "parent_code"))
    if not len(index):
        where = f"区划 {region} " if region else "系统里"
        raise NoVillages(f"{where}还没有一个村（社区）：请先导入区划表（gonggang import regions 文件）。")
    return index


def names(codes: set[int]) -> dict[int, str]:
    """The names of regions by code."""
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place as a list of places shows it."""

    code: int
    name: str
    level: int


_COLUMNS = ("code", "name", "level")


def _there() -> QuerySet[Region]:
    return Region.objects.filter(ends_on__isnull=True)


def place(code: int) -> PlaceFound | None:
    """A place that is there now; None where there is none of that code."""
    row = _there().filter(code=code).values_list(*_COLUMNS).first()
    return PlaceFound(*row) if row else None


def children(code: int) -> list[PlaceFound]:
    """The places right below a place, by code: those that name it as theirs. Never the whole tree."""
    rows = _there().filter(parent_code=code).order_by("code").values_list(*_COLUMNS)
    return [PlaceFound(*row) for row in rows]


def tops(code: int) -> list[PlaceFound]:
    """A territory itself, or where the table of regions begins below it, the highest places inside it, by code."""
    itself = place(code)
    if itself is not None:
        return [itself]
    low, high = territory(code)
    inside = _there().filter(code__gte=low, code__lt=high)
    level = inside.order_by("level").values_list("level", flat=True).first()
    if level is None:
        return []
    return [PlaceFound(*row) for row in inside.filter(level=level).order_by("code").values_list(*_COLUMNS)]


def named(text: str, ranges: tuple[tuple[int, int], ...], *, limit: int) -> list[PlaceFound]:
    """Places inside the ranges by name, by how it sounds, or by the beginning of the code.

    Those that begin with the text come first, and of these the larger ones.
    """
    if not text or not ranges:
        return []
    inside = _there().filter(in_ranges("code", ranges))
    if text.isascii() and text.isdigit():
        if not 2 <= len(text) <= CODE_DIGITS:
            return []
        low, span = int(text.ljust(CODE_DIGITS, "0")), 10 ** (CODE_DIGITS - len(text))
        first, more = inside.filter(code__gte=low, code__lt=low + span), None
    elif text.isascii():
        letters = "".join(each for each in text.lower() if each.isalnum())
        sounds = Q(name_pinyin__startswith=letters) | Q(name_initials__startswith=letters)
        first = inside.filter(sounds) if letters else inside.none()
        more = None
    else:
        first = inside.filter(name__startswith=text)
        more = inside.filter(name__contains=text).exclude(name__startswith=text)
    found = list(first.order_by("level", "code").values_list(*_COLUMNS)[:limit])
    if more is not None and len(found) < limit:
        found += list(more.order_by("level", "code").values_list(*_COLUMNS)[: limit - len(found)])
    return [PlaceFound(*row) for row in found]


def counties(region: int = 0) -> list[tuple[int, str]]:
    """The counties (code, name) that lie in a territory or hold it."""
    low, high = territory(region)
    found = Region.objects.filter(level=Region.Level.COUNTY)
    inside = list(found.filter(code__gte=low, code__lt=high).order_by("code").values_list("code", "name"))
    return inside or list(found.filter(code=region // 10**6 * 10**6).values_list("code", "name"))


def townships(county: int) -> list[tuple[int, str]]:
    """The townships (code, name) of a county."""
    low, high = territory(county)
    found = Region.objects.filter(level=Region.Level.TOWNSHIP, code__gte=low, code__lt=high)
    return list(found.order_by("code").values_list("code", "name"))


def villages_within(low: int, high: int) -> list[int]:
    """The codes of the villages in a half-open range of codes."""
    found = Region.objects.filter(level=Region.Level.VILLAGE, code__gte=low, code__lt=high)
    return list(found.order_by("code").values_list("code", flat=True))


def region_from_text(text: str) -> int:
    """A region argument (6, 9 or 12 digits) to its 12-digit code; raises UnusableInput when there is no such place."""
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (2, 4, 6, 9, 12):
        raise UnusableInput(f"区划代码“{text}”写法不对：请填 6、9 或 12 位数字，例如 379901。")
    code = int(digits.ljust(12, "0"))
    if not Region.objects.filter(code=code).exists():
        raise UnusableInput(f"系统里没有区划 {text}：请先导入区划表，或核对代码。")
    return code


def urban_rural_of(codes: set[int]) -> dict[int, str]:
    """Whether regions are URBAN or RURAL, where that is known."""
    rows = Region.objects.filter(code__in=codes, urban_rural__isnull=False)
    return dict(rows.values_list("code", "urban_rural"))
