"""The record of who did what, when and why: append-only, each record chained to the one before by SM3."""

from django.db import models


class AuditRecord(models.Model):
    """One action. The database refuses update, delete and truncate; `seal` binds it to its predecessor."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    officer_id = models.BigIntegerField()
    verb = models.CharField(max_length=80)
    region_code = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=120)
    detail = models.JSONField()
    previous_seal = models.BinaryField(max_length=32)
    seal = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class ChainHead(models.Model):
    """The last number and seal of the chain; locked by whoever appends."""

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    seal = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"head {self.number}"
