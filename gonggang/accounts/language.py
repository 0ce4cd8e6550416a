"""The language of the pages: Chinese, until whoever reads chooses another one by the switch on every page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.i18n import set_language

from gonggang.accounts.door import public

Answer = Callable[[HttpRequest], HttpResponse]

# Keeps the choice in a cookie and goes back to the page; works without a script.
choose = public("who reads the sign-in page chooses a language too", methods=("POST",))(set_language)


def chosen_language(get_response: Answer) -> Answer:
    """Speaks the chosen language; what a browser says of itself is not asked, since forms and law are Chinese."""

    def answer(request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        language = wanted if wanted in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return answer


__all__ = ["choose", "chosen_language"]
