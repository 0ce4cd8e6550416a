"""Addresses: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("gonggang.accounts.sign_in_urls")),
    path("", include("gonggang.accounts.urls")),
    path("", include("gonggang.boards.urls")),
    path("", include("gonggang.desk.urls")),
]
