"""Rounds: one announcement for many posts, and how candidates for each post were ranked and chosen."""

from django.db import models
from django.db.models import F, Q


class Round(models.Model):
    """A recruitment announced by a county or township. Once published, its posts and dates stand."""

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    region_code = models.BigIntegerField(db_index=True)
    village_code = models.BigIntegerField()
    intro = models.TextField(blank=True)
    applications_begin_on = models.DateField()
    applications_end_on = models.DateField()
    contact = models.CharField(max_length=60, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    channels = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True)
    published_by = models.ForeignKey(
        "accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeated_by")
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_it_begins",
                condition=Q(applications_end_on__gte=F("applications_begin_on")),
            ),
            models.CheckConstraint(
                name="round_published_before_applications",
                condition=Q(published_on__isnull=True) | Q(applications_begin_on__gte=F("published_on")),
            ),
            models.CheckConstraint(
                name="round_published_by_somebody",
                condition=Q(published_on__isnull=True) | Q(published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RoundPost(models.Model):
    """A post in a round with the places offered there."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="posts")
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    places = models.SmallIntegerField()
    requirements = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "post"], name="a_post_once_a_round"),
            models.CheckConstraint(name="a_round_offers_places", condition=Q(places__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.post_id}"


class Draw(models.Model):
    """A draw among applicants who tie (clause 8.3): the seed was published first, so that anyone can repeat it."""

    round_post = models.ForeignKey(RoundPost, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64)
    seed_published_at = models.DateTimeField()
    members = models.JSONField()
    drawn_at = models.DateTimeField(null=True)
    witnesses = models.CharField(max_length=200, blank=True)
    order = models.JSONField(default=list)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draw_after_its_seed_was_published",
                condition=Q(drawn_at__isnull=True) | Q(drawn_at__gt=F("seed_published_at")),
            )
        ]

    def __str__(self) -> str:
        return f"draw {self.pk}"


class Ranking(models.Model):
    """The ranking for a post of a round as frozen on one day: three keys and a rank for each candidate.

    `allotted` are the places that each group was given; `not_yet` the numbers of applications that had not come so far.
    """

    round_post = models.ForeignKey(RoundPost, on_delete=models.PROTECT, related_name="rankings")
    number = models.SmallIntegerField(default=1)
    frozen_at = models.DateTimeField(auto_now_add=True)
    allotted = models.JSONField(default=dict)
    not_yet = models.JSONField(default=list)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round_post", "number"], name="one_ranking_a_number_a_round_post")
        ]

    def __str__(self) -> str:
        return f"ranking {self.pk}"


class RankedApplication(models.Model):
    """A candidate: keys, rank in the group, whether chosen. Choosing otherwise than ranked needs a reason (8.4).

    `departure` says how the outcome departs from the ranking; `held` that an objection was open; `explanation` is what
    the person reads.
    """

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="entries")
    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="rankings"
    )
    group = models.CharField(max_length=40)
    priority = models.BooleanField()
    birth_on = models.DateField(null=True)
    recognised_on = models.DateField(null=True)
    favoured_family = models.BooleanField(null=True)
    rank = models.IntegerField(null=True)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, related_name="+")
    chosen = models.BooleanField()
    out_of_order = models.BooleanField(default=False)
    departure = models.CharField(max_length=20, blank=True)
    held = models.BooleanField(default=False)
    explanation = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ranking", "application"], name="one_rank_a_ranking"),
            models.CheckConstraint(
                name="whoever_is_held_is_not_chosen", condition=Q(chosen=False) | Q(held=False)
            ),
            models.CheckConstraint(
                name="other_than_priority_says_why",
                condition=Q(chosen=False) | Q(priority=True) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="out_of_order_says_why", condition=Q(out_of_order=False) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.rank}"
