"""What villages, and departments of a trade for them, need in a year: stated, changed, taken back (clause 1.4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gonggang.posts.actions.refusal import PostRefused, record
from gonggang.posts.catalogue import TAGS, standard_posts
from gonggang.posts.models import Need

_PLACES_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """What a village needs. `department` is the trade that says so for it; blank where the village itself does."""

    year: int
    village_code: int
    name: str
    urban_rural: str
    places: int
    reason: str
    workload: str
    standard_post: str = ""
    tags: tuple[str, ...] = ()
    department: str = ""


@transaction.atomic
def state_need(entry: NeedEntry, *, on: date, officer: Any) -> Need:
    """Record what a village needs. Raises PostRefused for one without number or reason, or stated already."""
    _refuse(entry)
    try:
        with transaction.atomic():
            need = Need.objects.create(**_values(entry), stated_on=on, officer=officer)
    except IntegrityError as refused:
        raise _stated_already(entry) from refused
    record(
        officer,
        "posts.state_need",
        f"need:{need.pk}",
        entry.village_code,
        name=entry.name,
        places=entry.places,
    )
    return need


@transaction.atomic
def revise_need(need_id: int, entry: NeedEntry, *, version: int, officer: Any) -> Need:
    """Change what was stated. Raises PostRefused when it was taken back, drawn on, or changed by somebody else."""
    need = Need.objects.select_for_update().get(pk=need_id)
    if need.withdrawn_on is not None:
        raise PostRefused(_("这条需求已撤回，不能再改：请另报一条。"))
    if need.proposals.exclude(decision="refused").exists():
        raise PostRefused(_("这条需求已起草开发申请，不能再改：请在申请里改。"))
    if need.version != version:
        raise PostRefused(_("这条需求已被别人修改：请看过现在的内容再改。"))
    _refuse(entry)
    for name, value in _values(entry).items():
        if name not in ("year", "village_code", "department"):
            setattr(need, name, value)
    need.version += 1
    try:
        with transaction.atomic():
            need.save()
    except IntegrityError as refused:
        raise _stated_already(entry) from refused
    record(
        officer, "posts.revise_need", f"need:{need.pk}", need.village_code, name=need.name, places=need.places
    )
    return need


@transaction.atomic
def withdraw_need(need_id: int, *, on: date, officer: Any) -> None:
    """Take a need back. Raises PostRefused when a proposal rests on it, or it was taken back already."""
    need = Need.objects.select_for_update().get(pk=need_id)
    if need.withdrawn_on is not None:
        raise PostRefused(_("这条需求已经撤回过了。"))
    if need.proposals.exclude(decision="refused").exists():
        raise PostRefused(_("这条需求已有开发申请，不能撤回：请先办结申请。"))
    need.withdrawn_on = on
    need.version += 1
    need.save(update_fields=["withdrawn_on", "version"])
    record(officer, "posts.withdraw_need", f"need:{need.pk}", need.village_code, name=need.name)


def _refuse(entry: NeedEntry) -> None:
    problems = {}
    if not entry.name.strip():
        problems["name"] = _("没有写要做什么工作：请填写，例如“护路”。")
    if entry.standard_post and entry.standard_post not in standard_posts():
        problems["standard_post"] = _("岗位目录里没有这个标准岗位：请重新选。")
    if entry.urban_rural not in ("URBAN", "RURAL"):
        problems["urban_rural"] = _("没有选城镇还是乡村。")
    if not 1 <= entry.places <= _PLACES_MAX:
        problems["places"] = _("需求人数至少 1 人：请填写。")
    if not entry.reason.strip():
        problems["reason"] = _("没有写为什么需要这个岗位：请写明现在没人做的是什么。")
    if not entry.workload.strip():
        problems["workload"] = _("没有写大致的工作量：例如“全村 3 条街每天清扫一次”。")
    if not set(entry.tags) <= set(TAGS):
        problems["tags"] = _("没有这个来源行动：请重新选。")
    for name, longest in (("name", 100), ("reason", 400), ("workload", 200)):
        if len(getattr(entry, name)) > longest:
            problems[name] = _("写得太长：请写在 %(n)d 字以内。") % {"n": longest}
    if problems:
        raise PostRefused(problems)


def _values(entry: NeedEntry) -> dict[str, Any]:
    return asdict(entry) | {"tags": list(entry.tags)}


def _stated_already(entry: NeedEntry) -> PostRefused:
    return PostRefused(
        _("本村 %(year)d 年已经报过“%(name)s”的需求：请在原来那条上修改。")
        % {"year": entry.year, "name": entry.name}
    )
