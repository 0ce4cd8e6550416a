"""Like posts and posts out of line."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.posts.rules import Outlier, PostText, like_groups, likeness, outliers, work_of

LIKENESS_MIN = Fraction(75, 100)


def post(number, name, duties, township=1, village="甲村", **more):
    return PostText(number, township, name, "RURAL", duties, (village, village[:-1]), **more)


CLEANER = post("1", "保洁员", "负责甲村主次道路、公共场所的日常清扫保洁，清运生活垃圾，维护环境卫生")
CLEANER_OTHERWISE = post(
    "2", "村级保洁员", "乙村主次道路、公共场所日常清扫保洁，生活垃圾清运，环境卫生维护", village="乙村"
)
FOREST = post("3", "护林员", "负责甲村林木日常巡护，劝阻野外用火，发现火情、盗伐和病虫害及时上报")
ROAD = post("4", "护路员", "负责甲村道路日常巡护，清除路面障碍，发现路面破损、边沟堵塞和塌方及时上报")


@pytest.mark.clause("2.3")
def test_same_work_under_another_name_is_one_group_and_like_words_for_other_work_are_not():
    groups = like_groups([CLEANER, CLEANER_OTHERWISE, FOREST, ROAD], likeness_min=LIKENESS_MIN)
    assert groups == [["1", "2"]]


def test_no_group_across_townships_nor_under_one_name():
    elsewhere = post("2", "村级保洁员", CLEANER.duties, township=2)
    same_name = post("5", "保洁员", CLEANER.duties)
    assert like_groups([CLEANER, elsewhere, same_name], likeness_min=LIKENESS_MIN) == []


def test_posts_without_duties_are_like_nothing():
    assert like_groups([post("1", "甲岗", ""), post("2", "乙岗", "")], likeness_min=LIKENESS_MIN) == []


@given(st.text("清扫道路垃圾巡护", max_size=12), st.text("清扫道路垃圾巡护", max_size=12))
def test_likeness_is_symmetric_and_between_none_and_all(left, right):
    one, two = work_of(post("1", "甲", left)), work_of(post("2", "乙", right))
    assert likeness(one, two) == likeness(two, one)
    assert 0 <= likeness(one, two) <= 1
    assert likeness(one, one) == (1 if one else 0)


@pytest.mark.clause("2.5")
def test_outliers_need_four_posts_and_more_than_the_spread():
    pays = [72000, 72000, 72000, 93600, 93601]
    group = [post(str(i), "保洁员", "清扫", standard_fen=pay, required_days=22) for i, pay in enumerate(pays)]
    assert outliers(group, spread_percent=30, group_min=4) == [
        Outlier("4", "subsidy", 93601, Fraction(72000))
    ]
    assert outliers([*group[:2], group[4]], spread_percent=30, group_min=4) == []


def test_posts_without_a_value_are_left_out():
    group = [
        post(str(i), "保洁员", "清扫", standard_fen=None, required_days=10 if i else 31) for i in range(5)
    ]
    assert [o.kind for o in outliers(group, spread_percent=30, group_min=4)] == ["required_days"]
