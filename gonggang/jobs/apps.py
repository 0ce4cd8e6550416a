"""The room of jobs as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "gonggang.jobs"
    label = "jobs"
