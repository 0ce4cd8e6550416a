"""Walking the audit chains: which record, head or seal is altered, missing, put in, moved or rewritten."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from django.db import connection, transaction

from gonggang.audit.marks import mark_of
from gonggang.audit.models import AuditRecord, ChainHead, Seal
from gonggang.audit.rules import (
    CHAINS,
    FIRST_SEAL,
    PLACES_A_CHAIN,
    SEALS_HEAD,
    Content,
    chain_and_place,
    number_at,
    seal_of,
)
from gonggang.audit.seals import SealLine, check_lines, line_of

Kind = Literal["altered", "missing", "inserted", "moved", "rewritten", "head", "seal"]

_MOVED_MAX: Final = 200  # altered records for which their true place is looked for
_CHUNK: Final = 5000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: places `first` to `last` of a chain; for `seal` the numbers of the seals."""

    kind: Kind
    chain: int
    first: int
    last: int
    sentence: str

    def as_json(self) -> dict[str, object]:
        """The fault as the command prints it."""
        return {
            "kind": self.kind,
            "chain": self.chain,
            "first": self.first,
            "last": self.last,
            "number": number_at(self.chain, self.first) if self.chain >= 0 else self.first,
            "message": self.sentence,
        }


@dataclass(slots=True)
class _Row:
    content: Content
    previous: bytes
    seal: bytes
    place: int

    @property
    def whole(self) -> bool:
        return seal_of(self.content, self.previous) == self.seal


def broken_records() -> Iterator[tuple[int, str]]:
    """The number and a Chinese sentence for each fault; nothing when all is whole."""
    for fault in verify():
        yield number_at(fault.chain, fault.first) if fault.chain >= 0 else fault.first, fault.sentence


