"""Numbers of documents, without gaps: by kind, place and year."""

from django.db import models
from django.db.models import Q


class NumberSeries(models.Model):
    """How far the numbers of a kind have come in a place and year. Taken under the row's lock, in the same transaction.

    What is rolled back has taken no number, so that there is no gap.
    """

    kind = models.CharField(max_length=20)
    region_code = models.BigIntegerField()
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region_code", "year"], name="one_series_a_kind_a_place_a_year"
            ),
            models.CheckConstraint(name="numbers_begin_at_one", condition=Q(last__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.region_code} {self.year}"
