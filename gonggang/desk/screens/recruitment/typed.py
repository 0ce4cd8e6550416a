"""What somebody typed into a form of recruitment: days, whole numbers, and whatever cannot be read, in sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gonggang.casework.rules.evidence import BYTES_MAX
from gonggang.recruitment.actions.materials import Picture


def day(request: HttpRequest, name: str, problems: dict[str, str]) -> date | None:
    """A day as the field has it, None for an empty one; what is no day is a problem."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems[name] = _("填的是“%(text)s”，不是日期。请写成 2024-05-20。") % {"text": text[:20]}
        return None


def needed_day(request: HttpRequest, name: str, problems: dict[str, str]) -> date:
    """A day that must be there; the earliest of all stands for it while there is a problem."""
    found = day(request, name, problems)
    if found is None:
        problems.setdefault(name, _("日期没有填。"))
    return found or date.min


def whole(text: str) -> int | None:
    """A whole number, None for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def version(request: HttpRequest) -> int:
    """The version that the page was made from; -1, which no record has, if it does not say."""
    found = whole(request.POST.get("version", ""))
    return -1 if found is None else found


def picture(request: HttpRequest, name: str) -> Picture | None:
    """A file as it came; of one too large only the beginning is read, for it is refused anyway."""
    sent: UploadedFile[Any] | None = request.FILES.get(name)
    if sent is None:
        return None
    size = sent.size or 0
    return Picture(sent.name or "", size, sent.read() if size <= BYTES_MAX else sent.read(32))
