"""All pairs of stages: having reached i, j is tried; by every role; through the action layer and past it (6.1, 9.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.accounts.models import Officer
from gonggang.accounts.roles import Role
from gonggang.recruitment.actions.proofs import PROOF_COLUMN
from gonggang.recruitment.actions.stages import finish
from gonggang.recruitment.models import CompletedStage
from gonggang.recruitment.rules.declared import PROCEDURES, Base
from gonggang.recruitment.tests.makers import Way, stages_of
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE, sign_in

pytestmark = pytest.mark.clause("6.1", "9.2")
PLACE = {
    Role.VILLAGE_CLERK: VILLAGE,
    Role.EMPLOYER_CLERK: VILLAGE,
    Role.TOWNSHIP_OFFICER: TOWNSHIP,
}


@pytest.fixture
def officers(officer: Any, client: Any) -> dict[Role, Officer]:
    """One officer of each role, each where the role belongs."""
    found = {}
    for role in Role:
        place = PLACE.get(role, COUNTY)
        sign_in(client, role.value, place)
        found[role] = Officer.objects.get(username=f"{role.value}.{place}")
    return found


class Undone(Exception):
    """Everything tried in a block is taken back."""


def tried(made: Any, stage: str, who: Any, way: Way, proof: int | None) -> tuple[bool, str]:
    """Whether the stage would be finished, and else why not; nothing stays."""
    said = (False, "")
    proofs, on = {made.pk: proof} if proof else None, way.day(made, stage)
    try:
        with transaction.atomic():
            result = finish([made.pk], stage, on=on, officer=who, proofs=proofs)
            said = (bool(result.finished), result.refused[0].sentence if result.refused else "")
            raise Undone
    except Undone:
        return said


def row_of(made: Any, stage: str, way: Way, proof: int | None) -> CompletedStage:
    """The row that somebody would write past the actions, as well made as it can be."""
    step = made.procedure.stages.get(stage=stage)
    before = made.completed_stages.filter(position=step.position - 1).first()
    last = made.completed_stages.order_by("-position").first()
    on = way.day(made, stage)
    earlier = before.completed_on if before else last.completed_on if last else None
    return CompletedStage(
        application=made, procedure=made.procedure, position=step.position, stage=stage, completed_on=on,
        previous_completed_on=earlier if step.position > 1 else None, officer=way.officer,
        **({PROOF_COLUMN[stage]: proof} if stage in PROOF_COLUMN else {}),
    )  # fmt: skip


def proof_for(made: Any, stage: str, way: Way) -> int | None:
    """A proof as good as can be had before its turn; None where there is none to be had."""
    if stage not in PROOF_COLUMN:
        return None
    if stage == "county_filing" and (made.pk, "township_study") not in way.proofs:
        way.proof(made, "township_study")
    return way.proof(made, stage)


@pytest.mark.parametrize("base", list(PROCEDURES))
def test_every_pair_by_every_role(
    base: Base, make_application: Any, way: Way, officers: dict[Role, Officer]
) -> None:
    stages = stages_of(base)
    table = {stage.code: stage for stage in PROCEDURES[base].stages}
    checked = 0
    for reached in [None, *stages]:
        made = make_application(reached, base=base)
        following = stages[0] if reached is None else next(iter(stages[stages.index(reached) + 1 :]), None)
        for stage in stages:
            proof = _possible(made, stage, way) if stage != reached else None
            for role, who in officers.items():
                passed, why = tried(made, stage, who, way, proof)
                may = stage == "announcement" or _may(role, table[stage].action)
                assert passed is (stage == following and may), f"{role} after {reached}: {stage}: {why}"
                assert passed or why.endswith("）"), why
                checked += 1
    assert checked == (len(stages) + 1) * len(stages) * len(Role)


def _may(role: Role, action: str) -> bool:
    from gonggang.accounts.permissions import ACTIONS

    return role in ACTIONS[action].roles


def _possible(made: Any, stage: str, way: Way) -> int | None:
    """The proof, but for a placement of somebody whose turn has not come: opening it would be a start."""
    if made.completed_stages.filter(stage=stage).exists():
        return way.proofs.get((made.pk, stage))
    if stage == "onboarding" and not made.completed_stages.filter(stage="induction_training").exists():
        return None
    return proof_for(made, stage, way)


@pytest.mark.parametrize("base", list(PROCEDURES))
def test_every_pair_past_the_actions(base: Base, make_application: Any, way: Way) -> None:
    """The same with rows written straight into the table: the database alone keeps the order."""
    stages = stages_of(base)
    for reached in [None, *stages]:
        made = make_application(reached, base=base)
        following = stages[0] if reached is None else next(iter(stages[stages.index(reached) + 1 :]), None)
        for stage in stages:
            proof = _possible(made, stage, way)
            row = row_of(made, stage, way, proof)
            passed = True
            try:
                with transaction.atomic():
                    row.save()
                    raise Undone
            except Undone:
                pass
            except IntegrityError:
                passed = False
            assert passed is (stage == following), f"after {reached}: {stage}"


def refused(row: CompletedStage) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.clause("6.2")
def test_what_the_database_refuses(make_application: Any, way: Way) -> None:
    made, other = make_application("application"), make_application("application")
    stage, on = "democratic_appraisal", way.day(made, "democratic_appraisal")
    own, borrowed = way.proof(made, stage), way.proof(other, stage)
    good = row_of(made, stage, way, own)

    def changed(**values: Any) -> CompletedStage:
        row = row_of(made, stage, way, own)
        for name, value in values.items():
            setattr(row, name, value)
        return row

    refused(changed(completed_on=date(2024, 3, 2)))  # before the stage before
    refused(changed(previous_completed_on=date(2024, 3, 1)))  # another day than the one before had
    refused(changed(previous_completed_on=None))
    refused(changed(vote_id=borrowed))  # another's proof
    refused(changed(vote_id=None))
    refused(changed(procedure_id="filed"))  # another procedure
    refused(changed(position=4))  # another place
    refused(changed(position=9, stage="made_up"))
    refused(changed(application_id=other.pk))
    refused(changed(completed_on=date(2124, 1, 1)))
    good.save()
    refused(row_of(made, stage, way, own))  # twice
    for act in (
        lambda: CompletedStage.objects.filter(pk=good.pk).update(completed_on=on),
        lambda: CompletedStage.objects.filter(pk=good.pk).update(note="改"),
        lambda: CompletedStage.objects.filter(pk=good.pk)._raw_delete("default"),
        lambda: _sql("TRUNCATE recruitment_completedstage CASCADE"),
        lambda: _sql("TRUNCATE recruitment_application CASCADE"),
        lambda: made.__class__.objects.filter(pk=made.pk).update(applied_on=date(2024, 3, 5)),
        lambda: made.__class__.objects.filter(pk=made.pk).update(procedure_id="filed"),
        lambda: made.__class__.objects.filter(pk=made.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def _sql(text: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # a table that still waits for checks cannot be emptied at all
        cursor.execute(text)


@pytest.mark.clause("6.9")
def test_an_open_objection_and_a_closing_stop_everything(make_application: Any, way: Way) -> None:
    from gonggang.recruitment.actions.closings import close
    from gonggang.recruitment.models import NoticeEntry, Objection

    made = make_application("public_notice")
    entry = NoticeEntry.objects.select_related("notice").get(application=made)
    objection = Objection.objects.create(
        entry=entry, application=made, number="YY-1", received_on=entry.notice.ended_on, channel="visit",
        text="反映", officer=way.officer,
    )  # fmt: skip
    refused(row_of(made, "county_approval", way, None))
    assert "6.9" in tried(made, "county_approval", way.officer, way, None)[1]
    Objection.objects.filter(pk=objection.pk).update(
        upheld=False, result="不属实", result_published_on=entry.notice.ended_on
    )
    assert tried(made, "county_approval", way.officer, way, None)[0]
    close(made.pk, "withdrawn", on=way.day(made, "public_notice"), officer=way.officer, reason="本人撤回")
    refused(row_of(made, "county_approval", way, None))
    assert "办结" in tried(made, "county_approval", way.officer, way, None)[1]
