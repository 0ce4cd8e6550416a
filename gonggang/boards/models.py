"""What is published: masked, dated snapshots. A correction is a new version; the old one stays as it was read."""

from django.db import models
from django.db.models import F, Q


class Publication(models.Model):
    """One version of something that anyone may read without signing in.

    `content` holds only what the whitelist of its kind lets through, masked when it was published. `slug` is its
    public address, which tells nothing; `digest` fixes the content. Days are as stated; `ends_on` is the last day.
    """

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    version = models.IntegerField(default=1)
    slug = models.CharField(max_length=16, unique=True)
    region_code = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    content = models.JSONField()
    hotline = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    replaced = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "version"], name="one_publication_a_version"),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(replaced=False),
                name="one_publication_in_force_a_subject",
            ),
            models.CheckConstraint(
                name="publication_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
            ),
            models.CheckConstraint(
                name="a_withdrawal_says_why_in_public",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["region_code", "-begins_on"],
                condition=Q(replaced=False),
                name="publications_of_a_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.version}"