def verify(kept: Sequence[SealLine] = ()) -> list[Fault]:
    """Check every chain, head and seal, and those seals that were kept outside; the faults in order, [] when whole."""
    with _one_view():
        heads = {head.pk: head for head in ChainHead.objects.all()}
        stored = [line_of(seal) for seal in Seal.objects.order_by("number")]
        faults = list(_check_seals(stored, kept, heads.get(SEALS_HEAD)))
        sealed: dict[int, dict[int, SealLine]] = defaultdict(dict)
        for line in [*stored, *kept]:
            sealed[line.chain][line.place] = line
        for chain in CHAINS:
            faults += _Walk(chain, heads.get(chain), sealed.get(chain, {}), kept).run()
        faults += _strays()
    return faults


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked of a chain: the places from `first` to `last`, and what is wrong with them."""

    chain: int
    first: int
    last: int
    faults: list[Fault]

    @property
    def records(self) -> int:
        return max(0, self.last - self.first + 1)


def verify_month(chain: int, begins: date, ends: date) -> Checked:
    """Check what a chain was given from one day to before another, between the seals around them, and all seals.

    It starts from the last seal that is not younger than `begins` and goes to the first one not older than `ends`, or
    to the head of the chain.
    """
    with _one_view():
        heads = {head.pk: head for head in ChainHead.objects.filter(pk__in=(chain, SEALS_HEAD))}
        stored = [line_of(seal) for seal in Seal.objects.order_by("number")]
        faults = list(_check_seals(stored, (), heads.get(SEALS_HEAD)))
        mine = [line for line in stored if line.chain == chain]
        before = [line for line in mine if line.day <= begins]
        after = [line for line in mine if line.day >= ends]
        start = before[-1] if before else None
        walk = _Walk(chain, heads.get(chain), {line.place: line for line in mine}, ())
        if start is not None:
            walk.last, walk.seal, walk.sealed_place = start.place, start.head_seal, start.place
        first = walk.last + 1
        walk.until = after[0].place if after else None
        faults += walk.run()
        last = walk.until if walk.until is not None else max(walk.last, first - 1)
        return Checked(chain, first, last, faults)


@contextlib.contextmanager
def _one_view() -> Iterator[None]:
    """All reads see the database as of one moment, though others go on writing."""
    inner = connection.in_atomic_block
    with transaction.atomic():
        if not inner:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _check_seals(
    stored: Sequence[SealLine], kept: Sequence[SealLine], head: ChainHead | None
) -> Iterator[Fault]:
    def fault(number: int, words: str) -> Fault:
        return Fault("seal", SEALS_HEAD, number, number, f"第 {number} 条封存{words}")

    for number, words in check_lines(stored, begins=1):
        yield fault(number, words)
    last = stored[-1] if stored else None
    state = (last.number, last.seal) if last is not None else (0, FIRST_SEAL)
    if head is None:
        yield fault(state[0], "之后的链首不见了")
    elif (head.number, bytes(head.seal)) != state:
        if head.number > state[0]:
            yield replace(fault(state[0] + 1, f"至第 {head.number} 条缺失"), last=head.number)
        else:
            yield fault(state[0], "与链首不符，是后来插入或改写的")
    elif bytes(head.mark) != mark_of(SEALS_HEAD, head.number, bytes(head.seal), head.sealed_on):
        yield fault(state[0], "或它的链首不是本系统写下的")
    by_number = {line.number: line for line in stored}
    for line in kept:
        mine = by_number.get(line.number)
        if mine is None:
            yield fault(line.number, "在留存文件里有，在库里缺失")
        elif mine != line:
            yield fault(line.number, "与留存文件不符")


def _strays() -> Iterator[Fault]:
    """Records whose number belongs to no chain."""
    low, high = CHAINS.start * PLACES_A_CHAIN, CHAINS.stop * PLACES_A_CHAIN
    rows = AuditRecord.objects.exclude(number__gte=low, number__lt=high).order_by("number")
    for number in rows.values_list("number", flat=True).iterator(chunk_size=_CHUNK):
        chain, place = chain_and_place(number)
        yield Fault("inserted", chain, place, place, f"编号 {number} 的审计记录不属于任何一条链，是插入的")


class _Walk:
    """One chain from its first record to its head."""

    def __init__(
        self, chain: int, head: ChainHead | None, sealed: Mapping[int, SealLine], kept: Iterable[SealLine]
    ) -> None:
        self.chain, self.head, self.sealed = chain, head, sealed
        self.found: list[Fault] = []
        self.spoilt: list[_Row] = []
        self.last = 0
        self.seal = FIRST_SEAL
        self.sealed_place = 0
        # The last place that is looked at; None is the end of the chain.
        self.until: int | None = None

    def run(self) -> list[Fault]:
        """The faults of the chain by place."""
        self._check_head()
        sure = self.head.number if self.head is not None else None
        before_whole = True
        for row in self._rows():
            whole = row.whole
            if row.place < 1 or (sure is not None and row.place > sure):
                self._add("inserted", row.place, row.place, "是插入的")
                self.spoilt += [] if whole else [row]
                continue
            if row.place > self.last + 1:
                self._add("missing", self.last + 1, row.place - 1, "缺失")
            elif whole and before_whole and row.previous != self.seal:
                words = f"被改写，第 {row.place} 条记下的前一条不是它"
                self._add("altered", max(self.last, 1), max(self.last, 1), words)
            if not whole:
                self._add("altered", row.place, row.place, "的内容被改动")
                self.spoilt.append(row)
            self.last, self.seal, before_whole = row.place, row.seal, whole
            self._compare_with_seal()
        self._check_end(before_whole)
        self._name_moved()
        return sorted(self.found, key=lambda fault: (fault.first, fault.last))

    def _rows(self) -> Iterator[_Row]:
        low = self.chain * PLACES_A_CHAIN
        first = low + self.last + 1 if self.last else low
        end = low + PLACES_A_CHAIN if self.until is None else low + self.until + 1
        rows = AuditRecord.objects.filter(number__gte=first, number__lt=end).order_by("number")
        fields = ("number", "at", "officer_id", "verb", "region_code", "subject", "detail")
        for values in rows.values_list(*fields, "previous_seal", "seal").iterator(chunk_size=_CHUNK):
            content = Content(*values[:7])
            yield _Row(content, bytes(values[7]), bytes(values[8]), content.number - low)

    def _add(self, kind: Kind, first: int, last: int, words: str) -> None:
        """Note a fault; neighbours of one kind become one."""
        for one in self.found[-1:]:
            if one.kind == kind and one.last + 1 == first and kind in {"altered", "missing", "inserted"}:
                first = one.first
                self.found.pop()
        places = f"第 {first} 条" if first == last else f"第 {first} 至 {last} 条"
        self.found.append(Fault(kind, self.chain, first, last, f"审计链 {self.chain} {places}记录{words}"))

    def _check_head(self) -> None:
        head = self.head
        if head is None:
            self._add("head", 0, 0, "的链首不见了")
        elif bytes(head.mark) != mark_of(self.chain, head.number, bytes(head.seal), head.sealed_on):
            first = min(max(self.sealed, default=0) + 1, max(head.number, 1))
            self._add("head", first, max(head.number, 1), "或其链首不是本系统写下的（上次封存之后）")

    def _compare_with_seal(self) -> None:
        line = self.sealed.get(self.last)
        if line is None:
            return
        first = self.sealed_place + 1
        self.sealed_place = self.last
        if line.head_seal != self.seal and not any(one.last >= first for one in self.found):
            words = f"被整段改写：与 {line.day} 的封存不符"
            self._add("rewritten", first, self.last, words)

    def _check_end(self, whole: bool) -> None:
        """Against the head, then against the seals that tell of more records than there are."""
        head = self.head
        if self.until is not None:
            if self.last < self.until:
                self._add("missing", self.last + 1, self.until, "缺失")
            return
        if head is not None and head.number > self.last:
            self._add("missing", self.last + 1, head.number, "缺失")
        elif head is not None and head.number == self.last and whole and bytes(head.seal) != self.seal:
            self._add("altered", max(self.last, 1), max(self.last, 1), "被改写，与链首不符")
        furthest = max(self.sealed, default=0)
        reached = max(self.last, head.number if head is not None else 0)
        if furthest > reached:
            day = self.sealed[furthest].day
            self._add("missing", reached + 1, furthest, f"被截去：{day} 封存时有 {furthest} 条")

    def _name_moved(self) -> None:
        """Say of an altered record that it stood at another place, where its seal proves it."""
        if len(self.spoilt) > _MOVED_MAX:
            return
        places = {row.place for row in self.spoilt}
        for fault in self.found:
            if fault.kind == "missing" and fault.last - fault.first < _MOVED_MAX:
                places |= set(range(fault.first, fault.last + 1))
        for row in self.spoilt:
            for place in sorted(places | {row.place - 1, row.place + 1}):
                content = replace(row.content, number=number_at(self.chain, place))
                if place != row.place and seal_of(content, row.previous) == row.seal:
                    words = f"是从第 {place} 条的位置挪来的"
                    self.found.append(
                        Fault(
                            "moved", self.chain, row.place, row.place,
                            f"审计链 {self.chain} 第 {row.place} 条记录{words}",
                        )
                    )  # fmt: skip
