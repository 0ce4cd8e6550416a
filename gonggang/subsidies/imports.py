"""How a bank's return file gets in: each line once, by its serial number (clause 13.3)."""

from __future__ import annotations

from collections.abc import Sequence

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sheets import ParsedFile, ParsedRow
from gonggang.people import actions as people
from gonggang.people.queries import person_ids, villages_of
from gonggang.subsidies.actions import ReturnEntry, take_over_returns
from gonggang.subsidies.sheets import BANK_RETURN


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    month = intake.month or Month.in_text(intake.path.stem)
    if month is None:
        raise UnusableInput(
            f"“{intake.path.name}”看不出是哪个月的回盘：请在文件名写明年月，或加 --month 2024-05。"
        )
    who = {"officer": intake.officer, "batch": intake.batch}
    registered, changed = people.register_people(
        [people.entry_of(row, None, intake.today) for row in parsed.rows], **who
    )
    villages = villages_of(found.person_id for found in registered.values())
    entries = []
    for row in parsed.rows:
        person = registered[row.values["id_number"]].person_id
        entries.append(
            ReturnEntry(
                serial=row.values["serial"],
                payment_batch=row.values["payment_batch"] or "",
                month=month,
                person_id=person,
                # Where nobody knows the village, the place of the file stands for it.
                village_code=villages.get(person) or intake.region or None,
                account=row.values["account"],
                amount_fen=row.values["amount_fen"],
                succeeded=row.values["status"] == "success",
                failure_reason=row.values["failure_reason"] or "",
                credited_on=row.values["credited_on"],
            )
        )
    added, different = take_over_returns(entries, **who)
    refused = {entry.serial for entry in different}
    return Applied(
        changed=changed + added,
        rejected=[
            row.problem(
                "serial", "serial_taken", "这个流水号以前导入过，内容却不同。请向银行核对，本行没有写入。"
            )
            for row in parsed.rows
            if row.values["serial"] in refused
        ],
    )


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None]]:
    persons = person_ids(row.values["id_number"] for row in rows)
    there = villages_of(persons.values())
    return [(there.get(persons.get(row.values["id_number"], 0)),) for row in rows]


declare(
    Importer(
        kind="bank-return",
        label="一卡通回盘",
        order=70,
        sheet=BANK_RETURN,
        apply=_apply,
        villages=_villages,
    )
)
