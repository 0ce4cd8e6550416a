"""The room of the month as a Django application: it has no tables, but long work."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.cycle"
    label = "cycle"

    def ready(self) -> None:
        """Make known which long work this room does."""
        from gonggang.cycle import jobs  # noqa: F401
