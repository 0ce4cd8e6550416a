"""Publishing, replacing and withdrawing; each is on record, in the transaction of what it publishes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.boards.models import Publication
from gonggang.boards.rules import KINDS, NotForThePublic, cleared, without_whole_numbers
from gonggang.core.crypto import sm3
from gonggang.core.errors import UnusableInput

_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_SLUG_CHARACTERS: Final = 10
_WHY_MAX: Final = 200


class PublicationRefused(UnusableInput):
    """What may not be published or withdrawn; the sentence says why."""


@transaction.atomic
def publish(
    *,
    kind: str,
    subject: str,
    region_code: int,
    title: str,
    begins_on: date,
    content: Mapping[str, Any],
    officer: Any,
    ends_on: date | None = None,
    hotline: str = "",
    number: str = "",
) -> Publication:
    """Publish something, or a new version of it where `subject` is published already; the same again changes nothing.

    `subject` is that of the audit, such as `notice:12`. Raises PublicationRefused for content that the whitelist of
    the kind does not let through.
    """
    try:
        clean = cleared(kind, content)
    except NotForThePublic as refused:
        raise PublicationRefused(str(refused)) from refused
    words = {"title": title.strip()[:200], "hotline": hotline.strip()[:60], "number": number.strip()[:60]}
    if not words["title"] or not all(without_whole_numbers(each) for each in words.values()):
        raise PublicationRefused("标题、文号、电话里有完整的证件号或者账号，或者标题没有写，不能公开（X4）。")
    digest = sm3(
        json.dumps([clean, words, begins_on.isoformat(), ends_on and ends_on.isoformat()], ensure_ascii=False,
                   sort_keys=True).encode()
    ).hex()  # fmt: skip
    before = (
        Publication.objects.select_for_update().filter(kind=kind, subject=subject, replaced=False).first()
    )
    if before is not None:
        if before.digest == digest and before.withdrawn_at is None:
            return before
        before.replaced = True
        before.save(update_fields=["replaced"])
    made = Publication.objects.create(
        kind=kind, subject=subject, version=before.version + 1 if before else 1, slug=_slug(), region_code=region_code,
        begins_on=begins_on, ends_on=ends_on, content=clean, digest=digest, officer=officer, **words,
    )  # fmt: skip
    audit.record(
        officer=officer,
        verb="boards.publish",
        subject=subject,
        region=region_code,
        detail={
            "kind": KINDS[kind].label,
            "title": made.title,
            "version": made.version,
            "digest": digest[:16],
        },
    )
    return made


@transaction.atomic
def withdraw(*, kind: str, subject: str, why: str, officer: Any) -> Publication | None:
    """Take what is published off the boards; its address says that it was withdrawn, and why. None: nothing was there.

    Raises PublicationRefused without a reason.
    """
    if not why.strip():
        raise PublicationRefused("没有写撤下的理由。请写明为什么撤下。")
    found = (
        Publication.objects.select_for_update()
        .filter(kind=kind, subject=subject, replaced=False, withdrawn_at__isnull=True)
        .first()
    )
    if found is None:
        return None
    found.withdrawn_at, found.withdrawn_why = timezone.now(), why.strip()[:_WHY_MAX]
    found.save(update_fields=["withdrawn_at", "withdrawn_why"])
    audit.record(
        officer=officer,
        verb="boards.withdraw",
        subject=subject,
        region=found.region_code,
        detail={"kind": KINDS[kind].label, "title": found.title, "reason": found.withdrawn_why},
    )
    return found


def _slug() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_SLUG_CHARACTERS))
