"""The exchange room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.exchange import region_imports  # noqa: F401
