"""What somebody entered into a form of recruitment, read field by field; the forms build on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.casework.actions import NewFile
from gonggang.casework.rules.evidence import BYTES_MAX
from gonggang.desk.scope import scope_of
from gonggang.desk.shown import person_shown

_DIGITS_MAX: Final = 18
_HEAD: Final = 32


def text(request: HttpRequest, name: str) -> str:
    """A field of text, tidied."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def whole(request: HttpRequest, name: str) -> int | None:
    """A whole number of a field; None for anything else."""
    return number_in(text(request, name))


def number_in(written: str) -> int | None:
    """The whole number that is written, or None."""
    written = written.strip()
    fits = written.isascii() and written.isdigit() and len(written) < _DIGITS_MAX
    return int(written) if fits else None


def day(request: HttpRequest, name: str) -> date | None:
    """A day of a field; None for anything else."""
    try:
        return date.fromisoformat(text(request, name))
    except ValueError:
        return None


def clock(request: HttpRequest, name: str) -> time | None:
    """A time of the day of a field; None for anything else."""
    try:
        return time.fromisoformat(text(request, name))
    except ValueError:
        return None


def amount(request: HttpRequest, name: str) -> Decimal | None:
    """A number with decimals of a field; None for anything else."""
    try:
        found = Decimal(text(request, name))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def chosen(request: HttpRequest, name: str, within: set[int]) -> list[int]:
    """The keys that were ticked and lie within reach, each once."""
    found = [number_in(each) for each in request.POST.getlist(name)]
    return list(dict.fromkeys(each for each in found if each is not None and each in within))


def file(request: HttpRequest, name: str) -> NewFile | None:
    """A file as it came; of one too large only the beginning is read, for it is refused anyway."""
    large = getattr(request, "upload_too_large", None)
    if large is not None:
        return NewFile(str(large), BYTES_MAX + 1, b"")
    sent: UploadedFile[Any] | None = request.FILES.get(name)
    if sent is None:
        return None
    size = sent.size or 0
    return NewFile(sent.name or "", size, sent.read() if size <= BYTES_MAX else sent.read(_HEAD))


def back(request: HttpRequest, said: str, screen: str, *args: Any) -> HttpResponseRedirect:
    """To a screen of the same place, with what was done said there."""
    messages.success(request, said)
    return HttpResponseRedirect(scope_of(request).address(screen, *args))


def named(refused: Any, people: dict[int, Any]) -> list[dict[str, str]]:
    """Who did not pass and why, for the note above the page."""
    return [
        {
            "who": _who(people.get(each.application_id)),
            "sentence": each.sentence,
        }
        for each in refused
    ]


def _who(application: Any) -> str:
    if application is None:
        return _("不在您的辖区或已不在名单的人")
    return f"{person_shown(application.person).name} {application.number}"


Page = Callable[..., Any]
