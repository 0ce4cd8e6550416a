"""People are found by name, by its sounds, by the last four of the number; inside the territory alone."""

from __future__ import annotations

from datetime import date

import pytest

from gonggang.core.sounds import sounds_of
from gonggang.people import actions, queries
from gonggang.people.models import Person
from gonggang.testing import COUNTY, VILLAGE, id_number

HERE = ((COUNTY, COUNTY + 10**6),)
ELSEWHERE = ((COUNTY + 10**6, COUNTY + 2 * 10**6),)


@pytest.fixture
def people(officer, batch):
    """Five people of the county and one of another."""
    names = ("曾小明", "张伟", "张卫国", "单立", "阿依古丽·买买提", "张伟")
    birth = date(1970, 1, 2)
    entries = [
        actions.PersonEntry(
            id_number(serial), name, "male", birth, None, VILLAGE if serial < 6 else VILLAGE + 10**6
        )
        for serial, name in enumerate(names, 1)
    ]
    actions.register_people(entries, officer=officer, batch=batch)
    return entries


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("曾小明", "zengxiaoming", "zxm"),
        ("单立", "shanli", "sl"),
        ("单于晴", "chanyuqing", "cyq"),
        ("解珍", "xiezhen", "xz"),
        ("仇英", "qiuying", "qy"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("吕安", "lvan", "la"),
    ],
)
def test_names_sound_as_surnames_do(name, pinyin, initials):
    assert (sounds_of(name).pinyin, sounds_of(name).initials) == (pinyin, initials)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张", ["张伟", "张卫国"]),
        ("张伟", ["张伟"]),
        ("zhangw", ["张伟", "张卫国"]),
        ("Zhang Wei", ["张伟", "张卫国"]),
        ("zw", ["张伟", "张卫国"]),
        ("zwg", ["张卫国"]),
        ("zeng", ["曾小明"]),
        ("shan", ["单立"]),
        ("阿依古丽", ["阿依古丽·买买提"]),
        ("ayglmmt", ["阿依古丽·买买提"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("张%", []),
    ],
)
def test_people_are_found_by_what_is_typed(people, typed, found):
    shown = [person.name for person in queries.search(typed, HERE, limit=20)]
    assert list(dict.fromkeys(shown)) == found


def test_the_last_four_find_and_are_not_stored(people):
    number = people[1].id_number
    [found] = [p for p in queries.search(number[-4:].lower(), HERE, limit=20) if p.name == "张伟"]
    assert number[-4:].encode() not in bytes(found.last_four_index)
    assert queries.search("0000", HERE, limit=20) == []


def test_nobody_outside_the_ranges_is_found(people):
    assert [p.village_code for p in queries.search("张伟", ELSEWHERE, limit=20)] == [VILLAGE + 10**6]
    assert queries.search("张伟", (), limit=20) == []


def test_who_has_no_keys_gets_them(people):
    Person.objects.update(name_pinyin="", name_initials="", last_four_index=None)
    assert queries.search("zhangwei", HERE, limit=20) == []
    assert actions.fill_search_keys() == 6
    assert [p.name for p in queries.search("zhangweig", HERE, limit=20)] == ["张卫国"]
    assert actions.fill_search_keys() == 0
