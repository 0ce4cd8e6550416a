"""The lists of cases, the ledger and the worklist: columns, conditions and orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.viewer import viewer_of
from gonggang.casework import queries as casework
from gonggang.casework.queries import Filters
from gonggang.core.masks import mask
from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Batch, Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.cases.filters import NAMES
from gonggang.desk.screens.cases.shown import CaseShown, cases_shown
from gonggang.desk.screens.cases.words import KIND_LABELS, LIGHTS
from gonggang.people.queries import open_id_number
from gonggang.reporting.words import CHECKS


def _narrowed(scope: Scope, rows: Any, **values: Any) -> Any:
    today = timezone.localdate()
    county = scope.county or 0
    soon = casework.soon_days(county, today)
    return casework.narrowed(rows, Filters(**values), today=today, soon=soon)


def _by_who(scope: Scope, rows: Any, value: str) -> Any:
    if value == "nobody":
        return _narrowed(scope, rows, unassigned=True)
    return _narrowed(scope, rows, assignee=viewer_of(scope.request).officer.pk)


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The cases as rows; each leads to its page with the conditions of this list, so that its queue is this list."""
    kept = {name: scope.request.GET.get(name) for name in NAMES}
    rows = []
    for case, each in zip(found, cases_shown(found, timezone.localdate()), strict=True):
        person = case.person
        rows.append(
            {
                "key": f"{each.pk}:{each.version}",
                "who": (scope.address("case", each.pk, **kept), each),
                "due": each,
                "number": each.number,
                "topic": each.topic,
                "kind": each.kind,
                "id_number": mask("id_number", open_id_number(person.id_sealed)) if person else "—",
                "place": each.place,
                "title": each.title,
                "opened_on": each.opened_on,
                "assignee": each.assignee or "—",
                "status": each,
                "outcome": each.outcome or "—",
                "reason": case.reason or "—",
                "concluded_on": each.concluded_on,
            }
        )
    return rows


def shown_by_light(scope: Scope, found: list[Any]) -> list[Row]:
    """The same under their due lights; what is closed stands under no light."""
    rows = shown(scope, found)
    for row in rows:
        lamp = row["due"].lamp
        row["group"] = str(LIGHTS[lamp.light][2]) if lamp else str(_("已了结"))
    return rows


def _due_plain(each: CaseShown) -> Any:
    return each.due_on if each.due_on else str(_("没有录入"))


def _status_plain(each: CaseShown) -> str:
    return each.status_word


WHO: Final = Column("who", _("姓名"), cell="case", plain=lambda value: value[1].who)
DUE: Final = Column("due", _("期限"), cell="lamp", sort="due", plain=_due_plain)
NUMBER: Final = Column("number", _("案件号"), tone="gg-code", shown=False)
TOPIC: Final = Column("topic", _("事项"), tone="gg-nw")
KIND: Final = Column("kind", _("类别"), tone="gg-nw gg-2")
PLACE: Final = Column("place", _("村（社区）"), tone="gg-place gg-2", sort="village")
TITLE: Final = Column("title", _("内容"), cell="recorded")
OPENED: Final = Column("opened_on", _("立案"), cell="day", sort="opened")
ASSIGNEE: Final = Column("assignee", _("办理人"), tone="gg-nw gg-2")
STATUS: Final = Column("status", _("状态"), cell="case_status", plain=_status_plain)
MORE: Final = (
    Column("id_number", _("身份证号"), tone="gg-nw gg-2", shown=False),
    Column("outcome", _("结论"), tone="gg-nw", shown=False),
    Column("reason", _("理由"), cell="recorded", shown=False),
    Column("concluded_on", _("了结"), cell="day", shown=False),
)
BY_DUE: Final = Sort("due", _("按期限排列"), (("due_order", "day"), ("pk", "whole")))
SORTS: Final = (
    BY_DUE,
    Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    Sort("opened", _("按立案日排列"), (("opened_on", "day"), ("pk", "whole"))),
)
TEXT: Final = Filter(
    "text", _("姓名、案件号或内容"), lambda scope, rows, value: _narrowed(scope, rows, text=value)
)
OF_KIND: Final = Filter(
    "kind",
    _("全部类别"),
    lambda scope, rows, value: _narrowed(scope, rows, kind=value),
    lambda scope: tuple(KIND_LABELS.items()),
)
OF_TOPIC: Final = Filter(
    "topic",
    _("全部比对项"),
    lambda scope, rows, value: _narrowed(scope, rows, topic=value),
    lambda scope: tuple(CHECKS.items()),
)
CLAIM: Final = Batch(_("领取所选"), "cases_claim", "cases.work")

CASES: Final = ListPage(
    screen="cases",
    export="cases.export",
    columns=(WHO, DUE, NUMBER, TOPIC, KIND, PLACE, TITLE, OPENED, ASSIGNEE, STATUS, *MORE),
    filters=(
        TEXT,
        OF_KIND,
        OF_TOPIC,
        Filter(
            "due",
            _("全部期限"),
            lambda scope, rows, value: _narrowed(scope, rows, due=value),
            lambda scope: [(light, words[2]) for light, words in LIGHTS.items()],
        ),
        Filter(
            "who",
            _("全部办理人"),
            _by_who,
            lambda scope: (("me", _("我")), ("nobody", _("还没有人"))),
        ),
        *WHERE,
    ),
    sorts=SORTS,
    shown=shown,
    batches=(CLAIM,),
    batch_fields="desk/cases/_assign.html",
    own=("status",),
)
WORKLIST: Final = ListPage(
    screen="worklist",
    export="cases.export",
    columns=(WHO, DUE, NUMBER, TOPIC, KIND, replace(PLACE, sort=""), replace(OPENED, sort=""), STATUS),
    filters=(TEXT, OF_KIND, *WHERE),
    sorts=(BY_DUE,),
    shown=shown_by_light,
    batches=(CLAIM,),
    own=("view",),
)
