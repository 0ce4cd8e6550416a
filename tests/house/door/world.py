"""Six villages in two provinces, each with a record of every kind that carries the village's canary.

A canary is `密` and a region's code, written in characters that no mask hides and no page uses; `异` in its stead marks
what in a village belongs to another employer than the one whose clerk walks. The name of a place is `地` and its code:
that may also be seen by whoever sits within the place, for a village is shown with its township. So may `据`, the name
of a file of a department: who was compared is told with what. A new kind of record gets its canary here, so that the
walk can find it where it does not belong.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gonggang.regions.rules import COUNTY, enclosing, territory
from gonggang.testing import OTHER_UNIT, UNIT
from tests.house.door.bridging_records import build_bridging
from tests.house.door.posts_world import build_posts

MONTH = date(2024, 5, 1)
PROVINCE, CITY, COUNTY_CODE = 370000000000, 379900000000, 379901000000
TOWNSHIP, VILLAGE = 379901100000, 379901100200
SIBLING_VILLAGE, OTHER_TOWNSHIP_VILLAGE = 379901100201, 379901101200
SIBLING_COUNTY_VILLAGE, OTHER_CITY_VILLAGE, OTHER_PROVINCE_VILLAGE = 379902100200, 379801100200, 369901100200
VILLAGES = (
    VILLAGE, SIBLING_VILLAGE, OTHER_TOWNSHIP_VILLAGE, SIBLING_COUNTY_VILLAGE, OTHER_CITY_VILLAGE,
    OTHER_PROVINCE_VILLAGE,
)  # fmt: skip
PLACELESS = 0
_LETTERS = "子丑寅卯辰巳午未申酉"
CANARY = re.compile(f"([密地异据])([{_LETTERS}]+)")


def canary(code: int) -> str:
    return "密" + _letters(code)


def canary_of_another_employer(code: int) -> str:
    return "异" + _letters(code)


def _letters(code: int) -> str:
    return "".join(_LETTERS[int(digit)] for digit in str(code))


def _code(letters: str) -> int:
    return int("".join(str(_LETTERS.index(letter)) for letter in letters))


def foreign_canaries(
    text: str, territory_code: int | None, *, sees_all: bool = False, one_unit: bool = False
) -> set[int]:
    """The codes of canaries in a text that do not lie in a territory; None is no territory at all.

    For `one_unit`, who sees one employer's people alone, what is another's is foreign wherever it lies.
    """
    found = {(kind, _code(letters)) for kind, letters in CANARY.findall(text)}
    if sees_all:
        found.discard(("密", PLACELESS))
    if territory_code is None:
        return {code for _kind, code in found}
    low, high = territory(territory_code)
    return {
        code for kind, code in found if (kind == "异" and one_unit) or not _belongs(kind, code, low, high)
    }


def _belongs(kind: str, code: int, low: int, high: int) -> bool:
    """Whether a canary is of the range; what holds for the whole of a larger place is, and a long name cut short."""
    if kind in "地据" and territory(code)[0] <= low and high <= territory(code)[1]:
        return True
    if 0 < code < 10**11:
        return _cut_short(code, low, high)
    return code != PLACELESS and low <= code and territory(code)[1] <= high


def _cut_short(code: int, low: int, high: int) -> bool:
    """Whether the beginning of a code, as a long name cut short shows it, may be that of a code in the range."""
    missing = 10 ** (12 - len(str(code)))
    return code * missing < high and low < (code + 1) * missing


@dataclass
class World:
    """What was built: `records` are the keys by the name of an address's argument, each with its region."""

    officer: Any
    records: dict[str, dict[int, int]] = field(default_factory=dict)
    # Of an address with two arguments: (name of the second, key of the first record) and the second key.
    inner: dict[tuple[str, int], int] = field(default_factory=dict)
    counties: set[int] = field(default_factory=set)
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def note(self, argument: str, key: int, code: int) -> None:
        self.records.setdefault(argument, {})[key] = code


def build_regions() -> None:
    from gonggang.regions.actions import RegionEntry, add_regions

    entries: dict[int, RegionEntry] = {}
    for village in VILLAGES:
        parent = None
        for level in range(1, 6):
            code = enclosing(village, level)
            entries[code] = RegionEntry(
                code, f"地{_letters(code)}", level, parent, "RURAL" if level > 3 else None
            )
            parent = code
    add_regions(entries.values(), batch=None)


