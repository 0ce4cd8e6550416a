"""How a post comes to be: a village's need, a proposal, the departments' opinions, an approval with a document."""

from django.db import models
from django.db.models import F, Q


class Need(models.Model):
    """What a village needs in a year: which work, for how many people, and why (clause 1.4)."""

    year = models.SmallIntegerField()
    village_code = models.BigIntegerField(db_index=True)
    standard_post = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100)
    urban_rural = models.CharField(max_length=5)
    places = models.SmallIntegerField()
    reason = models.CharField(max_length=400)
    workload = models.CharField(max_length=200)
    tags = models.JSONField(default=list)
    # The department of a trade that states it for the village; blank where the village speaks for itself.
    department = models.CharField(max_length=60, blank=True)
    stated_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "village_code", "name"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_need_a_village_a_year_a_work",
            ),
            models.CheckConstraint(
                name="a_need_says_how_many_and_why", condition=Q(places__gte=1) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_need_is_urban_or_rural", condition=Q(urban_rural__in=["URBAN", "RURAL"])
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.pk}"


class Proposal(models.Model):
    """A post that a township asks the county for; approved or refused once, with a document (clauses 1.3, 1.6)."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "批准"
        REFUSED = "refused", "不批准"

    number = models.CharField(max_length=40, unique=True)
    year = models.SmallIntegerField()
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, related_name="proposals")
    village_code = models.BigIntegerField(db_index=True)
    standard_post = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    urban_rural = models.CharField(max_length=5)
    duties = models.TextField()
    tasks = models.JSONField(default=list)
    work_requirements = models.TextField()
    hours_system = models.CharField(max_length=20)
    required_days = models.SmallIntegerField(null=True)
    standard_fen = models.BigIntegerField()
    places = models.SmallIntegerField()
    sponsoring_department = models.CharField(max_length=100)
    host_unit = models.CharField(max_length=100)
    host_uscc = models.CharField(max_length=18, blank=True)
    tags = models.JSONField(default=list)
    not_forbidden = models.BooleanField(default=False)
    submitted_on = models.DateField(null=True)
    sent_back_why = models.CharField(max_length=400, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, null=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=60, blank=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    post = models.OneToOneField("posts.Post", on_delete=models.PROTECT, null=True, related_name="proposal")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_submitted_post_is_whole",
                condition=Q(submitted_on__isnull=True)
                | (
                    ~Q(duties="")
                    & ~Q(work_requirements="")
                    & ~Q(name="")
                    & Q(places__gte=1, standard_fen__gt=0, not_forbidden=True)
                ),
            ),
            models.CheckConstraint(
                name="an_approval_has_a_document_and_another_hand",
                condition=~Q(decision="approved")
                | (
                    Q(decided_on__isnull=False, post__isnull=False, submitted_on__isnull=False)
                    & ~Q(document="")
                    & ~Q(decided_by=F("officer"))
                ),
            ),
            models.CheckConstraint(
                name="a_proposal_is_urban_or_rural", condition=Q(urban_rural__in=["URBAN", "RURAL"])
            ),
            models.CheckConstraint(
                name="a_refused_post_says_why",
                condition=~Q(decision="refused") | (Q(decided_on__isnull=False) & ~Q(decision_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OpinionAsked(models.Model):
    """A department of the trade whose opinion the county has asked for; it answers from its own chair (clause 1.3).

    `chair` is the role that answers. Until all that were asked have answered, a proposal is not decided.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="asked")
    chair = models.CharField(max_length=40)
    asked_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "chair"], name="a_department_asked_once_a_proposal")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.chair}"


class IndustryOpinion(models.Model):
    """What the department of the trade says of a proposal (clause 1.3). Only ever added."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="opinions")
    # The role from which it came; blank for a department without a chair here, whose letter the county keeps.
    chair = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=60)
    agrees = models.BooleanField()
    opinion = models.CharField(max_length=400)
    given_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="no_means_a_reason", condition=Q(agrees=True) | ~Q(opinion=""))
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk}"


class ApprovalPaper(models.Model):
    """A file of an approval: the document itself, the minutes, a map. Kept under its digest; only ever added (1.6)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="papers")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_paper_is_a_file", condition=Q(size__gt=0) & ~Q(digest=""))
        ]

    def __str__(self) -> str:
        return self.file_name


class PostVersion(models.Model):
    """A post as it was from a day on: every change with its difference, author and reason (clause 2.4)."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    begins_on = models.DateField()
    values = models.JSONField()
    difference = models.JSONField(default=dict)
    why = models.CharField(max_length=20)
    reason = models.CharField(max_length=400)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="one_version_a_number_a_post"),
            models.CheckConstraint(name="a_change_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"
