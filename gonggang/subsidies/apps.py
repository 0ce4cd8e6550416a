"""The subsidies room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.subsidies"
    label = "subsidies"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.subsidies import imports  # noqa: F401
