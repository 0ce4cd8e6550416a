"""Writes on openings: offering work, changing it, closing it; places are taken and given back one at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.bridging.actions.refusals import BridgingRefused, changed, raise_if
from gonggang.bridging.models import Institution, Opening
from gonggang.bridging.rules.words import EMPLOYMENTS, SCHOOLINGS, SKILLS, WORKS
from gonggang.core.errors import WorkFailed
from gonggang.exchange.actions import ImportBatch

_AGE_MIN, _AGE_MAX = 16, 99
_PLACES_MAX: Final = 9999
# Referrals that wait for somebody.
IN_PROGRESS: Final = ("proposed", "accepted", "referred")


@dataclass(frozen=True, slots=True)
class OpeningEntry:
    """An opening as written down. Wages in fen a month, ages with both ends, `offered_until` the last day."""

    title: str
    work: str
    employment: str
    places: int | None
    wage_from_fen: int | None
    offered_from: date | None
    offered_until: date | None
    village_code: int | None
    duties: str = ""
    age_min: int | None = None
    age_max: int | None = None
    schooling: str = ""
    skills_needed: tuple[str, ...] = ()
    skills_liked: tuple[str, ...] = ()
    experience_months: int | None = None
    for_disabled: bool = False
    wage_to_fen: int | None = None
    pays_insurance: bool | None = None
    board: str = ""


def opening_problems(entry: OpeningEntry) -> dict[str, str]:
    """What is wrong with an opening, by field."""
    problems: dict[str, str] = {}
    if not entry.title.strip():
        problems["title"] = _("岗位名称没有填：请填写。")
    if entry.work not in WORKS:
        problems["work"] = _("工种没有选：请选一项。")
    if entry.employment not in EMPLOYMENTS:
        problems["employment"] = _("用工形式没有选：请选一项。")
    if entry.places is None or not 1 <= entry.places <= _PLACES_MAX:
        problems["places"] = _("招几个人没有填对：请填 1 到 9999 的整数。")
    if entry.wage_from_fen is None or entry.wage_from_fen <= 0:
        problems["wage_from"] = _("每月工资没有填对：请填大于 0 的元数，例如 2100。")
    elif entry.wage_to_fen is not None and entry.wage_to_fen < entry.wage_from_fen:
        problems["wage_to"] = _("最高工资小于最低工资：请核对。")
    problems |= _age_problems(entry)
    if entry.offered_from is None:
        problems.setdefault("offered_from", _("从哪天起招没有填：请填日期。"))
    if entry.offered_until is None:
        problems.setdefault("offered_until", _("招到哪天没有填：请填日期。"))
    if entry.offered_from and entry.offered_until and entry.offered_until < entry.offered_from:
        problems["offered_until"] = _("招到的日期早于开始的日期：请核对。")
    if entry.village_code is None:
        problems["village"] = _("在哪个村（社区）上班没有选：请选一项。")
    if entry.schooling and entry.schooling not in SCHOOLINGS:
        problems["schooling"] = _("学历要求不在选项里：请选一项，不限就不选。")
    if set(entry.skills_needed) & set(entry.skills_liked):
        problems["skills_liked"] = _("同一样技能不能既是必需的又是看重的：请去掉一处。")
    if {*entry.skills_needed, *entry.skills_liked} - set(SKILLS):
        problems["skills_needed"] = _("技能不在选项里：请从列出的里面选。")
    if entry.employment == "supported_employment" and not entry.for_disabled:
        problems["for_disabled"] = _("辅助性就业只面向持残疾人证的人：请勾选“只招持残疾人证的人”。")
    return problems


def _age_problems(entry: OpeningEntry) -> dict[str, str]:
    for name, age in (("age_min", entry.age_min), ("age_max", entry.age_max)):
        if age is not None and not _AGE_MIN <= age <= _AGE_MAX:
            return {name: _("年龄要在 16 到 99 岁之间：请核对，不限就留空。")}
    if entry.age_min is not None and entry.age_max is not None and entry.age_max < entry.age_min:
        return {"age_max": _("最大年龄小于最小年龄：请核对。")}
    return {}


def values_of(entry: OpeningEntry) -> dict[str, Any]:
    """The entry as the table keeps it."""
    return asdict(entry) | {
        "title": entry.title.strip(),
        "skills_needed": list(entry.skills_needed),
        "skills_liked": list(entry.skills_liked),
        # One number is the least and the most.
        "wage_to_fen": None if entry.wage_to_fen == entry.wage_from_fen else entry.wage_to_fen,
    }


@transaction.atomic
def offer(
    institution_id: int, entry: OpeningEntry, *, officer: Any, batch: ImportBatch | None = None
) -> Opening:
    """Take an opening down. Raises BridgingRefused by field."""
    institution = Institution.objects.select_for_update().get(pk=institution_id)
    if institution.closed_on is not None:
        raise BridgingRefused(_("机构已停用，不能再登记岗位。"))
    raise_if(opening_problems(entry))
    if institution.openings.filter(title=entry.title.strip(), closed_on__isnull=True).exists():
        raise BridgingRefused(
            {"title": _("这家机构已有同名的在招岗位：请在那个岗位上改名额，或换一个名称。")}
        )
    made = Opening.objects.create(institution=institution, batch=batch, **values_of(entry))
    _record(made, "bridging.offer", officer, institution=institution.name, places=made.places)
    return made


@transaction.atomic
def edit_opening(opening_id: int, entry: OpeningEntry, *, version: int, officer: Any) -> Opening:
    """Change an opening; its number never falls below the people who are there. Raises BridgingRefused."""
    found = Opening.objects.select_for_update(of=("self",)).select_related("institution").get(pk=opening_id)
    if found.version != version:
        raise changed()
    if found.closed_on is not None:
        raise BridgingRefused(_("岗位已停招，不能再改。"))
    problems = opening_problems(entry)
    if entry.places is not None and entry.places < found.places_taken:
        problems["places"] = _("已录用 %(n)d 人，名额不能少于这个数。") % {"n": found.places_taken}
    same = found.institution.openings.filter(title=entry.title.strip(), closed_on__isnull=True)
    if same.exclude(pk=found.pk).exists():
        problems["title"] = _("这家机构已有同名的在招岗位：请换一个名称。")
    raise_if(problems)
    for name, value in values_of(entry).items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    _record(found, "bridging.edit_opening", officer, institution=found.institution.name, places=found.places)
    return found


@transaction.atomic
def close_opening(opening_id: int, *, on: date, why: str, version: int, officer: Any) -> Opening:
    """Stop taking people. Refused while somebody waits for an answer of the institution or gives one."""
    found = Opening.objects.select_for_update(of=("self",)).select_related("institution").get(pk=opening_id)
    if found.version != version:
        raise changed()
    if found.closed_on is not None:
        raise BridgingRefused(_("岗位已经停招。"))
    if not why.strip():
        raise BridgingRefused({"why": _("没有写停招的原因：请写明。")})
    waiting = found.referrals.filter(state__in=IN_PROGRESS).count()
    if waiting:
        raise BridgingRefused(_("还有 %(n)d 份推荐没有结果：请先登记结果或撤回，再停招。") % {"n": waiting})
    found.closed_on, found.closed_why = on, why.strip()
    found.version += 1
    found.save()
    _record(
        found, "bridging.close_opening", officer, institution=found.institution.name, why=found.closed_why
    )
    return found


def take_place(opening_id: int) -> None:
    """Take one place in the caller's transaction; whoever comes second to the last one finds none (4.2)."""
    free = Opening.objects.filter(pk=opening_id, places_taken__lt=F("places"))
    if not free.update(places_taken=F("places_taken") + 1):
        raise BridgingRefused(
            _("岗位的名额已招满，不能再录用：请机构增加名额，或把本人推荐到别的岗位（4.2）。")
        )


def give_place_back(opening_id: int) -> None:
    """Give one place back in the caller's transaction; raises WorkFailed when none is taken."""
    taken = Opening.objects.filter(pk=opening_id, places_taken__gt=0)
    if not taken.update(places_taken=F("places_taken") - 1):
        raise WorkFailed(_("这个岗位没有已用的名额可以空出：请管理员核对名额。"))


def _record(opening: Opening, verb: str, officer: Any, **detail: Any) -> None:
    audit.record(
        officer=officer, verb=verb, subject=f"opening:{opening.pk}", region=opening.village_code,
        detail={"title": opening.title} | detail,
    )  # fmt: skip
