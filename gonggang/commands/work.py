"""`gonggang work`: the worker, which does the long work that people asked for from pages."""

from __future__ import annotations

import typer

from gonggang.server.opening import open_database


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("work", help="后台程序：办网页上交来的比对、大文件导入；gonggang up 会自己启动一个。")(work)


def work(
    until_empty: bool = typer.Option(False, "--until-empty", help="办完现有的就结束，不等新的。"),
) -> None:
    """Do jobs until the process is asked to stop."""
    open_database()
    from gonggang.jobs.worker import work as go_on

    go_on(until_empty=until_empty)
