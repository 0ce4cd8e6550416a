"""Complaints as a county's ledger hands them over (clause 15.4); the work on them comes with supervision."""

from django.db import models


class Complaint(models.Model):
    """One complaint: where from, about whom and what, who handles it, what came of it."""

    number = models.CharField(max_length=40, unique=True)
    channel = models.CharField(max_length=40, blank=True)
    received_on = models.DateField(null=True)
    complainant = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=100, blank=True)
    village_code = models.BigIntegerField(null=True, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    summary = models.TextField(blank=True)
    first_handling_unit = models.CharField(max_length=100, blank=True)
    first_handler = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    verification = models.CharField(max_length=200, blank=True)
    conclusion = models.CharField(max_length=40, blank=True)
    recovered_fen = models.BigIntegerField(null=True)
    answered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    status = models.CharField(max_length=40, blank=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.number
