"""Random checks of procedures: what was drawn, from where the chance came, and what was found (clause 6.4)."""

from django.db import models
from django.db.models import Q


class SpotCheck(models.Model):
    """A draw among the applications that came into a post in some days of a territory. Only ever added.

    The seed is the seal of the audit record that said what would be drawn from: nobody could choose it, and anyone can
    repeat the draw afterwards. Days are half-open [since, until).
    """

    region_code = models.BigIntegerField(db_index=True)
    since = models.DateField()
    until = models.DateField()
    size = models.SmallIntegerField()
    pool = models.JSONField()
    audit_number = models.BigIntegerField()
    seed = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="spot_check_draws_somebody", condition=Q(size__gte=1)),
            models.CheckConstraint(name="spot_check_has_days", condition=Q(until__gt=models.F("since"))),
        ]

    def __str__(self) -> str:
        return f"spot check {self.pk}"


class SpotCheckItem(models.Model):
    """One application that was drawn, and what was found: said once."""

    check_of = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey("recruitment.Application", on_delete=models.PROTECT, related_name="+")
    village_code = models.BigIntegerField(db_index=True)
    place = models.SmallIntegerField()
    outcome = models.CharField(
        max_length=10, null=True, choices=[("in_order", "未见问题"), ("defect", "有问题")]
    )
    note = models.CharField(max_length=400, blank=True)
    found_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "application"], name="drawn_once_a_spot_check"),
            models.UniqueConstraint(fields=["check_of", "place"], name="one_place_a_spot_check"),
            models.CheckConstraint(
                name="a_finding_has_day_and_officer",
                condition=Q(outcome__isnull=True, found_on__isnull=True, officer__isnull=True)
                | Q(outcome__isnull=False, found_on__isnull=False, officer__isnull=False),
            ),
            models.CheckConstraint(
                name="a_found_defect_says_what", condition=~Q(outcome="defect") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.place}"
