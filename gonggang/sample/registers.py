"""What other departments know: findings and look-alikes about people in post, and everybody else."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from gonggang.core.month import Month
from gonggang.sample.ages import later_by_months, years_before
from gonggang.sample.identities import IdentityMint, any_birth, spoilt_check
from gonggang.sample.model import (
    Business,
    County,
    Death,
    Fiscal,
    Insurance,
    Pension,
    Person,
    Placement,
    Registers,
)
from gonggang.sample.names import (
    DOTTED_NAMES,
    FISCAL_EMPLOYERS,
    SHOP_KINDS,
    companies,
    new_name,
    new_uscc,
    other_name,
)
from gonggang.sample.planting import Pool, per_thousand, rural, urban

EMPLOYEE: Final = "职工养老"
RESIDENT: Final = "城乡居民养老"
MEDICAL: Final = "职工医疗"
INJURY: Final = "工伤"
STAFF_KINDS: Final = ("公务员", "事业编制", "机关工勤")
ROLES: Final = ("经营者", "法定代表人", "股东")
MONTHS_BACK: Final = 4


class RegisterPlanter:
    """Fills the registers of one county about its own people."""

    def __init__(self, chance: Random, county: County, pool: Pool) -> None:
        self._chance = chance
        self._county = county
        self._pool = pool
        self._month = county.month
        self._people = len(county.roster)
        self._companies = companies(chance, county.place.name, 14, county.place.area)
        self.registers: Registers = county.registers

    @property
    def employers(self) -> list[tuple[str, str]]:
        """The county's companies, each with its code."""
        return self._companies

    def plant(self) -> None:
        """Findings, look-alikes and the harmless facts that most people have."""
        self._insurance()
        self._host_insurance()
        self._business()
        self._pension()
        self._fiscal()
        self._other_names()
        self._harmless()

    def _draw(self, per: float, least: int = 1) -> list[Placement]:
        return self._pool.draw(per_thousand(self._people, per, least))

    def _insured(self, person: Person, kind: str, period: int, paid: bool = True, employer: int = -1) -> None:
        name, uscc = self._companies[employer] if employer >= 0 else ("", "")
        self.registers.insurance.append(
            Insurance(person.id_number, person.name, name, uscc, kind, period, paid)
        )

    def _insurance(self) -> None:
        chance, now = self._chance, self._month
        for place, placement in enumerate(self._draw(10)):
            if place == 0:
                self._other_dot(placement)
                continue
            employer = chance.randrange(len(self._companies))
            for back in range(chance.choice((1, 1, 2, 3, 4))):
                self._insured(placement.person, EMPLOYEE, now.plus(-back).number, employer=employer)
            if chance.random() < 0.3:
                self._insured(placement.person, MEDICAL, now.number, employer=employer)
        for placement in self._draw(6):  # in arrears for the month
            self._insured(placement.person, EMPLOYEE, now.number, paid=False, employer=chance.randrange(14))
        for placement in self._draw(8):  # stopped before the month
            employer = chance.randrange(len(self._companies))
            for back in range(chance.randint(1, 3), MONTHS_BACK + 1):
                self._insured(placement.person, EMPLOYEE, now.plus(-back).number, employer=employer)
        for placement in self._draw(2):  # medical insurance alone
            self._insured(placement.person, MEDICAL, now.number, employer=chance.randrange(14))

    def _other_dot(self, placement: Placement) -> None:
        """Insured under a name whose dot is not the dot of the roster: the same person all the same."""
        person = placement.person
        person.name = self._chance.choice(DOTTED_NAMES)
        placement.written["姓名"] = person.name
        twin = Person(person.id_number, person.name.replace("·", "•"), person.male, person.birth)
        self._insured(twin, EMPLOYEE, self._month.number, employer=0)

    def _host_insurance(self) -> None:
        """In the county town the employer of the post insures its workers, as it should."""
        codes: dict[str, str] = {}
        for placement in self._pool.draw(per_thousand(self._people, 12), urban):
            host = placement.post.host
            uscc = codes.setdefault(host, new_uscc(self._chance, f"51{self._county.place.area}"))
            person = placement.person
            for back in range(self._chance.choice((1, 2, 3))):
                self.registers.insurance.append(
                    Insurance(
                        person.id_number,
                        person.name,
                        host,
                        uscc,
                        EMPLOYEE,
                        self._month.plus(-back).number,
                        True,
                    )
                )
        for placement in self._pool.draw(per_thousand(self._people, 12), urban):
            self._insured(placement.person, INJURY, self._month.number, employer=self._chance.randrange(14))

    def _owner(self, person: Person, founded_on: date, closed_on: date | None = None, role: str = "") -> None:
        chance = self._chance
        role = role or chance.choice(ROLES)
        area = self._county.place.area
        if role == "经营者":
            name = f"{self._county.place.name}{person.name[0]}记{chance.choice(SHOP_KINDS)}"
            uscc = new_uscc(chance, f"92{area}")
        else:
            name, uscc = chance.choice(self._companies)
        self.registers.business.append(
            Business(person.id_number, person.name, name, uscc, role, founded_on, closed_on)
        )

    def _business(self) -> None:
        chance, month = self._chance, self._month
        long_ago = later_by_months(month.first, -200)
        for place, placement in enumerate(self._draw(8)):
            founded = month.last if place == 0 else any_birth(chance, long_ago, month.last)
            self._owner(placement.person, founded)
            if place % 3 == 2:  # a second, older business, and one closed
                self._owner(placement.person, founded - timedelta(days=chance.randint(30, 1500)))
                self._owner(placement.person, long_ago, founded - timedelta(days=20))
        for placement in self._draw(6):
            founded = any_birth(chance, long_ago, later_by_months(month.first, -60))
            self._owner(placement.person, founded, founded + timedelta(days=chance.randint(200, 1700)))
        for place, placement in enumerate(self._draw(2)):
            self._owner(placement.person, month.last + timedelta(days=1 + place))

    def _pension(self) -> None:
        chance = self._chance
        for place, placement in enumerate(self._draw(7)):
            begins = self._month if place == 0 else self._month.plus(-chance.randint(0, 36))
            self._pensioner(placement.person, True, begins)
        for placement in self._draw(2):
            self._pensioner(placement.person, True, self._month.plus(1))

    def _pensioner(self, person: Person, employee: bool, begins: Month) -> None:
        self.registers.pension.append(Pension(person.id_number, person.name, employee, begins.number))

    def _fiscal(self) -> None:
        chance = self._chance
        for place, placement in enumerate(self._draw(5)):
            begins = self._month if place == 0 else self._month.plus(-chance.randint(0, 60))
            self._on_payroll(placement.person, begins)
        for placement in self._draw(1):
            self._on_payroll(placement.person, self._month.plus(1))

    def _on_payroll(self, person: Person, begins: Month) -> None:
        chance = self._chance
        employer = self._county.place.name + chance.choice(FISCAL_EMPLOYERS)
        self.registers.fiscal.append(
            Fiscal(person.id_number, person.name, employer, chance.choice(STAFF_KINDS), begins.number)
        )

    def _other_names(self) -> None:
        """Rows that would be hits but for the name: the number is someone's, the name someone else's."""
        chance = self._chance
        for place, placement in enumerate(self._draw(6)):
            own = placement.person
            male = own.male if chance.random() < 0.6 else not own.male
            other = Person(own.id_number, other_name(chance, own.name, male), male, own.birth)
            if place % 4 == 0:
                self._insured(other, EMPLOYEE, self._month.number, employer=chance.randrange(14))
            elif place % 4 == 1:
                self._owner(other, later_by_months(self._month.first, -40))
            elif place % 4 == 2:
                self._pensioner(other, True, self._month.plus(-7))
            else:
                self._on_payroll(other, self._month.plus(-30))
        for placement in self._draw(1):  # another name, and no hit in any case
            own = placement.person
            other = Person(own.id_number, other_name(chance, own.name, own.male), own.male, own.birth)
            self._insured(other, RESIDENT, self._month.number)

    def _harmless(self) -> None:
        """Residents' insurance and, past sixty, the residents' pension."""
        chance, month = self._chance, self._month
        sixty = years_before(month.first, 60)
        seen: set[str] = set()
        for placement in self._county.roster:
            person = placement.person
            if placement.refused is not None or person.id_number in seen:
                continue
            seen.add(person.id_number)
            if chance.random() < 0.55:
                back = 0 if chance.random() < 0.2 else chance.randint(1, MONTHS_BACK)
                self._insured(person, RESIDENT, month.plus(-back).number)
            if rural(placement) and person.birth <= sixty and chance.random() < 0.8:
                begins = Month(person.birth.year + 60, person.birth.month)
                self._pensioner(person, False, begins)


