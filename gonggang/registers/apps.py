"""The registers room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.registers"
    label = "registers"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.registers import imports  # noqa: F401
