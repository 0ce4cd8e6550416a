"""Random steps upon applications: each as SQL for the tables, with what the reference model says of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from gonggang.recruitment.actions.proofs import PROOF_COLUMN
from gonggang.recruitment.tests.makers import Way
from gonggang.recruitment.tests.reference import CHAINS, FIXED, TOLD_FIRST, Case

ATTEMPT: Final = """
CREATE OR REPLACE FUNCTION pg_temp.attempt(asked text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE touched integer;
BEGIN
    EXECUTE asked;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN CASE WHEN touched = 1 THEN '' ELSE 'nothing there' END;
EXCEPTION WHEN integrity_constraint_violation OR foreign_key_violation OR unique_violation OR check_violation
    OR not_null_violation THEN RETURN SQLERRM;
END $$
"""
# One table takes the proof of either; what is another's is not refused there.
SHARED: Final = frozenset({"township_study", "induction_training"})
SOME_STAGES: Final = tuple(dict.fromkeys(stage for chain in CHAINS.values() for stage in chain))


@dataclass
class Actor:
    """An application with everything that its stages may rest on, made beforehand."""

    key: int
    procedure: str
    fixed: dict[str, date]
    proofs: dict[str, int]
    days: dict[str, date]
    entry: int
    notice_ended: date
    delivery: int


@dataclass
class World:
    """The applications and who acts; `today` is a day after all of theirs."""

    actors: list[Actor]
    officer: int
    today: date


@dataclass
class Walk:
    """A walk of random steps from a seed, over fresh cases of the same world."""

    world: World
    seed: int
    cases: dict[int, Case] = field(default_factory=dict)
    objections: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.cases = {
            actor.key: Case(actor.procedure, actor.fixed, notice_posted=True) for actor in self.world.actors
        }

    def step(self) -> tuple[str, bool]:
        """SQL, and whether the reference model allows it; the model has moved on then."""
        actor = self.random.choice(self.world.actors)
        act = self.random.choices(
            (self._stage, self._object, self._settle, self._return, self._answer, self._close, self._rewrite),
            (70, 6, 8, 4, 6, 2, 4),
        )[0]
        return act(actor, self.cases[actor.key])

    def _stage(self, actor: Actor, case: Case) -> tuple[str, bool]:
        pick = self.random
        stage = case.next if case.next and pick.random() < 0.6 else pick.choice(SOME_STAGES)
        chain = CHAINS[case.base]
        position = chain.index(stage) + 1 if stage in chain else pick.randint(1, 11)
        before = case.done.get(chain[position - 2]) if 1 < position <= len(chain) else None
        good_day = self._good_day(actor, case, stage)
        on = good_day if pick.random() < 0.75 else self.world.today - timedelta(days=pick.randint(-3, 60))
        claimed = before
        if pick.random() < 0.08:
            claimed = pick.choice([None, on, self.world.today - timedelta(days=pick.randint(0, 60))])
        owner = actor if pick.random() < 0.9 else pick.choice(self.world.actors)
        proof = owner.proofs.get(stage) if pick.random() < 0.95 else None
        procedure = case.base if pick.random() < 0.96 else pick.choice(("ordinary", "filed"))
        proof_day = self._proof_day(owner, case, stage) if proof is not None else None
        allowed = (
            case.may_finish(stage, on, self.world.today, proof_day, owner.proofs.get("township_study"))
            and claimed == before
            and procedure == case.base
            and (owner is actor or stage not in PROOF_COLUMN or stage in SHARED)
        )
        if allowed:
            case.finish(stage, on)
            if stage == "township_study":
                case.study = proof
        column = PROOF_COLUMN.get(stage)
        names = "application_id, procedure_id, position, stage, completed_on, previous_completed_on, officer_id, note"
        values = f"{actor.key}, '{procedure}', {position}, '{stage}', '{on}', {_day(claimed)}, {self.world.officer}, ''"
        if column and proof is not None:
            names, values = f"{names}, {column}", f"{values}, {proof}"
        return (
            f"INSERT INTO recruitment_completedstage ({names}, recorded_at) VALUES ({values}, now())",
            allowed,
        )

    def _proof_day(self, owner: Actor, case: Case, stage: str) -> date | None:
        if stage == "public_notice":
            return max(filter(None, (owner.notice_ended, case.settled_on)))
        return owner.days.get(stage)

    def _good_day(self, actor: Actor, case: Case, stage: str) -> date:
        if stage in FIXED:
            return actor.fixed.get(stage, actor.fixed["application"])
        if stage == "county_approval":
            return max(case.done.values(), default=self.world.today)
        return self._proof_day(actor, case, stage) or self.world.today

    def _object(self, actor: Actor, case: Case) -> tuple[str, bool]:
        inside = self.random.random() < 0.7
        received = actor.notice_ended if inside else actor.notice_ended + timedelta(days=1)
        allowed = case.may_object() and inside
        self.objections += 1
        number = self.objections
        if allowed:
            case.objections[number] = "open"
        return (
            "INSERT INTO recruitment_objection (entry_id, application_id, number, received_on, channel, anonymous, "
            f"text, result, officer_id) VALUES ({actor.entry}, {actor.key}, 'M-{number}', '{received}', 'visit', "
            f"true, '反映', '', {self.world.officer})",
            allowed,
        )

    def _settle(self, actor: Actor, case: Case) -> tuple[str, bool]:
        known = [*case.objections, 0]
        number = self.random.choice(known)
        upheld = self.random.random() < 0.1
        on = actor.notice_ended + timedelta(days=self.random.randint(-1, 3))
        allowed = case.objections.get(number) == "open" and on >= actor.notice_ended
        if allowed:
            case.objections[number] = "upheld" if upheld else "rejected"
            case.settled_on = max(filter(None, (case.settled_on, on)))
        return (
            f"UPDATE recruitment_objection SET upheld = {upheld}, result = '查明', result_published_on = '{on}' "
            f"WHERE number = 'M-{number}'",
            allowed,
        )

    def _return(self, actor: Actor, case: Case) -> tuple[str, bool]:
        on = actor.fixed["application"]
        allowed = case.returned is None
        if allowed:
            case.returned = on
        return (
            f"INSERT INTO recruitment_return (application_id, missing, returned_on, officer_id) VALUES ({actor.key}, "
            f"'户口簿', '{on}', {self.world.officer})",
            allowed,
        )

    def _answer(self, actor: Actor, case: Case) -> tuple[str, bool]:
        on = actor.fixed["application"] + timedelta(days=self.random.randint(-1, 2))
        allowed = case.returned is not None and on >= case.returned
        if allowed:
            case.returned = None
        return (
            f"UPDATE recruitment_return SET answered_on = '{on}' WHERE application_id = {actor.key} "
            "AND answered_on IS NULL",
            allowed,
        )

    def _close(self, actor: Actor, case: Case) -> tuple[str, bool]:
        kind = self.random.choice(("refused", "not_chosen", "objection_upheld", "withdrawn", "started"))
        owner = actor if self.random.random() < 0.8 else self.random.choice(self.world.actors)
        told = self.random.random() < 0.5
        allowed = case.may_close(kind, told=told) and (not told or owner is actor)
        if allowed:
            case.closed = kind
        delivery = owner.delivery if told else "NULL"
        return (
            "INSERT INTO recruitment_closing (application_id, kind, closed_on, reason, delivery_id, officer_id) VALUES "
            f"({actor.key}, '{kind}', '{self.world.today}', '理由', {delivery}, {self.world.officer})",
            allowed,
        )

    def _rewrite(self, actor: Actor, case: Case) -> tuple[str, bool]:
        """What is never allowed, whatever has happened."""
        where = f"application_id = {actor.key} AND position = {self.random.randint(1, 11)}"
        return self.random.choice(
            (
                f"UPDATE recruitment_completedstage SET completed_on = '{self.world.today}' WHERE {where}",
                f"UPDATE recruitment_completedstage SET note = '改' WHERE {where}",
                f"DELETE FROM recruitment_completedstage WHERE {where}",
                f"DELETE FROM recruitment_closing WHERE application_id = {actor.key}",
                f"DELETE FROM recruitment_objection WHERE application_id = {actor.key} AND number = 'M-1'",
                f"DELETE FROM recruitment_return WHERE application_id = {actor.key} AND answered_on IS NULL",
                "UPDATE recruitment_round SET title = '改'",
            )
        ), False


def _day(value: date | None) -> str:
    return f"'{value}'" if value else "NULL"


def build_world(way: Way, round_: Any, people: list[int], today: date) -> World:
    """Applications of both procedures in turn, with every proof made beforehand and no stage finished."""
    actors = []
    for number, person in enumerate(people):
        base = ("ordinary", "filed")[number % 2]
        made = way.make_application(round_, person, base=base)
        chain = CHAINS[base]
        proofs = {stage: way.proof(made, stage) for stage in chain if stage in PROOF_COLUMN}
        entry = made.notice_entries.select_related("notice").get()
        fixed = {"announcement": round_.published_on, "application": made.applied_on}
        if base == "filed":
            fixed["kinship_declaration"] = made.committed_on
        notice_ended = way.day(made, "public_notice")
        actors.append(
            Actor(
                made.pk, base, fixed, proofs, {stage: way.day(made, stage) for stage in proofs}, entry.pk,
                notice_ended, _delivery(way, made),
            )
        )  # fmt: skip
    assert TOLD_FIRST
    return World(actors, way.officer.pk, today)


def _delivery(way: Way, made: Any) -> int:
    from gonggang.recruitment.models import Delivery, Notification

    told = Notification.objects.create(
        application=made, number=f"GZ-{made.pk}", kind="refused", reason="不符", appeal="申诉",
        issued_on=made.applied_on, officer=way.officer,
    )  # fmt: skip
    return Delivery.objects.create(
        notification=told,
        how="in_person",
        delivered_on=made.applied_on,
        received_by="本人",
        officer=way.officer,
    ).pk
