"""What somebody who leaves wants and can do, and how they are led on to an opening (clauses 4.1, 4.4, 4.5)."""

from django.db import models
from django.db.models import F, Q

SCHOOLINGS = ("none", "primary", "junior", "senior", "college", "university")
REACHES = ("village", "township", "county", "city", "anywhere")
WAYS = ("in_person", "home_visit", "telephone")


class Wish(models.Model):
    """What somebody said when told that the post ends; the newest counts. Only ever added.

    `read_out`: what was written down was read out to them, as it must be to whoever never went to school.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey("exits.ExpiryWarning", on_delete=models.PROTECT, related_name="wishes")
    village_code = models.BigIntegerField(db_index=True)
    willing = models.BooleanField()
    why_not = models.CharField(max_length=200, blank=True)
    schooling = models.CharField(max_length=20, blank=True)
    skills = models.JSONField(default=list)
    experience = models.JSONField(default=dict)
    wished = models.JSONField(default=list)
    reach = models.CharField(max_length=20, blank=True)
    wage_fen = models.BigIntegerField(null=True)
    remark = models.CharField(max_length=400, blank=True)
    way = models.CharField(max_length=20)
    read_out = models.BooleanField(default=False)
    recorded_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_wish_for_work_is_whole",
                condition=Q(willing=False) | (Q(schooling__in=SCHOOLINGS, reach__in=REACHES)),
            ),
            models.CheckConstraint(
                name="a_wish_is_taken_down_somehow",
                condition=Q(way__in=WAYS) & (Q(wage_fen__isnull=True) | Q(wage_fen__gt=0)),
            ),
            models.CheckConstraint(
                name="read_out_to_who_cannot_read", condition=~Q(schooling="none") | Q(read_out=True)
            ),
        ]
        indexes = [models.Index(fields=["warning", "-id"], name="wishes_newest_first")]

    def __str__(self) -> str:
        return f"wish {self.pk}"


class Referral(models.Model):
    """One opening put to one person, and what came of it: proposed, answered, referred, decided.

    Each step has its day and none is before the last one. `state` follows from them and is kept by the database.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey("exits.ExpiryWarning", on_delete=models.PROTECT, related_name="referrals")
    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey("bridging.Opening", on_delete=models.PROTECT, related_name="referrals")
    village_code = models.BigIntegerField(db_index=True)
    # The factors as they were when it was proposed, with what a person decided where something was not known.
    factors = models.JSONField(default=list)
    decided_why = models.CharField(max_length=400, blank=True)
    proposed_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    answer = models.BooleanField(null=True)
    answered_on = models.DateField(null=True)
    answer_way = models.CharField(max_length=20, blank=True)
    answer_reason = models.CharField(max_length=20, blank=True)
    referred_on = models.DateField(null=True)
    taken = models.BooleanField(null=True)
    decided_on = models.DateField(null=True)
    refusal_reason = models.CharField(max_length=20, blank=True)
    refusal_said = models.CharField(max_length=400, blank=True)
    starts_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)
    state = models.GeneratedField(
        expression=models.Case(
            models.When(withdrawn_on__isnull=False, then=models.Value("withdrawn")),
            models.When(left_on__isnull=False, then=models.Value("left")),
            models.When(taken=True, then=models.Value("taken")),
            models.When(taken=False, then=models.Value("refused")),
            models.When(referred_on__isnull=False, then=models.Value("referred")),
            models.When(answer=False, then=models.Value("declined")),
            models.When(answer=True, then=models.Value("accepted")),
            default=models.Value("proposed"),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(withdrawn_on__isnull=True, taken__isnull=True)
                & (Q(answer__isnull=True) | Q(answer=True)),
                name="one_open_referral_a_person",
            ),
            models.CheckConstraint(
                name="an_answer_after_the_proposal",
                condition=Q(answer__isnull=True, answered_on__isnull=True)
                | (
                    Q(
                        answer__isnull=False,
                        answered_on__isnull=False,
                        answered_on__gte=F("proposed_on"),
                        answer_way__in=WAYS,
                    )
                    & (Q(answer=True) | ~Q(answer_reason=""))
                ),
            ),
            models.CheckConstraint(
                name="referred_after_a_yes",
                condition=Q(referred_on__isnull=True)
                | Q(answer__isnull=False, answer=True, referred_on__gte=F("answered_on")),
            ),
            models.CheckConstraint(
                name="an_outcome_after_the_referral",
                condition=Q(taken__isnull=True, decided_on__isnull=True)
                | Q(
                    taken__isnull=False,
                    referred_on__isnull=False,
                    decided_on__isnull=False,
                    decided_on__gte=F("referred_on"),
                ),
            ),
            models.CheckConstraint(
                name="taken_from_a_day_on",
                condition=Q(taken__isnull=False, taken=True, starts_on__isnull=False)
                | (Q(starts_on__isnull=True) & (Q(taken__isnull=True) | Q(taken=False))),
            ),
            models.CheckConstraint(
                name="a_refusal_of_an_institution_says_why",
                condition=Q(taken__isnull=True) | Q(taken=True) | ~Q(refusal_reason=""),
            ),
            models.CheckConstraint(
                name="only_who_was_taken_leaves",
                condition=Q(left_on__isnull=True)
                | Q(taken__isnull=False, taken=True, left_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="withdrawn_before_an_outcome_and_why",
                condition=Q(withdrawn_on__isnull=True) | (Q(taken__isnull=True) & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class FollowUp(models.Model):
    """Whether somebody who was taken is still there after so many months (4.4). Only ever added."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="follow_ups")
    months = models.SmallIntegerField()
    asked_on = models.DateField()
    still_there = models.BooleanField()
    wage_fen = models.BigIntegerField(null=True)
    note = models.CharField(max_length=400, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "months"], name="one_follow_up_a_referral_a_term"),
            models.CheckConstraint(name="who_left_is_explained", condition=Q(still_there=True) | ~Q(note="")),
            models.CheckConstraint(name="follow_up_months_are_positive", condition=Q(months__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} after {self.months} months"


class InsuranceSubsidy(models.Model):
    """What becomes of the employer's social insurance subsidy for somebody who was taken (4.5).

    Flagged when the outcome is recorded; what the rule could not say is decided by a person with a reason.
    """

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="insurance")
    verdict = models.CharField(max_length=10)
    failing = models.JSONField(default=list)
    sentence = models.CharField(max_length=200)
    flagged_on = models.DateField()
    decided_on = models.DateField(null=True)
    decided_why = models.CharField(max_length=400, blank=True)
    told_on = models.DateField(null=True)
    applied_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    refused_on = models.DateField(null=True)
    refused_why = models.CharField(max_length=400, blank=True)
    version = models.IntegerField(default=1)
    state = models.GeneratedField(
        expression=models.Case(
            models.When(paid_on__isnull=False, then=models.Value("paid")),
            models.When(refused_on__isnull=False, then=models.Value("refused")),
            models.When(applied_on__isnull=False, then=models.Value("applied")),
            models.When(told_on__isnull=False, then=models.Value("told")),
            models.When(verdict="met", then=models.Value("eligible")),
            models.When(verdict="not_met", then=models.Value("not")),
            default=models.Value("to_verify"),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="insurance_verdict_is_one_of_three",
                condition=Q(verdict__in=["met", "not_met", "to_verify"]),
            ),
            models.CheckConstraint(
                name="who_decides_on_insurance_says_why",
                condition=Q(decided_on__isnull=True) | ~Q(decided_why=""),
            ),
            models.CheckConstraint(
                name="only_who_may_apply_is_told",
                condition=Q(told_on__isnull=True) | Q(verdict="met", told_on__gte=F("flagged_on")),
            ),
            models.CheckConstraint(
                name="applied_after_being_told",
                condition=Q(applied_on__isnull=True) | Q(told_on__isnull=False, applied_on__gte=F("told_on")),
            ),
            models.CheckConstraint(
                name="paid_after_applying",
                condition=Q(paid_on__isnull=True, paid_fen__isnull=True)
                | Q(
                    applied_on__isnull=False,
                    paid_on__isnull=False,
                    paid_on__gte=F("applied_on"),
                    paid_fen__isnull=False,
                    paid_fen__gt=0,
                    refused_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="an_application_is_refused_with_a_reason",
                condition=Q(refused_on__isnull=True)
                | (Q(applied_on__isnull=False, refused_on__gte=F("applied_on")) & ~Q(refused_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"insurance of {self.referral_id}"
