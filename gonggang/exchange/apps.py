"""The exchange room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Make known which files this room takes in, and that what is begun with one changes hands with the post."""
        from gonggang.accounts.actions import hands_over
        from gonggang.exchange import region_imports  # noqa: F401
        from gonggang.exchange.passing_on import pass_on, to_dos_of

        hands_over("drafts", pass_on, to_dos_of)
