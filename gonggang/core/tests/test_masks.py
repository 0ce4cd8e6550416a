"""Masks: however a text looks, not more of it is shown than its kind allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.masks import mask
from gonggang.core.text import drop_invisible, half_width

SHOWN_MAX = {"id_number": 10, "phone": 7, "account": 4, "other": 0}


@pytest.mark.clause("X4", "6.10")
@given(st.sampled_from(sorted(SHOWN_MAX)), st.text(max_size=24))
def test_never_more_than_promised(kind: str, text: str) -> None:
    masked = mask(kind, text)
    clean = drop_invisible(half_width(text))
    assert len(masked) == len(clean)
    shown = sum(1 for character, original in zip(masked, clean, strict=True) if character == original != "*")
    assert shown <= SHOWN_MAX[kind]
