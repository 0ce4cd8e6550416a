"""The campaign room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.campaign"
    label = "campaign"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.campaign import imports  # noqa: F401
