"""Village cadres, and officials' kin among the applicants: undeclared, declared, or no kin in this sense."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from gonggang.sample.ages import later_by_months, years_before
from gonggang.sample.identities import IdentityMint, any_birth
from gonggang.sample.model import Applicant, Cadre, County, Fiscal, Kin, Person
from gonggang.sample.names import FISCAL_EMPLOYERS, new_name
from gonggang.sample.planting import per_thousand

OFFICES: Final = ("党支部书记、村委会主任", "党支部副书记", "村委会委员")
CLERK: Final = "文书"

# Code (GB/T 4761) of the relative, seen from the person of the row; whether the official is the relative;
# years by which the official is older than the applicant.
_KIN: Final = (
    ("10", False, 1),
    ("10", True, -1),
    ("51", False, -24),
    ("52", False, -23),
    ("20", True, -24),
    ("30", True, -25),
    ("55", False, -24),
    ("54", False, -24),
    ("28", True, -25),
    ("38", True, -24),
    ("20", False, 23),
    ("52", True, 23),
    ("51", True, 24),
    ("28", False, 25),
    ("56", True, 22),
    ("73", False, 3),
    ("75", True, 4),
    ("77", False, 5),
    ("71", True, 6),
    ("41", True, -39),
    ("61", False, -39),
    ("44", True, -39),
    ("43", False, 38),
    ("62", True, 38),
)
# A sister-in-law, brothers' wives, sisters' husbands, uncles, nephews: outside the list.
_NOT_KIN: Final = ("72", "74", "76", "78", "93", "95")
_WORDS: Final = {"10": "配偶", "51": "父亲", "52": "母亲", "20": "儿子", "30": "女儿"}
_FEMALE_CODES: Final = frozenset({"12", "30", "38", "42", "44", "52", "54", "56", "62", "64", "75", "77"})


class Officials:
    """Fills the cadres and the kinship of one county, and adds the applicants whom they concern."""

    def __init__(self, chance: Random, mint: IdentityMint, county: County) -> None:
        self._chance = chance
        self._mint = mint
        self._county = county
        self._last_election = date(county.month.year - 3, 3, 1)

    def cadres(self) -> None:
        """Three in every village, a clerk in some, and one row with a day that never was."""
        chance = self._chance
        for village in self._county.place.villages:
            offices = [*OFFICES, CLERK] if chance.random() < 0.15 else list(OFFICES)
            for office in offices:
                self._cadre(village_code=village.code, office=office, male=chance.random() < 0.55)
        bad = self._cadre(chance.choice(self._county.place.villages).code, CLERK, True)
        bad.refused = ("任职起", "bad_date")

    def _cadre(
        self,
        village_code: int,
        office: str,
        male: bool,
        birth: date | None = None,
        resigned: bool = False,
    ) -> Cadre:
        chance, month = self._chance, self._county.month
        birth = birth or any_birth(chance, years_before(month.last, 58), years_before(month.last, 30))
        person = self._person(birth, male)
        begins = self._last_election + timedelta(days=chance.randint(0, 27))
        ends: date | None = None
        written = ""
        if resigned:
            begins = later_by_months(begins, -36)
            ends = later_by_months(self._last_election, 1) - timedelta(days=1)
        else:
            draw = chance.random()
            if draw < 0.3:
                ends = later_by_months(self._last_election, 61) - timedelta(days=1)
            elif draw < 0.6:
                written = "至今"
        cadre = Cadre(person, self._county.place.village_of[village_code], office, begins, ends, written)
        self._county.cadres.append(cadre)
        return cadre

    def _person(self, birth: date, male: bool) -> Person:
        return Person(self._mint.number(birth, male), new_name(self._chance, male), male, birth)

    def plant_kin(self, applicants: list[Applicant]) -> None:
        """Tie applicants to officials; `applicants` are in order so far and are used up in turn."""
        chance, people = self._chance, len(self._county.roster)
        queue = list(applicants)
        chance.shuffle(queue)
        kinds = list(_KIN)
        chance.shuffle(kinds)
        for place in range(per_thousand(people, 12)):
            self._tie(queue, *kinds[place % len(kinds)], fiscal=place % 3 == 2)
        for place in range(per_thousand(people, 5)):
            code, reverse, older = kinds[place * 5 % len(kinds)]
            self._declare(queue, *((code, reverse, older) if code in _WORDS else ("10", False, 1)))
        for place in range(per_thousand(people, 5)):
            code = _NOT_KIN[place % len(_NOT_KIN)]
            self._tie(queue, code, bool(place % 2), 4, fiscal=False)
        for place in range(per_thousand(people, 3)):
            code, reverse, older = kinds[(place * 7 + 1) % len(kinds)]
            self._tie(queue, code, reverse, older, fiscal=False, resigned=True)
        self._tie(queue, "20", True, -24, fiscal=True, not_yet=True)
        self._chain(queue)

    def _tie(
        self,
        queue: list[Applicant],
        code: str,
        reverse: bool,
        older: int,
        *,
        fiscal: bool,
        resigned: bool = False,
        not_yet: bool = False,
    ) -> tuple[Applicant, Person, str] | None:
        """Make the next applicant who fits in age kin of a new official."""
        found = self._next(queue, older, code if not reverse else "")
        if found is None:
            return None
        birth = later_by_months(found.person.birth, -12 * older)
        male = not found.person.male if code == "10" else self._chance.random() < 0.5
        if reverse and code != "10":
            male = code not in _FEMALE_CODES
        if fiscal:
            official = self._person(birth, male)
            begins = Fiscal(
                official.id_number,
                official.name,
                self._county.place.name + self._chance.choice(FISCAL_EMPLOYERS),
                "公务员" if self._chance.random() < 0.5 else "事业编制",
                self._county.month.plus(1 if not_yet else -self._chance.randint(13, 140)).number,
            )
            self._county.registers.fiscal.append(begins)
            office = begins.employer
        else:
            village = self._chance.choice(self._county.place.villages)
            office = CLERK if self._chance.random() < 0.4 else self._chance.choice(OFFICES)
            official = self._cadre(village.code, office, male, birth, resigned).person
        self._link(found.person, official, code, reverse)
        return found, official, office

    def _next(self, queue: list[Applicant], older: int, code: str) -> Applicant | None:
        """An applicant whose age and sex suit: the official must be between 20 and 66."""
        month = self._county.month
        for place, applicant in enumerate(queue):
            birth = later_by_months(applicant.person.birth, -12 * older)
            if not years_before(month.last, 66) < birth < years_before(month.last, 20):
                continue
            suits = code in ("", "10", *_NOT_KIN) or applicant.person.male != (code in _FEMALE_CODES)
            if not suits:
                continue
            return queue.pop(place)
        return None

    def _link(self, applicant: Person, official: Person, code: str, reverse: bool) -> None:
        """With `reverse` the official is the relative of the row, else the applicant is."""
        person, relative = (applicant, official) if reverse else (official, applicant)
        self._county.kin.append(Kin(person.id_number, person.name, relative.id_number, relative.name, code))

    def _declare(self, queue: list[Applicant], code: str, reverse: bool, older: int) -> None:
        tied = self._tie(queue, code, reverse, older, fiscal=False)
        if tied is None:
            return
        applicant, official, office = tied
        applicant.declared = True
        applicant.relation_word = _WORDS.get(code, "配偶")
        applicant.relative_text = f"{official.name}（{office}）"

    def _chain(self, queue: list[Applicant]) -> None:
        """An applicant's wife whose brother is a cadre: two rows, and no direct tie."""
        found = self._next(queue, 0, "")
        if found is None:
            return
        spouse = self._person(found.person.birth, not found.person.male)
        self._county.kin.append(
            Kin(found.person.id_number, found.person.name, spouse.id_number, spouse.name, "10")
        )
        village = self._chance.choice(self._county.place.villages)
        cadre = self._cadre(village.code, CLERK, True).person
        self._county.kin.append(Kin(spouse.id_number, spouse.name, cadre.id_number, cadre.name, "73"))

    def other_kin(self, rows: int) -> None:
        """Families that have nothing to do with anyone in office."""
        chance, last = self._chance, self._county.month.last
        for _ in range(rows):
            people = []
            for _ in range(2):
                male = chance.random() < 0.5
                birth = any_birth(chance, years_before(last, 66), years_before(last, 18))
                people.append((self._mint.outside_number(birth, male), new_name(chance, male)))
            (number, name), (relative, relative_name) = people
            code = chance.choice(("10", "20", "30", "51", "52", "73"))
            self._county.kin.append(Kin(number, name, relative, relative_name, code))
        chance.shuffle(self._county.kin)
