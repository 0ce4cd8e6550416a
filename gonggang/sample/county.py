"""One county's folder: built from a seed, written beside its place, and moved there when complete."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, Final

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.sample import truth
from gonggang.sample.applicants import ApplicantBuilder
from gonggang.sample.attendance import MarkBuilder, plant_deaths, plant_late_starts
from gonggang.sample.complaints import write_complaints
from gonggang.sample.exports import CountyExports
from gonggang.sample.folders import NewFolder
from gonggang.sample.identities import IdentityMint
from gonggang.sample.model import BankReturn, County, Placement, Post, Practice
from gonggang.sample.officials import Officials
from gonggang.sample.openings import write_openings
from gonggang.sample.places import DEMO_COUNTY_AREA, CountyPlace, county_place
from gonggang.sample.planting import Planter, per_thousand
from gonggang.sample.posts import PostBuilder
from gonggang.sample.registers import Outsiders, RegisterPlanter, spoil_ids
from gonggang.sample.roster import RosterBuilder
from gonggang.sample.tables import CountyTables
from gonggang.sample.truth_of_people import expected
from gonggang.sample.welfare import Welfare

PEOPLE_MAX: Final = 30_000
INSURANCE_ROWS_PER_PERSON: Final = 30
INSURANCE_ROWS_MAX: Final = 300_000
COUNTY_REGISTER_ROWS_MAX: Final = 3_000_000
MONTH_FIRST: Final = Month(2000, 1)
MONTH_LAST: Final = Month(2060, 12)
DEMO_COUNTY_NAME: Final = "示范县"
DEMO_MONTH: Final = Month(2024, 5)
EXPECTED_NAME: Final = "expected.json"

# Calendar days in the demo county; elsewhere so long or so short that counting by working days says the same.
_DEMO_PRACTICE: Final = Practice(notice_days=(5, 9), notice_days_short=(2, 4))
_DEFAULT_PRACTICE: Final = Practice(notice_days=(17, 21), notice_days_short=(1, 2))
# The other registers' rows of people in no roster, for every row of the insurance register.
_OTHER_REGISTERS: Final = {"business": 1 / 40, "pension": 1 / 20, "death": 1 / 150, "fiscal": 1 / 75}
_FAILURES: Final = ("账号不存在", "姓名或证件号不符", "账户已销户", "账户状态异常")


class CountyBuilder:
    """Builds one county from a seed; `index` 0-155 keeps its ID numbers apart from other counties'."""

    def __init__(self, place: CountyPlace, people: int, seed: int, month: Month, index: int) -> None:
        practice = _DEMO_PRACTICE if place.area == DEMO_COUNTY_AREA else _DEFAULT_PRACTICE
        self.county = County(place, month, practice)
        self._people = people
        self._seed = f"{seed}:{place.area}:{people}:{month}"
        self.mint = IdentityMint(self.chance("mint"), index)
        self.bad_posts: list[Post] = []
        self.employers: list[tuple[str, str]] = []

    def chance(self, part: str) -> Random:
        """A source of chance of its own for every part, so that one can grow without changing the others."""
        return Random(f"{self._seed}:{part}")  # noqa: S311

    def build(self) -> County:
        """Posts, people, what is planted in them, and what other departments know of them."""
        county = self.county
        posts = PostBuilder(self.chance("posts"), county.place, county.month)
        posts.build()
        county.posts = posts.posts
        county.must_group, county.must_not_group = posts.must_group, posts.must_not_group
        self.bad_posts = posts.bad_rows()
        builder = RosterBuilder(self.chance("roster"), self.mint, county.month, county.practice)
        county.roster = builder.build(county.posts, self._people)
        planter = Planter(
            self.chance("planting"), self.mint, builder, county.roster, county.month, county.practice
        )
        planter.plant()
        county.mechanical_villages = planter.mechanical
        self._attendance(planter)
        registers = RegisterPlanter(self.chance("registers"), county, planter.pool)
        registers.plant()
        self.employers = registers.employers
        applicants = ApplicantBuilder(self.chance("applicants"), county, builder)
        eligible = applicants.build(max(8, self._people // 5))
        officials = Officials(self.chance("officials"), self.mint, county)
        officials.cadres()
        officials.plant_kin(eligible)
        officials.other_kin(self._people * 3 // 5)
        self._quotas()
        self._bank()
        return county

    def _attendance(self, planter: Planter) -> None:
        county = self.county
        chance = self.chance("attendance")
        MarkBuilder(chance, county.month).fill(
            county.roster, {village.code for village in planter.mechanical}
        )
        plant_late_starts(chance, planter, county.month)
        county.registers.death += plant_deaths(chance, planter, county.month, self._people)

    def _quotas(self) -> None:
        """Every post has room for all of its rows, the odd one to spare."""
        taken: dict[str, int] = {}
        for placement in self.county.roster:
            taken[placement.post.number] = taken.get(placement.post.number, 0) + 1
        chance = self.chance("quotas")
        for post in self.county.posts:
            post.quota = max(1, taken.get(post.number, 0) + chance.choice((0, 0, 1, 1, 2)))

    def _bank(self) -> None:
        """The bank's answer for everyone with an amount to be paid; its first good line comes twice."""
        county, chance = self.county, self.chance("bank")
        lines = [
            BankReturn(placement, line["amount_fen"], "", "")
            for placement, line in zip(county.accepted, truth.payroll(county), strict=True)
            if line["amount_fen"]
        ]
        stem = county.next_first.strftime("%Y%m")
        for serial, line in enumerate(lines, 1):
            line.serial = f"{stem}{serial:08d}"
        for line in chance.sample(lines, min(len(lines), per_thousand(self._people, 18))):
            line.failure = chance.choice(_FAILURES)
        paid = [line for line in lines if not line.failure]
        if paid:
            first = paid[len(paid) // 3]
            refused = ("流水号", "duplicate_in_file")
            lines.append(BankReturn(first.placement, first.amount_fen, first.serial, "", refused))
        county.bank = lines

    def outsiders(self, insurance_rows: int) -> None:
        """Fill the registers up with people who are in no roster, and make a few of their rows unreadable."""
        county, registers = self.county, self.county.registers
        chance = self.chance("outsiders")
        place = county.place
        others = Outsiders(chance, self.mint, county.month, self.employers)
        registers.insurance += others.insurance(max(0, insurance_rows - len(registers.insurance)))
        lengths = {kind: int(insurance_rows * share) for kind, share in _OTHER_REGISTERS.items()}
        registers.business += others.business(lengths["business"], place.name, place.area)
        registers.pension += others.pension(lengths["pension"])
        registers.death += others.death(lengths["death"])
        registers.fiscal += others.fiscal(lengths["fiscal"], place.name)
        known = {placement.person.id_number for placement in county.roster}
        known |= {number for kin in county.kin for number in (kin.id_number, kin.relative_id)}
        for rows in (
            registers.insurance,
            registers.business,
            registers.pension,
            registers.death,
            registers.fiscal,
        ):
            chance.shuffle(rows)
        unreadable = ("scientific_notation", "masked_id", "bad_check_digit")
        spoil_ids(chance, registers.insurance, unreadable * 2, known)
        spoil_ids(chance, registers.business, ("masked_id", "bad_check_digit", "masked_id"), known)
        spoil_ids(chance, registers.pension, ("scientific_notation",), known)
        spoil_ids(chance, registers.death, ("masked_id",), known)
        free = [one for one in registers.death if one.refused is None and one.id_number not in known]
        for one, reason in zip(free, ("bad_date", "missing_required"), strict=False):
            one.refused = ("死亡日期", reason)


def write_folder(folder: Path, builder: CountyBuilder, *, with_registers: bool = True) -> dict[str, Any]:
    """Write a built county's files into an existing folder; returns the truth, which is written there too."""
    county = builder.county
    tables = CountyTables(folder, builder.chance("tables"), county)
    exports = CountyExports(folder, builder.chance("exports"), county)
    exports.regions()
    tables.posts(builder.bad_posts)
    tables.roster()
    tables.applicants(county.applicants)
    rows: dict[int, list[Placement]] = {}
    for placement in county.roster:
        if placement.marks is not None:
            rows.setdefault(placement.post.village.code, []).append(placement)
    for township in county.place.townships:
        tables.attendance(township, rows)
    if with_registers:
        exports.insurance(county.registers.insurance)
        exports.business(county.registers.business)
        exports.pension(county.registers.pension)
        tables.deaths(county.registers.death)
        tables.fiscal(county.registers.fiscal)
    tables.cadres(county.cadres)
    welfare = Welfare(builder.chance("welfare"), builder.mint, county)
    exports.welfare(welfare.allowance(), welfare.alleviated(), welfare.disabled())
    exports.kinship(county.kin)
    exports.bank(county.bank)
    write_complaints(folder, builder.chance("complaints"), county)
    write_openings(folder, builder.chance("openings"), county)
    known = expected(county)
    (folder / EXPECTED_NAME).write_text(one_finding_a_line(known), encoding="utf-8", newline="\n")
    return known


def one_finding_a_line(document: dict[str, Any]) -> str:
    """JSON that a person can search: each item of a top-level list on a line of its own."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list):
            lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            text = f"[\n{lines}\n]" if value else "[]"
        else:
            text = json.dumps(value, ensure_ascii=False)
        parts.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write_county(
    folder: Path,
    people: int,
    seed: int = 1,
    month: Month = DEMO_MONTH,
    code: int = DEMO_COUNTY_AREA,
    *,
    register_rows: int | None = None,
    name: str = DEMO_COUNTY_NAME,
) -> dict[str, Any]:
    """Write the folder of one county of 379901-379999 with 1 to 30,000 people and return its expected.json.

    `register_rows` is the length of registers 06-10 together (default some 33 rows a person, 330,000 at most).
    Raises UnusableInput for numbers out of range, a month outside 2000-2060, and a folder in use.
    """
    people_in_range(people, PEOPLE_MAX)
    month_in_range(month)
    if not DEMO_COUNTY_AREA <= code <= 379999:
        raise UnusableInput(f"样例县的代码要在 379901 到 379999 之间，不能是 {code}。")
    if register_rows is not None and not 0 <= register_rows <= COUNTY_REGISTER_ROWS_MAX:
        raise UnusableInput(
            f"一个县的登记数据要在 0 到 {COUNTY_REGISTER_ROWS_MAX:,} 行之间，不能是 {register_rows:,}："
            "请改 --register-rows。"
        )
    place = county_place(Random(f"{seed}:{code}:place"), code, name, "示范市", people)  # noqa: S311
    builder = CountyBuilder(place, people, seed, month, code - DEMO_COUNTY_AREA)
    rows = min(INSURANCE_ROWS_MAX, people * INSURANCE_ROWS_PER_PERSON)
    if register_rows is not None:
        rows = int(register_rows / (1 + sum(_OTHER_REGISTERS.values())))
    with NewFolder(folder) as target:
        builder.build()
        builder.outsiders(rows)
        return write_folder(target, builder)


def month_in_range(month: Month) -> None:
    """Raise UnusableInput for a month for which no sample can be made."""
    if not MONTH_FIRST <= month <= MONTH_LAST:
        raise UnusableInput(
            f"样例的月份要在 {MONTH_FIRST} 到 {MONTH_LAST} 之间，不能是 {month}：请改 --month。"
        )


def people_in_range(people: int, most: int) -> None:
    """Raise UnusableInput for a number of people that no sample can have."""
    if people < 1:
        raise UnusableInput(f"人数要是 1 或更多，不能是 {people}：请改 --people。")
    if people > most:
        raise UnusableInput(f"人数最多 {most:,}，不能是 {people:,}：请改 --people。")
