"""How fast a month's subsidy is computed and stored, beside copying the same rows into the same kind of table."""

from __future__ import annotations

import os
import resource
import time
from typing import Any

from gonggang.core.month import Month
from gonggang.server.home import home

_MONTH = Month(2024, 5)
_COUNTY = 379901000000
_VILLAGES = 60

# People, posts, placements and locked sheets made inside the database, so that only the computation is measured.
_SEED = """
INSERT INTO regions_region (code, name, name_key, level, parent_code, urban_rural)
VALUES (370000000000, '省', '省', 1, NULL, NULL), (379900000000, '市', '市', 2, 370000000000, NULL),
       (379901000000, '县', '县', 3, 379900000000, NULL) ON CONFLICT DO NOTHING;
INSERT INTO people_person (id, id_sealed, id_index, name, sex, birth_on, village_code)
SELECT 900000000 + n, decode(lpad(to_hex(n), 64, '0'), 'hex'), decode(lpad(to_hex(n), 64, '0'), 'hex'), '测试', 'male',
       DATE '1970-01-01' + (n %% 9000), 379901100200 + n %% {villages}
FROM generate_series(1, {people}) n;
INSERT INTO posts_post (id, number, village_code, category, name, urban_rural, duties, work_requirements, hours_system,
                        required_days, standard_fen, places, places_taken, sponsoring_department, host_unit, host_uscc)
SELECT 900000000 + n, 'BENCH' || n, 379901100200 + n, '', '保洁员', 'RURAL', '', '', '', 22, 72000, NULL, 0, '', '', ''
FROM generate_series(0, {villages} - 1) n;
INSERT INTO placements_placement (id, person_id, post_id, village_code, urban_rural, during, placement_seq, host_unit,
                                  host_uscc, note)
SELECT 900000000 + n, 900000000 + n, 900000000 + n %% {villages}, 379901100200 + n %% {villages}, 'RURAL',
       daterange(DATE '2022-01-01' + (n %% 800), NULL), 1, '', '', ''
FROM generate_series(1, {people}) n;
INSERT INTO attendance_monthsheet (id, village_code, month)
SELECT 900000000 + n, 379901100200 + n, DATE '2024-05-01' FROM generate_series(0, {villages} - 1) n;
INSERT INTO attendance_attendancerow (id, sheet_id, person_id, placement_id, month, village_code, post_name, marks,
                                      contested, note)
SELECT 900000000 + n, 900000000 + n %% {villages}, 900000000 + n, 900000000 + n, DATE '2024-05-01',
       379901100200 + n %% {villages}, '保洁员',
       overlay(repeat('√√√√√休休', 4) || '√√√' placing '○' from 1 + n %% 31), false, ''
FROM generate_series(1, {people}) n;
UPDATE attendance_monthsheet SET locked_at = now() WHERE id >= 900000000;
ANALYZE people_person, posts_post, placements_placement, attendance_monthsheet, attendance_attendancerow;
"""


def run(people: int) -> dict[str, Any]:
    """Measure for that many people in one county; everything is rolled back. Seconds are of this process's clock.

    `cpu_seconds` is this process alone; the database works on another core meanwhile.
    """
    os.environ["GONGGANG_HOME"] = str(home() / "bench")
    from gonggang.server.opening import open_database

    open_database()
    from django.db import connection, transaction

    from gonggang.accounts.actions import operator_officer
    from gonggang.subsidies.actions import compute_month
    from gonggang.subsidies.models import SubsidyLine

    officer = operator_officer()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SEED.format(people=int(people), villages=_VILLAGES).replace("%%", "%"))
        wall, cpu = time.perf_counter(), time.process_time()
        lines = compute_month(_COUNTY, _MONTH, officer=officer, held={}, died_on={})
        ours = {"wall_seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
        floor = _copy_floor(SubsidyLine._meta.db_table)
        total = SubsidyLine.objects.filter(placement_id__gt=900000000).count()
        transaction.set_rollback(True)
    return {
        "benchmark": "subsidy",
        "people": people,
        "lines": lines,
        "lines_stored": total,
        "compute_and_store": ours,
        "copy_floor": floor,
        "people_per_wall_second": round(people / ours["wall_seconds"]),
        "people_per_cpu_second": round(people / ours["cpu_seconds"]),
        "ratio_to_copy_floor": round(ours["wall_seconds"] / floor["wall_seconds"], 2),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _copy_floor(table: str) -> dict[str, float]:
    """Copy the very rows that were computed into a table of the same columns, constraints and indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE floor_lines (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
        cursor.execute(f"SELECT * FROM {table} WHERE placement_id > 900000000")  # noqa: S608 - our own table name
        rows = cursor.fetchall()
        wall, cpu = time.perf_counter(), time.process_time()
        with cursor.copy("COPY floor_lines FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return {"wall_seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
