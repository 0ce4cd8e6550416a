"""Procedures in force as rows, so that the database itself knows which stage comes when."""

from django.db import models
from django.db.models import F, Q


class DeclaredProcedure(models.Model):
    """A version of a procedure: the declared one (region 0) or one to which a county added stages (clause 6.3)."""

    code = models.CharField(max_length=40, primary_key=True)
    base = models.CharField(max_length=10)
    region_code = models.BigIntegerField(default=0)
    version = models.IntegerField(default=1)
    label = models.CharField(max_length=60)
    begins_on = models.DateField()
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["base", "region_code", "version"], name="one_procedure_a_region_a_version"
            ),
            models.CheckConstraint(
                name="procedure_base_is_declared", condition=Q(base__in=["ordinary", "filed"])
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DeclaredStage(models.Model):
    """A stage of a procedure at its position, 1 for the first. Only ever added."""

    procedure = models.ForeignKey(DeclaredProcedure, on_delete=models.PROTECT, related_name="stages")
    position = models.SmallIntegerField()
    stage = models.CharField(max_length=30)
    label = models.CharField(max_length=30)
    proof = models.CharField(max_length=15)
    organiser = models.CharField(max_length=60)
    needs = models.JSONField(default=list)
    # The line in the table of permissions by which the stage is finished.
    action = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "position"], name="one_stage_a_position_a_procedure"
            ),
            models.UniqueConstraint(fields=["procedure", "stage"], name="a_stage_once_a_procedure"),
            models.CheckConstraint(name="positions_begin_at_one", condition=Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.position} {self.stage}"


class CompletedStage(models.Model):
    """A finished stage of one application. Only ever added: nothing here says that a stage is under way.

    `previous_position` and `previous_completed_on` point at the row of the stage before, in the same application: a
    stage out of order, dated before the one before it, or borrowed from another case has nothing to point at, and the
    table refuses it (clauses 6.1, 6.2). The proof on which a stage rests is a foreign key of its own kind.
    """

    application = models.ForeignKey(
        "recruitment.Application", on_delete=models.PROTECT, related_name="completed_stages"
    )
    procedure = models.ForeignKey(DeclaredProcedure, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    stage = models.CharField(max_length=30)
    completed_on = models.DateField()
    previous_position = models.GeneratedField(
        expression=models.Case(
            models.When(position__gt=1, then=F("position") - 1),
            default=None,
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    previous_completed_on = models.DateField(null=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=400, blank=True)
    vote = models.ForeignKey(
        "recruitment.AppraisalVote", on_delete=models.PROTECT, null=True, related_name="+"
    )
    notice = models.ForeignKey(
        "recruitment.PublicNotice", on_delete=models.PROTECT, null=True, related_name="+"
    )
    study = models.ForeignKey(
        "recruitment.TownshipStudy", on_delete=models.PROTECT, null=True, related_name="+"
    )
    filing = models.ForeignKey("recruitment.Filing", on_delete=models.PROTECT, null=True, related_name="+")
    agreement = models.ForeignKey(
        "recruitment.Agreement", on_delete=models.PROTECT, null=True, related_name="+"
    )
    training = models.ForeignKey(
        "recruitment.TrainingRecord", on_delete=models.PROTECT, null=True, related_name="+"
    )
    placement = models.OneToOneField(
        "placements.Placement", on_delete=models.PROTECT, null=True, related_name="started_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="a_stage_once_an_application"),
            models.UniqueConstraint(
                fields=["application", "position", "completed_on"], name="what_the_next_stage_points_at"
            ),
            models.CheckConstraint(
                name="every_stage_but_the_first_follows_one",
                condition=Q(position=1, previous_completed_on__isnull=True)
                | Q(position__gt=1, previous_completed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="no_stage_dated_before_the_one_before",
                condition=Q(previous_completed_on__isnull=True)
                | Q(completed_on__gte=F("previous_completed_on")),
            ),
            *(
                models.CheckConstraint(
                    name=f"{stage}_rests_on_its_{proof}"[:60],
                    condition=(Q(stage=stage) & Q(**{f"{proof}__isnull": False}))
                    | (~Q(stage=stage) & Q(**{f"{proof}__isnull": True})),
                )
                for stage, proof in (
                    ("democratic_appraisal", "vote"),
                    ("public_notice", "notice"),
                    ("township_study", "study"),
                    ("county_filing", "filing"),
                    ("agreement", "agreement"),
                    ("induction_training", "training"),
                    ("onboarding", "placement"),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.position} {self.stage}"
