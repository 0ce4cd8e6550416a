"""Writes on organisations; `actions` shows them to others."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.accounts import witness
from gonggang.accounts.models import Officer, Organisation
from gonggang.accounts.refusals import Changed
from gonggang.core.errors import UnusableInput
from gonggang.core.uscc import parse_uscc


@transaction.atomic
def create_organisation(
    *, name: str, kind: str, region_code: int, officer: Officer, uscc: str = ""
) -> Organisation:
    """Add an organisation; an employer's clerks see the people whose post names its unified social credit code.

    Raises UnusableInput for an unknown kind, no name, a code that cannot be one, or a name that is there already.
    """
    values = _checked(name, kind, region_code, uscc, None)
    made = Organisation.objects.create(**values)
    detail = {"name": made.name, "kind": kind}
    witness.record(
        officer=officer, verb="accounts.create_organisation", subject=f"organisation:{made.pk}", detail=detail,
        region=region_code or None,
    )  # fmt: skip
    return made


@transaction.atomic
def edit_organisation(
    *,
    of: Organisation,
    name: str,
    kind: str,
    region_code: int,
    version: int,
    officer: Officer,
    uscc: str = "",
) -> Organisation:
    """Change an organisation as it was seen. Raises UnusableInput as when it is made, Changed when others did."""
    there = Organisation.objects.select_for_update().get(pk=of.pk)
    if there.version != version:
        raise Changed(there.version)
    after = _checked(name, kind, region_code, uscc, of.pk)
    before = {field: getattr(there, field) for field in after}
    for field, value in after.items():
        setattr(there, field, value)
    there.version += 1
    there.save()
    witness.record(
        officer=officer, verb="accounts.edit_organisation", subject=f"organisation:{of.pk}",
        detail={"name": there.name, "before": before, "after": after}, region=region_code or None,
    )  # fmt: skip
    return there


def _checked(name: str, kind: str, region_code: int, uscc: str, but: int | None) -> dict[str, Any]:
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise UnusableInput(_("单位名称没有填：请填单位的全称。"))
    if kind not in Organisation.Kind.values:
        raise UnusableInput(_("单位类型“%(kind)s”不认得：请从列表里选一种。") % {"kind": kind})
    code = parse_uscc(uscc).number if uscc.strip() else ""
    if code is None:
        raise UnusableInput(
            _("统一社会信用代码“%(uscc)s”不是 18 位代码：请照登记证照填写。") % {"uscc": uscc}
        )
    if Organisation.objects.filter(name=name, region_code=region_code).exclude(pk=but).exists():
        raise UnusableInput(_("“%(name)s”已经在这个地方登记过：请直接使用原有的单位。") % {"name": name})
    return {"name": name, "kind": kind, "region_code": region_code, "uscc": code}
