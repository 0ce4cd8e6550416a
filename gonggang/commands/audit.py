"""`gonggang audit verify`: walk the audit chain."""

from __future__ import annotations

import typer

from gonggang.commands.words import page_console, print_json
from gonggang.core.errors import WorkFailed
from gonggang.server.opening import open_database


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="审计记录。", no_args_is_help=True)
    group.command("verify", help="逐条核对审计链，指出被改、缺失或插入的记录。")(verify)
    app.add_typer(group, name="audit")


def verify(json: bool = typer.Option(False, "--json", help="输出一个 JSON。")) -> None:
    """Check every record against its seal and its predecessor; exit 1 when one is broken."""
    open_database()
    from gonggang.audit.actions import broken_records
    from gonggang.audit.models import AuditRecord

    broken = list(broken_records())
    total = AuditRecord.objects.count()
    if json:
        print_json({"records": total, "broken": [{"number": n, "message": m} for n, m in broken]})
    if broken:
        raise WorkFailed(f"审计链不完整，共 {len(broken)} 处：{broken[0][1]}。")
    if not json:
        page_console.print(f"审计链完整：{total:,} 条记录逐条相符。")
