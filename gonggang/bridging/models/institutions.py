"""Who offers bridging posts, and what they offer (clauses 4.2, 4.3)."""

from django.db import models
from django.db.models import F, Q

KINDS = (
    "elderly_care",
    "disabled_care",
    "medical_care",
    "community_micro_workshop",
    "rukang_home",
    "other_employer",
)
PRIVATE_NON_PROFIT_KINDS = ("elderly_care", "disabled_care", "medical_care")
WORKS = ("security", "cleaning", "greening", "attendant", "kitchen", "assembly", "supported_work", "odd_jobs")
EMPLOYMENTS = ("full_time", "part_time", "flexible", "supported_employment")
SCHOOLINGS = ("none", "primary", "junior", "senior", "college", "university")


class Institution(models.Model):
    """An employer at one place, by its unified social credit code; who is to be asked there is sealed.

    `code_doubt` is why a code that breaks the rule of its check character stands all the same: somebody has compared it
    with the certificate and says so.
    """

    uscc = models.CharField(max_length=18, db_index=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    village_code = models.BigIntegerField(db_index=True)
    address = models.CharField(max_length=120, blank=True)
    contact_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    code_doubt = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc", "village_code"], name="one_institution_a_code_a_place"),
            models.CheckConstraint(
                name="institution_has_a_whole_code", condition=Q(uscc__regex=r"^[0-9A-Z]{18}$")
            ),
            models.CheckConstraint(name="institution_is_of_a_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="a_care_institution_is_private_and_non_profit",
                condition=~Q(kind__in=PRIVATE_NON_PROFIT_KINDS) | Q(uscc__startswith="52"),
            ),
            models.CheckConstraint(
                name="a_closed_institution_says_why", condition=Q(closed_on__isnull=True) | ~Q(closed_why="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """Work that an institution offers. `places_taken` can never pass `places`: the table refuses it.

    Wages are fen a month, from the least to the most; ages include both ends; `offered_until` is the last day.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="openings")
    title = models.CharField(max_length=60)
    work = models.CharField(max_length=20)
    employment = models.CharField(max_length=20)
    duties = models.CharField(max_length=600, blank=True)
    places = models.IntegerField()
    places_taken = models.IntegerField(default=0)
    age_min = models.SmallIntegerField(null=True)
    age_max = models.SmallIntegerField(null=True)
    schooling = models.CharField(max_length=20, blank=True)
    skills_needed = models.JSONField(default=list)
    skills_liked = models.JSONField(default=list)
    experience_months = models.SmallIntegerField(null=True)
    for_disabled = models.BooleanField(default=False)
    wage_from_fen = models.BigIntegerField()
    wage_to_fen = models.BigIntegerField(null=True)
    pays_insurance = models.BooleanField(null=True)
    board = models.CharField(max_length=60, blank=True)
    village_code = models.BigIntegerField(db_index=True)
    offered_from = models.DateField()
    offered_until = models.DateField()
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "title"],
                condition=Q(closed_on__isnull=True),
                name="one_open_opening_a_title_an_institution",
            ),
            models.CheckConstraint(
                name="an_opening_never_filled_beyond_its_number",
                condition=Q(places__gte=1, places_taken__gte=0, places_taken__lte=F("places")),
            ),
            models.CheckConstraint(
                name="opening_is_of_a_kind_of_work",
                condition=Q(work__in=WORKS, employment__in=EMPLOYMENTS, schooling__in=("", *SCHOOLINGS)),
            ),
            models.CheckConstraint(
                name="ages_of_an_opening_in_order",
                condition=(Q(age_min__isnull=True) | Q(age_min__gte=16))
                & (Q(age_max__isnull=True) | Q(age_max__lte=99))
                & (Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min"))),
            ),
            models.CheckConstraint(
                name="wage_of_an_opening_in_order",
                condition=Q(wage_from_fen__gt=0)
                & (Q(wage_to_fen__isnull=True) | Q(wage_to_fen__gte=F("wage_from_fen"))),
            ),
            models.CheckConstraint(
                name="an_opening_ends_after_it_begins", condition=Q(offered_until__gte=F("offered_from"))
            ),
            models.CheckConstraint(
                name="supported_employment_is_for_the_disabled",
                condition=~Q(employment="supported_employment") | Q(for_disabled=True),
            ),
            models.CheckConstraint(
                name="a_closed_opening_says_why", condition=Q(closed_on__isnull=True) | ~Q(closed_why="")
            ),
        ]

    def __str__(self) -> str:
        return self.title
