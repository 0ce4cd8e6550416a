"""Cases of every kind in one ledger, what happened to each, and the evidence for what was found."""

from datetime import date

from django.db import models
from django.db.models import F, GeneratedField, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

# Where a case without a deadline stands in the order of deadlines: after all that have one.
NO_DEADLINE = date(9999, 12, 31)


class Case(models.Model):
    """Something that somebody must decide, answer or settle; one a (kind, subject), for ever.

    `version` is the number of the case's newest event: whoever writes says which version was seen.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("待领取")
        ASSIGNED = "assigned", _("核实中")
        VERIFIED = "verified", _("待复核")
        CONCLUDED = "concluded", _("已了结")
        REOPENED = "reopened", _("重新核实")

    kind = models.CharField(max_length=30)
    topic = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=120)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    village_code = models.BigIntegerField()
    title = models.CharField(max_length=400)
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    due_order = GeneratedField(
        expression=Coalesce("due_on", Value(NO_DEADLINE)), output_field=models.DateField(), db_persist=True
    )
    first_handler_code = models.BigIntegerField()
    handler_code = models.BigIntegerField()
    assignee = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    outcome = models.CharField(max_length=20, null=True)
    reason = models.TextField(blank=True)
    verified_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    concluded_by = models.ForeignKey(
        "accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    concluded_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="one_case_a_kind_a_subject"),
            models.CheckConstraint(
                name="case_status_is_known",
                condition=Q(status__in=["open", "assigned", "verified", "concluded", "reopened"]),
            ),
            models.CheckConstraint(
                name="a_concluded_case_says_what_why_and_by_whom",
                condition=~Q(status="concluded")
                | (
                    Q(outcome__isnull=False, concluded_by__isnull=False, concluded_at__isnull=False)
                    & ~Q(reason="")
                ),
            ),
            models.CheckConstraint(
                name="a_verified_case_says_what_why_and_by_whom",
                condition=~Q(status="verified")
                | (Q(outcome__isnull=False, verified_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="an_unverified_case_has_no_outcome",
                condition=Q(status__in=["verified", "concluded"])
                | Q(outcome__isnull=True, concluded_at__isnull=True, concluded_by__isnull=True),
            ),
            models.CheckConstraint(
                name="an_assigned_case_has_an_assignee",
                condition=~Q(status="assigned") | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="case_due_after_it_was_opened",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("opened_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["village_code", "kind"], name="open_cases", condition=~Q(status="concluded")
            ),
            models.Index(fields=["due_order", "id"], name="cases_by_deadline"),
            # Without it a list of open cases would first walk past every deadline of years gone by.
            models.Index(
                fields=["due_order", "id"], name="open_cases_by_deadline", condition=~Q(status="concluded")
            ),
            models.Index(fields=["status", "village_code"], name="cases_by_status"),
            # Of a whole province: how many of a kind are due when, and what nobody has taken.
            models.Index(
                fields=["kind", "due_order", "village_code"],
                name="open_cases_by_kind",
                condition=~Q(status="concluded"),
            ),
            models.Index(
                fields=["kind", "village_code"],
                name="cases_to_claim",
                condition=~Q(status="concluded") & Q(assignee__isnull=True),
            ),
            models.Index(
                fields=["due_order", "id"],
                name="cases_to_claim_by_deadline",
                condition=~Q(status="concluded") & Q(assignee__isnull=True),
            ),
            models.Index(fields=["assignee", "status"], name="cases_of_an_officer"),
            models.Index(fields=["person"], name="cases_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Evidence(models.Model):
    """What supports a finding: words, with or without a file. Only ever added; the file is named by its SM3 digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    media_type = models.CharField(max_length=100, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="evidence_says_something", condition=~Q(text="") | ~Q(digest=""))
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class CaseEvent(models.Model):
    """One thing that happened to a case, numbered from 1 without gaps; only ever added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    number = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_event_a_number_a_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.verb}"
