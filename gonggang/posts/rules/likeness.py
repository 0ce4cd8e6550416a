"""Which posts are the same work under other names, and which are paid or timed out of line (clauses 2.3, 2.5). Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

# Words that carry no work: particles, and the ways of saying "is responsible for".
_EMPTY_WORDS = re.compile(r"负责|协助做好|做好|开展|进行|的|和|与|及|并|、|[\s，。；：,.;:（）()“”\"]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PostText:
    """What the comparison of posts looks at. `place_names` are cut out of the duties before they are compared."""

    number: str
    township_code: int
    name: str
    urban_rural: str | None
    duties: str
    place_names: tuple[str, ...] = ()
    standard_fen: int | None = None
    required_days: int | None = None


def work_of(post: PostText) -> Counter[str]:
    """The characters of the duties that carry work, counted: order and wording of a list do not matter."""
    text = post.duties
    for place in sorted(post.place_names, key=len, reverse=True):
        text = text.replace(place, "")
    return Counter(_DIGITS.sub("", _EMPTY_WORDS.sub("", text)))


def likeness(left: Counter[str], right: Counter[str]) -> Fraction:
    """Dice coefficient of two counted texts, 0 nothing shared to 1 the same; two empty texts share nothing."""
    size = left.total() + right.total()
    return Fraction(2 * (left & right).total(), size) if size else Fraction(0)


Pair = tuple[str, str]


def like_groups(
    posts: Iterable[PostText], *, likeness_min: Fraction, apart: Collection[Pair] = ()
) -> list[list[str]]:
    """Groups of posts of one township whose duties are alike and whose names differ, each sorted by number.

    Alike is transitive inside a township. A group in which every post has the same name is no finding. Two posts of
    `apart` (numbers in order) were looked at and stay two posts: they do not lead to each other any more, and a group
    in which nothing else is left to be asked is gone.
    """
    townships: dict[int, list[PostText]] = defaultdict(list)
    for post in posts:
        townships[post.township_code].append(post)
    decided = frozenset(apart)
    groups: list[list[str]] = []
    for members in townships.values():
        groups.extend(_groups_of_township(members, likeness_min, decided))
    return sorted(groups)


def ordered_pair(left: str, right: str) -> Pair:
    """Two post numbers in the order in which `apart` has them."""
    return (left, right) if left < right else (right, left)


@dataclass(slots=True)
class _Wording:
    """One wording of duties in a township: its characters as bits, how many there are, and the posts that have it."""

    bits: int
    size: int
    posts: list[PostText]


def _groups_of_township(
    posts: Sequence[PostText], likeness_min: Fraction, apart: frozenset[Pair]
) -> list[list[str]]:
    wordings = _wordings(posts, {number for pair in apart for number in pair})
    parent = list(range(len(wordings)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    # Shorter ones first: two texts of very different length cannot be alike, and there the comparing stops.
    share = likeness_min / (2 - likeness_min)
    enough, whole = likeness_min.numerator, 2 * likeness_min.denominator
    least, of = share.numerator, share.denominator
    for i, right in enumerate(wordings):
        for j in range(i - 1, -1, -1):
            left = wordings[j]
            if left.size * of < least * right.size:
                break
            shared = (left.bits & right.bits).bit_count()
            if shared * whole >= enough * (left.size + right.size) and not _kept_apart(left, right, apart):
                parent[root(i)] = root(j)
    together: dict[int, list[PostText]] = defaultdict(list)
    for i, wording in enumerate(wordings):
        together[root(i)].extend(wording.posts)
    return [
        sorted(post.number for post in group)
        for group in together.values()
        if len({post.name for post in group}) > 1
    ]


def _kept_apart(left: _Wording, right: _Wording, apart: frozenset[Pair]) -> bool:
    # A post of which something was decided stands alone under its wording.
    return (
        bool(apart)
        and len(left.posts) == len(right.posts) == 1
        and ordered_pair(left.posts[0].number, right.posts[0].number) in apart
    )


def _wordings(posts: Sequence[PostText], alone: set[str]) -> list[_Wording]:
    """The wordings, shortest first. Posts of one wording are one candidate, so that the square is over wordings.

    The characters of a text are bits of one whole number, the second of the same character another bit than the first:
    what two texts share, repeats counted, is then how many bits both numbers have.
    """
    places: dict[tuple[str, int], int] = {}
    found: dict[tuple[int, str], _Wording] = {}
    for post in posts:
        work = work_of(post)
        if not work:
            continue
        bits = 0
        for character, count in work.items():
            for nth in range(count):
                bits |= 1 << places.setdefault((character, nth), len(places))
        key = (bits, post.number if post.number in alone else "")
        wording = found.get(key)
        if wording is None:
            found[key] = wording = _Wording(bits, work.total(), [])
        wording.posts.append(post)
    return sorted(found.values(), key=lambda wording: wording.size)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A post whose subsidy or required days lie too far from the median of its like."""

    post: str
    kind: str
    value: int
    median: Fraction


def outliers(posts: Iterable[PostText], *, spread_percent: int, group_min: int) -> list[Outlier]:
    """Among at least `group_min` posts of one name and kind, those further than `spread_percent` from the median."""
    same: dict[tuple[str, str | None], list[PostText]] = defaultdict(list)
    for post in posts:
        same[(post.name, post.urban_rural)].append(post)
    found: list[Outlier] = []
    for group in same.values():
        for kind, field in (("subsidy", "standard_fen"), ("required_days", "required_days")):
            known = [(post, getattr(post, field)) for post in group if getattr(post, field) is not None]
            if len(known) < group_min:
                continue
            middle = Fraction(median([Fraction(value) for _, value in known]))
            for post, value in known:
                if abs(value - middle) * 100 > spread_percent * middle:
                    found.append(Outlier(post.number, kind, value, middle))
    return sorted(found, key=lambda o: (o.post, o.kind))


@dataclass(frozen=True, slots=True)
class SharedWork:
    """Why two posts are alike: how much of their work they share, which words, and what only one of them says."""

    percent: int
    shared: tuple[str, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]


_CLAUSE = re.compile(r"[，。；：、,.;:\s]+")


def shared_work(left: PostText, right: PostText) -> SharedWork:
    """The explanation of a likeness: phrases of the duties that both have, and those that only one has (clause 2.3)."""
    one, two = _phrases(left), _phrases(right)
    matched_one = {phrase for phrase in one if _has_like(phrase, two)}
    matched_two = {phrase for phrase in two if _has_like(phrase, one)}
    return SharedWork(
        percent=int(likeness(work_of(left), work_of(right)) * 100),
        shared=tuple(phrase for phrase in one if phrase in matched_one),
        only_left=tuple(phrase for phrase in one if phrase not in matched_one),
        only_right=tuple(phrase for phrase in two if phrase not in matched_two),
    )


def _phrases(post: PostText) -> list[str]:
    text = post.duties
    for place in sorted(post.place_names, key=len, reverse=True):
        text = text.replace(place, "")
    return [phrase for phrase in _CLAUSE.split(text) if phrase]


def _has_like(phrase: str, others: Iterable[str]) -> bool:
    mine = Counter(_EMPTY_WORDS.sub("", phrase))
    return any(likeness(mine, Counter(_EMPTY_WORDS.sub("", other))) >= Fraction(1, 2) for other in others)
