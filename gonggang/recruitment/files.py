"""Photographs and signed papers of recruitment: checked as evidence is, kept sealed under their digest (clause 5.7)."""

from __future__ import annotations

from gonggang.casework.actions import NewFile
from gonggang.casework.rules import check_file
from gonggang.exchange import attachments
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused

_PHOTO = (".jpg", ".jpeg", ".png")
_HEAD = 32


def keep_file(file: NewFile, *, field: str, photo: bool = False) -> str:
    """Keep a file and return its digest. Raises Refused for one that cannot be taken; `photo` takes pictures only."""
    problem = check_file(file.name, file.size, file.content[:_HEAD])
    if problem is not None:
        raise Refused({field: problem.sentence})
    if photo and not file.name.lower().endswith(_PHOTO):
        raise Refused({field: f"“{file.name}”不是照片。请传 JPG 或 PNG。"})
    return attachments.store([file.content]).digest
