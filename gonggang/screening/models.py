"""Comparison runs, their coverage and their hits. A hit is a question; what people decide about it stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScreeningRun(models.Model):
    """One comparison of a region's people for a month, with what it was compared against."""

    month = models.DateField()
    region_code = models.BigIntegerField()
    people = models.IntegerField()
    ran_at = models.DateTimeField(auto_now_add=True)
    registers = models.JSONField()
    coverage = models.JSONField()
    # Against the region's comparison before it: found, new, continued, returned, vanished, and which one that was.
    came_to = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["region_code", "month"])]

    def __str__(self) -> str:
        return f"{self.region_code} {self.month:%Y-%m}"


class Hit(models.Model):
    """One (person, check, fact). Found again by a later run it is the same hit; a decision on it is never revived.

    Until `quiet_until` (the first day on which it no longer holds) a false positive keeps other facts of the same
    person and check from being asked about (clause 7.6).
    """

    class Status(models.TextChoices):
        UNVERIFIED = "unverified", _("待核实")
        TRUE = "true", _("属实")
        FALSE_POSITIVE = "false_positive", _("误报")
        DATA_ERROR = "data_error", _("数据有误")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    village_code = models.BigIntegerField(db_index=True)
    check_name = models.CharField(max_length=30)
    fact_on = models.DateField(null=True)
    register = models.CharField(max_length=40, null=True)
    source_file = models.CharField(max_length=255, null=True)
    source_row = models.BigIntegerField(null=True)
    detail = models.CharField(max_length=400)
    status = models.CharField(max_length=20, choices=Status, default=Status.UNVERIFIED)
    decided_on = models.DateField(null=True)
    quiet_until = models.DateField(null=True)
    first_run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="+")
    # Every run that found it: what a month's comparison came to does not change when a later month finds it again.
    runs = models.ManyToManyField(ScreeningRun, related_name="hits")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "check_name", "fact_on"],
                name="one_hit_a_person_a_check_a_fact",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_decided_hit_has_its_day",
                condition=models.Q(status="unverified", decided_on__isnull=True)
                | (~models.Q(status="unverified") & models.Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="only_a_false_positive_keeps_quiet",
                condition=models.Q(quiet_until__isnull=True) | models.Q(status="false_positive"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name} {self.person_id}"


class NotCompared(models.Model):
    """Someone whom a run could not compare, and why. Not compared is never clean."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="not_compared")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    check_name = models.CharField(max_length=30)
    why = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.check_name} {self.why}"
