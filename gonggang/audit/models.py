"""The record of who did what, when and why: append-only, each record chained to the one before by SM3."""

from django.db import models

from gonggang.audit.rules import chain_and_place


class AuditRecord(models.Model):
    """One action. The database refuses update, delete and truncate; `seal` binds it to its predecessor.

    `number` is the chain times 10^12 and the place in it; nobody acted (`officer_id` null) when a stranger was refused.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    officer_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    region_code = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=120)
    detail = models.JSONField()
    previous_seal = models.BinaryField(max_length=32)
    seal = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject"]),
            models.Index(fields=["at"]),
            models.Index(fields=["officer_id", "at"], name="audit_record_of_an_officer"),
        ]

    def __str__(self) -> str:
        chain, place = chain_and_place(self.number)
        return f"{chain}-{place} {self.verb}"


class ChainHead(models.Model):
    """The last place and seal of a chain; locked by whoever appends. The row -1 is the head of the seals.

    `mark` is keyed with what lies outside of the database, so that a head cannot be made up inside of it.
    """

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    seal = models.BinaryField(max_length=32)
    sealed_on = models.DateField(null=True)
    mark = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"head {self.id} at {self.number}"


class Seal(models.Model):
    """How far a chain had come on a day; the seals are a chain of their own, to be kept outside as a text file."""

    number = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    chain = models.SmallIntegerField()
    place = models.BigIntegerField()
    head_seal = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    previous_seal = models.BinaryField(max_length=32)
    seal = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"seal {self.number} of chain {self.chain}"
