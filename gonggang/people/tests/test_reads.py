"""Reads of accounts by their blind index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gonggang.people.actions import add_accounts
from gonggang.people.queries import account_index, account_numbers


def test_an_account_is_found_by_person_and_index_together(
    make_person: Callable[..., int], officer: Any, batch: Any
) -> None:
    one, other = make_person(), make_person()
    mine, theirs = "6219990000000000017", "6219990000000000025"
    add_accounts([(one, mine, ""), (other, theirs, "")], officer=officer, batch=batch)
    asked = [(one, account_index(mine)), (one, account_index(theirs))]
    assert account_numbers(asked) == {(one, account_index(mine)): mine}
    assert account_numbers([]) == {}
