"""The exchange room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Make known: the files this room takes in, its long work, and what changes hands with a post."""
        from gonggang.accounts.actions import hands_over
        from gonggang.exchange import background, region_imports  # noqa: F401
        from gonggang.exchange.passing_on import pass_on, to_dos_of

        hands_over("drafts", pass_on, to_dos_of)
