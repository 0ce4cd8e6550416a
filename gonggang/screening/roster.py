"""The people in post as the comparison reads them: a row a placement, ages decided beforehand by rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, Literal

import pyarrow as pa

from gonggang.core.month import Month
from gonggang.core.names import name_key
from gonggang.core.text import drop_invisible, half_width, tidy_number
from gonggang.policy.parameters import Parameters
from gonggang.policy.retirement import statutory_retirement, upper_age_reached

UrbanRural = Literal["URBAN", "RURAL"]

RETIREMENT_CATEGORY_UNKNOWN: Final = "retirement_category_unknown"
URBAN_RURAL_UNKNOWN: Final = "urban_rural_unknown"

ROSTER_SCHEMA: Final = pa.schema(
    [
        pa.field("placement", pa.string()),
        pa.field("person_key", pa.int64()),
        pa.field("name", pa.string()),
        pa.field("name_key", pa.string()),
        pa.field("urban_rural", pa.string()),
        pa.field("started_on", pa.date32()),
        pa.field("account_key", pa.string()),
        pa.field("host_unit_key", pa.string()),
        pa.field("host_uscc", pa.string()),
        pa.field("age_limit_on", pa.date32()),
        pa.field("age_unknown_why", pa.string()),
        pa.field("village_code", pa.int64()),
        pa.field("post_number", pa.string()),
        pa.field("source_row", pa.int64()),
    ]
)

_ROWS_A_BATCH: Final = 50_000
_CATEGORIES: Final = {"男60": "male60", "女55": "female55", "女50": "female50"}
_WOMENS: Final = ("female55", "female50")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One placement of one person.

    `person_key` is the 17-digit key of the national ID, from which birth date and sex are read; `placement`
    any reference of the caller. `account` is compared after tidying, so it may be the account or a blind
    index of it.
    """

    placement: str
    person_key: int
    name: str
    urban_rural: UrbanRural | None
    started_on: date | None
    village_code: int
    retirement_category: str | None = None
    account: str | None = None
    host_unit: str | None = None
    host_uscc: str | None = None
    post_number: str | None = None
    source_row: int | None = None


def birth_of(person_key: int) -> date:
    """The birth date in a 17-digit key; raises ValueError for a key that is not of a real ID."""
    born = person_key // 1_000 % 100_000_000
    return date(born // 10_000, born // 100 % 100, born % 100)


def is_man(person_key: int) -> bool:
    """Whether the 17th digit is odd (GB 11643)."""
    return person_key % 2 == 1


def unit_key(name: str | None) -> str | None:
    """A unit's name as it is compared: half width, nothing invisible, 居民委员会 as 居委会; None if blank."""
    if not name:
        return None
    tidied = drop_invisible(half_width(name)).casefold()
    for long, short in (("居民委员会", "居委会"), ("村民委员会", "村委会")):
        tidied = tidied.replace(long, short)
    return tidied or None


class AgeLimits:
    """The first day past the age of a post, by region, kind of post and birth (clause 7.3)."""

    def __init__(self, parameters: Parameters, month: Month) -> None:
        self._parameters = parameters
        self._on = month.last
        self._limits: dict[tuple[int, str | None, int, str | None], tuple[date | None, str | None]] = {}
        self._terms: dict[tuple[str, int], object] = {}

    def limit(self, row: RosterRow) -> tuple[date | None, str | None]:
        """(the day, None), or (None, why it is not known); raises OutsideForce where no limit is entered."""
        county = row.village_code // 1_000_000 * 1_000_000
        category = None
        if row.urban_rural == "URBAN":
            category = retirement_category(row.person_key, row.retirement_category)
        key = (county, row.urban_rural, row.person_key // 1_000 % 100_000_000, category)
        known = self._limits.get(key)
        if known is None:
            known = self._limits[key] = self._decide(county, row.urban_rural, row.person_key, category)
        return known

    def _decide(
        self, county: int, urban_rural: str | None, person_key: int, category: str | None
    ) -> tuple[date | None, str | None]:
        birth = birth_of(person_key)
        if urban_rural == "RURAL":
            return self._rural(county, birth), None
        if urban_rural != "URBAN":
            return None, URBAN_RURAL_UNKNOWN
        retirement = statutory_retirement(birth, category)
        if retirement.month is None:
            return None, RETIREMENT_CATEGORY_UNKNOWN
        if self._term("statutory_day", county) == "next_month_start":
            return retirement.month.next().first, None
        return retirement.month.first, None

    def _rural(self, county: int, birth: date) -> date | None:
        reached = upper_age_reached(
            birth,
            self._on,
            self._term("upper_age_rural", county),  # type: ignore[arg-type]
            self._term("upper_age_rule", county),  # type: ignore[arg-type]
            self._term("age_counts_from", county),  # type: ignore[arg-type]
            self._term("leap_birthday", county),  # type: ignore[arg-type]
        )
        return reached.exit_on

    def _term(self, name: str, county: int) -> object:
        key = (name, county)
        if key not in self._terms:
            self._terms[key] = self._parameters.get(name, region=county, on=self._on)
        return self._terms[key]


def retirement_category(person_key: int, written: str | None) -> str | None:
    """The category of the statutory age: a man needs none written, a woman must have 女55 or 女50."""
    if is_man(person_key):
        return "male60"
    code = _CATEGORIES.get(written or "", written)
    return code if code in _WOMENS else None


def build_roster(rows: Iterable[RosterRow], month: Month, parameters: Parameters) -> pa.Table:
    """The roster table (`ROSTER_SCHEMA`) of a month; the values of each placement's own region count.

    Reads the rows in batches, so a generator of a whole province is never held as objects. Raises
    OutsideForce where a limit is not in force and ValueError for a key that is not of a real ID.
    """
    limits = AgeLimits(parameters, month)
    source = iter(rows)
    batches: list[pa.RecordBatch] = []
    while some := list(islice(source, _ROWS_A_BATCH)):
        batches.append(_batch(some, limits))
    return pa.Table.from_batches(batches, ROSTER_SCHEMA)


def _batch(rows: list[RosterRow], limits: AgeLimits) -> pa.RecordBatch:
    ages = [limits.limit(row) for row in rows]
    columns: dict[str, list[object]] = {
        "placement": [row.placement for row in rows],
        "person_key": [row.person_key for row in rows],
        "name": [row.name for row in rows],
        "name_key": [name_key(row.name) or None for row in rows],
        "urban_rural": [row.urban_rural for row in rows],
        "started_on": [row.started_on for row in rows],
        "account_key": [tidy_number(row.account) or None for row in rows],
        "host_unit_key": [unit_key(row.host_unit) for row in rows],
        "host_uscc": [tidy_number(row.host_uscc) or None for row in rows],
        "age_limit_on": [on for on, _ in ages],
        "age_unknown_why": [why for _, why in ages],
        "village_code": [row.village_code for row in rows],
        "post_number": [row.post_number for row in rows],
        "source_row": [row.source_row for row in rows],
    }
    arrays = [pa.array(columns[field.name], field.type) for field in ROSTER_SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=ROSTER_SCHEMA)
