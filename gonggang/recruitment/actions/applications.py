"""Writes on applications: entered from paper, taken up from a list, corrected, withdrawn (clauses 5.6, 6.1, 9.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.accounts.viewer import viewer_on
from gonggang.audit import actions as audit
from gonggang.core.names import name_equal
from gonggang.core.national_id import parse_national_id
from gonggang.people import queries as people
from gonggang.people.actions import PersonEntry, register_people
from gonggang.placements.queries import earlier_of
from gonggang.policy.parameters import parameters
from gonggang.recruitment.actions.closings import close
from gonggang.recruitment.actions.procedures import procedure_in_force
from gonggang.recruitment.actions.refusals import (
    ChangedMeanwhile,
    RecruitmentRefused,
    Refused,
    refusal_of,
)
from gonggang.recruitment.actions.stages import finish_each
from gonggang.recruitment.models import Application, CompletedStage, DeclaredKin, Round, RoundPost
from gonggang.recruitment.numbering import next_number
from gonggang.recruitment.rules import kinship_needs_filing
from gonggang.recruitment.rules.declared import Base
from gonggang.recruitment.rules.relations import OFFICIAL_KINDS, word_of
from gonggang.regions.queries import names
from gonggang.regions.rules import COUNTY, enclosing

APPLICATION: Final = "BM"


@dataclass(frozen=True, slots=True)
class Kin:
    """One relative in office, as the applicant completes the sentence "我是某某（职务）的____"."""

    relative: str
    office: str
    relation_code: str
    official_kind: str


@dataclass(frozen=True, slots=True)
class Form:
    """The paper form. `committed_on` is the day under the commitment letter, `kin` the declared relatives."""

    id_number: str
    name: str
    village_code: int
    round_post_id: int
    group: str
    recognised_on: date | None
    family: tuple[str, ...]
    declares_kin: bool | None
    committed_on: date | None
    applied_on: date | None
    kin: tuple[Kin, ...] = ()
    schooling: str = ""
    skills: str = ""
    phone: str | None = None
    categories: tuple[str, ...] = field(default=())


def needs_filing(kin: Kin, *, region: int, on: date) -> bool | None:
    """Whether a declared relation must be filed; None where a person must look (clauses 9.1, 9.2)."""
    look_up = parameters().get
    found = kinship_needs_filing(
        direction="applicant_is", relation_code=kin.relation_code, official_kind=kin.official_kind,
        office_begins=on, office_ends=None, applied_on=on,
        include_parents_in_law_of_wife=look_up("include_parents_in_law_of_wife", region=region, on=on),
        adoptive_and_step_count=look_up("adoptive_and_step_count", region=region, on=on),
    )  # fmt: skip
    return {"yes": True, "no": False}.get(found.verdict)


@transaction.atomic
def apply(round_id: int, form: Form, *, officer: Any, today: date | None = None) -> Application:
    """Enter a paper form; its first stages are finished with the days that stand on it.

    Raises RecruitmentRefused by field. Somebody in post, or with an open application anywhere, is refused.
    """
    today = today or timezone.localdate()
    offered = RoundPost.objects.select_related("round", "post").filter(pk=form.round_post_id, round=round_id)
    post = offered.first()
    problems = _problems(form, post, today)
    if problems or post is None or form.applied_on is None:
        raise RecruitmentRefused(problems or {"round_post": "没有选公告里的岗位。"})
    known = parse_national_id(form.id_number, today)
    if known.number is None or known.birth is None or known.sex is None:
        raise RecruitmentRefused({"id_number": "证件号码不对。请照身份证逐位核对。"})
    person = _person(form, known, officer)
    judged = [(kin, needs_filing(kin, region=form.village_code, on=form.applied_on)) for kin in form.kin]
    # What nobody can tell for sure goes the stricter way.
    base: Base = "filed" if any(must is not False for _, must in judged) else "ordinary"
    published = post.round.published_on
    if base == "filed" and form.committed_on and published and form.committed_on < published:
        raise RecruitmentRefused({"committed_on": "亲属情况说明的日期早于公告发布，请核对（9.1）。"})
    made = Application(
        person_id=person, round=post.round, round_post=post, post=post.post, post_number=post.post.number,
        village_code=form.village_code, group=form.group, categories=list(form.categories or (form.group,)),
        recognised_on=form.recognised_on, family=list(form.family), declares_kin=form.declares_kin,
        committed_on=form.committed_on, applied_on=form.applied_on, schooling=form.schooling[:30],
        skills=form.skills[:200], channel="paper", entered_by=officer,
    )  # fmt: skip
    _take_up(made, base, officer, today)
    DeclaredKin.objects.bulk_create(
        DeclaredKin(
            application=made, relative=kin.relative.strip()[:60], office=kin.office.strip()[:120],
            relation=word.label, relation_code=kin.relation_code, official_kind=kin.official_kind,
            must_be_filed=must, declared_on=form.committed_on, officer=officer,
        )
        for kin, must in judged
        if (word := word_of(kin.relation_code)) is not None
    )  # fmt: skip
    _first_stages([made], officer, today)
    return made


def _problems(form: Form, post: RoundPost | None, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if post is None:
        return {"round_post": "没有选公告里的岗位。"}
    if not form.name.strip():
        found["name"] = "姓名没有填。"
    if form.village_code not in names({form.village_code}):
        found["village"] = "没有选村（社区）。"
    if not form.group:
        found["group"] = "人员类别没有选。"
    if form.declares_kin is None:
        found["declares_kin"] = "有没有亲属是公职人员或村（社区）干部，没有说明（9.1）。"
    elif form.declares_kin and not form.kin:
        found["kin"] = "说明了有亲属，但没有写是谁、什么职务、什么关系（9.1）。"
    elif not form.declares_kin and form.kin:
        found["declares_kin"] = "写了亲属，却说明没有亲属（9.1）。请核对。"
    for kin in form.kin:
        if not kin.relative.strip() or not kin.office.strip() or word_of(kin.relation_code) is None:
            found["kin"] = "亲属要写全姓名、单位职务和关系（9.1）。"
        elif kin.official_kind not in OFFICIAL_KINDS:
            found["kin"] = "没有选亲属是公职人员还是村（社区）干部（9.1）。"
    return found | _day_problems(form, post.round, today)


def _day_problems(form: Form, announced: Round, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if form.committed_on is None:
        found["committed_on"] = "承诺书签字的日期没有填（9.1）。"
    if form.applied_on is None:
        found["applied_on"] = "报名日期没有填。"
    elif form.applied_on > today:
        found["applied_on"] = f"报名日期 {form.applied_on} 还没有到。"
    elif not announced.applications_begin_on <= form.applied_on <= announced.applications_end_on:
        found["applied_on"] = (
            f"报名日期 {form.applied_on} 不在 {announced.applications_begin_on} 至 "
            f"{announced.applications_end_on} 之内（6.1）。"
        )
    elif form.committed_on and form.committed_on > form.applied_on:
        found["committed_on"] = f"承诺书签字 {form.committed_on} 晚于报名 {form.applied_on}（9.1）。"
    if form.recognised_on and form.applied_on and form.recognised_on > form.applied_on:
        found["recognised_on"] = f"认定日期 {form.recognised_on} 晚于报名日期 {form.applied_on}。"
    return found


def _person(form: Form, known: Any, officer: Any) -> int:
    """The person of the form: the one known under the number, whose name must be the same, or a new one."""
    there = people.person_ids([known.number]).get(known.number)
    if there is not None:
        stored = people.person_of(there)
        if stored is not None and name_equal(stored.name, form.name).verdict == "no":
            raise RecruitmentRefused({"name": "姓名与这个证件号已登记的姓名不同。请核对身份证（7.1）。"})
        return there
    entry = PersonEntry(
        known.number, form.name.strip(), known.sex, known.birth, form.phone, form.village_code, None
    )
    registered, _ = register_people([entry], officer=officer, batch=None)  # type: ignore[arg-type]
    return registered[known.number].person_id


def _take_up(made: Application, base: Base, officer: Any, today: date) -> None:
    """Give an application its number and procedure and store it; whoever may not apply is refused with a sentence."""
    why = duplicates([made.person_id], made.applied_on or today, officer=officer, today=today)
    if made.person_id in why:
        raise RecruitmentRefused(why[made.person_id])
    village = made.village_code or 0
    made.procedure = procedure_in_force(base, village, made.applied_on or today)
    try:
        with transaction.atomic():
            made.number = next_number(APPLICATION, enclosing(village, COUNTY), made.applied_on or today)
            made.save()
    except IntegrityError as error:
        raise RecruitmentRefused(refusal_of(error)) from error
    audit.record(
        officer=officer, verb="recruitment.apply", subject=f"application:{made.pk}", region=village,
        detail={"number": made.number, "on": str(made.applied_on), "procedure": made.procedure.code},
    )  # fmt: skip


def _first_stages(made: Sequence[Application], officer: Any, today: date) -> None:
    """Finish the stages whose days stand on the form; the application stays away if one cannot be."""
    rows = {each.pk: each for each in made}
    filed = {pk: each for pk, each in rows.items() if each.procedure and each.procedure.base == "filed"}
    steps: tuple[tuple[str, dict[int, Any]], ...] = (
        ("announcement", {pk: each.round.published_on for pk, each in rows.items() if each.round}),
        ("kinship_declaration", {pk: each.committed_on for pk, each in filed.items()}),
        ("application", {pk: each.applied_on for pk, each in rows.items()}),
    )
    for stage, days in steps:
        if not days:
            continue
        result = finish_each(days, stage, officer=officer, today=today)
        if result.refused:
            raise RecruitmentRefused(result.refused[0].sentence)


def duplicates(person_ids: Iterable[int], on: date, *, officer: Any, today: date) -> dict[int, str]:
    """Who may not apply on a day, because in post or applying anywhere in the province, each with a sentence (5.6).

    Where that is, is said in full to whoever may see it; to others only the county is named.
    """
    wanted = list(dict.fromkeys(person_ids))
    viewer = viewer_on(officer, today)
    found: dict[int, str] = {}
    for person, turns in earlier_of(wanted).items():
        running = [village for begins, ends, village in turns if ends is None or ends > on]
        if running:
            where = _where(running[0], viewer.covers("placements.list", running[0]))
            found[person] = f"这个人已在{where}的公益性岗位，不能报名（5.6）。"
        elif len(turns) >= 2:
            found[person] = "这个人全省累计已安置 2 次，不能第三次安置（19.6）。"
    started = CompletedStage.objects.filter(stage="onboarding").values("application_id")
    rows = Application.objects.filter(person_id__in=wanted, round__isnull=False, closing__isnull=True)
    for person, village, number in rows.exclude(pk__in=started).values_list(
        "person_id", "village_code", "number"
    ):
        may = viewer.covers("recruitment.read", village)
        said = f"{_where(village, may)}报名" + (f"（{number}）" if may else "")
        found.setdefault(person, f"这个人已在{said}，还没有办结，不能同时报两份（5.6）。")
    return found


def _where(village: int, in_full: bool) -> str:
    codes = [enclosing(village, COUNTY)] + ([enclosing(village, COUNTY + 1), village] if in_full else [])
    known = names(set(codes))
    return "".join(known.get(code, "") for code in codes) or "外地"


@transaction.atomic
def take_up_list(
    round_id: int, application_ids: Sequence[int], *, officer: Any, today: date | None = None
) -> tuple[tuple[int, ...], tuple[Refused, ...]]:
    """Take applications of an imported list up into a round; those that cannot be stay on the list, with a sentence."""
    today = today or timezone.localdate()
    offered = {
        each.post_id: each
        for each in RoundPost.objects.filter(round=round_id).select_related("round", "post")
    }
    rows = Application.objects.select_for_update(of=("self",)).filter(
        pk__in=application_ids, round__isnull=True
    )
    taken: list[Application] = []
    refused: list[Refused] = []
    for row in rows.order_by("pk"):
        try:
            with transaction.atomic():
                _from_list(row, offered, officer, today)
                _first_stages([row], officer, today)
            taken.append(row)
        except RecruitmentRefused as error:
            refused.append(Refused(row.pk, str(error)))
    if taken:
        audit.record(
            officer=officer, verb="recruitment.take_up", subject=f"round:{round_id}",
            region=enclosing(taken[0].village_code or 0, COUNTY),
            detail={"taken": len(taken), "refused": len(refused)},
        )  # fmt: skip
    return tuple(each.pk for each in taken), tuple(refused)


def _from_list(row: Application, offered: Mapping[int, RoundPost], officer: Any, today: date) -> None:
    post = offered.get(row.post_id or 0)
    if post is None:
        raise RecruitmentRefused("名单上的岗位不在这份公告里（6.1）")
    if row.village_code is None or row.applied_on is None:
        raise RecruitmentRefused("名单上没有村（社区）或报名日期（5.6）")
    if row.declares_kin is None:
        raise RecruitmentRefused("名单上没有写有没有亲属是公职人员或村（社区）干部（9.1）")
    if row.declares_kin:
        raise RecruitmentRefused("说明了有亲属的，要按表逐项登记关系，请用“登记报名”（9.1）")
    if row.committed_on is None:
        raise RecruitmentRefused("名单上没有承诺书日期（9.1）")
    if not post.round.applications_begin_on <= row.applied_on <= post.round.applications_end_on:
        raise RecruitmentRefused(f"报名日期 {row.applied_on} 不在公告的报名起止日之内（6.1）")
    row.round, row.round_post, row.channel = post.round, post, "sheet"
    row.group = row.group or next(iter(row.categories), "")
    row.entered_by, row.version = officer, row.version + 1
    _take_up(row, "ordinary", officer, today)


@transaction.atomic
def correct(
    application_id: int, *, version: int, officer: Any, group: str, recognised_on: date | None,
    family: tuple[str, ...], schooling: str, skills: str,
) -> Application:  # fmt: skip
    """Correct what does not carry the procedure. Raises ChangedMeanwhile when somebody else was faster."""
    row = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if row is None or row.round_id is None:
        raise RecruitmentRefused("没有这份报名。")
    if row.version != version:
        raise ChangedMeanwhile
    if hasattr(row, "closing"):
        raise RecruitmentRefused("这份报名已经办结，不能改。")
    if CompletedStage.objects.filter(application=row, stage="public_notice").exists():
        raise RecruitmentRefused("已经公示，登记的内容不能改；有出入的按异议或疑点办（6.8）。")
    if recognised_on and row.applied_on and recognised_on > row.applied_on:
        raise RecruitmentRefused(
            {"recognised_on": f"认定日期 {recognised_on} 晚于报名日期 {row.applied_on}。"}
        )
    news = {
        "group": group, "recognised_on": recognised_on, "family": list(family), "schooling": schooling[:30],
        "skills": skills[:200],
    }  # fmt: skip
    before = {name: str(getattr(row, name)) for name in news}
    for name, value in news.items():
        setattr(row, name, value)
    if group and group not in row.categories:
        row.categories = [group, *row.categories]
    row.version += 1
    row.save()
    audit.record(
        officer=officer, verb="recruitment.edit_application", subject=f"application:{row.pk}",
        region=row.village_code, detail={}, before=before, after={name: str(value) for name, value in news.items()},
    )  # fmt: skip
    return row


def take_back(application_id: int, *, on: date, reason: str, version: int, officer: Any) -> None:
    """The applicant takes the application back, in writing; it is closed (clause 5.6)."""
    row = Application.objects.filter(pk=application_id).first()
    if row is not None and row.version != version:
        raise ChangedMeanwhile
    close(application_id, "withdrawn", on=on, officer=officer, reason=reason)
