"""What every answer of the site carries: strict headers (clause X2), and no more bytes than it needs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

Answer = Callable[[HttpRequest], HttpResponse]

# Only scripts and styles that are files of this site; Bootstrap draws its arrows as data: pictures.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def security_headers(get_response: Answer) -> Answer:
    """Adds the headers that Django does not; pages and files with people on them stay in no cache."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


# Workbooks, pictures and archives are compressed already; a second time costs work and saves nothing.
COMPRESSED_KINDS = ("text/", "image/svg+xml", "application/json", "application/javascript")


class Compression(GZipMiddleware):
    """Pages, styles and scripts go out compressed, each with a random number of bytes added.

    Those bytes, and a token against forged posts that is masked anew for each page, keep the length of a page from
    telling what is on it (the attack called BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.headers.get("Content-Type", "").startswith(COMPRESSED_KINDS):
            return super().process_response(request, response)
        return response
