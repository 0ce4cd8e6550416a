"""A table of addresses with a view that declares nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def undeclared(request: HttpRequest) -> HttpResponse:
    """Declares nothing."""
    return HttpResponse("open")


urlpatterns = [path("undeclared/", undeclared), path("", include("gonggang.urls"))]
