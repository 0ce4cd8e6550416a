"""The files that came in, and the rows of each that were refused, with cause and cure."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action, action_of
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.paging import Worked, page_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.shell import page, tabs
from gonggang.exchange import queries as exchange

# A second wall: messages quote cells shortened, and no longer run of digits passes here either.
_LONG_NUMBER = re.compile(r"\d{9,}[Xx]?")


@action("imports.list")
def imports(request: HttpRequest) -> HttpResponse:
    """Every file that changed something, the newest first."""
    scope = scope_of(request)
    return page(
        request,
        "imports",
        scope,
        screen="imports",
        page=page_of(scope, "imports", _within_reach(request), _batches),
    )


def _within_reach(request: HttpRequest) -> Any:
    viewer, name = viewer_of(request), action_of(request)
    return exchange.batch_rows(viewer.territories(name), placeless=viewer.covers(name, None))


def _batches(found: list[Any]) -> list[dict[str, Any]]:
    return [{"batch": batch, "rejected": batch.rows_total - batch.rows_accepted} for batch in found]


@action("batches.list")
def import_rows(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The refused rows of one file, or with `show=warnings` those that went in and deserve a look."""
    scope = scope_of(request)
    batch = exchange.batch(batch_id)
    if batch is None:
        raise Http404
    viewer_of(request).require_in(action_of(request), batch.region_code)
    show = scope.one_of("show", ("warnings",))
    problems = {
        None: batch.report.get("rejected", []),
        "warnings": batch.report.get("warnings", []),
    }
    rejected = batch.rows_total - batch.rows_accepted
    warnings = batch.report.get("warnings_count", len(problems["warnings"]))
    views = [(None, _("退回的行"), rejected), ("warnings", _("已导入、请看一眼的行"), warnings)]
    return page(
        request,
        "import_rows",
        scope,
        screen="imports",
        batch=batch,
        rejected=rejected,
        show=show,
        kept_back=max(0, (warnings if show else rejected) - len(problems[show])),
        tabs=tabs(scope, "import_rows", "show", show, views, batch_id),
        page=page_of(scope, "import_rows", Worked(problems[show]), _problems, batch_id, show=show),
    )


def _problems(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"message": _LONG_NUMBER.sub("***", row["message"])} for row in found]
