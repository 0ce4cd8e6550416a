"""The registers that the posts are compared with, declared: columns, what a cell holds, what must be filled.

A new register is one more `Register(...)` in `_DECLARED`; intake, recognition by heading and storage follow
from it. Clause 7.1 names the departments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from gonggang.core.errors import UnusableInput
from gonggang.core.text import drop_invisible, half_width


class Holds(StrEnum):
    """What a cell of a register column holds, and so how it is stored."""

    IDENTITY = (
        "identity"  # a national ID, stored as its 17-digit integer key; an unreadable one refuses the row
    )
    OTHER_IDENTITY = "other_identity"  # a national ID of someone else; an unreadable one is stored as null
    NAME = "name"
    TEXT = "text"  # kept as written, without white space at its ends
    CODE = "code"  # a word of a closed list: half width, nothing invisible
    NUMBER = "number"  # digits and letters of a certificate or code: tidied as core.tidy_number does
    DAY = "day"
    DAY_OR_OPEN = "day_or_open"  # a day, or blank, 至今, 长期 for "no end", stored as null
    MONTH = "month"  # stored as the first day of the month


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column of a register.

    `marks` columns tell one register from another and must be in the heading, as must `needed` ones;
    `required` cells must be filled in every row.
    """

    field: str
    title: str
    holds: Holds = Holds.TEXT
    aliases: tuple[str, ...] = ()
    marks: bool = False
    needed: bool = False
    required: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """Every heading under which the column is known, the usual one first."""
        return (self.title, *self.aliases)

    @property
    def is_date(self) -> bool:
        """Whether a written day or month that does not exist refuses the row."""
        return self.holds in (Holds.DAY, Holds.DAY_OR_OPEN, Holds.MONTH)


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its kind (the stable code), its Chinese name, whose it is, and its columns."""

    kind: str
    label: str
    department: str
    columns: tuple[RegisterColumn, ...]

    @property
    def marks(self) -> tuple[RegisterColumn, ...]:
        """The columns by whose headings the register is recognised."""
        return tuple(column for column in self.columns if column.marks)

    @property
    def must_have(self) -> tuple[RegisterColumn, ...]:
        """The columns without which a file of this register cannot be used."""
        return tuple(
            column
            for column in self.columns
            if column.marks or column.needed or column.holds is Holds.IDENTITY
        )

    @property
    def date_columns(self) -> tuple[RegisterColumn, ...]:
        """The columns that hold days or months."""
        return tuple(column for column in self.columns if column.is_date)

    def column(self, field: str) -> RegisterColumn:
        """The column of that field; raises KeyError when the register has none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


_ID = RegisterColumn(
    "person_key",
    "身份证号",
    Holds.IDENTITY,
    (
        "身份证号码",
        "公民身份号码",
        "公民身份证号码",
        "证件号码",
        "身份证件号码",
        "身份证",
        "id_number",
        "idcard",
    ),
    required=True,
)
_NAME = RegisterColumn("name", "姓名", Holds.NAME, ("参保人姓名", "人员姓名", "个人姓名"))


def _text(field: str, title: str, *aliases: str) -> RegisterColumn:
    return RegisterColumn(field, title, Holds.TEXT, aliases)


def _code(field: str, title: str, *aliases: str, marks: bool = False, needed: bool = False) -> RegisterColumn:
    return RegisterColumn(field, title, Holds.CODE, aliases, marks, needed)


def _number(field: str, title: str, *aliases: str, marks: bool = False) -> RegisterColumn:
    return RegisterColumn(field, title, Holds.NUMBER, aliases, marks)


