"""Regions from province to village, by 12-digit statistical code, valid over time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """One administrative place. The territory of a place is a half-open range of codes, never a tree walk."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("省")
        CITY = 2, _("市")
        COUNTY = 3, _("县（市、区）")
        TOWNSHIP = 4, _("乡镇（街道）")
        VILLAGE = 5, _("村（社区）")

    code = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100)
    # How the name sounds, so that a place is found by what somebody types without switching to Chinese.
    name_pinyin = models.CharField(max_length=200, default="", db_default="")
    name_initials = models.CharField(max_length=60, default="", db_default="")
    level = models.SmallIntegerField(choices=Level)
    parent_code = models.BigIntegerField(null=True)
    urban_rural = models.CharField(
        max_length=5, choices=[("RURAL", _("乡村")), ("URBAN", _("城镇"))], null=True
    )
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["parent_code"]),
            models.Index(fields=["level", "name_key"]),
            models.Index(fields=["level", "code"], name="regions_by_level"),
        ]
        constraints = [
            models.CheckConstraint(
                name="region_code_has_twelve_digits",
                condition=models.Q(code__gte=10**11, code__lt=10**12),
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
                fields=["kind", "region_code", "year"], name="numbers_of_a_kind_a_place_a_year"
            ),
            models.CheckConstraint(name="numbers_begin_at_one", condition=models.Q(last__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.region_code} {self.year}"
