"""`gonggang up` and `gonggang down`: the site and its database, started and stopped."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("up", help="启动数据库和网页，按 Ctrl-C 停止网页。")(up)
    app.command("down", help="停止自带的数据库；数据留在原处，下一个命令会再启动它。")(down)


def up(
    port: int = typer.Option(8000, "--port", min=1, max=65535, help="网页的端口；被占用则顺延。"),
) -> None:
    """Database, migrations, web; the database goes on running when the web is stopped."""
    from gonggang.server.opening import open_database
    from gonggang.server.web import serve

    open_database()
    serve(port)


def down() -> None:
    """Stop the embedded database of this home, and that of the demonstration in the home below it."""
    from gonggang.server import postgres
    from gonggang.server.cluster import Cluster
    from gonggang.server.database import database_url
    from gonggang.server.home import home

    stopped = [postgres.stop(Cluster(place)) for place in (home(), home() / "demo")]
    if any(stopped):
        typer.echo("数据库已停止，数据保存完好。")
    elif database_url() is not None:
        typer.echo("DATABASE_URL 指明的数据库不由公岗管理，没有停止任何程序。")
    else:
        typer.echo("数据库没有在运行。")