def build_village(world: World, village: int, *, other_employer: bool = True, locked: bool = True) -> None:
    """One record of every kind in a village, and on first sight of its county the county's own."""
    county = enclosing(village, COUNTY)
    if county not in world.counties:
        world.counties.add(county)
        _county_records(world, county)
    batch = _batch(world, village)
    post, person, placement = _placement(world, village, batch)
    row = _attendance(village, person, placement)
    if other_employer:
        build_other_employer(world, village)
    if locked:  # a locked sheet takes no more rows
        row.sheet.locked_at = datetime(2024, 6, 1, tzinfo=UTC)
        row.sheet.save(update_fields=["locked_at"])
    _money(world, village, county, person, placement)
    _comparison(village, county, person)
    _doubts(village, placement)
    build_bridging(world, village, person, placement)
    _case(world, village, person)
    _recruitment(world, village, post)
    build_posts(world, village, post, canary(village))
    _accounts(world, village)
    world.note("person_id", person.pk, village)
    world.note("post_id", post.pk, village)
    world.note("village_code", village, village)


def build_other_employer(world: World, village: int) -> None:
    """Somebody in post in the village with another employer, and a row on its sheet."""
    mark = canary_of_another_employer(village)
    post, person, placement = _placement(world, village, _batch(world, village), mark, OTHER_UNIT)
    _attendance(village, person, placement, mark)
    world.note("person_id", person.pk, village)
    world.note("post_id", post.pk, village)


def _accounts(world: World, village: int) -> None:
    """An organisation with an officer who has a role there, and the receipt of a hand-over."""
    from gonggang.accounts.actions import create_officer, create_organisation, grant_role
    from gonggang.accounts.models import HandOver, RoleGrant
    from gonggang.accounts.roles import Role

    place = create_organisation(
        name=canary(village), kind="village", region_code=village, officer=world.officer
    )
    who = create_officer(
        username=f"clerk.{village}", name=canary(village), organisation=place, territory_code=village,
        officer=world.officer,
    )  # fmt: skip
    grant_role(
        to=who, role=Role.VILLAGE_CLERK, territory_code=village, begins_on=MONTH, officer=world.officer
    )
    receipt = HandOver.objects.create(
        from_officer=who, to_officer=world.officer, officer=world.officer, on=MONTH, reason=canary(village),
        region_code=village,
    )  # fmt: skip
    world.note("organisation_id", place.pk, village)
    world.note("officer_id", who.pk, village)
    world.note("grant_id", RoleGrant.objects.get(officer=who).pk, village)
    world.note("hand_over_id", receipt.pk, village)


def _county_records(world: World, county: int) -> None:
    from gonggang.registers.models import RegisterBatch
    from gonggang.screening.models import ScreeningRun
    from gonggang.supervision.models import Complaint

    batch = _batch(world, county)
    RegisterBatch.objects.create(
        kind="pension", file_name=f"据{_letters(county)}", digest=canary(county), path="", as_of=MONTH,
        region_code=county, rows_total=county % 97, rows_accepted=1, batch=batch,
    )  # fmt: skip
    coverage = [{"check": "pension", "compared": 5, "not_compared": {"bad_id": 1}}]
    ScreeningRun.objects.create(month=MONTH, region_code=county, people=6, registers=[], coverage=coverage)
    Complaint.objects.create(number=canary(county), village_code=county, summary=canary(county))


def _batch(world: World, code: int) -> Any:
    from gonggang.exchange.models import ImportBatch

    row = {"sheet": None, "row": 3, "column": "x", "reason": "bad_id", "message": canary(code)}
    batch = ImportBatch.objects.create(
        kind="posts", file_name=canary(code), digest=canary(code), region_code=code or None,
        officer=world.officer, rows_total=2, rows_accepted=1, report={"rejected": [row], "warnings": [row]},
    )  # fmt: skip
    world.note("batch_id", batch.pk, code)
    return batch


def build_placeless(world: World) -> None:
    """A file that names no place, which may hold rows of any; and what another officer keeps for himself."""
    from gonggang.accounts.models import Notice
    from gonggang.desk.models import SavedView
    from gonggang.exchange.models import ImportDraft

    _batch(world, PLACELESS)
    notice = Notice.objects.create(
        officer=world.officer, kind="run_finished", facts={"what": canary(PLACELESS)}
    )
    world.note("message_id", notice.pk, PLACELESS)
    view = SavedView.objects.create(officer=world.officer, page="people", name=canary(PLACELESS))
    draft = ImportDraft.objects.create(
        officer=world.officer, place=enclosing(VILLAGE, COUNTY), file_name=canary(PLACELESS), token="x" * 32,
        digest=canary(PLACELESS), size=1,
    )  # fmt: skip
    world.note("view_id", view.pk, PLACELESS)
    world.note("draft_id", draft.pk, PLACELESS)


