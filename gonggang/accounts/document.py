"""The page `docs/permissions.md`, written from the one table and from the addresses of the site."""

from __future__ import annotations

import os
import sys
from itertools import groupby
from pathlib import Path

NOTE = "<!-- Written from the table by `python -m gonggang.accounts.document docs`; change the table, not this. -->"


def permissions_page() -> str:
    """Every action with its roles, every address with its action, as Markdown. Needs Django."""
    from gonggang.accounts.permissions import KINDS, REACHES, TABLE, group_of, roles_with_second_factor
    from gonggang.accounts.roles import INCOMPATIBLE, Role

    lines = [
        "# Who may do what 谁能做什么",
        "",
        NOTE,
        "",
        "An address is open to the roles of its action. With 本人辖区内 a record is within reach when its region",
        "lies in a territory for which that very role was granted. What is not open, and what is out of reach,",
        "answers as if it were not there (404). The same table draws the page 谁能做什么 and steers the tests.",
    ]
    for name, members in groupby(TABLE, key=group_of):
        lines += ["", f"## {name}", "", "| 做什么 | 标识 | 性质 | 范围 | 谁 |", "|---|---|---|---|---|"]
        for each in members:
            roles = (
                "所有人"
                if each.roles == frozenset(Role)
                else "、".join(r.label for r in Role if r in each.roles)
            )
            lines.append(
                f"| {each.label} | `{each.name}` | {KINDS[each.kind]} | {REACHES[each.scope]} | {roles} |"
            )
    strong = "、".join(role.label for role in Role if role in roles_with_second_factor())
    lines += ["", "## 必须有第二因素的岗位", "", f"{strong}。"]
    lines += ["", "## 不能由同一人担任", "", *(f"- {rule.sentence}" for rule in INCOMPATIBLE)]
    lines += ["", "## Addresses 网址", "", "| 网址 | 看 | 办 |", "|---|---|---|", *_address_lines()]
    return "\n".join(lines) + "\n"


def _address_lines() -> list[str]:
    from gonggang.accounts.addresses import addresses

    lines = []
    for each in addresses():
        door = each.door
        if door is None:
            lines.append(f"| `/{each.route}` | **undeclared** | |")
        elif door.why_public is not None:
            lines.append(f"| `/{each.route}` | open to all: {door.why_public} | |")
        else:
            lines.append(f"| `/{each.route}` | `{door.read}` | {f'`{door.send}`' if door.send else ''} |")
    return lines


def main(folder: str) -> None:
    """Write the page into a folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gonggang.settings")
    import django

    django.setup()
    (Path(folder) / "permissions.md").write_text(permissions_page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
