"""Applications: one person who asks for a post, and how the matter ended."""

from django.db import models
from django.db.models import F, Q


class Application(models.Model):
    """Someone who asks for a post, as entered or imported, with the declaration on relatives (clauses 5.6, 9.1).

    One that belongs to a round follows a procedure, whose finished stages are `completed_stages`. `group` is the
    category under which the person competes, chosen among `categories`.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="applications")
    post_number = models.CharField(max_length=40, blank=True)
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, null=True, related_name="+")
    village_code = models.BigIntegerField(db_index=True, null=True)
    categories = models.JSONField(default=list)
    recognised_on = models.DateField(null=True)
    family = models.JSONField(default=list)
    declares_kin = models.BooleanField(null=True)
    declared_relation = models.CharField(max_length=40, blank=True)
    declared_relative = models.CharField(max_length=100, blank=True)
    committed_on = models.DateField(null=True)
    applied_on = models.DateField(null=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40, null=True, unique=True)
    round = models.ForeignKey(
        "recruitment.Round", on_delete=models.PROTECT, null=True, related_name="applications"
    )
    round_post = models.ForeignKey(
        "recruitment.RoundPost", on_delete=models.PROTECT, null=True, related_name="applications"
    )
    procedure = models.ForeignKey(
        "recruitment.DeclaredProcedure", on_delete=models.PROTECT, null=True, related_name="+"
    )
    group = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, default="import")
    schooling = models.CharField(max_length=30, blank=True)
    skills = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post_number", "applied_on"], name="one_application", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["person", "round"],
                condition=Q(round__isnull=False),
                name="one_application_a_person_a_round",
            ),
            models.CheckConstraint(
                name="an_application_in_a_round_is_complete",
                condition=Q(round__isnull=True)
                | Q(
                    number__isnull=False,
                    procedure__isnull=False,
                    village_code__isnull=False,
                    applied_on__isnull=False,
                    committed_on__isnull=False,
                    declares_kin__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="committed_before_applying",
                condition=Q(round__isnull=True) | Q(applied_on__gte=F("committed_on")),
            ),
            models.CheckConstraint(
                name="application_channel_is_known",
                condition=Q(channel__in=["import", "paper", "sheet", "online"]),
            ),
        ]
        indexes = [models.Index(fields=["round", "village_code"], name="applications_of_a_round")]

    def __str__(self) -> str:
        return f"application {self.pk}"


class Material(models.Model):
    """A document handed in with an application: the original's picture, named by digest. Only ever added (5.7)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    media_type = models.CharField(max_length=100, blank=True)
    original_seen = models.BooleanField(default=False)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_material_is_a_file_or_was_seen", condition=~Q(digest="") | Q(original_seen=True)
            )
        ]

    def __str__(self) -> str:
        return f"material {self.pk}"


class Return(models.Model):
    """An application given back for completion: what is missing, by when, and when it was answered (clause 5.6)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="returns")
    missing = models.CharField(max_length=400)
    returned_on = models.DateField()
    due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_on__isnull=True), name="one_open_return"
            ),
            models.CheckConstraint(
                name="answered_after_it_was_returned",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("returned_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"return {self.pk}"


class Notification(models.Model):
    """What a person must be told, with the reason and the way of appeal (clause 5.5). Only ever added."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notifications")
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    reason = models.CharField(max_length=400)
    appeal = models.CharField(max_length=400)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    # What the person is told of: at most one of them. Each of these, when it is a refusal, must have one of these.
    review = models.OneToOneField(
        "recruitment.Review", on_delete=models.PROTECT, null=True, related_name="notification"
    )
    objection = models.OneToOneField(
        "recruitment.Objection", on_delete=models.PROTECT, null=True, related_name="notification"
    )
    filing = models.OneToOneField(
        "recruitment.Filing", on_delete=models.PROTECT, null=True, related_name="notification"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_notification_says_why_and_where_to_appeal", condition=~Q(reason="") & ~Q(appeal="")
            )
        ]
        indexes = [models.Index(fields=["application"], name="notifications_of_one")]

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """That a notification reached its person: how, when, who took it. Only ever added."""

    notification = models.OneToOneField(Notification, on_delete=models.PROTECT, related_name="delivery")
    how = models.CharField(max_length=20)
    delivered_on = models.DateField()
    received_by = models.CharField(max_length=60)
    witnesses = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_by_phone_or_refused_before_witnesses",
                condition=~Q(how__in=["phone", "refused_to_take"]) | ~Q(witnesses=""),
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Appeal(models.Model):
    """That a person did not accept what a notification said: only then is there a review anew, by others (5.6)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    notification = models.OneToOneField(Notification, on_delete=models.PROTECT, related_name="appealed")
    received_on = models.DateField()
    text = models.CharField(max_length=1000)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="an_appeal_says_what", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class Closing(models.Model):
    """How an application ended; no stage follows. A refusal cannot be closed before the person was told (5.5)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="closing")
    kind = models.CharField(max_length=20)
    closed_on = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closing_kind_is_known",
                condition=Q(
                    kind__in=[
                        "refused",
                        "not_chosen",
                        "objection_upheld",
                        "withdrawn",
                        "started",
                        "round_withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="told_before_it_is_closed",
                condition=~Q(kind__in=["refused", "not_chosen", "objection_upheld"])
                | Q(delivery__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"
