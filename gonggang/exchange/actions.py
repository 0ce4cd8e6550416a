"""Writes on import batches: open, change a row so that it can be restored, close, take back (clause X12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from gonggang.accounts.actions import operator_officer
from gonggang.audit import actions as audit
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.core.masks import mask_numbers
from gonggang.exchange.models import ImportBatch, ImportChange
from gonggang.exchange.turns import take_turn


def open_batch(*, kind: str, file_name: str, digest: str, region: int | None, officer: Any) -> ImportBatch:
    """Begin a batch; the caller is in a transaction and closes it in the same one.

    A file may be named after somebody; a number in its name is masked.
    """
    return ImportBatch.objects.create(
        kind=kind, file_name=mask_numbers(file_name), digest=digest, region_code=region, officer=officer
    )


def change_row(batch: ImportBatch, row: models.Model, **values: Any) -> bool:
    """Set fields of an existing row, keeping what they were; False when nothing differs."""
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if not before:
        return False
    ImportChange.objects.create(
        batch=batch,
        table=row._meta.label,
        row_id=row.pk,
        before={name: _plain(value) for name, value in before.items()},
    )
    for name in before:
        setattr(row, name, values[name])
    row.save(update_fields=list(before))
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": bytes(value).hex()}
    if value is None or isinstance(value, str | int | bool | list | dict):
        return value
    return DjangoJSONEncoder().default(value)


def close_batch(
    batch: ImportBatch, *, rows_total: int, rows_accepted: int, changed: int, report: dict[str, Any]
) -> None:
    """Finish a batch: what changed nothing leaves no batch; what changed something leaves one audit record."""
    if changed == 0:
        batch.delete()
        return
    batch.rows_total, batch.rows_accepted, batch.report = rows_total, rows_accepted, report
    batch.save(update_fields=["kind", "rows_total", "rows_accepted", "report"])
    audit.record(
        officer=batch.officer,
        verb="exchange.import",
        region=batch.region_code,
        subject=f"batch:{batch.pk}",
        detail={"kind": batch.kind, "file": batch.file_name, "digest": batch.digest, "rows": rows_accepted},
    )


@transaction.atomic
def undo_batch(number: int, *, officer: Any | None = None, reason: str = "") -> ImportBatch:
    """Take a batch back: its rows go, rows that it changed are as before. Refused when later work rests on it.

    Raises UnusableInput when there is no such batch or it is already taken back; WorkFailed when it is in use.
    """
    take_turn()
    officer = officer or operator_officer()
    batch = ImportBatch.objects.select_for_update().filter(pk=number).first()
    if batch is None:
        raise UnusableInput(f"没有第 {number} 号导入批次：请用 gonggang batches 查看批次号。")
    if batch.undone_at is not None:
        raise UnusableInput(f"第 {number} 号导入批次（{batch.file_name}）已经撤回过，不必再撤。")
    later = ImportBatch.objects.filter(pk__gt=batch.pk, undone_at=None).exclude(kind=batch.kind)
    if batch.kind == "regions" and later.exists():
        # Everything names its place by code, so nothing in the table itself would hold a region back.
        raise WorkFailed(
            f"第 {number} 号批次（{batch.file_name}）不能撤回：后来导入的文件都用到这份区划，请先撤回它们。"
        )
    for hook in _AFTER_UNDO:
        transaction.on_commit(hook(batch))
    try:
        with transaction.atomic():
            for change in batch.changes.order_by("-pk"):
                _restore(change)
            for table in _tables_with_batch():
                table._base_manager.filter(batch=batch)._raw_delete("default")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                # Whoever undoes several batches in one transaction finds it as it was.
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise WorkFailed(
            f"第 {number} 号批次（{batch.file_name}）不能撤回：它带来的记录已被后来的导入或月度业务使用，"
            "请先撤回后来的批次；已锁定的月份不能撤回。"
        ) from error
    batch.undone_at, batch.undone_by, batch.undone_reason = timezone.now(), officer, reason[:200]
    batch.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    audit.record(
        officer=officer,
        verb="exchange.undo",
        region=batch.region_code,
        subject=f"batch:{batch.pk}",
        detail={"kind": batch.kind, "file": batch.file_name, "rows": batch.rows_accepted}
        | ({"reason": batch.undone_reason} if reason else {}),
    )
    return batch


_AFTER_UNDO: list[Callable[[ImportBatch], Callable[[], None]]] = []


def after_undo(hook: Callable[[ImportBatch], Callable[[], None]]) -> None:
    """Let a room's files follow its rows: the hook is asked before they go; what it returns runs after the commit."""
    _AFTER_UNDO.append(hook)


def _restore(change: ImportChange) -> None:
    model = apps.get_model(change.table)
    values = {
        name: bytes.fromhex(value["bytes"]) if isinstance(value, dict) and "bytes" in value else value
        for name, value in change.before.items()
    }
    model._base_manager.filter(pk=change.row_id).update(**values)


def _tables_with_batch() -> list[type[models.Model]]:
    """Every table whose rows carry a batch, those that refer to others first (Django loads the rooms in order)."""
    tables = [
        model
        for model in apps.get_models()
        if any(f.name == "batch" and f.related_model is ImportBatch for f in model._meta.get_fields())
    ]
    return [model for model in reversed(tables) if model is not ImportChange]
