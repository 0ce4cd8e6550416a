"""The posts room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.posts"
    label = "posts"

    def ready(self) -> None:
        """Make known which files this room takes in."""
        from gonggang.posts import imports  # noqa: F401
