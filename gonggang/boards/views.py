"""The public pages: what is published at a place, one publication, and the form with which anyone may object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from allauth.core.internal.ratelimit import consume
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import public
from gonggang.boards import queries
from gonggang.boards.models import Publication
from gonggang.boards.objecting import take_objection, takes_objections
from gonggang.boards.rules import KINDS
from gonggang.core.errors import UnusableInput

TEXT_MIN, TEXT_MAX, NAME_MAX, CONTACT_MAX = 5, 1000, 60, 60
# A village may sit behind one address, a flood does not come from one.
_RATES: Final = {"boards_objection": "6/h/ip,30/d/ip"}
_DATES: Final = ("applications_begin_on", "applications_end_on", "drawn_at")
_WHY: Final = "公开的公告和公示，任何人不用账号就能看"


@public(_WHY)
def board(request: HttpRequest) -> HttpResponse:
    """What is published at a place and below it, the newest first; the way down to the village."""
    region = _region(request.GET.get("place", ""))
    kind = request.GET.get("kind", "")
    text = request.GET.get("q", "").strip()[:40]
    number = _whole(request.GET.get("page", ""))
    rows = queries.searched(queries.published(region), text)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    start = number * queries.PAGE
    found = list(rows[start : start + queries.PAGE + 1])
    return render(
        request,
        "boards/board.html",
        {
            "region": region,
            "path": queries.path_to(region),
            "places": queries.places_below(region),
            "rows": [_Listed.of(each) for each in found[: queries.PAGE]],
            "more": number + 1 if len(found) > queries.PAGE else None,
            "earlier": number - 1 if number else None,
            "kinds": [(code, one.label, code == kind) for code, one in KINDS.items()],
            "kind": kind if kind in KINDS else "",
            "q": text,
        },
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A publication as a line of the list."""

    slug: str
    label: str
    title: str
    number: str
    begins_on: date
    ends_on: date | None
    open: bool

    @classmethod
    def of(cls, found: Publication) -> _Listed:
        return cls(
            found.slug, KINDS[found.kind].label, found.title, found.number, found.begins_on, found.ends_on,
            queries.still_open(found, timezone.localdate()),
        )  # fmt: skip


@public(_WHY)
def publication(request: HttpRequest, publication: str) -> HttpResponse:
    """One publication; a withdrawn one says so and shows nothing of what it held."""
    found = _found(publication)
    if found.withdrawn_at is not None:
        return render(
            request, "boards/withdrawn.html", {"found": found, "label": KINDS[found.kind].label}, status=410
        )
    return render(request, "boards/publication.html", _context(found))


@public("任何人都可以对公示提出异议，可以不写姓名", methods=("GET", "HEAD", "POST"))
def objection(request: HttpRequest, publication: str) -> HttpResponse:
    """The form for an objection; once sent, the number of its receipt, which is all that remains with the sender."""
    found = _found(publication)
    if not takes_objections(found, timezone.localdate()):
        raise Http404
    context = _context(found) | {"typed": request.POST, "problems": {}}
    if request.method != "POST":
        receipt = request.session.pop("boards_receipt", None) if request.GET.get("sent") else None
        return render(request, "boards/objection.html", context | {"receipt": receipt})
    said = _Said.of(request, found)
    if said.problems:
        return render(request, "boards/objection.html", context | {"problems": said.problems}, status=422)
    if not consume(request, app="boards", action="boards_objection", config=_RATES):
        problems = {"": _("从这里提交得太多了，请过一小时再试，或者打电话反映。")}
        return render(request, "boards/objection.html", context | {"problems": problems}, status=429)
    try:
        receipt = take_objection(found, said.serial, said.text, said.objector, on=timezone.localdate())
    except UnusableInput as refused:
        return render(
            request, "boards/objection.html", context | {"problems": {"": str(refused)}}, status=422
        )
    request.session["boards_receipt"] = receipt
    return HttpResponseRedirect(f"{reverse('boards:objection', args=[found.slug])}?sent=1")


@dataclass(frozen=True, slots=True)
class _Said:
    """What was typed into the form, and what is wrong with it, by field."""

    serial: int
    text: str
    objector: str
    problems: dict[str, str]

    @classmethod
    def of(cls, request: HttpRequest, found: Publication) -> _Said:
        typed = request.POST
        problems = {}
        serials = {str(row["serial"]): place for place, row in enumerate(found.content["rows"])}
        serial = serials.get(typed.get("serial", ""))
        if serial is None:
            problems["serial"] = _("没有选反映的是哪一个人。请选名单上的序号。")
        text = typed.get("text", "").strip()
        if not TEXT_MIN <= len(text) <= TEXT_MAX:
            problems["text"] = _("写了 %(n)s 个字，请写 %(min)s 至 %(max)s 个字：什么人、什么事、什么时候。") % {
                "n": len(text), "min": TEXT_MIN, "max": TEXT_MAX,
            }  # fmt: skip
        name, contact = (
            typed.get("name", "").strip()[:NAME_MAX],
            typed.get("contact", "").strip()[:CONTACT_MAX],
        )
        return cls(serial or 0, text, " ".join(filter(None, (name, contact))), problems)


def _context(found: Publication) -> dict[str, Any]:
    kind, content = KINDS[found.kind], dict(found.content)
    for name in _DATES:
        content[name] = _day(content.get(name))
    today = timezone.localdate()
    return {
        "found": found,
        "kind": kind,
        "content": content,
        "open": queries.still_open(found, today),
        "may_object": takes_objections(found, today),
        "newest": queries.newest(found),
        "path": queries.path_to(found.region_code),
        "left": (found.ends_on - today).days if found.ends_on else None,
    }


def _found(slug: str) -> Publication:
    found = queries.page_of(slug)
    if found is None:
        raise Http404
    return found


def _day(text: Any) -> Any:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return text


def _region(text: str) -> int:
    """A place as an address writes it: a code without the zeros of the levels below."""
    if len(text) in (2, 4, 6, 9, 12) and text.isascii() and text.isdigit():
        return int(text.ljust(12, "0"))
    return 0


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
