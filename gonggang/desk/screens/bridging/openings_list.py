"""The list of openings: its columns have the headings of the file that comes in, so that it can go out and back."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F, Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gonggang.bridging.rules import words
from gonggang.core.money import yuan
from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.bridging.frame import work_day
from gonggang.desk.screens.bridging.words import age_words, listed, opening_state, options, word
from gonggang.desk.shown import place_names


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(
        Q(title__contains=text) | Q(institution__name__contains=text) | Q(institution__uscc=text.upper())
    )


def _by_state(scope: Scope, rows: Any, value: str) -> Any:
    on = work_day(scope)
    wanted = {
        "open": Q(closed_on__isnull=True),
        "taking": Q(closed_on__isnull=True, offered_until__gte=on, places_taken__lt=F("places")),
        "full": Q(closed_on__isnull=True, places_taken=F("places")),
        "over": Q(closed_on__isnull=True, offered_until__lt=on),
        "closed": Q(closed_on__isnull=False),
    }
    return rows.filter(wanted[value])


def _states(scope: Scope) -> tuple[tuple[str, object], ...]:
    return (
        ("open", _("没有停招的")),
        ("taking", _("在招")),
        ("full", _("已招满")),
        ("over", _("已过期")),
        ("closed", _("已停招")),
    )


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The openings as they are shown."""
    on = work_day(scope)
    places = place_names(each.village_code for each in found)
    return [
        {
            "key": each.pk,
            "title": {"address": scope.address("bridging_opening", each.pk), "text": each.title},
            "institution": each.institution.name,
            "uscc": each.institution.uscc,
            "kind": word(words.INSTITUTION_KINDS, each.institution.kind),
            "township": places[each.village_code].partition(" ")[0],
            "village": places[each.village_code].rpartition(" ")[2],
            "work": word(words.WORKS, each.work),
            "employment": word(words.EMPLOYMENTS, each.employment),
            "duties": each.duties or "—",
            "places": each.places,
            "taken": each.places_taken,
            "state": opening_state(each, on),
            "ages": age_words(each),
            "age_min": "—" if each.age_min is None else each.age_min,
            "age_max": "—" if each.age_max is None else each.age_max,
            "schooling": word(words.SCHOOLINGS, each.schooling) if each.schooling else gettext("不限"),
            "skills_needed": listed(words.SKILLS, each.skills_needed),
            "skills_liked": listed(words.SKILLS, each.skills_liked),
            "experience_months": each.experience_months or "—",
            "for_disabled": gettext("是") if each.for_disabled else gettext("否"),
            "wage_from": each.wage_from_fen,
            "wage_to": each.wage_to_fen or each.wage_from_fen,
            "pays_insurance": {True: gettext("是"), False: gettext("否"), None: "—"}[each.pays_insurance],
            "board": each.board or "—",
            "offered_from": each.offered_from,
            "offered_until": each.offered_until,
        }
        for each in found
    ]


def _sums(scope: Scope, rows: Any) -> dict[str, str]:
    total = rows.order_by().aggregate(places=Sum("places"), taken=Sum("places_taken"))
    return {"places": f"{total['places'] or 0:,}", "taken": f"{total['taken'] or 0:,}"}


def _blank(value: Any) -> Any:
    """A dash is for eyes; a file has nothing there."""
    return "" if value == "—" else value


def _fen(value: int | None) -> Any:
    return "" if value is None else yuan(value)


OPENINGS: Final = ListPage(
    screen="bridging_openings",
    export="bridging.export",
    columns=(
        Column("title", _("衔接岗位名称"), cell="given", plain=lambda value: value["text"]),
        Column("state", _("进展"), cell="toned", plain=lambda value: value[2]),
        Column("institution", _("机构名称"), cell="said", tone="gg-wrap"),
        Column("uscc", _("统一社会信用代码"), tone="gg-code", shown=False),
        Column("kind", _("机构类型"), tone="gg-nw"),
        Column("township", _("乡镇"), tone="gg-nw", sort="village"),
        Column("village", _("村"), tone="gg-nw"),
        Column("work", _("工种"), tone="gg-nw"),
        Column("employment", _("用工形式"), tone="gg-nw", shown=False),
        Column("duties", _("工作内容"), cell="said", shown=False, plain=_blank),
        Column("places", _("招聘人数"), cell="whole", numeric=True),
        Column("taken", _("已录用"), cell="whole", numeric=True),
        Column("ages", _("年龄"), tone="gg-nw"),
        Column("age_min", _("最小年龄"), numeric=True, shown=False, plain=_blank),
        Column("age_max", _("最大年龄"), numeric=True, shown=False, plain=_blank),
        Column("schooling", _("学历要求"), tone="gg-nw", shown=False),
        Column("skills_needed", _("必需技能"), shown=False, plain=_blank),
        Column("skills_liked", _("优先技能"), shown=False, plain=_blank),
        Column("experience_months", _("同类经验月数"), numeric=True, shown=False, plain=_blank),
        Column("for_disabled", _("只招持残疾人证"), shown=False),
        Column("wage_from", _("月工资下限"), cell="yuan", numeric=True, sort="wage", plain=_fen),
        Column("wage_to", _("月工资上限"), cell="yuan", numeric=True, shown=False, plain=_fen),
        Column("pays_insurance", _("单位缴社保"), shown=False, plain=_blank),
        Column("board", _("食宿"), cell="said", shown=False, plain=_blank),
        Column("offered_from", _("起招日期"), cell="day", shown=False),
        Column("offered_until", _("截止日期"), cell="day", sort="until"),
    ),
    filters=(
        Filter("text", _("岗位、机构或代码"), _by_text),
        *WHERE,
        Filter("state", _("进展不限"), _by_state, _states),
        Filter(
            "kind",
            _("机构类型不限"),
            lambda scope, rows, value: rows.filter(institution__kind=value),
            lambda scope: options(words.INSTITUTION_KINDS),
        ),
        Filter(
            "work",
            _("工种不限"),
            lambda scope, rows, value: rows.filter(work=value),
            lambda scope: options(words.WORKS),
            rare=True,
        ),
    ),
    sorts=(
        Sort("until", _("按截止日期排列"), (("offered_until", "day"), ("pk", "whole"))),
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
        Sort("wage", _("按工资排列"), (("wage_from_fen", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    sums=_sums,
)
