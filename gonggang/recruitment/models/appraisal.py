"""Democratic appraisal: a meeting of the person's own village, who came, and the votes (clause 6.7)."""

from django.db import models
from django.db.models import F, Q


class AppraisalMeeting(models.Model):
    """One meeting on the applicants of a village in a round. Closed once, with its minutes; then it stands."""

    round = models.ForeignKey("recruitment.Round", on_delete=models.PROTECT, related_name="meetings")
    village_code = models.BigIntegerField(db_index=True)
    held_on = models.DateField()
    begins_at = models.TimeField(null=True)
    place = models.CharField(max_length=100)
    chair = models.CharField(max_length=60)
    recorder = models.CharField(max_length=60, blank=True)
    due = models.SmallIntegerField()
    present = models.SmallIntegerField()
    opinion = models.TextField(blank=True)
    # The shares in force on the day, in percent; null where nobody had entered one: then `decided_why` says why.
    quorum_percent = models.SmallIntegerField(null=True)
    pass_percent = models.SmallIntegerField(null=True)
    decided_why = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_present_than_due",
                condition=Q(present__gte=0, present__lte=F("due"), due__gte=1),
            )
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class MeetingMember(models.Model):
    """Somebody due at a meeting: whether present, signed, or withdrawn for an interest in a candidate."""

    meeting = models.ForeignKey(AppraisalMeeting, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=60)
    capacity = models.CharField(max_length=60, blank=True)
    present = models.BooleanField(default=True)
    signed = models.BooleanField(default=False)
    withdrew_for = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrew_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name", "capacity"], name="a_member_once_a_meeting"),
            models.CheckConstraint(
                name="a_withdrawal_says_why", condition=Q(withdrew_for__isnull=True) | ~Q(withdrew_why="")
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class AppraisalVote(models.Model):
    """The votes on one applicant. Nobody votes twice: for, against and abstaining never exceed those present."""

    meeting = models.ForeignKey(AppraisalMeeting, on_delete=models.PROTECT, related_name="votes")
    application = models.ForeignKey("recruitment.Application", on_delete=models.PROTECT, related_name="votes")
    voting = models.SmallIntegerField()
    in_favour = models.SmallIntegerField()
    against = models.SmallIntegerField()
    abstaining = models.SmallIntegerField()
    rank = models.SmallIntegerField(null=True)
    passed = models.BooleanField()
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="one_vote_a_meeting"),
            models.CheckConstraint(
                name="votes_add_up",
                condition=Q(in_favour__gte=0, against__gte=0, abstaining__gte=0)
                & Q(voting=F("in_favour") + F("against") + F("abstaining")),
            ),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class MeetingPhoto(models.Model):
    """A photograph or the signed sheet of a meeting, by digest. Only ever added."""

    meeting = models.ForeignKey(AppraisalMeeting, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"photo {self.pk}"
