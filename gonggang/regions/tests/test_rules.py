"""Places by code and by name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.regions.rules import (
    Place,
    VillageIndex,
    enclosing,
    level_of,
    place_names,
    territory,
    village_key,
)

VILLAGES = VillageIndex(
    [
        Place(379901100000, "柳河镇", 4, 379901000000),
        Place(379901200000, "南岭乡", 4, 379901000000),
        Place(379901001000, "城关街道", 4, 379901000000),
        Place(379901100200, "张家庄村", 5, 379901100000),
        Place(379901200200, "张家庄村", 5, 379901200000),
        Place(379901100201, "李家洼村", 5, 379901100000),
        Place(379901001001, "文化路社区", 5, 379901001000),
    ]
)


@pytest.mark.clause("X6")
@pytest.mark.parametrize(
    "written",
    ["李家洼村", "李家洼村委会", "李家洼村民委员会", "李家洼村村民委员会", " 李家 洼村", "柳河镇李家洼村"],
)
def test_writings_of_a_village(written):
    assert VILLAGES.find(written) == 379901100201


@pytest.mark.parametrize(
    "written", ["文化路社区", "文化路社区居委会", "文化路社区居民委员会", "城关街道文化路社区"]
)
def test_writings_of_a_community(written):
    assert VILLAGES.find(written) == 379901001001


@pytest.mark.parametrize(
    ("village", "township", "near", "code"),
    [
        ("张家庄村", None, None, None),
        ("张家庄村", "南岭乡", None, 379901200200),
        ("南岭乡张家庄村", None, None, 379901200200),
        ("张家庄村委会", None, 379901100201, 379901100200),
        ("李家洼村", "南岭乡", None, None),
        ("望海楼村", None, None, None),
        ("张家庄村", "没有镇", None, None),
    ],
)
def test_a_name_of_two_townships_needs_more(village, township, near, code):
    assert VILLAGES.find(village, township, near=near) == code


def test_names_in_texts():
    assert place_names("文化路社区") == ("文化路社区", "文化路")
    assert village_key("居委会") == "居委会"


@pytest.mark.clause("X2")
@given(st.integers(10**11, 10**12 - 1), st.integers(1, 5))
def test_a_code_lies_in_the_territory_of_each_place_that_encloses_it(code, level):
    low, high = territory(enclosing(code, level))
    assert low <= code < high


@given(st.integers(10**11, 10**12 - 1))
def test_territories_are_nested(code):
    assert level_of(enclosing(code, 5)) <= 5
    ranges = [territory(enclosing(code, level)) for level in (1, 2, 3, 4, 5)]
    for (outer_low, outer_high), (low, high) in pairwise(ranges):
        assert outer_low <= low
        assert high <= outer_high
