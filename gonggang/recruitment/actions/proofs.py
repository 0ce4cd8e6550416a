"""The records on which stages rest, looked at before the database does, so that a person reads why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from gonggang.placements.queries import starts_of
from gonggang.recruitment.models import (
    Agreement,
    AppraisalVote,
    CompletedStage,
    Filing,
    NoticeEntry,
    Objection,
    PublicNotice,
    TownshipStudy,
    TrainingRecord,
)
from gonggang.recruitment.queries.standing import Standing
from gonggang.regions.rules import TOWNSHIP, enclosing

# Application with its day, and the key of its proof.
Asked = Mapping[int, tuple[Standing, date, int]]
Wrong = dict[int, str]

# The column of a finished stage that holds its proof.
PROOF_COLUMN: Final[Mapping[str, str]] = {
    "democratic_appraisal": "vote_id",
    "public_notice": "notice_id",
    "township_study": "study_id",
    "county_filing": "filing_id",
    "agreement": "agreement_id",
    "induction_training": "training_id",
    "onboarding": "placement_id",
}
NO_PROOF: Final[Mapping[str, str]] = {
    "democratic_appraisal": "没有民主评议的票数（6.7）",
    "public_notice": "没有公示单（6.8）",
    "township_study": "没有乡镇研究的会议纪要（9.2）",
    "county_filing": "没有县级备案意见（9.2）",
    "agreement": "没有签字的协议（6.11）",
    "induction_training": "没有岗前培训记录（6.11）",
    "onboarding": "没有上岗的在岗记录（6.1）",
}


def wrong_proofs(stage: str, asked: Asked) -> Wrong:
    """The applications whose proof does not carry the stage, each with a sentence."""
    check = _CHECKS.get(stage)
    return check(asked) if check and asked else {}


def _votes(asked: Asked) -> Wrong:
    rows = AppraisalVote.objects.filter(pk__in={proof for _, _, proof in asked.values()}).values_list(
        "pk", "application_id", "passed", "meeting__closed_at", "meeting__held_on", "meeting__village_code",
        "meeting__round_id",
    )  # fmt: skip
    there = {row[0]: row[1:] for row in rows}
    wrong: Wrong = {}
    for key, (standing, on, proof) in asked.items():
        owner, passed, closed, held, village, round_id = there.get(
            proof, (None, False, None, None, None, None)
        )
        if owner != key:
            wrong[key] = "评议的票是另一份报名的，或没有这一票（6.7）"
        elif village != standing.village_code or round_id != standing.round_id:
            wrong[key] = "评议不是本人所在村为这次招募开的（6.7）"
        elif closed is None:
            wrong[key] = "评议会还没有形成记录（6.7）"
        elif not passed:
            wrong[key] = "民主评议没有通过（6.7）"
        elif held != on:
            wrong[key] = f"评议会是 {held} 开的，日期填的是 {on}（6.7）"
    return wrong


def _notices(asked: Asked) -> Wrong:
    proofs = {proof for _, _, proof in asked.values()}
    ends = dict(PublicNotice.objects.filter(pk__in=proofs).values_list("pk", "ended_on"))
    entries = NoticeEntry.objects.filter(notice_id__in=proofs, application_id__in=list(asked))
    on_it = set(entries.values_list("notice_id", "application_id"))
    settled = _last_results(asked)
    wrong: Wrong = {}
    for key, (_standing, on, proof) in asked.items():
        if (proof, key) not in on_it:
            wrong[key] = "公示名单里没有这个人（6.8）"
        elif ends.get(proof) is None:
            wrong[key] = "公示还没有结束（6.8）"
        elif (day := max(filter(None, (ends[proof], settled.get(key))))) != on:
            wrong[key] = (
                f"审核公示办结在 {day}（公示结束和公布异议结果中晚的一天），日期填的是 {on}（6.8、6.9）"
            )
    return wrong


def _last_results(asked: Asked) -> dict[int, date]:
    """The day on which the last result of an objection was published, of each application that had one."""
    rows = Objection.objects.filter(application_id__in=list(asked), result_published_on__isnull=False)
    found: dict[int, date] = {}
    for key, on in rows.values_list("application_id", "result_published_on"):
        found[key] = max(on, found.get(key, on))
    return found


def _studies(asked: Asked) -> Wrong:
    rows = TownshipStudy.objects.filter(pk__in={proof for _, _, proof in asked.values()})
    there = {pk: (code, held) for pk, code, held in rows.values_list("pk", "township_code", "held_on")}
    wrong: Wrong = {}
    for key, (standing, on, proof) in asked.items():
        code, held = there.get(proof, (None, None))
        if code != enclosing(standing.village_code, TOWNSHIP):
            wrong[key] = "会议纪要不是本人所在乡镇（街道）的（9.2）"
        elif held != on:
            wrong[key] = f"乡镇是 {held} 研究的，日期填的是 {on}（9.2）"
    return wrong


def _filings(asked: Asked) -> Wrong:
    rows = Filing.objects.filter(pk__in={proof for _, _, proof in asked.values()})
    there = {
        pk: rest for pk, *rest in rows.values_list("pk", "application_id", "agreed", "filed_on", "study_id")
    }
    studies = dict(
        CompletedStage.objects.filter(application_id__in=list(asked), stage="township_study").values_list(
            "application_id", "study_id"
        )
    )
    wrong: Wrong = {}
    for key, (_standing, on, proof) in asked.items():
        owner, agreed, filed, study = there.get(proof, (None, False, None, None))
        if owner != key:
            wrong[key] = "备案意见是另一份报名的，或没有这份意见（9.2）"
        elif not agreed:
            wrong[key] = "县级备案没有同意（9.2）"
        elif study != studies.get(key):
            wrong[key] = "备案不是按这次乡镇研究报的（9.2）"
        elif filed != on:
            wrong[key] = f"备案日期是 {filed}，填的是 {on}（9.2）"
    return wrong


def _agreements(asked: Asked) -> Wrong:
    rows = Agreement.objects.filter(pk__in={proof for _, _, proof in asked.values()})
    there = {
        pk: (owner, signed) for pk, owner, signed in rows.values_list("pk", "application_id", "signed_on")
    }
    wrong: Wrong = {}
    for key, (_standing, on, proof) in asked.items():
        owner, signed = there.get(proof, (None, None))
        if owner != key:
            wrong[key] = "协议是另一份报名的，或没有这份协议（6.11）"
        elif signed != on:
            wrong[key] = f"协议是 {signed} 签的，日期填的是 {on}（6.11）"
    return wrong


def _trainings(asked: Asked) -> Wrong:
    rows = TrainingRecord.objects.filter(pk__in={proof for _, _, proof in asked.values()})
    there = {pk: (round_id, held) for pk, round_id, held in rows.values_list("pk", "round_id", "held_on")}
    wrong: Wrong = {}
    for key, (standing, on, proof) in asked.items():
        round_id, held = there.get(proof, (None, None))
        if round_id != standing.round_id:
            wrong[key] = "岗前培训不是这次招募的（6.11）"
        elif held != on:
            wrong[key] = f"岗前培训是 {held} 办的，日期填的是 {on}（6.11）"
    return wrong


def _placements(asked: Asked) -> Wrong:
    there = starts_of({proof for _, _, proof in asked.values()})
    wrong: Wrong = {}
    for key, (standing, on, proof) in asked.items():
        person, begins, contested = there.get(proof, (None, None, None))
        if person != standing.person_id or contested:
            wrong[key] = "在岗记录不是本人的，或有疑问（6.1）"
        elif begins != on:
            wrong[key] = f"在岗从 {begins} 起，日期填的是 {on}（6.1）"
    return wrong


_CHECKS: Final[Mapping[str, Callable[[Asked], Wrong]]] = {
    "democratic_appraisal": _votes,
    "public_notice": _notices,
    "township_study": _studies,
    "county_filing": _filings,
    "agreement": _agreements,
    "induction_training": _trainings,
    "onboarding": _placements,
}
