"""`gonggang officer`: the first accounts of a system, and the way back in for whoever has lost theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import typer

from gonggang.commands.words import page_console, print_json
from gonggang.core.errors import UnusableInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("officer", help="建立账号并授予岗位；账号已有，就再授予一种岗位，或用 --reset 重置登录。")(
        officer
    )


def officer(
    username: str = typer.Argument(..., metavar="NAME", help="登录用的账号。"),
    name: str = typer.Option("", "--name", help="姓名。"),
    role: str | None = typer.Option(None, "--role", help="岗位，如 system_admin、county_officer。"),
    region: str | None = typer.Option(None, "--region", help="辖区的区划代码；管理员可以不写。"),
    reset: bool = typer.Option(False, "--reset", help="给新密码，解除第二因素和锁定。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """Make an account or give an existing one a role; a new password is printed once and kept nowhere."""
    from gonggang.server.opening import open_database

    open_database()
    done = _act(username.strip(), name, role, region, reset=reset)
    if json:
        print_json(done)
        return
    if done["password"]:
        page_console.print(
            f"账号 {done['username']} 的新密码：{done['password']}（只显示这一次，请本人登录后改掉）"
        )
    if done["role"]:
        page_console.print(f"已授予岗位：{done['role_label']}，辖区 {done['territory_code'] or '全国'}。")


def _act(username: str, name: str, role: str | None, region: str | None, *, reset: bool) -> dict[str, Any]:
    from django.db import transaction

    from gonggang.accounts import actions, queries
    from gonggang.accounts.roles import ADMINS, Role
    from gonggang.accounts.secrets import new_password
    from gonggang.regions.queries import region_from_text

    if role is not None and role not in set(Role):
        raise UnusableInput(f"没有岗位“{role}”：可以是 {'、'.join(Role)}。")
    wanted = Role(role) if role else None
    if wanted is not None and wanted not in ADMINS and not region:
        raise UnusableInput(f"“{wanted.label}”要有辖区：请用 --region 写明区划代码，例如 --region 379901。")
    code = region_from_text(region) if region else 0
    operator = actions.operator_officer()
    with transaction.atomic():
        who = queries.officer_named(username)
        password = new_password() if who is None or reset else None
        if who is None:
            if wanted is None:
                raise UnusableInput(f"没有账号“{username}”：新建账号请同时用 --role 写明岗位。")
            who = actions.create_officer(
                username=username, name=name, organisation=None, territory_code=code, officer=operator,
                password=password,
            )  # fmt: skip
        elif reset and password is not None:
            actions.reset_sign_in(of=who, password=password, officer=operator)
        elif wanted is None:
            raise UnusableInput(f"账号“{username}”已经有了：请用 --role 再授予岗位，或用 --reset 重置登录。")
        if wanted is not None:
            today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
            actions.grant_role(to=who, role=wanted, territory_code=code, begins_on=today, officer=operator)
    return {
        "username": who.username,
        "password": password,
        "role": wanted and wanted.value,
        "role_label": wanted and wanted.label,
        "territory_code": code,
    }
