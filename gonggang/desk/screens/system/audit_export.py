"""The audit as a file: the records of a period as they were found, with a digest that is itself on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.audit import actions as trail
from gonggang.audit import queries as audit
from gonggang.audit.rules import chain_and_place
from gonggang.core.crypto import sm3
from gonggang.desk.exporting import handed_over, rows_max, written
from gonggang.desk.screens.system.audit import asked_in, audit_page, shown_of, typed_in
from gonggang.desk.screens.system.office import office_of

EXPORT: Final = "audit.export"
_PIECE: Final = 500


@action(EXPORT)
def audit_export(request: HttpRequest) -> HttpResponse:
    """The records that the filters leave of a period, both days included; how many, and the file's digest, is kept."""
    scope, viewer, typed = office_of(request), viewer_of(request), typed_in(request)
    asked = asked_in(scope, typed)
    if scope.notices:  # something of what was asked for was left out: that is no file to rely on
        return audit_page(
            request, office_of(request), typed_in(request), problem=_("没有导出：请先改好筛选条件。")
        )
    if asked.begins is None or asked.ends is None:
        return audit_page(request, scope, typed, problem=_("没有导出：请先填从哪天、到哪天，再导出。"))
    if asked.ends < asked.begins:
        return audit_page(request, scope, typed, problem=_("没有导出：“到哪天”早于“从哪天”，请改过来。"))
    kind = scope.one_of("format", ("csv", "xlsx")) or "csv"
    limit = rows_max(0)
    found = audit.search_all(
        asked, viewer.territories(EXPORT), placeless=viewer.covers(EXPORT, None), piece=_PIECE
    )
    lines = _lines(found if limit is None else islice(found, limit), facts=viewer.may("audit.detail"))
    content, count = written(kind, _headings(), lines)
    trail.record(
        officer=viewer.officer,
        verb=EXPORT,
        subject="list:audit",
        detail={
            "from": str(asked.begins), "to": str(asked.ends), "rows": count, "digest": sm3(content).hex(),
            "format": kind, "cut": limit is not None and count == limit,
            "asked": {name: value for name, value in typed.items() if value and name != "before"},
        },
    )  # fmt: skip
    return handed_over(content, kind, f"audit-{asked.begins}-{asked.ends}-{timezone.localdate():%Y%m%d}")


def _headings() -> list[str]:
    return [
        _("记录号"), _("时间"), _("谁"), _("做了什么"), _("改了什么"), _("对象"), _("地方"), _("被拒绝"), _("封印"),
    ]  # fmt: skip


def _lines(found: Iterable[audit.Entry], *, facts: bool) -> Iterator[list[Any]]:
    left = iter(found)
    while piece := list(islice(left, _PIECE)):
        for entry, row in zip(piece, shown_of(piece, facts=facts), strict=True):
            yield [
                "{}-{}".format(*chain_and_place(entry.number)),
                f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}",
                row.officer,
                row.sentence,
                "；".join(each.sentence for each in row.differences),
                row.subject,
                row.place,
                _("是") if row.refused else "",
                entry.seal,
            ]
