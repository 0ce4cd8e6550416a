"""The way into a post as declared once: its stages in order, who finishes each, on what proof (clauses 6.1, 9.2).

The stage bar, the forms, the permissions, the documents, the rows in the database and the tests come from here.
A county may add stages between these and never take one away or move one (clause 6.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Base = Literal["ordinary", "filed"]
Proof = Literal[
    "announcement",
    "declaration",
    "application",
    "vote",
    "notice",
    "study",
    "filing",
    "approval",
    "agreement",
    "training",
    "placement",
    "note",
]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `proof` is the kind of record on which it rests; `many`: one act finishes it in many cases at once.

    `organiser` says in Chinese who carries it out, `action` is its line in the table of permissions, `needs` what must
    be on file, `waits` what must have come to an end before.
    """

    code: str
    label: str
    organiser: str
    action: str
    proof: Proof
    clause: str
    needs: tuple[str, ...]
    waits: tuple[str, ...] = ()
    many: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """Stages in order; position 1 is the first."""

    base: Base
    label: str
    stages: tuple[Stage, ...]

    def position(self, code: str) -> int:
        """The position of a stage; raises KeyError for one that the procedure has not."""
        for position, stage in enumerate(self.stages, start=1):
            if stage.code == code:
                return position
        raise KeyError(code)

    def stage(self, code: str) -> Stage:
        """The stage of that code; raises KeyError for one that the procedure has not."""
        return self.stages[self.position(code) - 1]


ANNOUNCEMENT: Final = Stage(
    "announcement", "发布公告", "县、乡镇（街道）", "recruitment.announce", "announcement", "6.1",
    ("公告文号", "报名起止日", "岗位与名额"), many=True,
)  # fmt: skip
KINSHIP_DECLARATION: Final = Stage(
    "kinship_declaration", "亲属情况说明", "本人、村（社区）", "recruitment.apply", "declaration", "9.1",
    ("亲属姓名、单位职务与关系", "签字的承诺书"),
)  # fmt: skip
APPLICATION: Final = Stage(
    "application", "报名申请", "本人、村（社区）", "recruitment.apply", "application", "6.1",
    ("报名表", "诚信承诺书", "亲属情况说明"),
)  # fmt: skip
DEMOCRATIC_APPRAISAL: Final = Stage(
    "democratic_appraisal", "民主评议", "人员所在村（社区）", "recruitment.appraise", "vote", "6.7",
    ("时间、地点、主持", "应到和实到", "票数", "人选排序", "照片与签名"), many=True,
)  # fmt: skip
PUBLIC_NOTICE: Final = Stage(
    "public_notice", "审核公示", "乡镇初审、县级复审；人员所在村（社区）公示", "recruitment.finish_notice", "notice",
    "6.8", ("初审意见", "复审意见书", "公示单", "首末日照片", "异议处理结果"),
    ("公示期满", "没有未了结的异议"), many=True,
)  # fmt: skip
TOWNSHIP_STUDY: Final = Stage(
    "township_study",
    "乡镇研究",
    "乡镇（街道）",
    "recruitment.study",
    "study",
    "9.2",
    ("会议纪要",),
    many=True,
)
COUNTY_FILING: Final = Stage(
    "county_filing", "县级备案", "县级人社", "recruitment.file", "filing", "9.2", ("备案意见",), many=True
)
COUNTY_APPROVAL: Final = Stage(
    "county_approval", "县级审批", "县级人社", "recruitment.approve", "approval", "6.1", ("审批意见",),
    ("没有未了结的异议",), many=True,
)  # fmt: skip
AGREEMENT: Final = Stage(
    "agreement",
    "协议签订",
    "用岗单位、乡镇（街道）",
    "recruitment.sign",
    "agreement",
    "6.11",
    ("签字的协议",),
)
INDUCTION_TRAINING: Final = Stage(
    "induction_training",
    "岗前培训",
    "用岗单位",
    "recruitment.train",
    "training",
    "6.11",
    ("学时", "签到"),
    many=True,
)
ONBOARDING: Final = Stage(
    "onboarding", "安排上岗", "用岗单位、村（社区）", "recruitment.start", "placement", "6.1",
    ("上岗日", "岗位", "安置类别"), ("有效期内的上岗前比对", "岗位有空名额"),
)  # fmt: skip

ORDINARY: Final = Procedure(
    "ordinary",
    "一般程序",
    (
        ANNOUNCEMENT,
        APPLICATION,
        DEMOCRATIC_APPRAISAL,
        PUBLIC_NOTICE,
        COUNTY_APPROVAL,
        AGREEMENT,
        INDUCTION_TRAINING,
        ONBOARDING,
    ),
)
FILED: Final = Procedure(
    "filed",
    "亲属备案程序",
    (
        ANNOUNCEMENT,
        KINSHIP_DECLARATION,
        APPLICATION,
        DEMOCRATIC_APPRAISAL,
        PUBLIC_NOTICE,
        TOWNSHIP_STUDY,
        COUNTY_FILING,
        COUNTY_APPROVAL,
        AGREEMENT,
        INDUCTION_TRAINING,
        ONBOARDING,
    ),
)
PROCEDURES: Final[Mapping[Base, Procedure]] = MappingProxyType({"ordinary": ORDINARY, "filed": FILED})


def added_stage(code: str, label: str, organiser: str, needs: Sequence[str], action: str) -> Stage:
    """A stage that a county adds (clause 6.3); its proof is a dated note with documents."""
    return Stage(code, label, organiser, action, "note", "6.3", tuple(needs), added=True)


def keeps_the_declared_order(base: Base, codes: Sequence[str]) -> bool:
    """Whether a county's list of stages has every declared one, in the declared order, each once (clause 6.3)."""
    declared = [stage.code for stage in PROCEDURES[base].stages]
    return len(set(codes)) == len(codes) and [code for code in codes if code in declared] == declared
