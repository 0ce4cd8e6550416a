"""Posts: what work, where, for how much, and how many places."""

from django.db import models


class Post(models.Model):
    """A public-welfare post with a number of places. `places_taken` can never pass `places`: the table refuses it.

    `plan_year` is the year whose quota it uses; posts taken over from a ledger use none. A post that was cut or merged
    is closed: nobody is in it any more.
    """

    number = models.CharField(max_length=40, unique=True)
    village_code = models.BigIntegerField(db_index=True)
    category = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100)
    urban_rural = models.CharField(max_length=5, choices=[("RURAL", "乡村"), ("URBAN", "城镇")], null=True)
    duties = models.TextField(blank=True)
    # What of it can be counted or measured, one sentence each (clause 2.6).
    tasks = models.JSONField(default=list)
    work_requirements = models.TextField(blank=True)
    hours_system = models.CharField(max_length=20, blank=True)
    required_days = models.SmallIntegerField(null=True)
    standard_fen = models.BigIntegerField(null=True)
    places = models.IntegerField(null=True)
    places_taken = models.IntegerField(default=0)
    sponsoring_department = models.CharField(max_length=100, blank=True)
    host_unit = models.CharField(max_length=100, blank=True)
    host_uscc = models.CharField(max_length=18, blank=True)
    plan_year = models.SmallIntegerField(null=True)
    approved_on = models.DateField(null=True)
    document = models.CharField(max_length=60, blank=True)
    standard_post = models.CharField(max_length=40, blank=True)
    tags = models.JSONField(default=list)
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_never_over_the_quota",
                condition=models.Q(places_taken__gte=0, places_taken__lte=models.F("places")),
            ),
            models.CheckConstraint(
                name="nobody_in_a_closed_post",
                condition=models.Q(closed_on__isnull=True) | models.Q(places_taken=0),
            ),
            models.CheckConstraint(
                name="a_merged_post_is_closed",
                condition=models.Q(merged_into__isnull=True) | models.Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="post_standard_is_not_negative",
                condition=models.Q(standard_fen__isnull=True) | models.Q(standard_fen__gte=0),
            ),
            models.CheckConstraint(
                name="post_required_days_in_a_month",
                condition=models.Q(required_days__isnull=True)
                | models.Q(required_days__gte=1, required_days__lte=31),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
