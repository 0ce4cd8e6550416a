"""The recruitment room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.recruitment"
    label = "recruitment"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.recruitment import imports  # noqa: F401
