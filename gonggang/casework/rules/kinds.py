"""The kinds of case as data: what may come out, which level answers for it first, what must be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from gonggang.regions.rules import COUNTY, TOWNSHIP, enclosing

OutcomeCode = Literal["true", "false_alarm", "data_error", "not_true", "partly_true"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may come out of a case of a kind. `meaning` says in one sentence what follows."""

    code: OutcomeCode
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case. `level` is that of the organisation that handles it first (clause 15.5).

    `days_parameter` names the dated parameter that holds the working days to a conclusion. Where it has no value
    only time is kept and nothing is late: the policy says 及时 and no number (clauses 7.4, 15.6, 15.7).
    """

    code: str
    label: str
    level: int
    outcomes: tuple[Outcome, ...]
    clause: str
    checklist: tuple[str, ...] = ()

    @property
    def days_parameter(self) -> str:
        """The parameter with the working days that a case of this kind may take."""
        return f"case_days_{self.code}"

    def outcome(self, code: str) -> Outcome | None:
        """The outcome of that code, if a case of this kind may have it."""
        return next((each for each in self.outcomes if each.code == code), None)


_INVESTIGATED: Final = (
    Outcome("true", "属实", "按结论处理，并答复提出的人"),
    Outcome("partly_true", "部分属实", "按属实的部分处理，并答复提出的人"),
    Outcome("not_true", "不属实", "了结，并答复提出的人"),
)

_DECLARED: Final = (
    Kind(
        code="hit",
        label="比对疑点",
        level=COUNTY,
        clause="7.4",
        outcomes=(
            Outcome("true", "属实", "本人进入退出和追回的办理，已暂缓的补贴继续暂缓"),
            Outcome("false_alarm", "误报", "了结，以后算补贴不再因它暂缓"),
            Outcome("data_error", "数据有误", "了结，请改正数据；以后算补贴不再因它暂缓"),
        ),
        checklist=("核对对方登记是不是本人", "告知本人并听取说明", "向村（社区）核对当月实际情况"),
    ),
    Kind(
        code="contested_placement",
        label="在岗记录冲突",
        level=COUNTY,
        clause="7.7",
        outcomes=(
            Outcome("true", "冲突属实", "这一段在岗不成立，补贴继续暂缓"),
            Outcome("false_alarm", "没有冲突", "了结；请按核实结果改正在岗记录"),
            Outcome("data_error", "台账写错", "了结；请按核实结果改正在岗记录"),
        ),
        checklist=("查两处岗位的协议和考勤表", "告知本人并听取说明", "向两个用岗单位核对起止日期"),
    ),
    Kind(
        code="undeclared_relative",
        label="亲属未报备",
        level=COUNTY,
        clause="9.3",
        outcomes=(
            Outcome("true", "属实", "补办备案，并按规定处理"),
            Outcome("false_alarm", "不是亲属或不用报备", "了结"),
            Outcome("data_error", "亲属数据有误", "了结；请改正数据"),
        ),
        checklist=("核对亲属关系的出处", "核对任职的起止日期", "告知本人并听取说明"),
    ),
    Kind(
        code="relative_now_in_office",
        label="亲属新任干部",
        level=COUNTY,
        clause="9.4",
        outcomes=(
            Outcome("true", "属实，已补备案", "补写亲属情况说明和备案，继续在岗"),
            Outcome("false_alarm", "不是亲属或不用备案", "了结"),
            Outcome("data_error", "亲属数据有误", "了结；请改正数据"),
        ),
        checklist=("核对亲属关系的出处", "核对任职的起始日期", "请本人补写亲属情况说明", "报县级补备案"),
    ),
    Kind(code="complaint", label="投诉举报", level=COUNTY, clause="15.4", outcomes=_INVESTIGATED),
    Kind(code="objection", label="公示异议", level=TOWNSHIP, clause="6.9", outcomes=_INVESTIGATED),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.code: kind for kind in _DECLARED})


def kind_of(code: str) -> Kind:
    """The kind of that code; raises KeyError for one that nobody declared, a mistake of the program."""
    return KINDS[code]


def responsible_place(kind: Kind, village_code: int) -> int:
    """The 12-digit code of the place whose organisation handles a case of that kind first (clause 15.5)."""
    return enclosing(village_code, kind.level)
