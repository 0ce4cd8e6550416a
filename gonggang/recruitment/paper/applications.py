"""Documents of one applicant: the form, the commitment, the filing of relatives, the approval, the agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gonggang.exchange.paper.values import written
from gonggang.recruitment.models import Agreement, Application, CompletedStage, DeclaredKin, Filing
from gonggang.recruitment.paper.common import (
    categories_printed,
    last_day,
    offices_of,
    person_printed,
    post_of,
    standard_printed,
)

_FAMILY = {"low_income_family": "低保家庭", "zero_employment_family": "零就业家庭", "none": "一般家庭"}


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative in office as declared."""

    relative: str
    office: str
    relation: str
    declared_on: date | None


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """报名申请表."""

    number: str
    township_office: str
    applied_on: date | None
    name: str
    sex: str
    birth_month: str
    id_number: str
    phone: str
    schooling: str
    skills: str
    village: str
    categories: str
    recognised_on: date | None
    family: str
    post: str
    post_number: str
    host_unit: str
    kin: tuple[Kin, ...]
    wish: str
    village_opinion: str
    township_opinion: str
    materials: str


def application_form(application_id: int, *, full: bool, on: date) -> ApplicationForm:
    """The form as taken up; the opinions stay empty for the hand."""
    found = the_application(application_id)
    one, post, offices = (
        person_printed(found.person_id, full=full),
        post_of(found),
        offices_of(found.village_code or 0),
    )
    kin = _kin(found)
    return ApplicationForm(
        number=found.number or "",
        township_office=offices.township_office,
        applied_on=found.applied_on,
        name=one.name,
        sex=one.sex,
        birth_month=one.birth_month,
        id_number=one.id_number,
        phone=one.phone,
        schooling=found.schooling,
        skills=found.skills,
        village=offices.village,
        categories=categories_printed(found),
        recognised_on=found.recognised_on,
        family="、".join(_FAMILY.get(str(each), str(each)) for each in found.family),
        post=getattr(post, "name", ""),
        post_number=getattr(post, "number", ""),
        host_unit=getattr(post, "host_unit", ""),
        kin=kin,
        wish=f"本人自愿申请{post.name}岗位，所填内容真实。"
        if post
        else "本人自愿申请公益性岗位，所填内容真实。",
        village_opinion="",
        township_opinion="",
        materials="、".join(dict.fromkeys(found.materials.order_by("pk").values_list("kind", flat=True))),
    )


@dataclass(frozen=True, slots=True)
class Commitment:
    """诚信承诺书 with the sentence on each relative in office (clause 9.1)."""

    township_office: str
    committed_on: date | None
    name: str
    id_number: str
    village: str
    no_kin: bool
    kin: tuple[Kin, ...]


