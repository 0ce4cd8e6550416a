"""`gonggang up` and `gonggang down`: the site and its database, started and stopped."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from gonggang.commands.words import page_console, step_by_step


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("up", help="启动数据库和网页，按 Ctrl-C 停止网页。")(up)
    app.command("down", help="停止自带的数据库；数据留在原处，下一个命令会再启动它。")(down)


def up(
    port: int = typer.Option(8000, "--port", min=1, max=65535, help="网页的端口；被占用则顺延。"),
    sample: bool = typer.Option(
        False, "--sample", help="试用：没有数据就装入示范县，并打印每种岗位一个账号。"
    ),
) -> None:
    """Database, migrations, web; the database goes on running when the web is stopped."""
    from gonggang.server.opening import open_database
    from gonggang.server.web import serve

    open_database()
    if sample:
        load_sample_county()
        print_sample_accounts()
    serve(port)


def load_sample_county() -> None:
    """Take in the sample county and run its month, unless the database knows a county already."""
    from gonggang.commands.demo import DEMO_MONTH, sample_folder
    from gonggang.commands.imports import load_folder
    from gonggang.cycle.actions import run_month
    from gonggang.regions.queries import counties
    from gonggang.server.home import home

    if counties():
        return
    load_folder(sample_folder(home() / "sample"))
    with step_by_step(f"办理 {DEMO_MONTH}") as progress:
        run_month(DEMO_MONTH, progress=progress)


def print_sample_accounts(console: Console = page_console) -> None:
    """Make an account for each role and print them; every call gives them a new password."""
    from gonggang.sample.accounts import create_sample_accounts

    accounts = create_sample_accounts()
    table = Table(title="示范账号，每种岗位一个", title_justify="left")
    for heading in ("账号", "密码", "岗位", "辖区", "第二因素"):
        table.add_column(heading, no_wrap=True)
    for each in accounts:
        second = "首次登录时绑定" if each.second_factor else "示范免绑"
        table.add_row(each.username, each.password, each.role.label, each.place, second)
    console.print(table)
    console.print("这些账号只供试用；正式使用请换一个 GONGGANG_HOME，由系统管理员建立账号。")


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
