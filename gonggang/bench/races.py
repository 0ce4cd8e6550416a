"""Officers racing for the last place of a post, and for one person: how many rounds, and how often one too many."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gonggang.server.home import home

_VILLAGE: Final = 379901100200
_COUNTY: Final = 379901000000
_FIRST_DAY: Final = date(2024, 3, 1)
_PEOPLE: Final = 32
_SEED: Final = 20240429
_ONE_PERSON_EVERY: Final = 4


@dataclass(slots=True)
class Tally:
    """What came of the rounds. `too_many` and `wrong_counts` must stay 0."""

    rounds: int = 0
    attempts: int = 0
    started: int = 0
    refused: int = 0
    too_many: int = 0
    too_few: int = 0
    wrong_counts: int = 0


def run(rounds: int = 10_000, progress: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Race so many rounds in a home of its own; what was made is deleted again. Seconds are wall time."""
    os.environ["GONGGANG_HOME"] = str(home() / "bench")
    from gonggang.server.opening import open_database

    open_database()
    began = time.perf_counter()
    tally = race(rounds, progress=progress or (lambda step: None))
    return {
        "benchmark": "races",
        "rounds": tally.rounds,
        "attempts": tally.attempts,
        "started": tally.started,
        "refused": tally.refused,
        "too_many": tally.too_many,
        "too_few": tally.too_few,
        "wrong_counts": tally.wrong_counts,
        "of_one_person": rounds // _ONE_PERSON_EVERY,
        "wall_seconds": round(time.perf_counter() - began, 1),
    }


def race(rounds: int, *, progress: Callable[[str], None] = lambda step: None) -> Tally:
    """Rounds of 2 to 32 officers at once: three in four race for the last place of a post, the others for one person.

    Each officer is a thread with a connection and a transaction of its own. Everything made is deleted at the end.
    """
    from gonggang.accounts.actions import operator_officer

    officer = operator_officer()
    choose = random.Random(_SEED)  # noqa: S311  sizes of rounds, nothing secret
    scene = _Scene(officer)
    tally = Tally()
    with _Officers(_PEOPLE) as officers:
        try:
            for number in range(rounds):
                size = choose.randint(2, _PEOPLE)
                one_person = number % _ONE_PERSON_EVERY == _ONE_PERSON_EVERY - 1
                (_one_person if one_person else _last_place)(scene, officers, size, tally)
                if number % 200 == 199:
                    progress(f"{number + 1}/{rounds}")
        finally:
            scene.clear()
    return tally


def _last_place(scene: _Scene, officers: _Officers, size: int, tally: Tally) -> None:
    post = scene.posts[0]
    scene.empty(places=random.Random(tally.rounds).choice((1, 1, 1, 2)))  # noqa: S311
    places = scene.places
    starts = officers.at_once([scene.start(person, post) for person in scene.people[:size]])
    _count(scene, tally, starts, wanted=min(places, size), size=size)


def _one_person(scene: _Scene, officers: _Officers, size: int, tally: Tally) -> None:
    scene.empty(places=1)
    starts = officers.at_once([scene.start(scene.people[0], post) for post in scene.posts[:size]])
    _count(scene, tally, starts, wanted=1, size=size)


def _count(scene: _Scene, tally: Tally, starts: Sequence[bool], *, wanted: int, size: int) -> None:
    from gonggang.placements.queries import wrong_counts

    there = scene.there()
    tally.rounds += 1
    tally.attempts += size
    tally.started += sum(starts)
    tally.refused += size - sum(starts)
    tally.too_many += max(there, sum(starts)) > wanted
    tally.too_few += min(there, sum(starts)) < wanted
    tally.wrong_counts += bool(wrong_counts())


class _Scene:
    """A village with people and posts made for the races, and no one in post between two rounds."""

    def __init__(self, officer: Any) -> None:
        from gonggang.core.national_id import check_character
        from gonggang.exchange.actions import open_batch
        from gonggang.people.actions import PersonEntry, register_people
        from gonggang.posts.actions import PostEntry, take_over
        from gonggang.posts.queries import posts

        self.officer, self.places = officer, 1
        self.batch = open_batch(kind="bench", file_name="races", digest="", region=_COUNTY, officer=officer)
        entries = []
        for number in range(_PEOPLE):
            first = f"37990119680229{number * 2 + 1:03d}"
            entries.append(
                PersonEntry(
                    first + check_character(first), f"赛{number}", "male", date(1968, 2, 29), None, _VILLAGE
                )
            )
        found, _ = register_people(entries, officer=officer, batch=self.batch)
        self.people = [one.person_id for one in found.values()]
        numbers = [f"RACE{number:02d}" for number in range(_PEOPLE)]
        take_over(
            [
                PostEntry(number, _VILLAGE, "", "保洁员", "RURAL", "", "", "", 22, 72000, 1, "", "", "")
                for number in numbers
            ],
            officer=officer,
            batch=self.batch,
        )
        self.posts = [post.post_id for post in posts(numbers=numbers)]

    def start(self, person: int, post: int) -> Callable[[], bool]:
        """An attempt that says whether it succeeded."""
        from gonggang.placements.actions import NewPlacement, PlacementRefused, start
        from gonggang.posts.actions import NoFreePlace

        def attempt() -> bool:
            try:
                start(
                    NewPlacement(person, post, _VILLAGE, _FIRST_DAY, "RURAL_OLDER", None, None),
                    officer=self.officer,
                )
            except (NoFreePlace, PlacementRefused):
                return False
            return True

        return attempt

    def empty(self, *, places: int) -> None:
        """Nobody in post, and so many places in each."""
        from django.db import connection, transaction

        self.places = places
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM placements_placement WHERE person_id = ANY(%s)", [self.people])
            cursor.execute("UPDATE posts_post SET places = %s WHERE id = ANY(%s)", [places, self.posts])

    def there(self) -> int:
        """How many people are in the posts of the races."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM placements_placement WHERE post_id = ANY(%s) AND contested_why IS NULL",
                [self.posts],
            )
            count: int = cursor.fetchone()[0]
            return count

    def clear(self) -> None:
        """Delete what was made; the audit keeps its records."""
        from gonggang.exchange.actions import undo_batch

        self.empty(places=1)
        undo_batch(self.batch.pk, officer=self.officer, reason="races")


class _Officers:
    """Threads that stand ready with open connections and begin at one signal."""

    def __init__(self, count: int) -> None:
        self._signal = threading.Barrier(count + 1)
        self._done = threading.Barrier(count + 1)
        self._work: list[Callable[[], bool] | None] = [None] * count
        self._came: list[bool | BaseException] = [False] * count
        self._over = False
        self._threads = [threading.Thread(target=self._serve, args=(place,)) for place in range(count)]

    def __enter__(self) -> _Officers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._signal.wait()
        for thread in self._threads:
            thread.join()

    def at_once(self, attempts: Sequence[Callable[[], bool]]) -> list[bool]:
        """Make the attempts at the same time; whatever goes wrong but a refusal is raised."""
        for place in range(len(self._work)):
            self._work[place] = attempts[place] if place < len(attempts) else None
        self._signal.wait()
        self._done.wait()
        came = self._came[: len(attempts)]
        for one in came:
            if isinstance(one, BaseException):
                raise one
        return [bool(one) for one in came]

    def _serve(self, place: int) -> None:
        from django.db import connection

        try:
            while True:
                self._signal.wait()
                if self._over:
                    return
                attempt = self._work[place]
                try:
                    self._came[place] = attempt() if attempt is not None else False
                except Exception as wrong:
                    self._came[place] = wrong
                self._done.wait()
        finally:
            connection.close()
