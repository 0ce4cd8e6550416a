"""The second way to every amount, what differs from last month, and amounts in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.attendance.actions import InPost, SheetRow, lock_month, take_over
from gonggang.core.month import Month
from gonggang.subsidies.actions import ReturnEntry, compute_month, take_over_returns
from gonggang.subsidies.differences import PaidLine, differences
from gonggang.subsidies.models import SubsidyLine
from gonggang.subsidies.proof import Ground, prove
from gonggang.subsidies.queries import bank_book, explain, month_differences, recompute
from gonggang.subsidies.rules import subsidy_amount

APRIL, MAY = Month(2024, 4), Month(2024, 5)
COUNTY, HERE = 379901000000, 379901100200
DAYS = st.dates(date(2024, 4, 20), date(2024, 6, 10))


@pytest.mark.clause("13.2", "13.7", "11.5")
@given(
    standard=st.none() | st.integers(0, 300_000), required=st.integers(1, 31),
    marks=st.text("√✓○△×休/ -？", max_size=32), begins=DAYS, ends=st.none() | DAYS, died=st.none() | DAYS,
    rounding=st.sampled_from(["half_up", "down"]), counts=st.booleans(),
)  # fmt: skip
def test_both_ways_come_to_the_same_fen(standard, required, marks, begins, ends, died, rounding, counts):
    rule = subsidy_amount(standard, required, rounding, None, MAY, marks, begins, ends, died, counts)
    proven = prove(
        Ground(standard, required, begins, ends, marks, died),
        MAY.first,
        MAY.last,
        rounding,
        death_day_counts=counts,
    )
    assert (proven.actual_days, proven.amount_fen) == (rule.actual_days or 0, rule.amount_fen or 0)


@pytest.fixture
def month(make_person, make_post, make_placement, officer, batch):
    """Compute a month for people given by their marks; returns the placements, made once."""
    post, placed = make_post(places=9), {}

    def make(on, marks, held=(), died_on=None):
        for who in marks:
            if who not in placed:
                placed[who] = make_placement(make_person(name=who), post)
        rows = [SheetRow(placed[who].person_id, HERE, "保洁员", text, "", 5) for who, text in marks.items()]
        take_over(rows, on, officer=officer, batch=batch)
        there = [InPost(p.pk, p.person_id, HERE, "保洁员") for p in placed.values()]
        lock_month(COUNTY, on, there, officer=officer)
        why = {placed[who].person_id: "death" for who in held}
        compute_month(COUNTY, on, officer=officer, held=why, died_on=died_on or {})
        return placed

    return make


@pytest.mark.clause("13.7")
def test_every_line_is_confirmed_and_a_false_one_is_found(month, officer):
    placed = month(MAY, {"甲": "√" * 20, "乙": "√" * 31, "丙": "○" * 31})
    assert recompute(COUNTY, MAY) == []
    assert recompute(HERE, MAY) == []
    line = SubsidyLine.objects.get(placement=placed["甲"])
    from django.db import connection

    with connection.cursor() as cursor:  # as somebody would who reaches behind the tables' guard
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE subsidies_subsidyline DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE subsidies_subsidyline SET amount_fen = amount_fen + 1 WHERE id = %s", [line.pk]
        )
        cursor.execute("ALTER TABLE subsidies_subsidyline ENABLE TRIGGER USER")
    (unequal,) = recompute(COUNTY, MAY)
    assert (unequal.placement_id, unequal.stored, unequal.again) == (
        placed["甲"].pk,
        (20, 72728),
        (20, 72727),
    )


def test_a_death_that_became_known_later_shows(month, monkeypatch):
    placed = month(MAY, {"甲": "√" * 31})
    died = {placed["甲"].person_id: date(2024, 5, 11)}
    monkeypatch.setattr("gonggang.subsidies.queries.screening.deaths", lambda region, until: died)
    assert [each.again for each in recompute(COUNTY, MAY)] == [(10, 36364)]


def test_each_difference_has_one_reason_and_together_they_are_the_whole():
    def line(placement, standard=80000, days=22, fen=80000, held=False):
        return PaidLine(placement, placement, HERE, standard, days, fen, held)

    before = {n: line(n) for n in range(1, 7)} | {7: line(7, held=True), 8: line(8, held=True)}
    now = {
        1: line(1), 2: line(2, fen=40000, days=11), 3: line(3, standard=90000, fen=90000), 4: line(4, held=True),
        7: line(7), 8: line(8, held=True), 9: line(9), 10: line(10, fen=100), 11: line(11, held=True),
    }  # fmt: skip
    found = differences(before, now, still_in_post={5}, began_before={10})
    assert {each.why: (each.lines, each.fen) for each in found} == {
        "days": (0, -40000), "rate": (0, 10000), "held": (-1, -80000), "not_computed": (-1, -80000),
        "left": (-1, -80000), "released": (1, 80000), "new": (1, 80000), "caught_up": (1, 100),
    }  # fmt: skip
    payable = [sum(each.payable_fen for each in lines.values()) for lines in (before, now)]
    assert payable[0] + sum(each.fen for each in found) == payable[1]


def test_last_month_is_needed_for_a_comparison(month):
    month(MAY, {"甲": "√" * 22})
    assert month_differences(COUNTY, MAY) is None


def test_differences_from_the_tables(month):
    month(APRIL, {"甲": "√" * 22, "乙": "√" * 22})
    month(MAY, {"甲": "√" * 11, "乙": "√" * 22}, held=["乙"])
    found = month_differences(COUNTY, MAY)
    assert sorted((each.why, each.fen) for each in found) == [("days", -40000), ("held", -80000)]


@pytest.mark.clause("13.3")
def test_what_the_bank_paid_against_what_was_payable(month, officer, batch):
    placed = month(MAY, {"甲": "√" * 22, "乙": "√" * 22, "丙": "√" * 22, "丁": "√" * 22})
    assert bank_book(COUNTY, MAY) is None
    answers = [("甲", 80000, True), ("乙", 80000, False), ("丙", 70000, True)]
    take_over_returns(
        [ReturnEntry(who, "P", MAY, placed[who].person_id, HERE, None, fen, paid, "", None)
         for who, fen, paid in answers],
        officer=officer, batch=batch,
    )  # fmt: skip
    book = bank_book(COUNTY, MAY)
    assert (book.answers, book.paid, book.paid_fen) == (3, 2, 150000)
    assert book.gaps == {"bounced": (1, -80000), "unanswered": (1, -80000), "other_amount": (1, -10000)}


@pytest.mark.clause("13.2", "X7")
def test_an_amount_is_explained_in_at_most_five_lines(month):
    marks = "√" * 18 + "○△×" + " " * 10
    month(MAY, {"甲": marks, "乙": "√" * 31}, held=["甲"])
    found = explain(SubsidyLine.objects.order_by("pk"), {"death": "死亡待核实"})
    first, second = found.values()
    assert first == (
        "标准每月 800.00 元，规定出勤 22 天。",
        "5 月考勤出勤 18 天。",
        "事假 1 天、病假 1 天、旷工 1 天，不算出勤。",
        "800.00 × 18 ÷ 22 = 654.55 元（四舍五入到分）。",
        "暂缓：死亡待核实。核清以后补发。",
    )
    assert second[-1] == "出勤满 22 天，发足标准：800.00 元。"
    assert max(map(len, found.values())) <= 5
