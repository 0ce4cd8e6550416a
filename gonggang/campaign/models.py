"""Quotas: how many posts a place may develop in a year, urban and rural, and how many of them are used."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Quota(models.Model):
    """The quota of one place for one year, in places of posts.

    `urban` or `rural` may be null: the plan has no such item there, which is not the same as 0. What was handed down
    adds up: the quotas of the places below a place, once there are any, are together the quota of that place.
    """

    year = models.SmallIntegerField()
    region_code = models.BigIntegerField(db_index=True)
    parent_code = models.BigIntegerField(null=True)
    urban = models.IntegerField(null=True)
    rural = models.IntegerField(null=True)
    urban_used = models.IntegerField(default=0)
    rural_used = models.IntegerField(default=0)
    document = models.CharField(max_length=100, blank=True)
    handed_down_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "region_code"], name="one_quota_a_place_a_year"),
            models.CheckConstraint(
                name="quota_is_not_negative",
                condition=(Q(urban__isnull=True) | Q(urban__gte=0))
                & (Q(rural__isnull=True) | Q(rural__gte=0)),
            ),
            models.CheckConstraint(
                name="posts_never_over_the_quota_of_the_year",
                condition=Q(
                    urban_used__gte=0,
                    rural_used__gte=0,
                    urban_used__lte=Coalesce(F("urban"), 0),
                    rural_used__lte=Coalesce(F("rural"), 0),
                ),
            ),
        ]
        indexes = [models.Index(fields=["year", "parent_code"], name="quotas_below_a_place")]

    def __str__(self) -> str:
        return f"quota {self.year} {self.region_code}"

    @property
    def total(self) -> int:
        """Urban and rural together."""
        return (self.urban or 0) + (self.rural or 0)
