"""How fast the desk answers with a whole province behind it: lists of each level, a dossier, the search, places."""

from __future__ import annotations

import html
import importlib
import math
import os
import re
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import cycle
from typing import Any, Final

from gonggang.server.home import home

_ROUNDS: Final = 30
_MONTH: Final = "2024-05"
_TYPED: Final = ("张", "王伟", "zhang", "zw", "wangwei", "lw", "0042", "123X", "zeng", "单", "村 77", "AJ7")
_NEXT: Final = re.compile(r'href="([^"]+)" rel="next"')
_STATIC: Final = ("vendor/bootstrap/bootstrap.min.css", "gonggang.css")


def run(people: int = 20_000) -> dict[str, Any]:
    """Measure for so many people in a province of 64,000 places; everything is rolled back. Times are milliseconds.

    Requests go through the whole stack but the network: door, queries, template. p95 of thirty each.
    """
    os.environ["GONGGANG_HOME"] = str(home() / "bench")
    from gonggang.server.opening import open_database

    open_database()
    _become_owner()
    importlib.import_module("gonggang.urls")  # whatever is wrong with a page shows before the long seeding
    from django.db import transaction

    from gonggang.accounts.actions import operator_officer
    from gonggang.bench.desk_seed import FIRST, seed

    with transaction.atomic():
        began = time.perf_counter()
        seeded = seed(people, operator_officer())
        seconds = round(time.perf_counter() - began, 1)
        found = {
            "benchmark": "desk",
            "people": people,
            "places": seeded.places,
            "seed_seconds": seconds,
            **_lists(seeded.village),
            **_one_person(seeded.village, FIRST + people // 2),
            **_searches(seeded.village),
            **_whole_province(),
            **_weights(seeded.village),
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        transaction.set_rollback(True)
    return found


def _become_owner() -> None:
    """Work as the owner of the tables, who alone may gather the statistics that the planner needs of a million rows."""
    from django.db import connection

    from gonggang.server.cluster import OWNER
    from gonggang.server.database import database_url

    if not database_url():
        connection.close()
        connection.settings_dict["USER"] = OWNER


@contextmanager
def _officer(role: str, territory: int) -> Iterator[Any]:
    """A client signed in as somebody with a role in a territory."""
    from django.test import Client

    from gonggang.accounts.actions import create_officer, grant_role, operator_officer
    from gonggang.accounts.roles import Role

    operator = operator_officer()
    who = create_officer(
        username=f"bench.{role}.{time.monotonic_ns()}", name="bench", organisation=None, territory_code=territory,
        officer=operator, is_sample=True,
    )  # fmt: skip
    grant_role(
        to=who, role=Role(role), territory_code=territory, begins_on=date(2020, 1, 1), officer=operator
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
    yield client


def _p95(work: Callable[[], Any], *, rounds: int = _ROUNDS) -> dict[str, float]:
    """p95 and median of the wall, and the median of this process's own CPU; on a busy machine the walls grow."""
    work()  # the first one warms up
    walls, cpus = [], []
    for _round in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - began) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    walls.sort()
    return {
        "p95_ms": round(walls[max(0, math.ceil(len(walls) * 0.95) - 1)], 1),
        "median_ms": round(walls[len(walls) // 2], 1),
        "cpu_ms": round(sorted(cpus)[len(cpus) // 2], 1),
    }


def _got(client: Any, address: str) -> str:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return str(answer.content.decode())


def _lists(village: int) -> dict[str, Any]:
    """The list of people as each level opens it, and what a county's officer does with it."""
    county = village // 10**6 * 10**6
    levels = {
        "village_clerk": village,
        "township_officer": village // 1000 * 1000,
        "county_officer": county,
        "city_officer": village // 10**8 * 10**8,
        "province_officer": village // 10**10 * 10**10,
    }
    found: dict[str, Any] = {}
    for role, territory in levels.items():
        with _officer(role, territory) as client:
            address = f"/people/?month={_MONTH}"
            found[role] = _p95(partial(_got, client, address))
    with _officer("county_officer", county) as client:
        state = {"at": f"/people/?month={_MONTH}"}

        def follow() -> None:
            met = _NEXT.search(_got(client, state["at"]))
            state["at"] = html.unescape(met[1]) if met else f"/people/?month={_MONTH}"

        found["county_next_page"] = _p95(follow)
        for name, query in {"sorted": "sort=-begins", "filtered": "q=zhang", "with_hits": "hits=1"}.items():
            found[f"county_{name}"] = _p95(
                partial(_got, client, f"/people/?month={_MONTH}&{query}"), rounds=15
            )
    return {"list_page": found}


def _one_person(village: int, person: int) -> dict[str, Any]:
    with _officer("province_officer", village // 10**10 * 10**10) as client:
        people = cycle(range(person, person + 100))
        return {"dossier": _p95(lambda: _got(client, f"/people/{next(people)}/?month={_MONTH}"))}


def _searches(village: int) -> dict[str, Any]:
    """The search as a province's and a county's officer use it; the slowest of what was typed stands beside."""
    found: dict[str, Any] = {}
    for role, territory in (
        ("province_officer", village // 10**10 * 10**10),
        ("county_officer", village // 10**6 * 10**6),
    ):
        with _officer(role, territory) as client:
            times = {typed: _p95(partial(client.get, "/search/", {"q": typed}), rounds=8) for typed in _TYPED}
        slowest = max(times, key=lambda typed: times[typed]["p95_ms"])
        medians = sorted(each["median_ms"] for each in times.values())
        found[role] = {
            **times[slowest],
            "slowest_typed": slowest,
            "typical_ms": medians[len(medians) // 2],
        }
    return {"search": found}


def _whole_province() -> dict[str, Any]:
    """The list over the whole province at once: its rows, its count up to the limit, and its townships."""
    from django.test import RequestFactory

    from gonggang.bench.desk_seed import PROVINCE
    from gonggang.core.month import Month
    from gonggang.desk.lists import asked, counted, part_of
    from gonggang.desk.scope import Scope
    from gonggang.desk.screens.people_list import PEOPLE, rows_of
    from gonggang.regions import queries as regions

    def scope(query: str) -> Scope:
        request = RequestFactory().get(f"/people/?{query}")
        return Scope(request, PROVINCE, "", Month.parse(_MONTH), [], [])

    def rows(query: str) -> Callable[[], Any]:
        there = scope(query)
        return lambda: part_of(rows_of(there), asked(PEOPLE, there)).rows

    return {
        "province_at_once": {
            "rows_by_village": _p95(rows("")),
            "rows_by_first_day": _p95(rows("sort=-begins")),
            "count_to_limit": _p95(lambda: counted(rows_of(scope("")))),
            "places_counties": _p95(lambda: regions.counties(PROVINCE)),
            "places_townships_of_a_county": _p95(lambda: regions.townships(370101000000)),
            "places_by_name": _p95(lambda: regions.named("村777", ((PROVINCE, 38 * 10**10),), limit=10)),
        }
    }


def _weights(village: int) -> dict[str, Any]:
    """Bytes of a county's overview and list with the style sheets, as a browser gets them: compressed."""
    with _officer("county_officer", village // 10**6 * 10**6) as client:
        pages = {"overview": f"/?month={_MONTH}", "people": f"/people/?month={_MONTH}"}
        sizes = {name: _sent(client, address) for name, address in pages.items()}
        styles = sum(_sent(client, f"/static/desk/{name}") for name in _STATIC)
    return {"first_page_kb": {name: round((size + styles) / 1000, 1) for name, size in sizes.items()}}


def _sent(client: Any, address: str) -> int:
    """Bytes of an answer as it goes over the wire to a browser."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)
