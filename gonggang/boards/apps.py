"""The boards room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.boards"
    label = "boards"
