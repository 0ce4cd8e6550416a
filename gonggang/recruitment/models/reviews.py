"""Reviews: the comparison before a start, the township's first and the county's second, the departments' answers."""

from django.db import models
from django.db.models import F, Q


class PreScreening(models.Model):
    """What the registers said of an applicant on one day: the snapshot on which a review rests (clauses 5.2, 7.2).

    `registers` names each register with its as-of day and batch, `hits` what was found, `not_compared` what could not
    be asked and why. Only ever added.
    """

    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="pre_screenings"
    )
    compared_on = models.DateField()
    registers = models.JSONField()
    hits = models.JSONField(default=list)
    not_compared = models.JSONField(default=list)
    blocking = models.BooleanField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"pre-screening {self.pk}"


class Review(models.Model):
    """A review of an application at one level. Only ever added; a new attempt is a new row.

    The second review carries the first one's officer: the table refuses the same hand twice (clause 5.1).
    """

    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="reviews"
    )
    level = models.CharField(max_length=6, choices=[("first", "初审"), ("second", "复审")])
    attempt = models.SmallIntegerField(default=1)
    passed = models.BooleanField()
    reviewed_on = models.DateField()
    checklist = models.JSONField(default=list)
    basis = models.JSONField(default=list)
    reason = models.CharField(max_length=400, blank=True)
    opinion_number = models.CharField(max_length=40, null=True, unique=True)
    screening = models.ForeignKey(PreScreening, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    first_officer = models.ForeignKey(
        "accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    first_passed = models.BooleanField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "level", "attempt"], name="one_review_a_level_an_attempt"
            ),
            models.CheckConstraint(
                name="second_review_needs_a_first_that_passed_by_another",
                condition=(
                    Q(
                        level="first",
                        first__isnull=True,
                        first_officer__isnull=True,
                        first_passed__isnull=True,
                        opinion_number__isnull=True,
                    )
                    | (
                        Q(
                            level="second",
                            first__isnull=False,
                            first_passed=True,
                            opinion_number__isnull=False,
                        )
                        & ~Q(officer=F("first_officer"))
                    )
                ),
            ),
            models.CheckConstraint(name="a_refusal_says_why", condition=Q(passed=True) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.level} {self.attempt}"


class JointReview(models.Model):
    """A question of the county to one department about the applicants of a round (clause 5.3).

    `silence_means` is written down beforehand: what follows when the deadline passes without an answer.
    """

    round = models.ForeignKey("recruitment.Round", on_delete=models.PROTECT, related_name="joint_reviews")
    county_code = models.BigIntegerField(db_index=True)
    department = models.CharField(max_length=30)
    sent_on = models.DateField()
    due_on = models.DateField()
    silence_means = models.CharField(max_length=20)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "department", "sent_on"], name="one_question_a_department_a_day"
            ),
            models.CheckConstraint(name="due_after_it_was_sent", condition=Q(due_on__gte=F("sent_on"))),
            models.CheckConstraint(
                name="silence_is_declared", condition=Q(silence_means__in=["ask_again", "county_decides"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.department}"


class JointReviewAnswer(models.Model):
    """One applicant in a question, and the department's own answer. Answered once; a correction is a new question."""

    joint_review = models.ForeignKey(JointReview, on_delete=models.PROTECT, related_name="answers")
    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="joint_answers"
    )
    verdict = models.CharField(
        max_length=10,
        null=True,
        choices=[("fits", "符合"), ("not_fits", "不符"), ("no_data", "无数据")],
    )
    register_batch = models.CharField(max_length=100, blank=True)
    data_as_of = models.DateField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    answered_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["joint_review", "application"], name="one_answer_a_department_an_applicant"
            ),
            models.CheckConstraint(
                name="an_answer_has_day_and_officer",
                condition=Q(verdict__isnull=True, answered_on__isnull=True, officer__isnull=True)
                | Q(verdict__isnull=False, answered_on__isnull=False, officer__isnull=False),
            ),
            models.CheckConstraint(
                name="a_misfit_says_why", condition=~Q(verdict="not_fits") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="an_answer_names_its_register_and_day",
                condition=Q(verdict__isnull=True)
                | Q(verdict="no_data")
                | (~Q(register_batch="") & Q(data_as_of__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_answer_rests_on_data_of_before",
                condition=Q(data_as_of__isnull=True) | Q(data_as_of__lte=F("answered_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
