"""What is asked of the site itself: whether it is alive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from gonggang.accounts.door import public


@public("whoever watches the site has no account; it says nothing but ok")
def alive(request: HttpRequest) -> HttpResponse:
    """Says ok as long as the process answers; it asks neither database nor disk."""
    return HttpResponse("ok", content_type="text/plain")
