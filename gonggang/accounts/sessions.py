"""How long a sign-in lasts: thirty minutes without a request, eight hours in any case (clause X2)."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

IDLE_SECONDS_MAX = 30 * 60
SIGNED_IN_SECONDS_MAX = 8 * 60 * 60
# The session is written at most once a minute, not at every request.
NOTED_EVERY_SECONDS = 60
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


def session_limits(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Signs out whoever was away too long; what they typed stays in the browser's draft."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault(SIGNED_IN_AT, now)
            seen = request.session.setdefault(SEEN_AT, now)
            if now - seen >= IDLE_SECONDS_MAX or now - began >= SIGNED_IN_SECONDS_MAX:
                logout(request)
                messages.info(
                    request, _("已有一段时间没有操作，请重新登录。刚才填的内容还在，登录后可以接着填。")
                )
            elif now - seen >= NOTED_EVERY_SECONDS:
                request.session[SEEN_AT] = now
        return get_response(request)

    return answer
