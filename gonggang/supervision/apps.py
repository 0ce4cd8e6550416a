"""The supervision room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.supervision import imports  # noqa: F401
