"""`gonggang up` and `gonggang down`: the site and its database, started and stopped."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("up", help="启动数据库和网页，按 Ctrl-C 停止网页。")(up)
    app.command("down", help="停止自带的数据库；数据留在原处，下一个命令会再启动它。")(down)


def up(
    port: int | None = typer.Option(
        None, "--port", min=1, max=65535, help="网页的端口；不写则从 8000 起选空闲的。"
    ),
) -> None:
    """Database, migrations, web; the database goes on running when the web is stopped."""
    from gonggang.commands.database import open_database
    from gonggang.server.web import serve

    open_database()
    serve(port)


def down() -> None:
    """Stop the embedded database of this home."""
    from gonggang.server import postgres
    from gonggang.server.database import database_url

    if database_url() is not None:
        typer.echo("DATABASE_URL 指明的数据库不由公岗管理，没有停止任何程序。")
    elif postgres.stop():
        typer.echo("数据库已停止，数据保存完好。")
    else:
        typer.echo("数据库没有在运行。")
