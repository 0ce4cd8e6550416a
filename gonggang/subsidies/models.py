"""Subsidy runs and their lines, frozen; what the bank answered. Money is integer fen."""

from django.db import models
from django.db.models import Q


class SubsidyRun(models.Model):
    """The computation of a region's month. It grows by villages whose sheets get locked; its lines never change."""

    region_code = models.BigIntegerField()
    month = models.DateField()
    first_ran_at = models.DateTimeField(auto_now_add=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region_code", "month"], name="one_run_a_region_a_month"),
        ]

    def __str__(self) -> str:
        return f"run {self.region_code} {self.month:%Y-%m}"


class SubsidyLine(models.Model):
    """What one placement is owed for one month, with every input that the amount rests on (clauses 13.2, 13.7)."""

    run = models.ForeignKey(SubsidyRun, on_delete=models.PROTECT, related_name="lines")
    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    village_code = models.BigIntegerField(db_index=True)
    post_number = models.CharField(max_length=40)
    standard_fen = models.BigIntegerField(null=True)
    required_days = models.SmallIntegerField(null=True)
    actual_days = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    held = models.BooleanField(default=False)
    reason = models.CharField(max_length=60, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "month"], name="one_subsidy_line_a_placement_a_month"
            ),
            models.CheckConstraint(
                name="subsidy_never_above_the_standard",
                condition=Q(amount_fen__gte=0)
                & (Q(standard_fen__isnull=True, amount_fen=0) | Q(amount_fen__lte=models.F("standard_fen"))),
            ),
            models.CheckConstraint(
                name="held_lines_say_why", condition=Q(held=False) | Q(reason__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["month", "village_code"]),
            # Lists of what can be paid and of what is held, by village and by amount.
            models.Index(fields=["month", "held", "village_code", "id"], name="lines_by_held"),
            models.Index(fields=["month", "amount_fen", "id"], name="lines_by_amount"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"


class BankReturnLine(models.Model):
    """One line of a one-card return file: paid or bounced, applied once by its serial number (clause 13.3)."""

    serial = models.CharField(max_length=40, unique=True)
    payment_batch = models.CharField(max_length=40, blank=True)
    month = models.DateField(null=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    village_code = models.BigIntegerField(null=True, db_index=True)
    account_index = models.BinaryField(max_length=32, null=True)
    amount_fen = models.BigIntegerField()
    succeeded = models.BooleanField()
    failure_reason = models.CharField(max_length=100, blank=True)
    credited_on = models.DateField(null=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["month"]),
            # The list of a month, failures first, follows this from one key to the next.
            models.Index(fields=["month", "succeeded", "village_code", "id"], name="returns_by_answer"),
        ]

    def __str__(self) -> str:
        return f"return {self.serial}"
