"""The steps of a case: which verb may follow which status, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Status = Literal["open", "assigned", "verified", "concluded", "reopened"]
Verb = Literal[
    "opened", "claimed", "assigned", "handed_over", "transferred", "noted", "evidence_added",
    "verified", "concluded", "reopened",
]  # fmt: skip
WhoActs = Literal["handler", "assignee", "approver", "nobody"]

CLOSED: Final[frozenset[str]] = frozenset({"concluded"})
_ALIVE: Final[tuple[Status, ...]] = ("open", "assigned", "verified", "reopened")


def _same(statuses: tuple[Status, ...]) -> Mapping[Status, Status]:
    return MappingProxyType({status: status for status in statuses})


def _to(status: Status, *from_: Status) -> Mapping[Status, Status]:
    return MappingProxyType(dict.fromkeys(from_, status))


# Verb: from which status to which. What is not written here cannot happen.
STEPS: Final[Mapping[Verb, Mapping[Status, Status]]] = MappingProxyType(
    {
        "claimed": _to("assigned", "open", "reopened"),
        "assigned": _to("assigned", "open", "assigned", "reopened", "verified"),
        "handed_over": _same(("assigned", "verified")),
        "transferred": _to("open", "open", "assigned", "reopened", "verified"),
        "noted": _same((*_ALIVE, "concluded")),
        "evidence_added": _same((*_ALIVE, "concluded")),
        "verified": _to("verified", *_ALIVE),
        "concluded": _to("concluded", *_ALIVE),
        "reopened": _to("reopened", "concluded"),
    }
)


def after(status: Status, verb: Verb) -> Status | None:
    """The status after a verb, or None where the verb may not follow that status."""
    return STEPS.get(verb, {}).get(status)


def allowed(status: Status) -> tuple[Verb, ...]:
    """The verbs that may follow a status, in the order in which they are declared."""
    return tuple(verb for verb, moves in STEPS.items() if status in moves)


def who_acts(status: Status, *, has_assignee: bool) -> WhoActs:
    """Whose turn it is: the handling organisation until somebody takes the case, then that officer.

    What has been verified waits for whoever may conclude (clause 15.5).
    """
    if status in CLOSED:
        return "nobody"
    if status == "verified":
        return "approver"
    return "assignee" if has_assignee else "handler"
