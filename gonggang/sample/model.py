"""What a sample county consists of: people, posts, roster rows, facts in registers, applicants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gonggang.core.month import Month
from gonggang.sample.jobs import Job
from gonggang.sample.places import CountyPlace, Village

STAGES = (
    "公告日期",
    "报名日期",
    "民主评议日期",
    "公示开始",
    "公示结束",
    "县级审批日期",
    "协议签订日期",
    "岗前培训日期",
    "上岗日期",
)
ONBOARDING = 8
NOTICE_BEGINS, NOTICE_ENDS = 3, 4

Refusal = tuple[str, str]  # column, reason


@dataclass(slots=True, eq=False)
class Person:
    """Someone invented: ID number, name, sex, birth, phone, bank and account."""

    id_number: str
    name: str
    male: bool
    birth: date
    phone: str = ""
    bank: str = ""
    account: str = ""


@dataclass(slots=True, eq=False)
class Post:
    """One row of the post list; `refused` names the column and reason why it cannot be taken in."""

    number: str
    village: Village
    job: Job
    name: str
    duty: str
    requirement: str
    days: int
    standard_fen: int
    full_time: bool
    department: str
    host: str
    host_uscc: str = ""
    quota: int = 1
    village_written: str | None = None
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Placement:
    """One row of the roster, with its marks on the attendance sheet (None: it is not on the sheet)."""

    person: Person
    post: Post
    category: str
    recognised_on: date
    retirement: str
    stages: list[date | None]
    order: int
    note: str
    marks: list[str] | None = None
    refused: Refusal | None = None
    written: dict[str, Any] = field(default_factory=dict)
    row: int = 0

    @property
    def begins(self) -> date:
        """The start of work."""
        begins = self.stages[ONBOARDING]
        assert begins is not None
        return begins

    @property
    def urban(self) -> bool:
        """Whether the post lies in a community of the county town."""
        return self.post.village.urban


@dataclass(slots=True, eq=False)
class Insurance:
    """One payment of social insurance; `period` is YYYYMM."""

    id_number: str
    name: str
    employer: str
    uscc: str
    kind: str
    period: int
    paid: bool
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Business:
    """One role of a person in a registered business."""

    id_number: str
    name: str
    business: str
    uscc: str
    role: str
    founded_on: date
    closed_on: date | None
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Pension:
    """One pension; `employee` tells the pension of employees from that of residents."""

    id_number: str
    name: str
    employee: bool
    begins: int
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Death:
    """One registered death; the day may be missing or impossible in a refused row."""

    id_number: str
    name: str
    died_on: date
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Fiscal:
    """One person on the fiscal payroll since a month YYYYMM."""

    id_number: str
    name: str
    employer: str
    staff_kind: str
    begins: int
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Cadre:
    """One village cadre's term; `ends_written` is what stands in the cell when it is not a day."""

    person: Person
    village: Village
    office: str
    begins: date
    ends: date | None
    ends_written: str = ""
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Kin:
    """One row of kinship: the relative is the `code` (GB/T 4761) of the person."""

    id_number: str
    name: str
    relative_id: str
    relative_name: str
    code: str


@dataclass(slots=True, eq=False)
class Applicant:
    """One row of the round's applicants."""

    person: Person
    post: Post
    categories: tuple[str, ...]
    recognised_on: date
    family: str
    pledged_on: date
    applied_on: date
    declared: bool = False
    relation_word: str = ""
    relative_text: str = ""
    refused: Refusal | None = None
    written: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class BankReturn:
    """One line that the bank sent back."""

    placement: Placement
    amount_fen: int
    serial: str
    failure: str
    refused: Refusal | None = None


@dataclass(slots=True, eq=False)
class Registers:
    """The facts of other departments about people of the county and about others."""

    insurance: list[Insurance] = field(default_factory=list)
    business: list[Business] = field(default_factory=list)
    pension: list[Pension] = field(default_factory=list)
    death: list[Death] = field(default_factory=list)
    fiscal: list[Fiscal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Practice:
    """What differs between the demo county and a county that follows the defaults.

    `notice_days` are the calendar days between first and last day of a proper notice, `notice_days_short`
    those of one too short; outside the demo county counting by working days comes to the same.
    """

    notice_days: tuple[int, int]
    notice_days_short: tuple[int, int]


@dataclass(slots=True, eq=False)
class County:
    """Everything in one county's folder before it is written, and what the writing found out."""

    place: CountyPlace
    month: Month
    practice: Practice
    posts: list[Post] = field(default_factory=list)
    roster: list[Placement] = field(default_factory=list)
    applicants: list[Applicant] = field(default_factory=list)
    registers: Registers = field(default_factory=Registers)
    cadres: list[Cadre] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)
    bank: list[BankReturn] = field(default_factory=list)
    must_group: list[list[str]] = field(default_factory=list)
    must_not_group: list[list[str]] = field(default_factory=list)
    mechanical_villages: list[Village] = field(default_factory=list)
    importer: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def accepted(self) -> list[Placement]:
        """The roster rows that can be taken in."""
        return [placement for placement in self.roster if placement.refused is None]

    @property
    def next_first(self) -> date:
        """The first day of the next month, on which bureaus fill in the month's files."""
        return self.month.last + timedelta(days=1)


@dataclass(slots=True, eq=False)
class FileCount:
    """How many data rows a file has and which of them are refused, counted while it is written."""

    path: Path
    sheet: str | None
    total: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: int, refused: Refusal | None) -> None:
        """Count one data row."""
        self.total += 1
        if refused is not None:
            column, reason = refused
            self.rejected.append({"sheet": self.sheet, "row": row, "column": column, "reason": reason})

    def as_json(self) -> dict[str, Any]:
        """The file's entry in the expected importer report."""
        return {
            "rows_total": self.total,
            "rows_accepted": self.total - len(self.rejected),
            "rejected": self.rejected,
        }
