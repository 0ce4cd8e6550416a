"""Addresses of the officer's own account and of the page that says who may do what."""

from django.urls import path

from gonggang.accounts import language
from gonggang.accounts.screens import own, permissions

app_name = "accounts"
urlpatterns = [
    path("language/", language.choose, name="language"),
    path("start/", own.start, name="start"),
    path("account/", own.own, name="own"),
    path("account/sessions/end/", own.end_session, name="end_session"),
    path("account/purpose/", own.purpose, name="purpose"),
    path("permissions/", permissions.permissions, name="permissions"),
]
