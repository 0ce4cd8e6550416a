"""How accounts are spoken of on the administrators' pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.accounts.roles import Role

STATES: Final = {"active": _("在用"), "closed": _("已停用"), "idle": _("在用，没有岗位")}


@dataclass(frozen=True, slots=True)
class Linked:
    """A text that leads somewhere."""

    text: str
    address: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class State:
    """A word with its tone and drawing."""

    tone: str
    drawing: str
    word: object

    @classmethod
    def of(cls, officer: Any) -> State:
        """How an account stands."""
        if not officer.is_active:
            return cls("gg-end", "circle-minus", _("已停用"))
        if officer.must_change_password:
            return cls("gg-warn", "alert-triangle", _("还没改首次密码"))
        return cls("gg-ok", "circle-check", _("在用"))


def role_words(value: str) -> str:
    """The name of a role; one that is no longer known is shown as it was stored."""
    return Role(value).label if value in set(Role) else value
