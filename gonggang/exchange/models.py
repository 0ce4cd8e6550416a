"""Batches of imported rows: what came in, from which file, and how to take it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    undone_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.CharField(max_length=200, blank=True, default="")

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


class ImportDraft(models.Model):
    """A file that an officer has handed over and not yet imported: nothing of it is in any other table.

    The file itself lies sealed in the home. `corrections` are what the officer retyped, sealed, laid over the file
    when it is read; `preview` is what a rehearsal found, masked. `became` is the batch (not called `batch`: rows that
    carry a batch go with it when it is taken back, and the draft stays).
    """

    class Step(models.TextChoices):
        KIND = "kind", _("选种类")
        COLUMNS = "columns", _("对列名")
        PREVIEW = "preview", _("预览改错")
        RUNNING = "running", _("正在导入")
        DONE = "done", _("已导入")
        DISCARDED = "discarded", _("已放弃")

    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    place = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    token = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    step = models.CharField(max_length=20, choices=Step, default=Step.KIND)
    kind = models.CharField(max_length=40, blank=True, default="")
    register = models.CharField(max_length=40, blank=True, default="")
    month = models.DateField(null=True)
    mapping = models.JSONField(default=dict)
    corrections = models.BinaryField(null=True)
    preview = models.JSONField(default=dict)
    message = models.CharField(max_length=500, blank=True, default="")
    became = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="drafts")
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "step"]), models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return f"{self.step} {self.file_name}"


class ColumnMapping(models.Model):
    """Which field a heading means to the people of an organisation, once one of them has said so.

    A blank field means that the column is left out. An officer without an organisation has mappings of their own.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, null=True, related_name="+"
    )
    officer = models.ForeignKey("accounts.Officer", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=100)
    field = models.CharField(max_length=60, blank=True, default="")
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "officer", "kind", "heading"],
                name="one_meaning_a_heading",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_mapping_belongs_to_one",
                condition=models.Q(organisation__isnull=True) ^ models.Q(officer__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.heading}"
