"""The page "who may do what": the one table, drawn."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from gonggang.accounts.door import action
from gonggang.accounts.permissions import KINDS, REACHES, TABLE, group_of, roles_with_second_factor
from gonggang.accounts.roles import INCOMPATIBLE, Role


@action("accounts.permissions")
def permissions(request: HttpRequest) -> HttpResponse:
    """Every action with the roles that open it; `role` keeps those of one role."""
    asked = request.GET.get("role", "")
    chosen = Role(asked) if asked in set(Role) else None
    kept = [each for each in TABLE if chosen is None or chosen in each.roles]
    groups = [
        (
            name,
            [
                {
                    "action": each,
                    "label": gettext(each.label),
                    "kind": gettext(KINDS[each.kind]),
                    "reach": gettext(REACHES[each.scope]),
                    "roles": [role.label for role in Role if role in each.roles],
                }
                for each in members
            ],
        )
        for name, members in groupby(kept, key=group_of)
    ]
    context = {
        "groups": groups,
        "chosen": chosen,
        "roles": list(Role),
        "strong": [role.label for role in Role if role in roles_with_second_factor()],
        "rules": [gettext(rule.sentence) for rule in INCOMPATIBLE],
        "count": len(kept),
    }
    return render(request, "accounts/permissions.html", context)
