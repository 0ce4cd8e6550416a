"""Like posts and posts out of line."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.posts.rules import Outlier, PostText, like_groups, likeness, outliers, spreads, work_of

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


def _one_by_one(posts, likeness_min, apart):
    """The groups as they are defined: every two posts compared by their likeness, alike passed on."""
    groups = {each.number: {each.number} for each in posts}
    for left in posts:
        for right in posts:
            pair = tuple(sorted((left.number, right.number)))
            alike = likeness(work_of(left), work_of(right)) >= likeness_min
            if left.number < right.number and pair not in apart and alike:
                whole = groups[left.number] | groups[right.number]
                for number in whole:
                    groups[number] = whole
    names = {each.number: each.name for each in posts}
    return sorted(
        {tuple(sorted(group)) for group in groups.values() if len({names[number] for number in group}) > 1}
    )


DUTIES = st.lists(
    st.sampled_from(["清扫道路", "清运垃圾", "巡护山林", "照料老人", "登记台账"]), min_size=1, max_size=4
)


@pytest.mark.clause("2.3")
@given(
    st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), DUTIES), min_size=2, max_size=7),
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=4),
)
def test_the_quick_comparison_finds_what_comparing_every_two_posts_finds(there, decided):
    posts = [post(str(i), name, "，".join(duties)) for i, (name, duties) in enumerate(there)]
    apart = {(str(min(pair)), str(max(pair))) for pair in decided if pair[0] != pair[1]}
    groups = like_groups(posts, likeness_min=LIKENESS_MIN, apart=apart)
    assert [tuple(group) for group in groups] == _one_by_one(posts, LIKENESS_MIN, apart)


@pytest.mark.clause("2.3")
def test_what_was_decided_is_not_asked_again_and_what_is_new_is():
    decided = {("1", "2")}
    assert like_groups([CLEANER, CLEANER_OTHERWISE], likeness_min=LIKENESS_MIN, apart=decided) == []
    new = post("7", "清洁工", CLEANER.duties)
    groups = like_groups([CLEANER, CLEANER_OTHERWISE, new], likeness_min=LIKENESS_MIN, apart=decided)
    assert groups == [["1", "2", "7"]]


@pytest.mark.clause("2.5")
def test_the_spread_of_one_name_against_its_limits():
    group = [post(str(i), "保洁员", "清扫", standard_fen=pay) for i, pay in enumerate((60000, 80000, 90000))]
    (found,) = spreads(group, range_percent_max=37, variation_percent_max=None)
    assert (found.posts, found.lowest, found.highest, found.median) == (3, 60000, 90000, Fraction(80000))
    assert (found.range_permille, found.variation_permille, found.wide) == (375, 162, True)
    assert not spreads(group, range_percent_max=38, variation_percent_max=17)[0].wide
    assert spreads(group, range_percent_max=38, variation_percent_max=16)[0].wide
    assert not spreads(group, range_percent_max=None, variation_percent_max=None)[0].wide
    assert spreads(group[:1], range_percent_max=0, variation_percent_max=0) == []