def commitment(application_id: int, *, full: bool, on: date) -> Commitment:
    """The commitment of an applicant."""
    found = the_application(application_id)
    one, offices = person_printed(found.person_id, full=full), offices_of(found.village_code or 0)
    return Commitment(
        offices.township_office, found.committed_on, one.name, one.id_number, offices.village,
        found.declares_kin is False, _kin(found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilingForm:
    """公职人员和村（社区）干部亲属上岗备案表."""

    number: str
    county_office: str
    filed_on: date | None
    name: str
    sex: str
    id_number: str
    categories: str
    village: str
    post: str
    applied_on: date | None
    committed_on: date | None
    kin: tuple[Kin, ...]
    appraisal: str
    notice: str
    study: str
    opinion: str


def filing_form(application_id: int, *, full: bool, on: date) -> FilingForm:
    """The filing of a relative's application, as far as it has come."""
    found = the_application(application_id)
    one, offices = person_printed(found.person_id, full=full), offices_of(found.village_code or 0)
    filing = (
        Filing.objects.filter(application=found).select_related("study").order_by("-filed_on", "-pk").first()
    )
    done = {
        row.stage: row
        for row in CompletedStage.objects.filter(application=found).select_related(
            "vote__meeting", "notice", "study"
        )
    }
    study = filing.study if filing else done["township_study"].study if "township_study" in done else None
    return FilingForm(
        number=filing.number if filing else "",
        county_office=offices.county_office,
        filed_on=filing.filed_on if filing else None,
        name=one.name,
        sex=one.sex,
        id_number=one.id_number,
        categories=categories_printed(found),
        village=offices.village,
        post=getattr(post_of(found), "name", ""),
        applied_on=found.applied_on,
        committed_on=found.committed_on,
        kin=_kin(found),
        appraisal=_appraised(done.get("democratic_appraisal")),
        notice=_noticed(done.get("public_notice")),
        study=f"{study.minutes_number}：{study.decision}" if study else "",
        opinion=f"{'同意' if filing.agreed else '不同意'}。{filing.opinion}" if filing else "",
    )


@dataclass(frozen=True, slots=True)
class StageDone:
    """A finished stage as the approval lists it."""

    position: int
    label: str
    completed_on: date
    organiser: str
    officer: str


@dataclass(frozen=True, slots=True)
class ApprovalForm:
    """公益性岗位人员上岗审批表."""

    number: str
    county_office: str
    approved_on: date | None
    name: str
    sex: str
    id_number: str
    categories: str
    village: str
    post: str
    host_unit: str
    standard: str
    stages: tuple[StageDone, ...]
    township_opinion: str
    county_opinion: str


def approval_form(application_id: int, *, full: bool, on: date) -> ApprovalForm:
    """What lies before the approver, and the opinion if there is one."""
    found = the_application(application_id)
    one, post, offices = (
        person_printed(found.person_id, full=full),
        post_of(found),
        offices_of(found.village_code or 0),
    )
    rows = list(
        CompletedStage.objects.filter(application=found).select_related("officer").order_by("position")
    )
    declared = {} if found.procedure is None else {row.stage: row for row in found.procedure.stages.all()}
    approval = next((row for row in rows if row.stage == "county_approval"), None)
    return ApprovalForm(
        number=found.number or "",
        county_office=offices.county_office,
        approved_on=approval.completed_on if approval else None,
        name=one.name,
        sex=one.sex,
        id_number=one.id_number,
        categories=categories_printed(found),
        village=offices.village,
        post=getattr(post, "name", ""),
        host_unit=getattr(post, "host_unit", ""),
        standard=standard_printed(post),
        stages=tuple(
            StageDone(
                row.position, declared[row.stage].label if row.stage in declared else row.stage, row.completed_on,
                declared[row.stage].organiser if row.stage in declared else "", str(row.officer),
            )
            for row in rows
        ),
        township_opinion="",
        county_opinion=(approval.note or "同意。") if approval else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgreementSheet:
    """劳动合同 or 劳务协议."""

    number: str
    party: str
    name: str
    id_number: str
    begins_on: date | None
    last_day: date | None
    signed_on: date | None
    post: str
    village: str
    duties: str
    hours_system: str
    required_days: int | None
    standard: str


def agreement_sheet(application_id: int, *, full: bool, on: date) -> AgreementSheet:
    """The agreement on file, the newest; before it is entered, its form with what is known of person and post."""
    found = the_application(application_id)
    one, post, offices = (
        person_printed(found.person_id, full=full),
        post_of(found),
        offices_of(found.village_code or 0),
    )
    row = Agreement.objects.filter(application=found).order_by("-signed_on", "-pk").first()
    return AgreementSheet(
        number=row.number if row else "",
        party=row.party if row else getattr(post, "host_unit", ""),
        name=one.name,
        id_number=one.id_number,
        begins_on=row.begins_on if row else None,
        last_day=last_day(row.ends_on) if row else None,
        signed_on=row.signed_on if row else None,
        post=getattr(post, "name", ""),
        village=offices.village,
        duties=getattr(post, "duties", ""),
        hours_system=getattr(post, "hours_system", ""),
        required_days=getattr(post, "required_days", None),
        standard=standard_printed(post),
    )


def the_application(application_id: int) -> Application:
    """An application with its round, post and procedure."""
    return Application.objects.select_related("round", "round_post__post", "post", "procedure").get(
        pk=application_id
    )


def _kin(found: Application) -> tuple[Kin, ...]:
    rows = DeclaredKin.objects.filter(application=found).order_by("pk")
    kin = tuple(Kin(row.relative, row.office, row.relation, row.declared_on) for row in rows)
    if kin or not found.declares_kin:
        return kin
    return (Kin(found.declared_relative, "", found.declared_relation, found.committed_on),)


def _appraised(row: Any) -> str:
    if row is None or row.vote is None:
        return ""
    vote = row.vote
    when = written(row.completed_on)
    return (
        f"{when}，参加表决{vote.voting}人，同意{vote.in_favour}、反对{vote.against}、弃权{vote.abstaining}。"
    )


def _noticed(row: Any) -> str:
    if row is None or row.notice is None:
        return ""
    days = f"{written(row.notice.posted_on)}至{written(row.completed_on)}"
    return f"{row.notice.number}，{days}，期满无未了结的异议。"
