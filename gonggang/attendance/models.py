"""The month sheet: one a village a month, one row a person, a string of day codes as on paper."""

from django.db import models
from django.db.models import Q


class MonthSheet(models.Model):
    """A village's sheet of a month. Locked, it is the ground on which subsidy is computed (clause 11.5).

    The village confirms it first, then the township locks it. `version` counts what was changed on it, so that of two
    people the second one is told.
    """

    village_code = models.BigIntegerField()
    month = models.DateField()
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    village_confirmed_at = models.DateTimeField(null=True)
    village_confirmed_by = models.ForeignKey(
        "accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Why the township gave the sheet back, until the village confirms it again.
    sent_back_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    # That and why the county opened the sheet again after it had been locked; the mark stays on the sheet.
    unlocked_at = models.DateTimeField(null=True)
    unlocked_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    unlocked_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village_code", "month"], name="one_sheet_a_village_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.village_code} {self.month:%Y-%m}"


class AttendanceRow(models.Model):
    """One person's month: the n-th character of `marks` is day n. A second row of a person in a month is contested."""

    sheet = models.ForeignKey(MonthSheet, on_delete=models.PROTECT, related_name="rows")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(
        "placements.Placement", on_delete=models.PROTECT, null=True, related_name="+"
    )
    month = models.DateField()
    village_code = models.BigIntegerField(db_index=True)
    post_name = models.CharField(max_length=100, blank=True)
    marks = models.CharField(max_length=31)
    contested = models.BooleanField(default=False)
    source_row = models.IntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    # The version of the sheet that last changed this row.
    version = models.PositiveIntegerField(default=1, db_default=1)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"],
                condition=Q(contested=False),
                name="one_attendance_row_a_person_a_month",
            ),
            models.UniqueConstraint(
                fields=["placement", "month"],
                condition=Q(placement__isnull=False),
                name="one_attendance_row_a_placement_a_month",
            ),
        ]
        indexes = [models.Index(fields=["month", "village_code"])]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
