"""A province of people made inside the database: places, posts, placements, sheets, money and hits, by number alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, Final

PROVINCE: Final = 370000000000
CITIES: Final = 16
COUNTIES: Final = 10
TOWNSHIPS: Final = 12
VILLAGES: Final = 33
# So many people has the largest county.
LARGE_COUNTY: Final = 12_000
# All keys lie above this one, so that what is there already is left alone.
FIRST: Final = 910000000
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单解"
_GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂鑫宇浩然梓涵欣怡子轩雨泽国建文志海波"

_PLACES: Final = """
CREATE TEMP TABLE bench_villages ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY c, k, t, v) - 1 AS n,
       370000000000 + c * 100000000 + k * 1000000 + (99 + t) * 1000 + 199 + v AS code
FROM generate_series(1, {cities}) c, generate_series(1, {counties}) k, generate_series(1, {townships}) t,
     generate_series(1, {villages}) v;
CREATE UNIQUE INDEX ON bench_villages (n);
INSERT INTO regions_region (code, name, name_key, level, parent_code, urban_rural, name_pinyin, name_initials)
SELECT 370000000000, '山东省', '山东省', 1, NULL, NULL, 'shandongsheng', 'sds'
UNION ALL SELECT DISTINCT code / 100000000 * 100000000, '市' || code / 100000000 %% 100, '市', 2, 370000000000, NULL,
          'shi' || code / 100000000 %% 100, 's' || code / 100000000 %% 100
FROM bench_villages
UNION ALL SELECT DISTINCT code / 1000000 * 1000000, '县' || code / 1000000 %% 10000, '县', 3,
          code / 100000000 * 100000000, NULL, 'xian' || code / 1000000 %% 10000, 'x' || code / 1000000 %% 10000
FROM bench_villages
UNION ALL SELECT DISTINCT code / 1000 * 1000, '镇' || code / 1000 %% 1000, '镇', 4, code / 1000000 * 1000000, NULL,
          'zhen' || code / 1000 %% 1000, 'z' || code / 1000 %% 1000
FROM bench_villages
UNION ALL SELECT code, '村' || n || '号村', '村' || n, 5, code / 1000 * 1000, 'RURAL', 'cun' || n || 'haocun',
          'c' || n || 'hc' FROM bench_villages
ON CONFLICT DO NOTHING;
ANALYZE bench_villages;
"""
# Neighbours in the table are neighbours on the ground, as they are when counties hand in their files.
_PEOPLE: Final = """
CREATE TEMP TABLE bench_people ON COMMIT DROP AS
SELECT {first} + p.n AS id, p.n, v.code AS village_code, {first} + v.n AS post_id
FROM generate_series(0, {people} - 1) AS p (n)
JOIN bench_villages v ON v.n = p.n::bigint * (SELECT count(*) FROM bench_villages) / {people};
-- One county is made larger than the others: that of the village in the middle.
INSERT INTO bench_people
SELECT {first} + p.n, p.n, v.code, {first} + v.n
FROM generate_series({people}, {people} + {more} - 1) AS p (n)
JOIN bench_villages v ON v.n = (SELECT min(n) FROM bench_villages WHERE code / 1000000 = (
  SELECT code / 1000000 FROM bench_villages WHERE n = (SELECT count(*) / 2 FROM bench_villages))) + p.n %% 396;
ANALYZE bench_people;
INSERT INTO people_person (id, id_sealed, id_index, name, sex, birth_on, village_code, name_pinyin, name_initials,
                           last_four_index)
SELECT p.id, decode('{sealed}', 'hex'), decode(lpad(to_hex(p.id), 64, '0'), 'hex'), names.name, 'male',
       DATE '1965-01-01' + (p.n %% 9000), p.village_code, names.pinyin, names.initials, fours.index
FROM bench_people p JOIN bench_names names ON names.n = p.n::bigint * 7919 %% {names}
JOIN bench_fours fours ON fours.n = p.n::bigint * 7907 %% 10000;
INSERT INTO posts_post (id, number, village_code, category, name, urban_rural, duties, work_requirements, hours_system,
                        required_days, standard_fen, places, places_taken, sponsoring_department, host_unit, host_uscc)
