"""The casework room as a Django application."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.casework"
    label = "casework"

    def ready(self) -> None:
        """Open cases change hands with the post, and late ones are told: accounts, below, calls both."""
        from gonggang.accounts.actions import hands_over
        from gonggang.accounts.notices import at_sign_in
        from gonggang.casework.queries import to_dos_of
        from gonggang.casework.telling import tell_overdue

        hands_over("cases", _with_the_post, to_dos_of)
        at_sign_in("cases", tell_overdue)


def _with_the_post(giver: Any, taker: Any, on: date, officer: Any) -> int:
    from gonggang.accounts.viewer import viewer_on
    from gonggang.casework.actions import hand_over

    return hand_over(
        from_officer=giver,
        to=taker,
        reason="岗位移交，待办一并移交。",
        officer=officer,
        ranges=viewer_on(taker, on).territories("cases.work"),
        tell=False,
    )
