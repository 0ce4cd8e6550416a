"""A finding says whether a person must decide, and cannot be changed afterwards."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from gonggang.policy.finding import Finding


def test_only_what_is_in_doubt_needs_a_person() -> None:
    doubt = Finding("to_verify", "7.3", "退休类别不清楚，请核对后填写。", {"birth": "1970-05-01"})
    assert doubt.needs_a_person
    assert not Finding("not_met", "7.3", "已到年龄上限。").needs_a_person
    with pytest.raises(FrozenInstanceError):
        doubt.verdict = "met"  # type: ignore[misc]
