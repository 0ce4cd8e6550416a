"""The procedures of cases from before the system: their defects are reported, not repaired."""

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
