"""The relatives' line: what applicants declare, the township's study, the county's filing, and what nobody declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.casework import actions as casework
from gonggang.casework.actions import NewCase, NewFile
from gonggang.core.masks import mask
from gonggang.people import queries as people
from gonggang.policy.parameters import parameters
from gonggang.recruitment import relatives as found_by
from gonggang.recruitment.actions.checks import RowResult, check_day, check_text
from gonggang.recruitment.actions.notifications import notify
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.files import keep_file
from gonggang.recruitment.models import (
    Application,
    CompletedStage,
    DeclaredKin,
    Filing,
    TownshipStudy,
)
from gonggang.recruitment.numbering import FILING, next_number
from gonggang.recruitment.relatives import FoundRelative
from gonggang.recruitment.rules import kinship_needs_filing
from gonggang.recruitment.rules.relations import OFFICIAL_KINDS, sentence, word_of

UNDECLARED: Final = "undeclared_relative"
NOW_IN_OFFICE: Final = "relative_now_in_office"
_COUNTY: Final = 10**6
_TOWNSHIP: Final = 10**3
_OPINION_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class Kin:
    """One relative in office, as the applicant completes the sentence "我是某某（职务）的____"."""

    relative: str
    office: str
    relation_code: str
    official_kind: str
    office_begins: date | None = None


def must_be_filed(kin: Kin, *, region: int, declared_on: date) -> bool | None:
    """Whether a declared relation must be filed; None where a person must look (clauses 9.1, 9.2).

    Whoever declares a relative in office says that the office is held on that day.
    """
    look_up = parameters().get
    found = kinship_needs_filing(
        direction="applicant_is",
        relation_code=kin.relation_code,
        official_kind=kin.official_kind,
        office_begins=kin.office_begins or declared_on,
        office_ends=None,
        applied_on=declared_on,
        include_parents_in_law_of_wife=look_up(
            "include_parents_in_law_of_wife", region=region, on=declared_on
        ),
        adoptive_and_step_count=look_up("adoptive_and_step_count", region=region, on=declared_on),
    )
    return {"yes": True, "no": False}.get(found.verdict)


def check_kin(kin: Kin) -> dict[str, str]:
    """What is wrong with a declared relative, by field."""
    problems: dict[str, str] = {}
    if not kin.relative.strip():
        problems["relative"] = "没有写亲属的姓名（9.1）。"
    if not kin.office.strip():
        problems["office"] = "没有写亲属的单位和职务（9.1）。"
    if word_of(kin.relation_code) is None:
        problems["relation_code"] = "没有选本人是亲属的什么人（9.1）。请按“我是某某的____”来选。"
    if kin.official_kind not in OFFICIAL_KINDS:
        problems["official_kind"] = "没有选亲属是公职人员还是村（社区）干部（9.1）。"
    return problems


@transaction.atomic
def declare(
    application_id: int, kin: Sequence[Kin], *, on: date, officer: Any, file: NewFile | None = None
) -> list[DeclaredKin]:
    """Keep the relatives that an applicant declares, before the application is finished (clause 9.1).

    Raises Refused, also where a relation must be filed and the application follows the ordinary procedure.
    """
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=application_id)
    )
    check_day(on, what="亲属情况说明")
    if application.applied_on is not None and on > application.applied_on:
        raise Refused({"on": f"亲属情况说明要在报名以前，报名是 {application.applied_on}（9.1）。"})
    for one in kin:
        if problems := check_kin(one):
            raise Refused(problems)
    region = application.village_code or 0
    judged = [(one, must_be_filed(one, region=region, declared_on=on)) for one in kin]
    if any(must for _one, must in judged) and application.procedure and application.procedure.base != "filed":
        raise Refused("申报的亲属要备案，这份报名走的是一般程序（9.2）。请按亲属备案程序重新报名。")
    digest = keep_file(file, field="file") if file else ""
    rows = DeclaredKin.objects.bulk_create(
        [
            DeclaredKin(
                application=application, relative=one.relative.strip()[:60], office=one.office.strip()[:120],
                relation=word.label, relation_code=one.relation_code, official_kind=one.official_kind,
                must_be_filed=must, declared_on=on, digest=digest, officer=officer,
            )
            for one, must in judged
            if (word := word_of(one.relation_code)) is not None
        ]
    )  # fmt: skip
    audit.record(
        officer=officer,
        verb="recruitment.declare_kin",
        subject=f"application:{application.pk}",
        region=region,
        detail={
            "people": len(rows),
            "sentences": [sentence(row.relative, row.office, row.relation_code) for row in rows],
        },
    )
    return rows


@dataclass(frozen=True, slots=True)
class Study:
    """A meeting of the township as it is stated: number of the minutes, day, who was there, what was decided."""

    minutes_number: str
    held_on: date | None
    attendees: str
    decision: str
    file: NewFile | None


@transaction.atomic
def study(township_code: int, application_ids: Sequence[int], stated: Study, *, officer: Any) -> StageBatch:
    """Record the township's meeting and finish its stage in all applications that it agreed to (clause 9.2).

    Raises Refused that names every field that is wrong; an application that cannot go on comes back with its reason.
    """
    problems: dict[str, str] = {}
    try:
        check_day(stated.held_on, what="乡镇研究", field="held_on")
    except Refused as refused:
        problems |= refused.problems
    for name, what in (("minutes_number", "会议纪要编号"), ("attendees", "参加人"), ("decision", "研究意见")):
        if not getattr(stated, name).strip():
            problems[name] = f"没有写{what}（9.2）。"
    if stated.file is None:
        problems["file"] = "没有上传会议纪要（9.2）。"
    if not application_ids:
        problems["applications"] = "没有选研究的人。请至少选一人。"
    taken = TownshipStudy.objects.filter(
        township_code=township_code, minutes_number=stated.minutes_number.strip()
    )
    if taken.exists():
        problems["minutes_number"] = "这个纪要编号已经用过。请核对编号。"
    if problems:
        raise Refused(problems)
    assert stated.held_on is not None and stated.file is not None
    low, high = township_code, township_code + _TOWNSHIP
    own = list(
        Application.objects.filter(
            pk__in=application_ids, village_code__gte=low, village_code__lt=high
        ).values_list("pk", flat=True)
    )
    if len(own) != len(set(application_ids)):
        raise Refused("所选的人里有不是本乡镇的。请重新选择。")
    meeting = TownshipStudy.objects.create(
        township_code=township_code, minutes_number=stated.minutes_number.strip()[:40], held_on=stated.held_on,
        attendees=stated.attendees.strip()[:400], decision=stated.decision.strip(),
        digest=keep_file(stated.file, field="file"), officer=officer,
    )  # fmt: skip
    done = finish(
        own, "township_study", on=stated.held_on, officer=officer, proofs=dict.fromkeys(own, meeting.pk)
    )
    if not done.finished:
        raise Refused("；".join(dict.fromkeys(one.sentence for one in done.refused)))
    audit.record(
        officer=officer,
        verb="recruitment.study",
        subject=f"study:{meeting.pk}",
        region=township_code,
        detail={
            "number": meeting.minutes_number,
            "people": len(done.finished),
            "on": meeting.held_on.isoformat(),
        },
    )
    return done


@transaction.atomic
def file_one(application_id: int, *, agreed: bool, opinion: str, on: date | None, officer: Any) -> Filing:
    """The county's filing of one relative's application: agreed, or refused with a notification (clause 9.2).

    Raises Refused.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    studied = (
        CompletedStage.objects.filter(application=application, stage="township_study")
        .select_related("study")
        .first()
    )
    if studied is None or studied.study is None:
        raise Refused("乡镇还没有研究，不能备案（9.2）。")
    if Filing.objects.filter(application=application).exists():
        raise Refused("这份报名已经办过备案。")
    day = check_day(on, what="备案", after=studied.completed_on)
    opinion = check_text(opinion, field="opinion", what="备案意见", longest=_OPINION_MAX)
    county = (application.village_code or 0) // _COUNTY * _COUNTY
    filing = Filing.objects.create(
        application=application, number=next_number(FILING, county, day), study=studied.study, filed_on=day,
        agreed=agreed, opinion=opinion, officer=officer,
    )  # fmt: skip
    if agreed:
        done = finish(
            [application.pk], "county_filing", on=day, officer=officer, proofs={application.pk: filing.pk}
        )
        if done.refused:
            raise Refused(done.refused[0].sentence)
    else:
        notify(application, "filing", reason=opinion, on=day, officer=officer, filing=filing)
    audit.record(
        officer=officer,
        verb="recruitment.file",
        subject=f"application:{application.pk}",
        region=application.village_code,
        detail={"number": filing.number, "outcome": "同意" if agreed else "不同意", "opinion": opinion},
    )
    return filing


