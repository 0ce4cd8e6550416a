"""What every answer of the site carries, and what no request may do: strict headers, and reading only (clause X2)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

Answer = Callable[[HttpRequest], HttpResponse]

# No script at all, no inline style, nothing from another host; Bootstrap draws its arrows as data: pictures.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
READING = ("GET", "HEAD")


def security_headers(get_response: Answer) -> Answer:
    """Adds the headers that Django does not; pages with people on them stay in no cache."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def reading_only(get_response: Answer) -> Answer:
    """Refuses every method but GET and HEAD: nothing is entered or changed on these pages."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return get_response(request)
        response = HttpResponse(render_to_string("405.html"), status=405)
        response.headers["Allow"] = ", ".join(READING)
        return response

    return answer
