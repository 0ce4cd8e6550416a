"""Why something about a post is refused, and how it is written on record."""

from __future__ import annotations

from typing import Any

from gonggang.audit import actions as audit
from gonggang.core.errors import FormRefused


class PostRefused(FormRefused):
    """A need, a proposal or a post that cannot be; says in Chinese why and what to do."""


def record(officer: Any, verb: str, subject: str, region: int, **detail: Any) -> None:
    """Keep what was done."""
    audit.record(officer=officer, verb=verb, subject=subject, detail=detail, region=region)
