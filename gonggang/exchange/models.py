"""Batches of imported rows: what came in, from which file, and how to take it back."""

from django.db import models


class ImportBatch(models.Model):
    """One file that changed something. Rows that it brought carry its number; changed rows are kept in ImportChange."""

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    region_code = models.BigIntegerField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    rows_total = models.IntegerField(default=0)
    rows_accepted = models.IntegerField(default=0)
    report = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"]), models.Index(fields=["imported_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportChange(models.Model):
    """A row that existed before the batch and was changed by it, as it was before."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="changes")
    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    before = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["table", "row_id"], name="exchange_change_of_a_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
