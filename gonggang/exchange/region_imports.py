"""How a table of regions gets in. Regions lie below batches, so this room brings their file in for them."""

from __future__ import annotations

from gonggang.exchange.actions import change_row
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.region_sheet import REGIONS
from gonggang.exchange.sheets import ParsedFile
from gonggang.regions.actions import RegionEntry, add_regions
from gonggang.regions.rules import COUNTY


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    entries = [
        RegionEntry(
            code=row.values["code"],
            name=row.values["name"],
            level=row.values["level"],
            parent_code=row.values["parent_code"],
            urban_rural=row.values["urban_rural"],
        )
        for row in parsed.rows
    ]
    added, changes = add_regions(entries, batch=intake.batch)
    counties = {entry.code for entry in entries if entry.level == COUNTY}
    if len(counties) == 1 and not intake.region:
        # What comes after in the same folder is of this county, so that names need no county before them.
        intake.region = counties.pop()
    return Applied(changed=added + sum(change_row(intake.batch, row, **values) for row, values in changes))


declare(
    Importer(
        kind="regions",
        label="区划",
        order=10,
        sheet=REGIONS,
        apply=_apply,
        villages=lambda rows, intake: [(row.values["code"],) for row in rows],
    )
)