_DECLARED: Final = (
    Register(
        "employee_insurance",
        "社保参保缴费",
        "人力资源社会保障（社会保险）",
        (
            _ID,
            _NAME,
            _text("employer", "单位名称", "参保单位", "参保单位名称", "缴费单位"),
            _number("employer_uscc", "统一社会信用代码", "单位统一社会信用代码", "社会信用代码"),
            _code("insurance_kind", "险种", "险种类型", "险种名称", marks=True),
            RegisterColumn("paid_for", "费款所属期", Holds.MONTH, ("缴费所属期", "所属期"), marks=True),
            _code("payment_status", "缴费状态", "缴费标志", marks=True),
        ),
    ),
    Register(
        "business_registration",
        "市场主体登记",
        "市场监管",
        (
            _NAME,
            _ID,
            RegisterColumn("business_name", "主体名称", aliases=("市场主体名称", "企业名称"), marks=True),
            _number("business_uscc", "统一社会信用代码", "社会信用代码"),
            _code("role", "角色", "任职角色", "人员角色"),
            _code("status", "状态", "登记状态", "经营状态", needed=True),
            RegisterColumn("founded_on", "成立日期", Holds.DAY, ("登记日期", "注册日期"), marks=True),
            RegisterColumn("closed_on", "注销日期", Holds.DAY_OR_OPEN),
        ),
    ),
    Register(
        "pension",
        "退休待遇享受",
        "人力资源社会保障（社会保险）",
        (
            _NAME,
            _ID,
            _code("benefit_kind", "待遇类型", "待遇种类", marks=True),
            RegisterColumn(
                "benefit_begins", "待遇起始月", Holds.MONTH, ("待遇起始年月", "待遇享受起始月"), marks=True
            ),
        ),
    ),
    Register(
        "death",
        "死亡登记",
        "公安、民政、卫生健康",
        (
            _NAME,
            _ID,
            RegisterColumn(
                "died_on", "死亡日期", Holds.DAY, ("死亡时间", "去世日期"), marks=True, required=True
            ),
        ),
    ),
    Register(
        "fiscal_payroll",
        "财政供养人员",
        "财政、机构编制",
        (
            _NAME,
            _ID,
            _text("employer", "单位", "单位名称", "工作单位"),
            _code("staff_kind", "人员性质", "人员类别", "编制类型", marks=True),
            RegisterColumn(
                "payroll_begins",
                "起始年月",
                Holds.MONTH,
                ("供养起始年月", "起始月", "财政供养起始年月"),
                marks=True,
            ),
        ),
    ),
    Register(
        "village_cadre",
        "村干部名册",
        "组织、民政",
        (
            _NAME,
            _ID,
            _text("village", "村", "村（社区）", "所在村"),
            RegisterColumn("office", "职务", aliases=("现任职务",), marks=True),
            RegisterColumn("office_begins", "任职起", Holds.DAY, ("任职起始", "任职开始日期"), marks=True),
            RegisterColumn(
                "office_ends", "任职止", Holds.DAY_OR_OPEN, ("任职终止", "任职结束日期"), needed=True
            ),
        ),
    ),
    Register(
        "subsistence_allowance",
        "低保",
        "民政",
        (
            _text("householder_name", "户主姓名"),
            RegisterColumn("householder_key", "户主身份证号", Holds.OTHER_IDENTITY, ("户主身份证号码",)),
            _NAME,
            _ID,
            _number("certificate_number", "低保证号", marks=True),
            RegisterColumn(
                "allowance_begins", "保障起始年月", Holds.MONTH, ("保障起始月", "救助起始年月"), marks=True
            ),
            _code("status", "状态", "保障状态", needed=True),
        ),
    ),
    Register(
        "poverty_alleviated",
        "脱贫享受政策人口",
        "农业农村（乡村振兴）",
        (
            _number("household_number", "户编号"),
            _number("member_number", "人口编号"),
            _NAME,
            _ID,
            _code("household_kind", "户类型", "监测对象类别", marks=True),
            _code("recognised_year", "识别年度", "识别年份"),
            _code("enjoys_policy", "享受政策", "是否享受政策", marks=True),
        ),
    ),
    Register(
        "disability_certificate",
        "残疾人证",
        "残联",
        (
            _NAME,
            _ID,
            _number("certificate_number", "残疾人证号", "残疾证号", marks=True),
            _code("disability_kind", "残疾类别", "残疾类型"),
            _code("disability_grade", "残疾等级"),
            RegisterColumn("issued_on", "发证日期", Holds.DAY, ("签发日期",)),
        ),
    ),
    Register(
        "kinship",
        "户籍亲属关系",
        "公安",
        (
            _ID,
            _NAME,
            RegisterColumn(
                "relative_key",
                "亲属身份证号",
                Holds.IDENTITY,
                ("亲属身份证号码", "亲属证件号码"),
                marks=True,
                required=True,
            ),
            _text("relative_name", "亲属姓名"),
            _code("relation_code", "关系代码", "与本人关系代码", marks=True),
        ),
    ),
)

REGISTERS: Final[dict[str, Register]] = {register.kind: register for register in _DECLARED}

_TRAILING_NOTE: Final = re.compile(r"[(（][^()（）]*[)）]$")


def register_of(kind: str) -> Register:
    """The declared register of that kind; raises UnusableInput naming those that exist."""
    try:
        return REGISTERS[kind]
    except KeyError:
        known = "、".join(f"{register.kind}（{register.label}）" for register in REGISTERS.values())
        raise UnusableInput(f"没有“{kind}”这种比对数据：可用的有 {known}。") from None


def tidy_heading(text: object) -> str:
    """A heading as it is compared: half width, without anything invisible, lower case."""
    return _tidied(str(text or ""))


# The same few hundred words are looked at for every register, row by row.
@lru_cache(maxsize=16_384)
def _tidied(text: str) -> str:
    return drop_invisible(half_width(text)).lower()


def match_columns(register: Register, heading: list[str]) -> dict[str, int]:
    """Field -> position in the heading, for the columns of the register that are there; first come first."""
    positions: dict[str, int] = {}
    for position, title in enumerate(heading):
        positions.setdefault(tidy_heading(title), position)
    for position, title in enumerate(heading):  # 费款所属期（YYYYMM） is 费款所属期
        positions.setdefault(_TRAILING_NOTE.sub("", tidy_heading(title)), position)
    found: dict[str, int] = {}
    for column in register.columns:
        for title in (*column.titles, column.field):
            place = positions.get(tidy_heading(title))
            if place is not None and place not in found.values():
                found[column.field] = place
                break
    return found


def registers_marked_by(heading: list[str]) -> Iterator[Register]:
    """The registers all of whose marking columns stand in the heading, whether or not it has an ID."""
    for register in REGISTERS.values():
        found = match_columns(register, heading)
        if all(column.field in found for column in register.marks):
            yield register


def recognise(heading: list[str], kind: str | None = None) -> tuple[Register, dict[str, int]] | None:
    """The register whose heading this is, with the position of each of its fields; None when it is none.

    With `kind` the file is taken for that register. Raises UnusableInput when the register is clear and a
    column without which it cannot be used (the ID above all) is not there.
    """
    register = register_of(kind) if kind else next(registers_marked_by(heading), None)
    if register is None:
        return None
    found = match_columns(register, heading)
    if kind and not found:
        return None
    missing = [column.title for column in register.must_have if column.field not in found]
    if missing:
        names = "、".join(f"“{title}”" for title in missing)
        raise UnusableInput(f"{register.label}缺少{names}列：请让提供数据的部门补上这一列后再导入。")
    return register, found
