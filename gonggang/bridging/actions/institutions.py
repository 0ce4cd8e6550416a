"""Writes on institutions: taking one down by its code, changing, closing, and opening whom to ask there (4.2, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.bridging.actions.refusals import BridgingRefused, changed, raise_if
from gonggang.bridging.models import Institution
from gonggang.bridging.rules.words import INSTITUTION_KINDS, PRIVATE_NON_PROFIT_KINDS
from gonggang.bridging.sealing import CONTACT, cipher
from gonggang.core.uscc import parse_uscc
from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.regions.rules import VILLAGE, level_of

_PURPOSE_CHARACTERS_MIN: Final = 4


@dataclass(frozen=True, slots=True)
class InstitutionEntry:
    """An institution as written down. `code_doubt`: why a code with a wrong check character stands all the same."""

    uscc: str
    name: str
    kind: str
    village_code: int | None
    address: str = ""
    contact: str = ""
    phone: str = ""
    code_doubt: str = ""


def institution_problems(entry: InstitutionEntry) -> dict[str, str]:
    """What is wrong with an institution, by field."""
    problems: dict[str, str] = {}
    if not entry.name.strip():
        problems["name"] = _("机构名称没有填：请照登记证书填写。")
    if entry.kind not in INSTITUTION_KINDS:
        problems["kind"] = _("机构类型没有选：请选一项。")
    if entry.village_code is None or level_of(entry.village_code) != VILLAGE:
        problems["village"] = _("机构所在的村（社区）没有选：请选一项。")
    code = parse_uscc(entry.uscc)
    if code.number is None:
        problems["uscc"] = _(
            "统一社会信用代码“%(text)s”认不出：要有 18 位数字和大写字母，请照登记证书填写。"
        ) % {"text": entry.uscc[:20]}
    elif code.verdict == "warning" and not entry.code_doubt.strip():
        problems["uscc"] = _(
            "统一社会信用代码最后一位校验不符，多半抄错了一位：请核对；证书上确实如此的，在下面写明核对情况。"
        )
    elif entry.kind in PRIVATE_NON_PROFIT_KINDS and not code.private_non_enterprise:
        problems["kind"] = _(
            "%(kind)s要是民办非企业单位（代码以 52 开头），这个代码不是：请核对代码，或改选“其他用人单位”。"
        ) % {"kind": INSTITUTION_KINDS[entry.kind].by(_)}
    return problems


def _values(entry: InstitutionEntry) -> dict[str, Any]:
    seal = cipher()
    sealed = {
        f"{name}_sealed": seal.encrypt(text.strip(), purpose=CONTACT) if text.strip() else None
        for name, text in (("contact", entry.contact), ("phone", entry.phone))
    }
    return {
        "uscc": parse_uscc(entry.uscc).number,
        "name": entry.name.strip(),
        "kind": entry.kind,
        "village_code": entry.village_code,
        "address": entry.address.strip(),
        "code_doubt": entry.code_doubt.strip(),
    } | sealed


@transaction.atomic
def register_institution(
    entry: InstitutionEntry, *, officer: Any, batch: ImportBatch | None = None
) -> Institution:
    """Take an institution down. Raises BridgingRefused by field; a code stands once a village."""
    raise_if(institution_problems(entry))
    values = _values(entry)
    if Institution.objects.filter(uscc=values["uscc"], village_code=entry.village_code).exists():
        raise BridgingRefused({"uscc": _("这个村（社区）已登记过这个代码的机构：请在那家机构上修改。")})
    made = Institution.objects.create(**values, batch=batch)
    _record(made, "bridging.register_institution", officer, name=made.name, kind=made.kind)
    return made


@transaction.atomic
def edit_institution(
    institution_id: int, entry: InstitutionEntry, *, version: int, officer: Any
) -> Institution:
    """Change an institution. What is left blank of whom to ask stays as it is. Raises BridgingRefused."""
    found = Institution.objects.select_for_update().get(pk=institution_id)
    if found.version != version:
        raise changed()
    raise_if(institution_problems(entry))
    values = _values(entry)
    if (
        Institution.objects.filter(uscc=values["uscc"], village_code=entry.village_code)
        .exclude(pk=found.pk)
        .exists()
    ):
        raise BridgingRefused({"uscc": _("这个村（社区）已登记过这个代码的机构：请在那家机构上修改。")})
    for name, value in values.items():
        if value is not None or not name.endswith("_sealed"):
            setattr(found, name, value)
    found.version += 1
    found.save()
    _record(found, "bridging.edit_institution", officer, name=found.name, kind=found.kind)
    return found


def change_from_file(found: Institution, entry: InstitutionEntry, *, batch: ImportBatch) -> bool:
    """What a file says anew of an institution, kept so that it can be undone; False when nothing differs."""
    values = _values(entry)
    seal = cipher()
    for name in ("contact_sealed", "phone_sealed"):
        old = getattr(found, name)
        same = values[name] is None or (
            old is not None
            and seal.decrypt(bytes(old), purpose=CONTACT) == seal.decrypt(values[name], purpose=CONTACT)
        )
        if same:
            values.pop(name)
        elif old is not None:
            setattr(found, name, bytes(old))
    if not values["address"]:
        values.pop("address")
    values.pop("code_doubt")
    return change_row(batch, found, **values)


@transaction.atomic
def close_institution(institution_id: int, *, on: date, why: str, version: int, officer: Any) -> Institution:
    """Say that an institution offers nothing any more. Refused while it has openings that take people."""
    found = Institution.objects.select_for_update().get(pk=institution_id)
    if found.version != version:
        raise changed()
    if not why.strip():
        raise BridgingRefused({"why": _("没有写停用的原因：请写明。")})
    left = found.openings.filter(closed_on__isnull=True).count()
    if left:
        raise BridgingRefused(_("还有 %(n)d 个在招岗位：请先停招，再停用机构。") % {"n": left})
    found.closed_on, found.closed_why = on, why.strip()
    found.version += 1
    found.save()
    _record(found, "bridging.close_institution", officer, name=found.name, why=found.closed_why)
    return found


@transaction.atomic
def contact_of(institution: Institution, *, purpose: str, officer: Any) -> tuple[str, str]:
    """Name and telephone of whom to ask, in clear, after the look is on record. Raises BridgingRefused."""
    if len(purpose.strip()) < _PURPOSE_CHARACTERS_MIN:
        raise BridgingRefused({"purpose": _("没有写清联系什么事：至少写 4 个字，例如“推荐两人面试”。")})
    _record(
        institution, "bridging.reveal_contact", officer, name=institution.name, purpose=purpose.strip()[:200]
    )
    return opened(institution)


def opened(institution: Institution) -> tuple[str, str]:
    """Name and telephone of whom to ask; callers mask or record what they show."""
    seal = cipher()
    name, phone = (
        seal.decrypt(bytes(sealed), purpose=CONTACT) if sealed else ""
        for sealed in (institution.contact_sealed, institution.phone_sealed)
    )
    return name, phone


def _record(institution: Institution, verb: str, officer: Any, **detail: Any) -> None:
    audit.record(
        officer=officer, verb=verb, subject=f"institution:{institution.pk}", detail=detail,
        region=institution.village_code,
    )  # fmt: skip
