"""Registers of other departments as received: which file, which day, how many rows, where the normalised rows lie."""

from django.db import models


class RegisterBatch(models.Model):
    """One register file taken in. The rows themselves are Parquet under the home; a batch taken back is not used."""

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=500)
    as_of = models.DateField()
    region_code = models.BigIntegerField(null=True)
    rows_total = models.BigIntegerField()
    rows_accepted = models.BigIntegerField()
    in_use = models.BooleanField(default=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="one_row_a_register_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
