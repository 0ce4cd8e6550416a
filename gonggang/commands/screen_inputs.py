"""What `gonggang screen` reads: a folder of registers, the roster, the regions and posts to check it by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from gonggang.core.errors import RowProblem, UnusableInput
from gonggang.core.national_id import id_key
from gonggang.exchange.region_sheet import REGIONS
from gonggang.exchange.sandbox import Table, read_tables
from gonggang.exchange.sheets import ParsedFile, ParsedRow, parse_sheet, recognise
from gonggang.posts.sheets import POSTS
from gonggang.recruitment.roster_sheet import ROSTER
from gonggang.regions.rules import Place, VillageIndex
from gonggang.registers.intake import IntakeResult, is_workbook, try_take_in
from gonggang.screening.roster import RosterRow, UrbanRural

TABLE_SUFFIXES: Final = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".et", ".ods", ".parquet"})

Progress = Callable[[str], None]


@dataclass(slots=True)
class Folder:
    """The files of a folder by what they are; a file that cannot be read stops the work instead."""

    registers: list[IntakeResult] = field(default_factory=list)
    same_again: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    regions: tuple[Path, list[Table]] | None = None
    posts: tuple[Path, list[Table]] | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What the ledger of posts says of one post."""

    village_code: int | None
    urban_rural: UrbanRural | None
    host_unit: str | None
    host_uscc: str | None


def read_folder(folder: Path, roster: Path, out_dir: Path, today: date, progress: Progress) -> Folder:
    """Takes in every register of a folder and finds its regions and posts.

    Raises UnusableInput for a folder without a register, and for any table in it that cannot be read or used:
    a comparison without a register that was meant to be there would look clean.
    """
    found = Folder()
    for path in table_files(folder):
        if path.resolve() == roster.resolve():
            continue
        progress(path.name)
        _read_one(path, out_dir, today, found)
    if not found.registers:
        raise UnusableInput(f"{folder} 里没有一份能识别的比对数据：请核对文件夹，或补上表头后再试。")
    return found


def _read_one(path: Path, out_dir: Path, today: date, found: Folder) -> None:
    tables = read_tables(path) if is_workbook(path) else None
    result = try_take_in(path, out_dir=out_dir, as_of=today, tables=tables)
    if result is not None:
        before = {(one.kind, one.digest) for one in found.registers}
        if (result.kind, result.digest) in before:
            found.same_again.append(path.name)
        else:
            found.registers.append(result)
        return
    if tables is None and path.suffix.lower() != ".parquet":
        tables = _small_tables(path)
    if tables is not None:
        _find_places(path, tables, found)
    if path not in [place[0] for place in (found.regions, found.posts) if place]:
        found.unused.append(path.name)


def _small_tables(path: Path) -> list[Table] | None:
    """The tables of a CSV that is no register; None for one so large that it cannot be regions or posts."""
    try:
        return read_tables(path)
    except UnusableInput:
        return None


def _find_places(path: Path, tables: list[Table], found: Folder) -> None:
    sheet = recognise(tables, [REGIONS, POSTS])
    if sheet is REGIONS and found.regions is None:
        found.regions = path, tables
    elif sheet is POSTS and found.posts is None:
        found.posts = path, tables


def find_places_beside(roster: Path, found: Folder) -> None:
    """Looks for regions and posts beside the roster where the registers' folder had neither.

    Files there that are something else, or cannot be read, are none of this command's business.
    """
    if found.regions or found.posts:
        return
    for path in table_files(roster.parent):
        if path.suffix.lower() == ".parquet" or path.resolve() == roster.resolve():
            continue
        try:
            _find_places(path, read_tables(path), found)
        except UnusableInput:
            continue


def table_files(folder: Path) -> list[Path]:
    """The tables of a folder in the order of their names; raises UnusableInput when there is none."""
    if not folder.is_dir():
        raise UnusableInput(f"{folder} 不是文件夹：请给出放着比对数据的文件夹。")
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix.lower() in TABLE_SUFFIXES and not path.name.startswith((".", "~$"))
    ]
    if not files:
        raise UnusableInput(f"{folder} 里没有表格文件：请放入 CSV、Excel 或 Parquet 后再试。")
    return files