class Outsiders:
    """Register rows about people who are in no roster, and the few rows that cannot be read."""

    def __init__(
        self, chance: Random, mint: IdentityMint, month: Month, employers: list[tuple[str, str]]
    ) -> None:
        self._chance = chance
        self._mint = mint
        self._month = month
        self._employers = employers

    def _someone(self, oldest: int, youngest: int) -> tuple[str, str, bool]:
        chance = self._chance
        last = self._month.last
        birth = any_birth(chance, years_before(last, oldest), years_before(last, youngest))
        male = chance.random() < 0.5
        number = (
            self._mint.number(birth, male)
            if chance.random() < 0.05
            else self._mint.outside_number(birth, male)
        )
        return number, new_name(chance, male), male

    def insurance(self, rows: int) -> list[Insurance]:
        """That many payments, several months to a person."""
        chance = self._chance
        found: list[Insurance] = []
        while len(found) < rows:
            number, name, _ = self._someone(62, 20)
            if chance.random() < 0.45:
                period = self._month.plus(-chance.randint(0, MONTHS_BACK)).number
                found.append(Insurance(number, name, "", "", RESIDENT, period, chance.random() < 0.97))
                continue
            employer, uscc = chance.choice(self._employers)
            for back in range(chance.randint(1, MONTHS_BACK + 1)):
                period = self._month.plus(-back).number
                found.append(
                    Insurance(number, name, employer, uscc, EMPLOYEE, period, chance.random() < 0.97)
                )
                if chance.random() < 0.5:
                    found.append(Insurance(number, name, employer, uscc, MEDICAL, period, True))
        return found[:rows]

    def business(self, rows: int, county_name: str, area: int) -> list[Business]:
        """That many owners, shareholders and shopkeepers."""
        chance, month = self._chance, self._month
        found = []
        for _ in range(rows):
            number, name, _ = self._someone(66, 22)
            founded = any_birth(chance, later_by_months(month.first, -190), month.last)
            closed = None
            if chance.random() < 0.2:
                closed = min(month.last, founded + timedelta(days=chance.randint(200, 3000)))
            role = chance.choice(ROLES)
            if role == "经营者":
                business = f"{county_name}{name[0]}记{chance.choice(SHOP_KINDS)}"
                uscc = new_uscc(chance, f"92{area}")
            else:
                business, uscc = chance.choice(self._employers)
            found.append(Business(number, name, business, uscc, role, founded, closed))
        return found

    def pension(self, rows: int) -> list[Pension]:
        """That many pensions of both kinds."""
        chance = self._chance
        found = []
        for _ in range(rows):
            number, name, _ = self._someone(85, 60)
            begins = self._month.plus(-chance.randint(0, 90)).number
            found.append(Pension(number, name, chance.random() < 0.47, begins))
        return found

    def death(self, rows: int) -> list[Death]:
        """That many deaths of the past year."""
        chance = self._chance
        found = []
        for _ in range(rows):
            number, name, _ = self._someone(95, 50)
            found.append(Death(number, name, self._month.last - timedelta(days=chance.randint(0, 380))))
        return found

    def fiscal(self, rows: int, county_name: str) -> list[Fiscal]:
        """That many people on the fiscal payroll."""
        chance = self._chance
        found = []
        for _ in range(rows):
            number, name, _ = self._someone(59, 24)
            begins = self._month.plus(-chance.randint(1, 290)).number
            employer = county_name + chance.choice(FISCAL_EMPLOYERS)
            found.append(Fiscal(number, name, employer, chance.choice(STAFF_KINDS), begins))
        return found


def mixed(chance: Random, planted: list, others: list) -> list:
    """Both in one order left to chance."""
    rows = planted + others
    chance.shuffle(rows)
    return rows


def spoil_ids(chance: Random, rows: list, reasons: tuple[str, ...], own: set[str]) -> None:
    """Make the ID of some rows about other people unreadable, once for each reason."""
    free = [row for row in rows if row.refused is None and row.id_number not in own]
    for row, reason in zip(chance.sample(free, min(len(free), len(reasons))), reasons, strict=False):
        row.refused = ("身份证号", reason)
        if reason == "bad_check_digit":
            row.id_number = spoilt_check(row.id_number, chance)
