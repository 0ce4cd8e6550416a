"""Placements: who is in which post over which days. Others read dates here, never reasons."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import models
from django.db.models import F, Func, Q, Value


class Int8Point(Func):
    """The one-point range of a bigint, so that an exclusion needs no extension: int8range(x, x, '[]')."""

    function = "int8range"

    def __init__(self, expression: str) -> None:
        super().__init__(F(expression), F(expression), Value("[]"))


class Placement(models.Model):
    """One person in one post from `during.lower` (first day in) to `during.upper` (first day out, null is open).

    A placement taken over from a county's own ledger that contradicts what is already there is *contested*: kept,
    outside the constraints and outside the places, its pay computed but held until someone decides (clauses 7.7, 19.6).
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="placements")
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="placements")
    village_code = models.BigIntegerField(db_index=True)
    urban_rural = models.CharField(max_length=5, null=True)
    host_unit = models.CharField(max_length=100, blank=True)
    host_uscc = models.CharField(max_length=18, blank=True)
    during = DateRangeField()
    placement_seq = models.SmallIntegerField(default=1)
    account = models.ForeignKey("people.BankAccount", on_delete=models.PROTECT, null=True, related_name="+")
    category = models.CharField(max_length=40, null=True)
    recognised_on = models.DateField(null=True)
    agreement_begins_on = models.DateField(null=True)
    agreement_ends_on = models.DateField(null=True)
    contested_why = models.CharField(max_length=30, null=True)
    source_row = models.IntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_in_two_posts_on_one_day",
                expressions=[(Int8Point("person_id"), "&&"), (F("during"), "&&")],
                condition=Q(contested_why__isnull=True),
            ),
            models.CheckConstraint(
                name="no_third_placement",
                condition=Q(contested_why__isnull=False) | Q(placement_seq__in=[1, 2]),
            ),
            models.UniqueConstraint(
                fields=["person", "placement_seq"],
                condition=Q(contested_why__isnull=True),
                name="one_placement_a_turn",
            ),
            models.CheckConstraint(
                name="only_what_was_taken_over_is_contested",
                condition=Q(contested_why__isnull=True) | Q(batch__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_has_a_first_day", condition=Q(during__startswith__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["post"]),
            # Lists of a territory, by village and by first day, follow these from one key to the next.
            models.Index(fields=["village_code", "id"], name="placements_by_village"),
            models.Index(RangeStartsWith("during"), "id", name="placements_by_first_day"),
            models.Index(
                fields=["village_code"],
                condition=Q(contested_why__isnull=False),
                name="placements_contested",
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class SecondTurn(models.Model):
    """On what ground somebody was placed a second time, and the two filings without which nothing is settled (19.5).

    `doubt` is what the rule could not say by itself, `decided_why` the officer's reason for going on all the same.
    """

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="second_turn")
    hard_to_employ = models.BooleanField()
    disability_grade = models.SmallIntegerField(null=True)
    doubt = models.CharField(max_length=40, blank=True)
    decided_why = models.CharField(max_length=400, blank=True)
    filed_human_resources_on = models.DateField(null=True)
    filed_finance_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="second_turn_is_for_the_hard_to_employ", condition=Q(hard_to_employ=True)
            ),
            models.CheckConstraint(
                name="a_doubt_is_decided_with_a_reason", condition=Q(doubt="") | ~Q(decided_why="")
            ),
        ]

    def __str__(self) -> str:
        return f"second turn {self.placement_id}"


class Move(models.Model):
    """A move of a placement to another post on the first day of a month; the term counts on (clause 3.5).

    Only ever added. `placement.post` is where the person is now; the moves say where before.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="moves")
    from_post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    to_post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    moved_on = models.DateField()
    why = models.CharField(max_length=10, choices=[("transfer", "转岗"), ("merge", "岗位合并")])
    consented_on = models.DateField(null=True)
    agreement_change = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=400)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "moved_on"], name="one_move_a_placement_a_day"),
            models.CheckConstraint(name="a_move_leads_elsewhere", condition=~Q(from_post=F("to_post"))),
            models.CheckConstraint(
                name="a_transfer_has_consent_and_a_changed_agreement",
                condition=Q(why="merge") | (Q(consented_on__isnull=False) & ~Q(agreement_change="")),
            ),
            models.CheckConstraint(name="moves_are_on_the_first_of_a_month", condition=Q(moved_on__day=1)),
        ]

    def __str__(self) -> str:
        return f"move {self.pk}"