def file_many(
    application_ids: Sequence[int], *, agreed: bool, opinion: str, on: date | None, officer: Any
) -> list[RowResult]:
    """The same opinion on many; each stands for itself and has its own number."""
    results: list[RowResult] = []
    for application_id in application_ids:
        problem = None
        try:
            file_one(application_id, agreed=agreed, opinion=opinion, on=on, officer=officer)
        except Refused as refused:
            problem = str(refused)
        results.append(RowResult(application_id, problem))
    return results


def open_undeclared(application_ids: Sequence[int], *, on: date, officer: Any) -> list[int]:
    """Open the cases of relatives whom applicants did not declare, before anybody starts; returns the new ones."""
    cases = undeclared_cases(found_by.undeclared_among(application_ids))
    return casework.open_cases(cases, on=on, officer=officer)


def undeclared_cases(found: Iterable[FoundRelative]) -> list[NewCase]:
    """The cases that undeclared relatives give rise to; nobody without a known village has one (clause 9.3)."""
    return _cases(
        found,
        UNDECLARED,
        "relative",
        lambda relative: (
            "报名时没有报备的亲属任职" if relative.verdict == "yes" else "可能有没有报备的亲属任职"
        ),
    )


def now_in_office_cases(found: Iterable[FoundRelative]) -> list[NewCase]:
    """The reminders that a relative of somebody in post has come into office since (clause 9.4)."""
    return _cases(found, NOW_IN_OFFICE, "relative_now", lambda relative: "在岗期间亲属新任干部，请补报备案")


def _cases(found: Iterable[FoundRelative], kind: str, subject: str, title: Any) -> list[NewCase]:
    those = list(found)
    villages = people.villages_of(relative.person_id for relative in those)
    return [
        NewCase(
            kind=kind,
            # The official is told apart by a blind index: no identity number stands in a case.
            subject=f"{subject}:{one.person_id}:{people.id_index(one.official_id_number).hex()[:24]}",
            village_code=villages[one.person_id],
            title=title(one),
            topic=one.official_kind,
            person_id=one.person_id,
            facts={
                "relation": one.relation,
                "official_kind": one.official_kind,
                "official": mask("id_number", one.official_id_number),
                "verdict": one.verdict,
                "reason": one.reason,
            },
        )
        for one in those
        if one.person_id in villages
    ]
