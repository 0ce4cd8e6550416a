"""Small forms declared in code: fields with labels, what was typed, what is wrong with it, and how it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from gonggang.boards.actions import PublicationRefused
from gonggang.core.errors import FormRefused, UnusableInput, WorkFailed
from gonggang.desk.screens.recruitment.entered import number_in
from gonggang.desk.screens.recruitment.entered import text as text_in
from gonggang.recruitment.actions.refusals import RecruitmentRefused, refusal_of

UNPROCESSABLE: Final = 422
KEYS_MAX: Final = 5000


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` is text, day, long (several lines), choice (a list), radio, checks (several) or file."""

    name: str
    label: object
    kind: str = "text"
    value: str = ""
    choices: Sequence[tuple[str, object]] = ()
    hint: object = ""
    problem: str = ""
    id: str = ""
    values: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its button. `name` tells its fields from those of other forms on the same page."""

    name: str
    address: str
    fields: tuple[Field, ...]
    button: object
    icon: str = "check"
    main: bool = True
    title: object = ""
    clause: str = ""
    lead: object = ""
    # An open form stands there; the others unfold.
    is_open: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_file(self) -> bool:
        return any(each.kind == "file" for each in self.fields)


def form(
    request: HttpRequest, name: str, address: str, fields: Sequence[Field], button: object, **more: Any
) -> Form:
    """A form with what was typed and what was wrong with it, when it is this one that came back."""
    trouble: Mapping[str, str] | None = None
    if getattr(request, "form_in_trouble", None) == name:
        trouble = request.form_problems
    filled = tuple(_filled(each, name, request, trouble) for each in fields)
    return Form(
        name, address, filled, button, is_open=more.pop("is_open", False) or trouble is not None, **more
    )


def _filled(each: Field, form_name: str, request: HttpRequest, trouble: Mapping[str, str] | None) -> Field:
    found = replace(each, id=f"{form_name}-{each.name}")
    if trouble is None:
        return found
    return replace(
        found,
        value=request.POST.get(each.name, ""),
        values=tuple(request.POST.getlist(each.name)),
        problem=trouble.get(each.name, ""),
    )


def perform(
    request: HttpRequest,
    name: str,
    act: Callable[[], object],
    *,
    back: str,
    show: Callable[[dict[str, str]], HttpResponse],
    refusal: Callable[[IntegrityError], str] = refusal_of,
) -> HttpResponse:
    """Do what a form asks, in one transaction, and go back; what is refused comes back with what was typed.

    `act` returns the sentence that says what was done; `refusal` says what a constraint of its room means.
    """
    if request.method != "POST":
        return HttpResponseRedirect(back)
    try:
        with transaction.atomic():
            done = act()
    except FormRefused as refused:
        return _again(request, name, refused.problems, show)
    except (UnusableInput, WorkFailed, PublicationRefused) as refused:
        return _again(request, name, {"": str(refused)}, show)
    except IntegrityError as error:
        return _again(request, name, {"": refusal(error)}, show)
    messages.success(request, str(done))
    return HttpResponseRedirect(back)


def _again(
    request: HttpRequest,
    name: str,
    problems: Mapping[str, str],
    show: Callable[[dict[str, str]], HttpResponse],
) -> HttpResponse:
    request.form_in_trouble = name
    request.form_problems = problems
    answer = show({f"{name}-{key}" if key else "": sentence for key, sentence in problems.items()})
    answer.status_code = UNPROCESSABLE
    return answer


def day_in(request: HttpRequest, name: str) -> date | None:
    """A day of the form; None for one that is not there. Raises RecruitmentRefused for what is no day."""
    written = text_in(request, name)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise RecruitmentRefused({name: f"“{written[:20]}”不是日期。请写成 2024-05-06。"}) from None


def keys_in(request: HttpRequest, name: str = "application") -> list[int]:
    """The keys of the rows that were ticked; what is no key is left out."""
    found = [number_in(each) for each in request.POST.getlist(name)[:KEYS_MAX]]
    return [each for each in found if each is not None]
