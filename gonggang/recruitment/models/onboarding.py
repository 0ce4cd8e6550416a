"""The relatives' line, agreement and training: what the last stages rest on (clauses 6.11, 9.1, 9.2)."""

from django.db import models
from django.db.models import F, Q


class DeclaredKin(models.Model):
    """One relative in office whom an applicant declared, in the sentence "我是某某（职务）的____" (clause 9.1).

    `relation` says what the applicant is to the official, in the words of rules/kinship.py.
    """

    application = models.ForeignKey("recruitment.Application", on_delete=models.PROTECT, related_name="kin")
    relative = models.CharField(max_length=60)
    office = models.CharField(max_length=120)
    relation = models.CharField(max_length=30)
    relation_code = models.CharField(max_length=4, blank=True)
    official_kind = models.CharField(max_length=20, blank=True)
    must_be_filed = models.BooleanField(null=True)
    declared_on = models.DateField()
    digest = models.CharField(max_length=64, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "relative", "office"], name="a_relative_once_an_application"
            )
        ]

    def __str__(self) -> str:
        return f"kin {self.pk}"


class TownshipStudy(models.Model):
    """A meeting of the township that considered relatives' applications, with its minutes (clause 9.2)."""

    township_code = models.BigIntegerField(db_index=True)
    minutes_number = models.CharField(max_length=40)
    held_on = models.DateField()
    attendees = models.CharField(max_length=400)
    decision = models.TextField()
    digest = models.CharField(max_length=64)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["township_code", "minutes_number"], name="minutes_have_one_number"
            ),
            models.CheckConstraint(name="minutes_are_on_file", condition=~Q(digest="")),
        ]

    def __str__(self) -> str:
        return self.minutes_number


class Filing(models.Model):
    """The county's filing of one relative's application; agreed or refused with a reason (clause 9.2)."""

    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="filings"
    )
    number = models.CharField(max_length=40, unique=True)
    study = models.ForeignKey(TownshipStudy, on_delete=models.PROTECT, related_name="filings")
    filed_on = models.DateField()
    agreed = models.BooleanField()
    opinion = models.CharField(max_length=400)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.number


class Agreement(models.Model):
    """A labour contract (urban) or service agreement (rural, at most so long as the parameter says), as signed.

    Days are half-open [begins_on, ends_on).
    """

    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(
        max_length=20, choices=[("labour_contract", "劳动合同"), ("service_agreement", "劳务协议")]
    )
    begins_on = models.DateField()
    ends_on = models.DateField()
    signed_on = models.DateField()
    party = models.CharField(max_length=120)
    # How many months it may last at most by the parameter of the day; null in town, where nothing limits it.
    months_max = models.SmallIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_it_begins", condition=Q(ends_on__gt=F("begins_on"))
            )
        ]

    def __str__(self) -> str:
        return self.number


class TrainingRecord(models.Model):
    """Training before a start: one session, its hours, and who signed in."""

    round = models.ForeignKey("recruitment.Round", on_delete=models.PROTECT, related_name="trainings")
    village_code = models.BigIntegerField(db_index=True)
    held_on = models.DateField()
    subject = models.CharField(max_length=120)
    hours_tenths = models.SmallIntegerField()
    trainer = models.CharField(max_length=60)
    place = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="training_has_hours", condition=Q(hours_tenths__gt=0))]

    def __str__(self) -> str:
        return f"training {self.pk}"
