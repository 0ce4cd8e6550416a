"""Objections as other rooms may ask about them."""

from __future__ import annotations

from gonggang.recruitment.models import Objection


def is_open_objection(case_id: int) -> bool:
    """Whether a case carries an objection whose result has not been published yet."""
    return Objection.objects.filter(case_id=case_id, result_published_on=None).exists()
