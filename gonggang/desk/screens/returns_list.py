"""The list of what the bank answered for a month: its columns, conditions and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.core.masks import mask
from gonggang.core.money import format_yuan, yuan
from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import person_shown, place_names
from gonggang.people.queries import account_numbers
from gonggang.subsidies import queries as subsidies


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The answers as they are shown; accounts are masked."""
    places = place_names(line.village_code for line in found)
    keys = [(line.person_id, bytes(line.account_index)) for line in found if line.account_index]
    accounts = account_numbers(keys)
    rows = []
    for line in found:
        person = person_shown(line.person)
        rows.append(
            {
                "key": line.pk,
                "name": (line.person_id, person),
                "id_number": person.id_number,
                "place": places[line.village_code],
                "serial": line.serial,
                "account": mask("account", accounts.get((line.person_id, bytes(line.account_index or b"")))),
                "credited_on": line.credited_on,
                "amount": line.amount_fen,
                "answer": (line.succeeded, line.failure_reason),
            }
        )
    return rows


def _answer_plain(value: tuple[bool, str]) -> str:
    if value[0]:
        return str(_("到账"))
    return str(_("退票：%(why)s") % {"why": value[1]} if value[1] else _("退票"))


def _sums(scope: Scope, rows: Any) -> Mapping[str, str]:
    total = subsidies.sum_of(rows)
    return {
        "place": str(_("查询结果 %(n)s 笔") % {"n": f"{total.rows:,}"}),
        "amount": f"¥{format_yuan(total.fen)}",
    }


RETURNS: Final = ListPage(
    screen="returns",
    export="returns.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place"),
        Column("serial", _("流水号"), tone="gg-code"),
        Column("account", _("账号"), tone="gg-nw gg-2"),
        Column("credited_on", _("到账日"), cell="day"),
        Column("amount", _("金额"), cell="yuan", numeric=True, plain=lambda fen: yuan(fen)),
        Column("answer", _("结果"), cell="answer", sort="answer", plain=_answer_plain),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter(
            "status",
            _("到账和退票"),
            lambda scope, rows, value: rows.filter(succeeded=value == "paid"),
            lambda scope: (("failed", _("退票")), ("paid", _("到账"))),
        ),
    ),
    sorts=(
        Sort(
            "answer",
            _("退票在前"),
            (("succeeded", "flag"), ("village_code", "whole"), ("pk", "whole")),
        ),
    ),
    shown=shown,
    sums=_sums,
)
