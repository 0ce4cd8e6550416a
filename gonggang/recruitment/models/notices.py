"""Public notices of the person's own village, and objections that freeze a case (clauses 6.7 to 6.10)."""

from django.db import models
from django.db.models import F, Q


class PublicNotice(models.Model):
    """A masked list on the village's wall. The clock starts at the real posting; it ends once, with both photographs.

    `earliest_end_on` was worked out at the posting with the parameters then in force, which stand beside it.
    """

    number = models.CharField(max_length=40, unique=True)
    round = models.ForeignKey("recruitment.Round", on_delete=models.PROTECT, related_name="notices")
    village_code = models.BigIntegerField(db_index=True)
    posted_on = models.DateField()
    min_days = models.SmallIntegerField()
    day_kind = models.CharField(max_length=10)
    earliest_end_on = models.DateField()
    place = models.CharField(max_length=100)
    telephone = models.CharField(max_length=40)
    first_photo = models.CharField(max_length=64)
    last_photo = models.CharField(max_length=64, blank=True)
    ended_on = models.DateField(null=True)
    snapshot = models.JSONField(default=dict)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "ended_on"], name="what_a_finished_notice_is_known_by"),
            models.CheckConstraint(
                name="notice_not_too_short",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("earliest_end_on")),
            ),
            models.CheckConstraint(
                name="notice_has_a_photograph_of_its_first_day", condition=~Q(first_photo="")
            ),
            models.CheckConstraint(
                name="notice_ends_with_a_photograph", condition=Q(ended_on__isnull=True) | ~Q(last_photo="")
            ),
            models.CheckConstraint(
                name="earliest_end_not_before_posting", condition=Q(earliest_end_on__gte=F("posted_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.number


class NoticeEntry(models.Model):
    """One applicant on a notice; only who passed the second review may be there (clauses 5.1, 6.8)."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="entries")
    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="notice_entries"
    )
    review = models.ForeignKey("recruitment.Review", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "application"], name="once_on_a_notice")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.application_id}"


class Objection(models.Model):
    """An objection during a notice, anonymous if so wished. Until its result is published the case stands still (6.9).

    Who objected is sealed; a case of `casework` (kind `objection`) carries the investigation.
    """

    entry = models.ForeignKey(NoticeEntry, on_delete=models.PROTECT, related_name="objections")
    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="objections"
    )
    number = models.CharField(max_length=40, unique=True)
    received_on = models.DateField()
    channel = models.CharField(max_length=20)
    anonymous = models.BooleanField(default=True)
    objector_sealed = models.BinaryField(null=True)
    text = models.CharField(max_length=1000)
    case_id = models.BigIntegerField(null=True)
    upheld = models.BooleanField(null=True)
    result = models.CharField(max_length=1000, blank=True)
    result_published_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_objection_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="an_objection_is_settled_in_public",
                condition=Q(upheld__isnull=True, result_published_on__isnull=True)
                | (Q(upheld__isnull=False, result_published_on__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="an_anonymous_objector_is_not_kept",
                condition=Q(anonymous=False) | Q(objector_sealed__isnull=True),
            ),
            models.CheckConstraint(
                name="result_after_the_objection_was_received",
                condition=Q(result_published_on__isnull=True) | Q(result_published_on__gte=F("received_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["application"], condition=Q(upheld__isnull=True), name="open_objections")
        ]

    def __str__(self) -> str:
        return self.number
