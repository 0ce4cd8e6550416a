"""`gonggang audit verify` and `gonggang audit seal`: check the audit chains; seal them and write the seals out."""

from __future__ import annotations

from pathlib import Path

import typer

from gonggang.commands.words import page_console, print_json
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.server.opening import open_database

_SHOWN_MAX = 20


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="审计记录。", no_args_is_help=True)
    group.command("verify", help="逐条核对审计链和封存，指出被改、缺失、插入、挪动或改写的记录。")(verify)
    group.command("seal", help="封存各条审计链的当前状态，可写成文本文件另处留存。")(seal)
    app.add_typer(group, name="audit")


def verify(
    seals: Path | None = typer.Option(None, "--seals", help="以前导出、另处留存的封存文件。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """Check every record, head and seal, and the seals kept outside; exit 1 when something is broken."""
    open_database()
    from gonggang.audit.models import AuditRecord, Seal
    from gonggang.audit.seals import read_seals
    from gonggang.audit.verify import verify as walk

    kept = read_seals(seals) if seals is not None else []
    broken = walk(kept)
    total, sealed = AuditRecord.objects.count(), Seal.objects.count()
    if json:
        faults = [fault.as_json() for fault in broken]
        print_json({"records": total, "seals": sealed, "seals_kept": len(kept), "broken": faults})
    if broken:
        for fault in broken[:_SHOWN_MAX] if not json else []:
            page_console.print(fault.sentence)
        raise WorkFailed(f"审计链不完整，共 {len(broken)} 处：{broken[0].sentence}。")
    if not json:
        page_console.print(f"审计链完整：{total:,} 条记录、{sealed:,} 条封存逐条相符。")


def seal(
    out: Path | None = typer.Option(None, "--out", help="把全部封存写到这个文件。"),
) -> None:
    """Seal what has grown since the last seal, then write all seals to a file or say how many there are."""
    open_database()
    from gonggang.audit.actions import seal_heads
    from gonggang.audit.models import Seal
    from gonggang.audit.seals import line_of, written

    new = seal_heads()
    if out is None:
        page_console.print(f"新封存 {len(new)} 条审计链，共有封存 {Seal.objects.count():,} 条。")
        return
    text = written(line_of(one) for one in Seal.objects.order_by("number").iterator())
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as refused:
        raise UnusableInput(f"写不了文件“{out}”（{refused.strerror}）：请换一个可以写入的位置。") from refused
    page_console.print(f"新封存 {len(new)} 条审计链；全部封存已写入 {out}，请另处留存。")
