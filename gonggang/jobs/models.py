"""Jobs: long work that somebody asked for from a page, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of long work. `key` says what it is about: two unfinished jobs of one kind never share it.

    `step`, `done` and `total` are how far it is; `facts` is what was asked, `result` what came of it, `message` why it
    failed, as one sentence. The work itself and the end of its job are one transaction.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等着办")
        RUNNING = "running", _("正在办")
        FINISHED = "finished", _("办完了")
        FAILED = "failed", _("没有办成")

    UNFINISHED = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    region_code = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=120, blank=True, default="")
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict)
    message = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["waiting", "running"]),
                name="no_two_unfinished_jobs_about_one_thing",
            ),
            models.CheckConstraint(
                name="a_job_has_ended_or_not",
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | Q(state__in=["finished", "failed"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_running_job_has_begun",
                condition=~Q(state__in=["running", "finished"]) | Q(begun_at__isnull=False, attempts__gte=1),
            ),
            models.CheckConstraint(
                name="a_failed_job_says_why", condition=~Q(state="failed") | ~Q(message="")
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "key", "-id"], name="jobs_newest_about_a_thing"),
            models.Index(
                fields=["id"], condition=Q(state__in=["waiting", "running"]), name="jobs_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"
