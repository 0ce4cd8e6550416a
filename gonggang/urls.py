"""Addresses: each room brings its own."""

from django.urls import include, path

urlpatterns = [path("", include("gonggang.desk.urls"))]
