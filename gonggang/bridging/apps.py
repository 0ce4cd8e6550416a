"""The bridging room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.bridging"
    label = "bridging"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.bridging import imports  # noqa: F401
