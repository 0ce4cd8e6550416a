"""The attendance room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.attendance import imports  # noqa: F401
