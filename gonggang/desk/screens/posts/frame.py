"""How needs, proposals and posts are reached, and what their screens share."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action_of
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.core.money import parse_amount
from gonggang.desk.scope import Scope
from gonggang.desk.screens.recruitment.entered import number_in, text
from gonggang.posts import queries as posts
from gonggang.posts.actions import PostRefused
from gonggang.posts.queries import development
from gonggang.regions import queries as regions
from gonggang.regions.rules import territory, within

# So many villages are offered in a form; above that one goes to a township first.
VILLAGES_MAX: Final = 600
_WHOLE_MAX: Final = 9999


def reach(request: HttpRequest, action: str | None = None) -> tuple[tuple[int, int], ...]:
    """The ranges within reach for an action, that of the address unless another is named."""
    return viewer_of(request).territories(action or action_of(request))


def need_within(request: HttpRequest, need_id: int, action: str | None = None) -> Any:
    """A need within reach. Raises OutOfReach."""
    found = development.need_of(need_id, reach(request, action))
    if found is None:
        raise OutOfReach
    return found


def proposal_within(request: HttpRequest, proposal_id: int, action: str | None = None) -> Any:
    """A proposal within reach. Raises OutOfReach."""
    found = development.proposal_of(proposal_id, reach(request, action))
    if found is None:
        raise OutOfReach
    return found


def post_within(request: HttpRequest, post_id: int, action: str | None = None) -> Any:
    """A post within reach. Raises OutOfReach."""
    found = posts.post_of(post_id)
    if found is None or not viewer_of(request).covers(action or action_of(request), found.village_code):
        raise OutOfReach
    return found


def scope_ranges(request: HttpRequest, scope: Scope) -> tuple[tuple[int, int], ...]:
    """What of the officer's reach lies in the place stood on."""
    return within(reach(request), territory(scope.region))


def villages_offered(request: HttpRequest, scope: Scope, action: str) -> list[tuple[str, str]]:
    """The villages of the place stood on for which the officer may act; none where there are too many."""
    codes = [
        code
        for low, high in within(reach(request, action), territory(scope.region))
        for code in regions.villages_within(low, high)
    ]
    if len(codes) > VILLAGES_MAX:
        return []
    names = regions.names(set(codes) | {code // 1000 * 1000 for code in codes})
    return [
        (str(code), f"{names.get(code // 1000 * 1000, '')} {names.get(code, code)}".strip()) for code in codes
    ]


def village_in(request: HttpRequest, action: str) -> int:
    """The village of the form. Raises PostRefused for none, OutOfReach for one where the officer may not act."""
    code = number_in(text(request, "village"))
    if code is None:
        raise PostRefused({"village": _("没有选村（社区）：请选择。")})
    viewer_of(request).require_in(action, code)
    if regions.place(code) is None:
        raise OutOfReach
    return code


def whole_in(request: HttpRequest, name: str, what: str) -> int:
    """A whole number of the form, 0 for an empty field. Raises PostRefused for what is no number."""
    written = text(request, name)
    found = number_in(written) if written else 0
    if found is None or found > _WHOLE_MAX:
        raise PostRefused(
            {name: _("%(what)s填的是“%(text)s”，不是数：请填正整数。") % {"what": what, "text": written[:20]}}
        )
    return found


def fen_in(request: HttpRequest, name: str) -> int:
    """An amount in yuan of the form as fen, 0 for an empty field. Raises PostRefused for what is no amount."""
    written = text(request, name)
    if not written:
        return 0
    read = parse_amount(written)
    if read.fen is None or read.fen > 10**9:
        raise PostRefused(
            {name: _("“%(text)s”不是金额：请写成 800 或 800.50（元/月）。") % {"text": written[:20]}}
        )
    return read.fen


def years_offered() -> list[tuple[str, str]]:
    """The years for which one may state a need: this one and the next."""
    this = timezone.localdate().year
    return [(str(year), _("%(year)d 年") % {"year": year}) for year in (this, this + 1, this - 1)]


def year_in(request: HttpRequest) -> int:
    """The year of the form. Raises PostRefused for one that is not offered."""
    written = text(request, "year")
    if written not in [value for value, _label in years_offered()]:
        raise PostRefused({"year": _("没有选年度：请选今年、明年或去年。")})
    return int(written)