def _placement(
    world: World, village: int, batch: Any, mark: str | None = None, unit: str = UNIT
) -> tuple[Any, Any, Any]:
    from gonggang.people.actions import PersonEntry, register_people
    from gonggang.people.models import Person
    from gonggang.placements.models import Placement
    from gonggang.posts.models import Post
    from gonggang.testing import id_number

    number = id_number(next(world.serials), date(1970, 1, 2))
    entry = PersonEntry(number, "测试甲", "male", date(1970, 1, 2), None, village, None)
    found, _ = register_people([entry], officer=world.officer, batch=batch)
    person = Person.objects.get(pk=found[number].person_id)
    mark = mark or canary(village)
    post = Post.objects.create(
        number=mark, village_code=village, name=mark, urban_rural="RURAL", places=5, places_taken=1,
        standard_fen=80000, required_days=22, host_unit=mark, host_uscc=unit, batch=batch,
    )  # fmt: skip
    placement = Placement.objects.create(
        person=person, post=post, village_code=village, urban_rural="RURAL", host_unit=mark,
        during=DateRange(date(2023, 1, 1), None), batch=batch,
    )  # fmt: skip
    return post, person, placement


def _attendance(village: int, person: Any, placement: Any, mark: str | None = None) -> Any:
    from gonggang.attendance.models import AttendanceRow, MonthSheet

    sheet, _ = MonthSheet.objects.get_or_create(village_code=village, month=MONTH)
    return AttendanceRow.objects.create(
        sheet=sheet, person=person, placement=placement, month=MONTH, village_code=village,
        post_name=mark or canary(village), marks="√" * 31,
    )  # fmt: skip


def _money(world: World, village: int, county: int, person: Any, placement: Any) -> None:
    from gonggang.subsidies.models import BankReturnLine, SubsidyLine, SubsidyRun

    run, _ = SubsidyRun.objects.get_or_create(
        region_code=county, month=MONTH, defaults={"officer": world.officer}
    )
    line = SubsidyLine.objects.create(
        run=run, placement=placement, person=person, month=MONTH, village_code=village,
        post_number=canary(village), standard_fen=80000, required_days=22, actual_days=22, amount_fen=80000,
    )  # fmt: skip
    BankReturnLine.objects.create(
        serial=canary(village), month=MONTH, person=person, village_code=village, amount_fen=80000,
        succeeded=False, failure_reason=canary(village),
    )  # fmt: skip
    world.note("line_id", line.pk, village)


def _comparison(village: int, county: int, person: Any) -> None:
    from gonggang.screening.models import Hit, NotCompared, ScreeningRun

    run = ScreeningRun.objects.get(region_code=county)
    hit = Hit.objects.create(
        person=person, village_code=village, check_name="pension", fact_on=MONTH, detail=canary(village),
        source_file=canary(village), first_run=run, last_run=run,
    )  # fmt: skip
    hit.runs.add(run)
    NotCompared.objects.create(run=run, person=person, check_name="pension", why="bad_id")


def _case(world: World, village: int, person: Any) -> None:
    from gonggang.casework.actions import NewCase, open_cases
    from gonggang.casework.models import Evidence

    new = NewCase("complaint", f"complaint:{village}", village, canary(village), person_id=person.pk)
    (case,) = open_cases([new], on=date(2024, 6, 1), officer=world.officer)
    evidence = Evidence.objects.create(case_id=case, text=canary(village), officer=world.officer)
    world.note("case_id", case, village)
    world.inner["evidence_id", case] = evidence.pk


