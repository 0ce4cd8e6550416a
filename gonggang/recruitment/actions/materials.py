"""Documents handed in with an application: kept once, every look at one leaves a trace; returns (5.6, 5.7)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.casework.actions import NewFile
from gonggang.casework.rules.evidence import check_file, media_type
from gonggang.exchange import attachments
from gonggang.recruitment.actions.refusals import RecruitmentRefused, refusal_of
from gonggang.recruitment.models import Application, Closing, Material, Return

KINDS: Final[dict[str, str]] = {
    "id_card": "居民身份证",
    "household_book": "户口簿",
    "category_proof": "人员类别证明",
    "application_form": "报名表",
    "commitment_letter": "诚信承诺书",
    "kin_declaration": "亲属情况说明",
    "village_page": "村（社区）盖章页",
    "other": "其他材料",
}
_MISSING_MAX: Final = 400


@transaction.atomic
def add_material(
    application_id: int, kind: str, *, officer: Any, file: NewFile | None = None, original_seen: bool = False
) -> Material:
    """Keep a document's picture, or say that the original was seen. Raises RecruitmentRefused by field."""
    row = _open(application_id)
    if kind not in KINDS:
        raise RecruitmentRefused({"kind": "没有选材料的种类。"})
    if file is None and not original_seen:
        raise RecruitmentRefused({"file": "没有选文件，也没有勾“已核对原件”。"})
    made = Material(application=row, kind=kind, original_seen=original_seen, officer=officer)
    if file is not None:
        problem = check_file(file.name, file.size, file.content[:32])
        if problem is not None:
            raise RecruitmentRefused({"file": problem.sentence})
        stored = attachments.store([file.content])
        made.file_name, made.digest, made.size = file.name, stored.digest, stored.size
        made.media_type = media_type(file.name) or ""
    made.save()
    audit.record(
        officer=officer, verb="recruitment.material", subject=f"application:{row.pk}", region=row.village_code,
        detail={"kind": KINDS[kind], "material": made.pk, "digest": made.digest, "seen": original_seen},
    )  # fmt: skip
    return made


def look_at(material: Material, *, officer: Any, region: int | None) -> bytes | None:
    """The picture of a material, None if its file is gone; whoever looks is on record."""
    audit.record(
        officer=officer, verb="recruitment.read_material", subject=f"application:{material.application_id}",
        region=region, detail={"kind": KINDS.get(material.kind, material.kind), "material": material.pk},
    )  # fmt: skip
    return attachments.read(material.digest)


@transaction.atomic
def give_back(application_id: int, *, missing: str, on: date, due_on: date | None, officer: Any) -> Return:
    """Give an application back for completion; nothing goes on before it is answered (clause 5.6)."""
    row = _open(application_id)
    missing = " ".join(missing.split())[:_MISSING_MAX]
    if not missing:
        raise RecruitmentRefused({"missing": "缺什么材料没有写。"})
    if on > timezone.localdate() or (row.applied_on and on < row.applied_on):
        raise RecruitmentRefused({"returned_on": f"退回日期 {on} 不对：要在报名以后，不能晚于今天。"})
    if due_on is not None and due_on < on:
        raise RecruitmentRefused({"due_on": f"补齐期限 {due_on} 早于退回日期 {on}。"})
    try:
        with transaction.atomic():
            made = Return.objects.create(
                application=row, missing=missing, returned_on=on, due_on=due_on, officer=officer
            )
    except IntegrityError as error:
        raise RecruitmentRefused(refusal_of(error)) from error
    audit.record(
        officer=officer, verb="recruitment.return", subject=f"application:{row.pk}", region=row.village_code,
        detail={"missing": missing, "on": str(on)},
    )  # fmt: skip
    return made


@transaction.atomic
def completed(application_id: int, *, on: date, officer: Any) -> None:
    """Note that what was missing has been handed in."""
    row = _open(application_id)
    there = Return.objects.select_for_update().filter(application=row, answered_on__isnull=True).first()
    if there is None:
        raise RecruitmentRefused("没有待补的材料。")
    if on > timezone.localdate() or on < there.returned_on:
        raise RecruitmentRefused({"answered_on": f"补齐日期 {on} 不对：要在退回以后，不能晚于今天。"})
    there.answered_on = on
    there.save(update_fields=["answered_on"])
    audit.record(
        officer=officer, verb="recruitment.complete", subject=f"application:{row.pk}", region=row.village_code,
        detail={"on": str(on)},
    )  # fmt: skip


def _open(application_id: int) -> Application:
    row = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if row is None or row.round_id is None:
        raise RecruitmentRefused("没有这份报名，或还没有列入招募。")
    if Closing.objects.filter(application=row).exists():
        raise RecruitmentRefused("这份报名已经办结，不能再收材料、退补。")
    return row
