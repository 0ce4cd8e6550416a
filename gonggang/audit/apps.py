"""The audit room as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.audit"
    label = "audit"