def _recruitment(world: World, village: int, post: Any) -> None:
    """A published round of the village for its post, with an application that has come as far as the application."""
    from gonggang.people.actions import PersonEntry, register_people
    from gonggang.recruitment.models import AppraisalMeeting
    from gonggang.recruitment.tests.makers import Way
    from gonggang.testing import id_number

    number = id_number(next(world.serials), date(1971, 1, 2))
    entry = PersonEntry(number, "测试乙", "male", date(1971, 1, 2), None, village, None)
    found, _ = register_people([entry], officer=world.officer, batch=_batch(world, village))
    way = Way(world.officer, world.officer)
    made = way.make_round([post.pk], region=village, title=canary(village))
    application = way.make_application(made, found[number].person_id, village=village)
    way.reach(application, "application")
    material = application.materials.create(kind="id_card", original_seen=True, officer=world.officer)
    world.inner["material_id", application.pk] = material.pk
    check = _spot_check(world, village, application)
    world.note("check_id", check.pk, village)
    world.note("round_id", made.pk, village)
    world.note("application_id", application.pk, village)
    meeting = AppraisalMeeting.objects.create(
        round=made, village_code=village, held_on=way.published, place=canary(village), chair="测试", due=9, present=8,
        officer=world.officer,
    )  # fmt: skip
    world.inner["sheet_id", made.pk] = meeting.pk
    file = {"kind": "photo", "file_name": "会场.jpg", "digest": "0" * 64, "size": 1}
    world.inner["photo_id", meeting.pk] = meeting.photos.create(officer=world.officer, **file).pk
    world.note("meeting_id", meeting.pk, village)
    world.note("round_post_id", made.posts.get().pk, village)
    world.inner["village_code", made.pk] = village
    _reviewed(world, village, made)


def _reviewed(world: World, village: int, round_: Any) -> None:
    """An applicant on a public notice, to whom somebody objects, who was told something; a question to the police."""
    from gonggang.accounts.actions import create_officer
    from gonggang.people.actions import PersonEntry, register_people
    from gonggang.recruitment.models import JointReview, JointReviewAnswer, Notification, Objection
    from gonggang.recruitment.tests.makers import Way
    from gonggang.testing import id_number

    number = id_number(next(world.serials), date(1972, 1, 2))
    entry = PersonEntry(number, "测试丙", "male", date(1972, 1, 2), None, village, None)
    found, _ = register_people([entry], officer=world.officer, batch=_batch(world, village))
    known = {"organisation": None, "territory_code": 0, "officer": world.officer}
    second = create_officer(username=f"second.{village}", name="复审员", **known)
    way = Way(world.officer, second)
    one = way.make_application(round_, found[number].person_id, village=village)
    way.reach(one, "democratic_appraisal")
    notice = way.make_notice(one, on := way.day(one, "democratic_appraisal"))
    objection = Objection.objects.create(
        entry=notice.entries.get(), application=one, number=canary(village), received_on=on, channel="letter",
        text=canary(village), officer=world.officer,
    )  # fmt: skip
    told = Notification.objects.create(
        application=one, number=canary(village), kind="not_chosen", reason=canary(village), appeal=canary(village),
        issued_on=on, officer=world.officer,
    )  # fmt: skip
    question = JointReview.objects.create(
        round=round_, county_code=enclosing(village, COUNTY), department="police", sent_on=on, due_on=on,
        silence_means="ask_again", officer=world.officer,
    )  # fmt: skip
    JointReviewAnswer.objects.create(
        joint_review=question, application=one, verdict="not_fits", register_batch=canary(village), data_as_of=on,
        reason=canary(village), answered_on=on, officer=world.officer,
    )  # fmt: skip
    world.note("notice_id", notice.pk, village)
    world.note("objection_id", objection.pk, village)
    world.note("notification_id", told.pk, village)
    world.note("joint_id", question.pk, enclosing(village, COUNTY))


def _spot_check(world: World, village: int, application: Any) -> Any:
    from gonggang.recruitment.models import SpotCheck

    check = SpotCheck.objects.create(
        region_code=village, since=MONTH, until=date(2024, 6, 1), size=1, pool=[application.pk], audit_number=1,
        seed="0" * 64, officer=world.officer,
    )  # fmt: skip
    check.items.create(application=application, village_code=village, place=1)
    return check


def _doubts(village: int, placement: Any) -> None:
    from gonggang.recruitment.models import ImportedProcedure
    from gonggang.supervision.models import Complaint

    days = {"announcement_on": date(2022, 12, 20), "onboarding_on": date(2022, 12, 1)}
    ImportedProcedure.objects.create(placement=placement, village_code=village, **days)
    Complaint.objects.create(
        number=canary(village), village_code=village, summary=canary(village), about=canary(village),
        kind=canary(village), first_handling_unit=canary(village), verification=canary(village),
    )  # fmt: skip
