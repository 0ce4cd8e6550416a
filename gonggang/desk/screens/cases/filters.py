"""What a list of cases is narrowed to, read from the address; the address keeps the whole state of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from gonggang.casework.queries import Filters
from gonggang.casework.rules import KINDS
from gonggang.desk.scope import Choice, Scope
from gonggang.desk.screens.cases.words import KIND_LABELS, LIGHTS, STATUSES
from gonggang.desk.screens.shell import township_choices, township_value
from gonggang.regions.rules import territory
from gonggang.reporting.words import CHECKS

WHO: Final = ("me", "nobody")
TEXT_MAX: Final = 40
NAMES: Final = ("kind", "topic", "status", "due", "who", "township", "text")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, as the ledger takes them and as an address carries them."""

    filters: Filters
    query: dict[str, Any]
    township: int | None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the status is asked for."""
        return any(value for name, value in self.query.items() if name != "status")


def asked_of(scope: Scope, officer: Any, *, status: str = "alive") -> Asked:
    """What the address asks for; what it says that nobody knows is left out, and said. `status` is the default."""
    township = scope.township()
    values = {
        "kind": scope.one_of("kind", list(KINDS)),
        "topic": scope.one_of("topic", list(CHECKS)),
        "status": scope.one_of("status", ["all", "alive", *STATUSES]) or status,
        "due": scope.one_of("due", list(LIGHTS)),
        "who": scope.one_of("who", WHO),
        "township": township_value(township),
        "text": scope.request.GET.get("text", "").strip()[:TEXT_MAX] or None,
    }
    return Asked(
        Filters(
            kind=values["kind"] or "",
            topic=values["topic"] or "",
            status="" if values["status"] == "all" else values["status"] or "",
            due=values["due"] or "",
            assignee=officer.pk if values["who"] == "me" else None,
            unassigned=values["who"] == "nobody",
            place=territory(township) if township else None,
            text=values["text"] or "",
        ),
        values,
        township,
    )


def choices(scope: Scope, asked: Asked) -> dict[str, list[Choice]]:
    """What may be chosen in the filter bar."""

    def of(name: str, words: dict[Any, Any]) -> list[Choice]:
        return [Choice(str(code), str(word), asked.query[name] == code) for code, word in words.items()]

    return {
        "kinds": of("kind", KIND_LABELS),
        "topics": of("topic", CHECKS),
        "lights": of("due", {code: words[2] for code, words in LIGHTS.items()}),
        "townships": township_choices(scope, asked.township),
    }