SELECT {first} + n, 'BENCH' || n, code, '', '保洁员', 'RURAL', '', '', '', 22, 72000, NULL, 0, '', '', ''
FROM bench_villages;
INSERT INTO placements_placement (id, person_id, post_id, village_code, urban_rural, during, placement_seq, host_unit,
                                  host_uscc, note)
SELECT id, id, post_id, village_code, 'RURAL', daterange(DATE '2022-01-01' + n %% 800, NULL), 1, '', '', ''
FROM bench_people;
"""
_MONTH: Final = """
INSERT INTO attendance_monthsheet (id, village_code, month)
SELECT {first} + n, code, DATE '2024-05-01' FROM bench_villages;
INSERT INTO attendance_attendancerow (id, sheet_id, person_id, placement_id, month, village_code, post_name, marks,
                                      contested, note)
SELECT id, post_id, id, id, DATE '2024-05-01', village_code, '保洁员', repeat('√√√√√休休', 4) || '√√√', false, ''
FROM bench_people;
INSERT INTO subsidies_subsidyrun (id, region_code, month, first_ran_at, officer_id)
VALUES ({first}, {province}, DATE '2024-05-01', now(), {officer});
INSERT INTO subsidies_subsidyline (id, run_id, placement_id, person_id, month, village_code, post_number, standard_fen,
                                   required_days, actual_days, amount_fen, held)
SELECT id, {first}, id, id, DATE '2024-05-01', village_code, 'BENCH', 72000, 22, 22, 72000, false FROM bench_people;
INSERT INTO screening_screeningrun (id, month, region_code, people, ran_at, registers, came_to, coverage)
VALUES ({first}, DATE '2024-05-01', {province}, {people}, now(), '[]', '{{}}',
        '[{{"check": "death", "compared": {people}, "not_compared": {{}}}}]');
INSERT INTO screening_hit (id, person_id, village_code, check_name, fact_on, detail, status, first_run_id, last_run_id)
SELECT id, id, village_code, 'death', DATE '2024-05-03', '测试', 'unverified', {first}, {first}
FROM bench_people WHERE n %% 50 = 0;
INSERT INTO screening_hit_runs (hit_id, screeningrun_id) SELECT id, {first} FROM bench_people WHERE n %% 50 = 0;
ANALYZE regions_region, people_person, posts_post, placements_placement, attendance_monthsheet,
        attendance_attendancerow, subsidies_subsidyline, screening_hit, screening_hit_runs;
"""
# Half of the people have a case, most of them concluded; every third has a deadline that has passed.
_CASES: Final = """
INSERT INTO casework_case (id, kind, topic, subject, person_id, village_code, title, facts, opened_at, opened_on,
                           due_on, first_handler_code, handler_code, assignee_id, status, outcome, reason,
                           concluded_by_id, concluded_at, version)
SELECT {first} + p.n, CASE WHEN p.n %% 10 = 0 THEN 'complaint' ELSE 'hit' END, 'death', 'bench:' || p.n, p.id,
       p.village_code, '测试', '{{}}', now(), DATE '2024-06-01', DATE '2024-06-01' + p.n %% 1500,
       p.village_code / 1000000 * 1000000, p.village_code / 1000000 * 1000000, NULL,
       CASE WHEN p.n %% 3 = 0 THEN 'concluded' ELSE 'open' END, CASE WHEN p.n %% 3 = 0 THEN 'true' END,
       CASE WHEN p.n %% 3 = 0 THEN '测试' ELSE '' END, CASE WHEN p.n %% 3 = 0 THEN {officer} END,
       CASE WHEN p.n %% 3 = 0 THEN now() END, 1
FROM bench_people p WHERE p.n %% 2 = 0 OR p.n %% 4 = 1;
"""
_LEDGERS: Final = """
INSERT INTO exits_expirywarning (id, placement_id, person_id, village_code, ends_on, cause, threshold_days,
                                 first_seen_on, last_seen_on)
SELECT id, id, id, village_code, DATE '2024-06-01' + n %% 91, 'term', 90, DATE '2024-06-01', DATE '2024-06-01'
FROM bench_people WHERE n %% 20 = 0;
INSERT INTO subsidies_bankreturnline (id, serial, payment_batch, month, person_id, village_code, amount_fen, succeeded,
                                      failure_reason)
