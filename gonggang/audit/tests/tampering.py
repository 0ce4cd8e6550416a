"""What somebody with every right in the database may do to the audit tables; each attack says where it struck."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import connection

from gonggang.audit.marks import mark_of
from gonggang.audit.models import AuditRecord, ChainHead, Seal
from gonggang.audit.rules import FIRST_SEAL, Content, chain_and_place, number_at, seal_of, seal_of_the_day


@dataclass(frozen=True)
class Struck:
    """Where an attack struck: places of a chain (-1: the seals), and how far beside them a fault may be named."""

    chain: int
    first: int
    last: int
    beside: int = 0


def content_of(row: AuditRecord) -> Content:
    return Content(row.number, row.at, row.officer_id, row.verb, row.region_code, row.subject, row.detail)


def rows_of(chain: int) -> list[AuditRecord]:
    low = number_at(chain, 0)
    return list(AuditRecord.objects.filter(number__gte=low, number__lt=low + 10**12).order_by("number"))


def unprotect() -> None:
    """Take the triggers off, as the owner of the tables can."""
    with connection.cursor() as cursor:
        for table in ("audit_auditrecord", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def flipped(value: bytes, chance: random.Random) -> bytes:
    position = chance.randrange(len(value))
    return value[:position] + bytes([value[position] ^ (1 << chance.randrange(8))]) + value[position + 1 :]


def other(field: str, row: AuditRecord, chance: random.Random) -> object:
    """Another value for a column of a record."""
    value = getattr(row, field)
    if field in {"previous_seal", "seal"}:
        return flipped(bytes(value), chance)
    if field == "at":
        return value + timedelta(microseconds=chance.choice([-1, 1, 86_400_000_000]))
    if field in {"officer_id", "region_code"}:
        return None if value is not None and chance.random() < 0.3 else (value or 0) + chance.randint(1, 9)
    if field == "detail":
        return chance.choice([{}, {**value, "n": 10**6}, {**value, "extra": True}, [value]])
    return value + "x" if chance.random() < 0.5 else value[:-1]


FIELDS = ("at", "officer_id", "verb", "region_code", "subject", "detail", "previous_seal", "seal")


class Attacker:
    """One attack on one of the chains that have records; `sealed` tells how far each is sealed."""

    def __init__(self, chance: random.Random, sealed: dict[int, int]) -> None:
        self.chance = chance
        self.chain = chance.choice(sorted(sealed))
        self.sealed = sealed[self.chain]
        self.rows = rows_of(self.chain)

    def strike(self) -> tuple[str, Struck]:
        attack: Callable[[], Struck] = getattr(self, f"attack_{self.chance.choice(ATTACKS)}")
        return attack.__name__, attack()

    def _one(self, *, most: int | None = None) -> AuditRecord:
        return self.chance.choice(self.rows[:most])

    def _place(self, row: AuditRecord) -> int:
        return chain_and_place(row.number)[1]

    def _set(self, row: AuditRecord, **values: object) -> None:
        AuditRecord.objects.filter(pk=row.pk).update(**values)

    def _move_head(self, place: int, seal: bytes, *, key: bool) -> None:
        head = ChainHead.objects.get(pk=self.chain)
        mark = mark_of(self.chain, place, seal, head.sealed_on) if key else bytes(head.mark)
        ChainHead.objects.filter(pk=self.chain).update(number=place, seal=seal, mark=mark)

    def _seal_from(self, place: int, previous: bytes) -> bytes:
        """Recompute all seals from a place on, so that the chain joins again; the seal of the last record."""
        for row in rows_of(self.chain):
            if self._place(row) >= place:
                seal = seal_of(content_of(row), previous)
                self._set(row, previous_seal=previous, seal=seal)
                previous = seal
        return previous

    def attack_update(self) -> Struck:
        row = self._one()
        field = self.chance.choice(FIELDS)
        self._set(row, **{field: other(field, row, self.chance)})
        return Struck(self.chain, self._place(row), self._place(row))

    def attack_update_and_reseal(self) -> Struck:
        row = self._one()
        field = self.chance.choice(FIELDS[:-1])
        setattr(row, field, other(field, row, self.chance))
        seal = seal_of(content_of(row), bytes(row.previous_seal))
        self._set(row, seal=seal, **{field: getattr(row, field)})
        return Struck(self.chain, self._place(row), self._place(row))

    def attack_renumber(self) -> Struck:
        row = self._one()
        chain = self.chance.choice([self.chain, self.chain, 5, 40, -3])
        self._set(row, number=number_at(chain, self.chance.randint(100, 999)))
        return Struck(self.chain, self._place(row), self._place(row))

    def attack_delete(self) -> Struck:
        begin = self.chance.randrange(len(self.rows))
        gone = self.rows[begin : begin + self.chance.choice([1, 1, 2, 5])]
        AuditRecord.objects.filter(pk__in=[row.pk for row in gone])._raw_delete("default")
        return Struck(self.chain, self._place(gone[0]), self._place(gone[-1]))

    def attack_insert_at_end(self) -> Struck:
        last = self.rows[-1]
        number, previous = last.number + self.chance.choice([1, 1, 3]), bytes(last.seal)
        content = replace(content_of(last), number=number, verb="invented")
        AuditRecord.objects.create(
            number=number, at=content.at, officer_id=content.officer_id, verb=content.verb,
            region_code=content.region_code, subject=content.subject, detail=content.detail,
            previous_seal=previous, seal=seal_of(content, previous),
        )  # fmt: skip
        place = chain_and_place(number)[1]
        if number == last.number + 1 and self.chance.random() < 0.5:
            self._move_head(place, seal_of(content, previous), key=False)
        return Struck(self.chain, place, place)

    def attack_insert_between(self) -> Struck:
        """A record is put in, the later ones are shifted; sealed anew or not, with the head moved or not."""
        begin = self._one()
        place = self._place(begin)
        for row in reversed(self.rows[self.rows.index(begin) :]):
            self._set(row, number=row.number + 1)
        AuditRecord.objects.create(
            number=begin.number, at=begin.at, officer_id=begin.officer_id, verb="invented",
            region_code=begin.region_code, subject=begin.subject, detail=begin.detail,
            previous_seal=begin.previous_seal, seal=begin.seal,
        )  # fmt: skip
        if self.chance.random() < 0.5:
            last = self._seal_from(place, bytes(begin.previous_seal))
            self._move_head(len(self.rows) + 1, last, key=place <= self.sealed)
            return Struck(self.chain, place, len(self.rows) + 1)
        return Struck(self.chain, place, place)

    def attack_swap(self) -> Struck:
        one, two = self.chance.sample(self.rows, 2)
        AuditRecord.objects.filter(pk=one.pk).update(number=number_at(self.chain, 900))
        AuditRecord.objects.filter(pk=two.pk).update(number=one.number)
        AuditRecord.objects.filter(pk=number_at(self.chain, 900)).update(number=two.number)
        if self.chance.random() < 0.3:
            for row in (one, two):
                now = AuditRecord.objects.get(pk=row.number)
                self._set(now, seal=seal_of(content_of(now), bytes(now.previous_seal)))
            return Struck(self.chain, self._place(one), self._place(one), beside=1)
        return Struck(self.chain, self._place(one), self._place(one))

    def attack_replace_tail(self) -> Struck:
        """Everything from a record on is rewritten without a flaw; with the key only where a seal was before."""
        key = self.chance.random() < 0.5
        row = self._one(most=self.sealed if key else None)
        place = self._place(row)
        self._set(row, detail={"n": "rewritten"})
        self._move_head(len(self.rows), self._seal_from(place, bytes(row.previous_seal)), key=key)
        return Struck(self.chain, place, len(self.rows))

    def attack_cut_tail(self) -> Struck:
        key = self.chance.random() < 0.5
        row = self._one(most=self.sealed if key else None)
        place = self._place(row)
        AuditRecord.objects.filter(pk__in=[one.pk for one in self.rows[place - 1 :]])._raw_delete("default")
        if key or self.chance.random() < 0.5:
            self._move_head(place - 1, bytes(row.previous_seal), key=key)
        return Struck(self.chain, place, len(self.rows), beside=0 if key else 1)

    def attack_truncate(self) -> Struck:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE audit_auditrecord")
        for head in ChainHead.objects.filter(pk__gte=0):
            mark = mark_of(head.pk, 0, FIRST_SEAL, head.sealed_on)
            ChainHead.objects.filter(pk=head.pk).update(number=0, seal=FIRST_SEAL, mark=mark)
        return Struck(self.chain, 1, self.sealed)

    def attack_head(self) -> Struck:
        head = ChainHead.objects.get(pk=self.chain)
        field = self.chance.choice(["number", "seal", "sealed_on", "mark", "gone"])
        changed = ChainHead.objects.filter(pk=self.chain)
        if field == "gone":
            changed.delete()
            return Struck(self.chain, 0, 0)
        if field == "number":
            place = self.chance.choice([0, head.number - 1, head.number + 2])
            changed.update(number=place)
            return Struck(self.chain, min(place, head.number), max(place, head.number))
        if field == "sealed_on":
            changed.update(sealed_on=head.sealed_on + timedelta(days=1))
        else:
            changed.update(**{field: flipped(bytes(getattr(head, field)), self.chance)})
        return Struck(self.chain, head.number, head.number)

    def attack_seal(self) -> Struck:
        seal = self.chance.choice(list(Seal.objects.order_by("number")))
        field = self.chance.choice(
            ["number", "day", "chain", "place", "at", "head_seal", "previous_seal", "seal"]
        )
        value = getattr(seal, field)
        if field.endswith("seal"):
            new: object = flipped(bytes(value), self.chance)
        elif field == "number":
            new = value + 500
        else:
            new = value + (timedelta(days=1) if field in {"day", "at"} else 1)
        Seal.objects.filter(pk=seal.pk).update(**{field: new})
        return Struck(-1, seal.number, seal.number)

    def attack_delete_seals(self) -> Struck:
        seals = list(Seal.objects.order_by("number"))
        begin = self.chance.choice([0, self.chance.randrange(len(seals)), len(seals) - 1])
        gone = seals[begin : begin + self.chance.choice([1, 3, 100])]
        Seal.objects.filter(pk__in=[one.pk for one in gone])._raw_delete("default")
        if (
            begin + len(gone) == len(seals) and self.chance.random() < 0.5
        ):  # with the head, by a thief of the key
            number, own = gone[0].number - 1, bytes(gone[0].previous_seal)
            mark = mark_of(-1, number, own, None)
            ChainHead.objects.filter(pk=-1).update(number=number, seal=own, mark=mark)
        return Struck(-1, gone[0].number, gone[-1].number)

    def attack_rewrite_last_seal(self) -> Struck:
        """The last seal is made anew for a shorter chain, together with its head, by a thief of the key."""
        last = Seal.objects.order_by("-number").first()
        assert last is not None
        place = max(last.place - 1, 1)
        head_seal = bytes(AuditRecord.objects.get(pk=number_at(last.chain, place)).seal)
        own = seal_of_the_day(
            last.number, last.day, last.chain, place, head_seal, last.at, bytes(last.previous_seal)
        )
        Seal.objects.filter(pk=last.pk).update(place=place, head_seal=head_seal, seal=own)
        ChainHead.objects.filter(pk=-1).update(seal=own, mark=mark_of(-1, last.number, own, None))
        return Struck(-1, last.number, last.number)


ATTACKS = sorted(name.removeprefix("attack_") for name in vars(Attacker) if name.startswith("attack_"))
