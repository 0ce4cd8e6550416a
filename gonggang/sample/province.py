"""A province: counties' folders by city, each with its own truth, and province-wide registers beside them."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.sample.county import (
    DEMO_MONTH,
    PEOPLE_MAX,
    CountyBuilder,
    month_in_range,
    people_in_range,
    write_folder,
)
from gonggang.sample.folders import NewFolder
from gonggang.sample.identities import COUNTIES_MAX
from gonggang.sample.places import county_place, province_places
from gonggang.sample.province_registers import RegisterFile, RegisterWriter
from gonggang.sample.register_columns import COLUMNS, write_part

PEOPLE_PER_COUNTY: Final = 8_000
COUNTIES_USUAL_MAX: Final = 150
REGISTER_ROWS_PER_PERSON: Final = 30
REGISTER_ROWS_MAX: Final = 100_000_000
_PEOPLE_PER_COUNTY_MAX: Final = PEOPLE_MAX * 2 // 3  # on the average; the largest has half as many again
SUMMARY_NAME: Final = "sample.json"

Progress = Callable[[str, int, int], None]  # what, done, of how many


@dataclass(frozen=True, slots=True)
class CountyTask:
    """What a process needs to write one county of a province."""

    folder: str
    parts: str
    area: int
    name: str
    city_name: str
    people: int
    seed: int
    month: Month
    index: int


def write_province(
    folder: Path,
    people: int,
    seed: int = 1,
    month: Month = DEMO_MONTH,
    *,
    counties: int | None = None,
    register_rows: int | None = None,
    workers: int | None = None,
    progress: Progress = lambda what, done, total: None,
) -> dict[str, Any]:
    """Write a province into a new folder and return its summary.

    Counties lie in `<city>/<county>/` with files 01-05 and 11-17 and expected.json; the registers of files
    06-10 are `registers/*.parquet` for the whole province, `register_rows` rows together (default 30 a person,
    100 million at most). Cities are 3780-3795, codes never assigned. Raises UnusableInput for numbers out of
    range and for a folder in use.
    """
    counties, rows = province_size(people, month, counties, register_rows)
    with NewFolder(folder) as target:
        parts = target / ".parts"
        parts.mkdir()
        registers = target / "registers"
        registers.mkdir()
        tasks = list(county_tasks(target, parts, people, seed, month, counties))
        planted = dict.fromkeys(COLUMNS, 0)
        for done, counts in enumerate(_written(tasks, workers), 1):
            for kind, count in counts.items():
                planted[kind] += count
            progress("county", done, len(tasks))
        writer = RegisterWriter(registers, parts, seed, month)
        finished = 0

        def report(more: int) -> None:
            nonlocal finished
            finished += more
            progress("rows", finished, max(rows, finished))

        files = writer.write(rows, planted, len(tasks), report)
        shutil.rmtree(parts)
        summary = _summary(tasks, files)
        text = json.dumps(summary, ensure_ascii=False, indent=1)
        (target / SUMMARY_NAME).write_text(text + "\n", encoding="utf-8", newline="\n")
        return summary


def _summary(tasks: list[CountyTask], files: list[RegisterFile]) -> dict[str, Any]:
    return {
        "month": str(tasks[0].month),
        "seed": tasks[0].seed,
        "people": sum(task.people for task in tasks),
        "counties": [
            {
                "county": str(task.area),
                "name": task.name,
                "city": task.city_name,
                "people": task.people,
                "folder": f"{task.area // 100}/{task.area}",
            }
            for task in tasks
        ],
        "registers": [{"kind": one.kind, "file": f"registers/{one.name}", "rows": one.rows} for one in files],
    }


def province_size(
    people: int, month: Month, counties: int | None, register_rows: int | None
) -> tuple[int, int]:
    """How many counties and register rows a province has; raises UnusableInput for what cannot be made."""
    month_in_range(month)
    people_in_range(people, _PEOPLE_PER_COUNTY_MAX * COUNTIES_MAX)
    if counties is None:
        counties = counties_for(people)
    if not 1 <= counties <= COUNTIES_MAX:
        raise UnusableInput(f"县的个数要在 1 到 {COUNTIES_MAX} 之间，不能是 {counties}：请改 --counties。")
    if not counties <= people <= _PEOPLE_PER_COUNTY_MAX * counties:
        raise UnusableInput(
            f"{counties} 个县要有 {counties} 到 {_PEOPLE_PER_COUNTY_MAX * counties:,} 人，不能是 {people:,} 人："
            "请改 --counties 或 --people。"
        )
    if register_rows is None:
        return counties, min(REGISTER_ROWS_MAX, people * REGISTER_ROWS_PER_PERSON)
    if not 0 <= register_rows <= REGISTER_ROWS_MAX:
        raise UnusableInput(
            f"比对数据要在 0 到 {REGISTER_ROWS_MAX:,} 行之间，不能是 {register_rows:,}：请改 --register-rows。"
        )
    return counties, register_rows


def counties_for(people: int) -> int:
    """How many counties that many people make: 1 up to 30,000, else one for each 8,000, 150 as a rule."""
    if people <= PEOPLE_MAX:
        return 1
    usual = min(COUNTIES_USUAL_MAX, round(people / PEOPLE_PER_COUNTY))
    return max(usual, -(-people // _PEOPLE_PER_COUNTY_MAX))


def county_tasks(
    target: Path, parts: Path, people: int, seed: int, month: Month, counties: int
) -> Iterator[CountyTask]:
    """The counties of a province, with people shared out unevenly: the largest has twice the smallest."""
    chance = Random(f"{seed}:{people}:{counties}:shares")  # noqa: S311
    weights = [2 + chance.random() * 2 for _ in range(counties)]
    scale = (people - counties) / sum(weights)
    carried, given = 0.0, 0
    for index, (area, name, city_name) in enumerate(province_places(counties)):
        carried += weights[index] * scale + 1
        number = (people if index == counties - 1 else round(carried)) - given
        given += number
        folder = target / str(area // 100) / str(area)
        yield CountyTask(str(folder), str(parts), area, name, city_name, number, seed, month, index)


def write_task(task: CountyTask) -> dict[str, int]:
    """Write one county; returns how many rows it has in each province-wide register."""
    folder = Path(task.folder)
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(f"{task.seed}:{task.area}:place")  # noqa: S311
    place = county_place(chance, task.area, task.name, task.city_name, task.people)
    builder = CountyBuilder(place, task.people, task.seed, task.month, task.index)
    county = builder.build()
    write_folder(folder, builder, with_registers=False)
    return write_part(Path(task.parts), task.index, county.registers)


def _written(tasks: list[CountyTask], workers: int | None) -> Iterator[dict[str, int]]:
    """Write the counties, several at a time where there are processors for it."""
    workers = min(len(tasks), workers or os.cpu_count() or 1)
    if workers <= 1:
        yield from map(write_task, tasks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_breaking_off_to_parent) as pool:
        futures = [pool.submit(write_task, task) for task in tasks]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _leave_breaking_off_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