class Places:
    """The regions and posts by which the rows of a roster are checked as `load` checks them."""

    def __init__(self, found: Folder, today: date) -> None:
        self._villages: VillageIndex | None = None
        self._urban_rural: dict[int, UrbanRural] = {}
        self._posts: dict[str, Post] | None = None
        if found.regions:
            self._read_regions(*found.regions, today)
        if found.posts:
            self._read_posts(*found.posts, today)

    def _read_regions(self, path: Path, tables: list[Table], today: date) -> None:
        values = [row.values for row in parse_sheet(REGIONS, tables, today, file=path.name).rows]
        self._villages = VillageIndex(
            Place(one["code"], one["name"], one["level"], one["parent_code"]) for one in values
        )
        self._urban_rural = {one["code"]: one["urban_rural"] for one in values if one["urban_rural"]}

    def _read_posts(self, path: Path, tables: list[Table], today: date) -> None:
        parsed = parse_sheet(POSTS, tables, today, file=path.name, check=self._check_village)
        self._posts = {
            row.values["number"]: Post(
                self._village_code(row),
                row.values["urban_rural"],
                row.values["host_unit"],
                row.values["host_uscc"],
            )
            for row in parsed.rows
        }

    def check(self, row: ParsedRow) -> RowProblem | None:
        """Why a roster row cannot be used: its village or its post is not known."""
        problem = self._check_village(row)
        if problem is None and self._posts is not None and row.values["post_number"] not in self._posts:
            return row.problem(
                "post_number", "unknown_post", "岗位台账里没有这个编号。请核对编号，或先补岗位。"
            )
        return problem

    def _check_village(self, row: ParsedRow) -> RowProblem | None:
        if self._villages is not None and self._village_code(row) is None:
            return row.problem("village", "unknown_region", "区划表里没有这个村。请核对村名和乡镇。")
        return None

    def _village_code(self, row: ParsedRow) -> int | None:
        if self._villages is None:
            return None
        post = (self._posts or {}).get(row.values.get("post_number") or "")
        near = post.village_code if post else None
        return self._villages.find(row.values["village"], row.values.get("township"), near=near)

    def roster_rows(self, parsed: ParsedFile, region: int) -> Iterator[RosterRow]:
        """The accepted rows as the comparison wants them; `region` stands in where no regions were found."""
        for place, row in enumerate(parsed.rows, start=1):
            values: dict[str, Any] = row.values
            post = (self._posts or {}).get(values["post_number"]) or Post(None, None, None, None)
            village = self._village_code(row) or region
            yield RosterRow(
                placement=str(place),
                person_key=id_key(values["id_number"]),
                name=values["name"],
                urban_rural=values["urban_rural"] or post.urban_rural or self._urban_rural.get(village),
                started_on=values["onboarding_on"],
                village_code=village,
                retirement_category=values["retirement_category"],
                account=values["account"],
                host_unit=values["host_unit"] or post.host_unit,
                host_uscc=values["host_uscc"] or post.host_uscc,
                post_number=values["post_number"],
                source_row=row.row,
            )


def read_roster(path: Path, places: Places, today: date) -> ParsedFile:
    """The roster file, every row checked; raises UnusableInput when it is no roster."""
    if not path.is_file():
        raise UnusableInput(f"找不到花名册 {path}：请核对路径。")
    return parse_sheet(ROSTER, read_tables(path), today, file=path.name, check=places.check)


def by_kind(registers: Iterable[IntakeResult]) -> dict[str, list[Path]]:
    """The Parquet files of each kind of register."""
    kinds: dict[str, list[Path]] = {}
    for register in registers:
        kinds.setdefault(register.kind, []).append(register.path)
    return kinds
