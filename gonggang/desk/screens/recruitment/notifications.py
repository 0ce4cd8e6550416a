"""What people must still be told: undelivered notifications, the most pressing first (clause 5.5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.frame import reach
from gonggang.desk.screens.recruitment.joint import departments_of
from gonggang.desk.screens.recruitment.review_words import due_lamp
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment.actions.notifications import KINDS
from gonggang.recruitment.queries import reviews as queries

SHOWN = 200


@action("recruitment.notify")
def notifications(request: HttpRequest) -> HttpResponse:
    """The notifications within reach that nobody has delivered yet."""
    today = timezone.localdate()
    rows = list(queries.notifications(reach(request), undelivered=True)[: SHOWN + 1])
    places = place_names(each.application.village_code for each in rows)
    waiting = queries.waiting_notifications(reach(request), today)
    return page(
        request,
        "recruitment/notifications",
        scope_of(request),
        screen="rounds",
        rows=[
            {
                "row": each,
                "person": person_shown(each.application.person),
                "place": places[each.application.village_code],
                "kind": KINDS.get(each.kind, each.kind),
                "lamp": due_lamp(each.due_on, each.issued_on, today),
            }
            for each in rows[:SHOWN]
        ],
        more=len(rows) > SHOWN,
        waiting=waiting,
    )


def pending(request: HttpRequest) -> list[dict[str, Any]]:
    """What of recruitment waits for the officer, for the worklist: questions to answer, people to be told."""
    viewer, today = viewer_of(request), timezone.localdate()
    found = []
    if viewer.may("recruitment.joint_answer"):
        ranges = viewer.territories("recruitment.joint_answer")
        waiting = queries.waiting_answers(ranges, departments_of(request), today)
        found.append({"label": "joint", "screen": "joint_questions", "waiting": waiting})
    if viewer.may("recruitment.notify"):
        waiting = queries.waiting_notifications(viewer.territories("recruitment.notify"), today)
        found.append({"label": "told", "screen": "notifications", "waiting": waiting})
    return found
