"""Numbers of the procedure that a county holds tighter than the province (clause 6.3). Only ever added."""

from django.db import models
from django.db.models import F, Q

from gonggang.recruitment.rules.limits import LONGER, SHORTER


class CountyLimit(models.Model):
    """A county's own number for a parameter from a day on, beside the wider one that it may not loosen.

    `base_value` is the wider number as it was on that day, null where nobody has entered one.
    """

    region_code = models.BigIntegerField()
    name = models.CharField(max_length=40)
    value = models.IntegerField()
    base_value = models.IntegerField(null=True)
    begins_on = models.DateField()
    reason = models.CharField(max_length=400)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "name", "begins_on"], name="one_limit_a_county_a_name_a_day"
            ),
            models.CheckConstraint(
                name="a_county_only_tightens",
                condition=(
                    Q(name__in=sorted(LONGER)) & (Q(base_value=None) | Q(value__gt=F("base_value")))
                    | Q(name__in=sorted(SHORTER)) & (Q(base_value=None) | Q(value__lt=F("base_value")))
                ),
            ),
            models.CheckConstraint(
                name="a_limit_is_a_number_with_a_reason", condition=Q(value__gte=0) & ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.name} {self.value}"