SELECT id, 'BENCH' || id, 'P1', DATE '2024-05-01', id, village_code, 72000, n %% 100 > 0,
       CASE WHEN n %% 100 = 0 THEN '账户已销户' ELSE '' END FROM bench_people;
INSERT INTO supervision_complaint (id, number, channel, received_on, complainant, about, village_code, kind, summary,
                                   first_handling_unit, first_handler, due_on, verification, conclusion, closed_on,
                                   status)
SELECT id, 'BENCH' || id, '来信', DATE '2024-05-06', '', '', village_code, '未公示', '', '', '',
       DATE '2024-06-06' + n %% 60, '', '', CASE WHEN n %% 1000 > 0 THEN DATE '2024-06-01' END,
       CASE WHEN n %% 1000 > 0 THEN 'closed' ELSE 'open' END
FROM bench_people WHERE n %% 100 = 0;
INSERT INTO recruitment_importedprocedure (id, placement_id, village_code, announcement_on, application_on,
                                           democratic_appraisal_on, notice_begins_on, notice_ends_on,
                                           county_approval_on, agreement_on, induction_training_on, onboarding_on)
SELECT id, id, village_code, DATE '2021-11-01', DATE '2021-11-05',
       CASE WHEN n %% 40 > 0 THEN DATE '2021-11-08' END, DATE '2021-11-09', DATE '2021-11-18',
       DATE '2021-11-20' - CASE WHEN n %% 60 = 0 THEN 17 ELSE 0 END, DATE '2021-11-22', DATE '2021-11-24',
       DATE '2022-01-01' FROM bench_people;
ANALYZE casework_case, exits_expirywarning, subsidies_bankreturnline, supervision_complaint,
        recruitment_importedprocedure;
"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made: people, places, and one village in the middle of the province."""

    people: int
    places: int
    village: int


def seed(people: int, officer: Any) -> Seeded:
    """Fill the open transaction; the caller rolls it back."""
    from django.db import connection

    from gonggang.core.national_id import check_character
    from gonggang.people.sealing import ID_NUMBER, cipher

    first = "37990119700102001"
    sealed = cipher().encrypt(first + check_character(first), purpose=ID_NUMBER).hex()
    with connection.cursor() as cursor:
        names = _tables(cursor)
        facts = {
            "cities": CITIES, "counties": COUNTIES, "townships": TOWNSHIPS, "villages": VILLAGES, "first": FIRST,
            "people": int(people), "sealed": sealed, "names": names, "officer": officer.pk, "province": PROVINCE,
            "more": max(0, LARGE_COUNTY - int(people) // (CITIES * COUNTIES)),
        }  # fmt: skip
        for step in (_PLACES, _PEOPLE, _MONTH, _CASES, _LEDGERS):
            cursor.execute(step.format(**facts).replace("%%", "%"))
        cursor.execute(
            "SELECT count(*) FROM regions_region WHERE code >= %s AND code < %s", [PROVINCE, 38 * 10**10]
        )
        places = cursor.fetchone()[0]
        cursor.execute("SELECT code FROM bench_villages WHERE n = (SELECT count(*) / 2 FROM bench_villages)")
        village = cursor.fetchone()[0]
    return Seeded(people, places, village)


def _tables(cursor: Any) -> int:
    """Names with their sounds, and the blind indexes of all fours, as tables to join with; returns how many names."""
    from gonggang.core.sounds import sounds_of
    from gonggang.people.search import last_four_index

    cursor.execute(
        "CREATE TEMP TABLE bench_names (n int, name text, pinyin text, initials text) ON COMMIT DROP"
    )
    cursor.execute("CREATE TEMP TABLE bench_fours (n int, index bytea) ON COMMIT DROP")
    names = [surname + one + two for surname, one, two in product(_SURNAMES, _GIVEN, _GIVEN)]
    with cursor.copy("COPY bench_names FROM STDIN") as copy:
        for n, name in enumerate(names):
            sounds = sounds_of(name)
            copy.write_row((n, name, sounds.pinyin, sounds.initials))
    with cursor.copy("COPY bench_fours FROM STDIN") as copy:
        for n in range(10_000):
            copy.write_row((n, last_four_index(f"{n:04d}")))
    cursor.execute("CREATE INDEX ON bench_names (n); CREATE INDEX ON bench_fours (n)")
    cursor.execute("ANALYZE bench_names, bench_fours")
    return len(names)
