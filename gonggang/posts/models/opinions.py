"""What is asked of others before a post is merged or cut: that two posts stay apart, what a department thinks."""

from django.db import models
from django.db.models import F, Q

CONCLUSIONS = [("keep", "保留"), ("adjust", "调整"), ("cut", "取消核减")]


class KeptApart(models.Model):
    """Two posts that look alike and stay two posts; nobody is asked about them again (clause 2.3). Only ever added."""

    left = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    decided_on = models.DateField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="two_posts_are_kept_apart_once"),
            models.CheckConstraint(name="the_first_of_two_posts_is_left", condition=Q(left__lt=F("right"))),
            models.CheckConstraint(name="posts_are_kept_apart_for_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"apart {self.left_id} {self.right_id}"


class AssessmentQuestion(models.Model):
    """A question to a department about an empty post, and its answer, given once from its own seat (clause 3.2).

    `department` is the role of whoever answers. Who asks never answers.
    """

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="questions")
    village_code = models.BigIntegerField(db_index=True)
    department = models.CharField(max_length=30)
    question = models.CharField(max_length=400)
    asked_on = models.DateField()
    due_on = models.DateField(null=True)
    asked_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    opinion = models.CharField(max_length=10, choices=CONCLUSIONS, null=True)
    text = models.CharField(max_length=400, blank=True)
    given_on = models.DateField(null=True)
    given_by = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "department"],
                condition=Q(given_on__isnull=True),
                name="a_department_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(name="a_department_is_asked_something", condition=~Q(question="")),
            models.CheckConstraint(
                name="an_opinion_is_whole_and_of_another_hand",
                condition=Q(opinion__isnull=True, given_on__isnull=True, given_by__isnull=True, text="")
                | (
                    Q(opinion__in=["keep", "adjust", "cut"], given_by__isnull=False)
                    & Q(given_on__gte=F("asked_on"))
                    & ~Q(text="")
                    & ~Q(given_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="an_opinion_is_due_after_it_was_asked",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk} of {self.department}"
