"""Applications, and the procedures of old cases: their defects are reported, not repaired."""

from django.db import models


class ImportedProcedure(models.Model):
    """The nine dates of the eight stages of a placement that began before the system; any of them may be missing."""

    placement = models.OneToOneField(
        "placements.Placement", on_delete=models.PROTECT, related_name="imported_procedure"
    )
    village_code = models.BigIntegerField(db_index=True)
    announcement_on = models.DateField(null=True)
    application_on = models.DateField(null=True)
    democratic_appraisal_on = models.DateField(null=True)
    notice_begins_on = models.DateField(null=True)
    notice_ends_on = models.DateField(null=True)
    county_approval_on = models.DateField(null=True)
    agreement_on = models.DateField(null=True)
    induction_training_on = models.DateField(null=True)
    onboarding_on = models.DateField(null=True)
    batch = models.ForeignKey("exchange.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"procedure of {self.placement_id}"


class Application(models.Model):
    """Someone who asks for a post, as entered or imported, with the declaration on relatives (clauses 5.6, 9.1)."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post_number", "applied_on"], name="one_application", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"
