"""Keeping posts in order: the county's sorting-out, and the assessment of posts that stand empty."""

from django.db import models
from django.db.models import F, Q


class SortingTask(models.Model):
    """A county's sorting-out of its posts with a deadline (clause 2.1)."""

    county_code = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=100)
    begins_on = models.DateField()
    due_on = models.DateField()
    finished_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county_code"],
                condition=Q(finished_on__isnull=True),
                name="one_sorting_task_a_county_at_a_time",
            ),
            models.CheckConstraint(
                name="sorting_due_after_it_begins", condition=Q(due_on__gte=F("begins_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SortingProgress(models.Model):
    """A township's part of a sorting-out, done on a day; what was left then is kept (clause 2.1)."""

    task = models.ForeignKey(SortingTask, on_delete=models.PROTECT, related_name="progress")
    township_code = models.BigIntegerField()
    done_on = models.DateField()
    posts = models.IntegerField()
    defects_left = models.IntegerField()
    remark = models.CharField(max_length=400, blank=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "township_code"], name="a_township_once_a_sorting_task"),
            models.CheckConstraint(
                name="what_is_left_is_explained", condition=Q(defects_left=0) | ~Q(remark="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.township_code}"


class Assessment(models.Model):
    """The county's assessment of a post with the department of the trade (clauses 3.2, 3.3). Only ever added.

    Whoever adjusts or cuts names one of the three reasons of the clause, with what shows it, and what the department
    thinks: `asked` is its answer from its own seat; without a seat it wrote a `letter`.
    """

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="assessments")
    number = models.CharField(max_length=40, unique=True)
    assessed_on = models.DateField()
    department = models.CharField(max_length=60)
    department_opinion = models.CharField(max_length=400)
    conclusion = models.CharField(
        max_length=10, choices=[("keep", "保留"), ("adjust", "调整"), ("cut", "取消核减")]
    )
    reason = models.CharField(
        max_length=20,
        blank=True,
        choices=[
            ("unfit", "不能适应当前工作需要"),
            ("no_effect", "没有实质性作用"),
            ("overlap", "职能重叠"),
        ],
    )
    evidence = models.CharField(max_length=1000)
    letter = models.CharField(max_length=60, blank=True)
    asked = models.ForeignKey(
        "posts.AssessmentQuestion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    file_name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    media_type = models.CharField(max_length=100, blank=True)
    places_before = models.IntegerField()
    places_after = models.IntegerField()
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_cut_or_adjustment_has_a_reason_of_the_clause",
                condition=Q(conclusion="keep")
                | (Q(reason__in=["unfit", "no_effect", "overlap"]) & ~Q(evidence="")),
            ),
            models.CheckConstraint(
                name="a_cut_or_adjustment_has_the_departments_opinion",
                condition=Q(conclusion="keep") | ~Q(department_opinion=""),
            ),
            models.CheckConstraint(
                name="a_cut_lowers_the_places",
                condition=Q(places_after__gte=0)
                & (~Q(conclusion="cut") | Q(places_after__lt=F("places_before")))
                & (~Q(conclusion="keep") | Q(places_after=F("places_before"))),
            ),
        ]

    def __str__(self) -> str:
        return self.number
