"""What the pages of the three administrators share: a scope without place or month, names of places, typed names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gonggang.accounts import queries as accounts
from gonggang.accounts.viewer import OutOfReach, Range, Viewer, viewer_of
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.desk.scope import Scope
from gonggang.desk.screens.shell import page
from gonggang.regions import queries as regions
from gonggang.regions.rules import CODE_DIGITS, holding_codes

EVERYWHERE: Final = gettext_noop("全国")
OFFERED_MAX: Final = 200
KEY_MAX: Final = 2**63


class Office(Scope):
    """No place and no month: these pages are about accounts, and show nothing of the business."""

    def address(self, screen: str, *args: object, **values: object) -> str:
        """The address of a screen, without place or month."""
        kept = {name: value for name, value in values.items() if value not in (None, "")}
        return reverse(f"desk:{screen}", args=args) + (f"?{urlencode(kept)}" if kept else "")


def office_of(request: HttpRequest) -> Office:
    """The scope of a page that is about no place."""
    return Office(request, None, "", Month.of(timezone.localdate()), [], [])


def office_page(
    request: HttpRequest, template: str, *, screen: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the administrators inside the shell."""
    scope = context.pop("scope", None) or office_of(request)
    answer = page(request, f"system/{template}", scope, screen=screen, **context)
    answer.status_code = status
    return answer


def place_words(codes: Iterable[int | None]) -> dict[int | None, str]:
    """Places by code, each with what holds it below the province; 0 is the whole country."""
    wanted = {code for code in codes if code}
    above = {code: [each for each in holding_codes(code) if each and each != code] for code in wanted}
    names = regions.names(wanted | {each for held in above.values() for each in held})
    found: dict[int | None, str] = {None: "—", 0: _("全国")}
    for code in wanted:
        nearest = min((each for each in above[code] if each in names), key=_size, default=None)
        found[code] = f"{names[nearest]} {names.get(code, code)}" if nearest else names.get(code, str(code))
    return found


def _size(code: int) -> int:
    """How many zeros end a code: the fewer, the smaller the place."""
    return len(str(code)) - len(str(code).rstrip("0"))


def place_from(text: str, ranges: tuple[Range, ...]) -> int:
    """A place as somebody types it, by code or name, within reach. Raises UnusableInput with what to type instead."""
    text = text.replace("\0", "").strip()
    if not text:
        raise UnusableInput(_("辖区没有填：请填名称或区划代码。"))
    if text in (_(EVERYWHERE), EVERYWHERE, "0"):
        if not any(low == 0 for low, _high in ranges):
            raise UnusableInput(_("“全国”不在您的辖区里：请填辖区里的地方。"))
        return 0
    head = text.split()[-1] if text.split()[-1].isdigit() else text
    if head.isascii() and head.isdigit():
        code = int(head.ljust(CODE_DIGITS, "0")) if len(head) <= CODE_DIGITS else 0
        if code in regions.names({code}) and any(low <= code < high for low, high in ranges):
            return code
        raise UnusableInput(_("辖区里没有代码“%(code)s”：请核对，例如 379901。") % {"code": head[:20]})
    found = [each for each in regions.named(text, ranges, limit=6) if each.name == text]
    if len(found) == 1:
        return found[0].code
    if not found:
        raise UnusableInput(_("辖区里没有叫“%(name)s”的地方：请填全名，或填区划代码。") % {"name": text[:30]})
    codes = "、".join(str(each.code) for each in found[:5])
    raise UnusableInput(
        _("辖区里有不止一个“%(name)s”：请填代码，可以是 %(codes)s。") % {"name": text[:30], "codes": codes}
    )


def offered_places(viewer: Viewer, action: str) -> list[tuple[int, str]]:
    """The highest places of the officer for an action, to be chosen from; any other can be typed."""
    codes = {code for code in viewer.territory_codes(action) if code}
    return sorted(regions.names(codes).items())[:OFFERED_MAX]


def officer_within(request: HttpRequest, officer_id: int, action: str) -> Any:
    """The officer of that key who sits within reach. Raises OutOfReach."""
    found = accounts.officer_with(officer_id) if officer_id < KEY_MAX else None
    if found is None or not seated_within(found, viewer_of(request).territories(action)):
        raise OutOfReach
    return found


def seated_within(officer: Any, ranges: tuple[Range, ...]) -> bool:
    """Whether an officer sits in one of the ranges; who sits nowhere is within the whole country's only."""
    seat = officer.territory_code or 0
    return any(low <= seat < high for low, high in ranges)


def named_officer(text: str, ranges: tuple[Range, ...]) -> Any:
    """An officer as somebody types it: account, or name if it is the only one. Raises UnusableInput."""
    text = text.replace("\0", "").strip()
    if not text:
        raise UnusableInput(_("接手人没有填：请填账号或姓名。"))
    account = text.split("·")[0].strip()
    found = [
        each for each in accounts.officers_called(account) if each.is_active and seated_within(each, ranges)
    ]
    exact = [each for each in found if each.username.lower() == account.lower()] or found
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise UnusableInput(_("辖区里没有账号或姓名是“%(name)s”的在用人员。") % {"name": account[:30]})
    names = "、".join(each.username for each in exact[:5])
    raise UnusableInput(
        _("有不止一位“%(name)s”：请填账号，可以是 %(names)s。") % {"name": account[:30], "names": names}
    )
