"""What was worked out once so that no page works it out again: doubts about procedures, and a county's figures.

Nothing here is a record of its own: each row follows from others, and can be made again from them.
"""

from django.db import models


class ProcedureDoubt(models.Model):
    """A doubt about the procedure by which a placement came about, as the rule judges it (clause 6.2)."""

    # Follows the old procedure, whose trigger drops it; so the rows it points to need not be asked each time.
    placement = models.ForeignKey(
        "placements.Placement", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    village_code = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    stage = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["village_code", "id"], name="doubts_by_village"),
            models.Index(fields=["kind", "village_code", "id"], name="doubts_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.placement_id}"


class ProcedureToJudge(models.Model):
    """An old procedure that was stored or changed and has not been judged since; the database notes it by itself."""

    placement_id = models.BigIntegerField(primary_key=True)
    village_code = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"procedure of {self.placement_id}"


class JudgedUnder(models.Model):
    """Under which parameters the doubts were found: when these change, all are judged again."""

    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest


class CountyFigures(models.Model):
    """What a county's month came to when it was counted, for the pages of the places above it."""

    county_code = models.BigIntegerField()
    month = models.DateField()
    figures = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "county_code"], name="figures_once_a_county_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.county_code} {self.month:%Y-%m}"
