"""Warnings that a term or an age limit comes near (clause 12.2)."""

from django.db import models


class ExpiryWarning(models.Model):
    """That a placement ends soon, as seen on the first day after a month; one a placement an end day."""

    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    village_code = models.BigIntegerField(db_index=True)
    ends_on = models.DateField()
    cause = models.CharField(max_length=20)
    threshold_days = models.SmallIntegerField()
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "ends_on"], name="one_warning_a_placement_an_end"),
        ]

    def __str__(self) -> str:
        return f"warning {self.placement_id} {self.ends_on}"
