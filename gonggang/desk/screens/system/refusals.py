"""What was refused, put beside its field; and what others have changed since a page was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from gonggang.audit import queries as audit

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
_CHANGES: Final = ("edit_officer", "edit_organisation", "deactivate", "activate")


def refuse(form: forms.Form, error: Exception, words: Mapping[str, str], otherwise: str | None) -> None:
    """Put a refusal beside the field that its sentence speaks of; `words` are (word in the sentence, field)."""
    sentence = str(error)
    said = sentence.casefold()
    field = next((name for word, name in words.items() if word.casefold() in said), otherwise)
    form.add_error(field, sentence)


def news_since(subject: str, versions: int) -> list[Any]:
    """What others have saved since the page was opened, the newest first, from the audit."""
    verbs = [f"accounts.{verb}" for verb in _CHANGES]
    return audit.of_verbs(verbs, subject, limit=max(1, min(versions, 20)))
