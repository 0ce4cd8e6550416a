"""The audit as this room sees it: it lies above, so settings name its verb, as they name the user model."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


def record(
    *, officer: Any, verb: str, subject: str, detail: dict[str, Any], region: int | None = None
) -> None:
    """Append one record to the audit, in the transaction of the change."""
    with transaction.atomic():
        import_string(settings.AUDIT_RECORD)(
            officer=officer, verb=verb, subject=subject, detail=detail, region=region
        )
