"""The audit as a file: what was searched, no more than may be seen, with a digest that is on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gonggang.audit.models import AuditRecord
from gonggang.core.crypto import sm3
from gonggang.testing import COUNTY, VILLAGE

pytestmark = [pytest.mark.clause("X1"), pytest.mark.django_db]
SignedIn = Callable[..., Any]


@pytest.fixture
def records(county: int, officer: Any) -> str:
    """Three records of today: of the house, of the county's business, of another city."""
    from gonggang.audit.actions import record

    record(officer=officer, verb="accounts.edit_officer", subject="officer:5", detail={})
    record(
        officer=officer,
        verb="casework.noted",
        subject="case:7",
        detail={"text": "电话里说的秘密"},
        region=VILLAGE,
    )
    record(
        officer=officer, verb="casework.noted", subject="case:8", detail={"text": "外地"}, region=110101000000
    )
    return f"{timezone.localdate()}"


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.headers["Cache-Control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_audit_administrator_takes_a_period_away_with_its_digest(
    records: str, signed_in: SignedIn
) -> None:
    client = signed_in("audit_admin", 0)
    page = client.get("/audit/").content.decode()
    assert 'formaction="/audit/export/"' in page
    answer = client.get(f"/audit/export/?from={records}&to={records}")
    rows = rows_of(answer)
    assert {"officer:5" in each["对象"] or each["对象"] == "账号 5" for each in rows} == {True, False}
    assert "秘密" not in answer.content.decode()
    stored = AuditRecord.objects.get(subject="case:7")
    (line,) = [each for each in rows if each["对象"] == "案件 7"]
    assert line["封印"] == bytes(stored.seal).hex()

    kept = AuditRecord.objects.get(verb="audit.export")
    assert kept.detail["digest"] == sm3(answer.content).hex()
    assert (kept.detail["rows"], kept.detail["cut"]) == (len(rows), False)
    assert kept.detail["digest"] in client.get("/audit/").content.decode()

    only = rows_of(client.get(f"/audit/export/?from={records}&to={records}&subject=案件 7"))
    assert [each["对象"] for each in only] == ["案件 7"]
    workbook = client.get(f"/audit/export/?from={records}&to={records}&format=xlsx")
    assert workbook.content.startswith(b"PK")


def test_an_inspector_takes_the_own_territory_with_the_facts(records: str, signed_in: SignedIn) -> None:
    answer = signed_in("auditor", COUNTY).get(f"/audit/export/?from={records}&to={records}")
    assert "电话里说的秘密" in answer.content.decode()
    assert "案件 8" not in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "请先填从哪天、到哪天"),
        ("from=2024-05-01", "请先填从哪天、到哪天"),
        ("from=2024-05-02&to=2024-05-01", "“到哪天”早于“从哪天”"),
        ("from=昨天&to=2024-05-01", "“昨天”不是日期"),
        ("from=2024-05-01&to=2024-05-01&verb=none.such", "请先改好筛选条件"),
    ],
)
def test_without_a_usable_period_nothing_is_exported(
    county: int, signed_in: SignedIn, asked: str, said: str
) -> None:
    answer = signed_in("audit_admin", 0).get(f"/audit/export/?{asked}")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page and "没有导出" in page
    assert not AuditRecord.objects.filter(verb="audit.export").exists()


def test_an_export_is_cut_where_the_limit_says_and_says_so(
    records: str, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gonggang.desk.screens.system.audit_export.rows_max", lambda region: 2)
    monkeypatch.setattr("gonggang.desk.screens.system.audit_export._PIECE", 1)
    client = signed_in("audit_admin", 0)
    assert len(rows_of(client.get(f"/audit/export/?from={records}&to={records}"))) == 2
    assert AuditRecord.objects.get(verb="audit.export").detail["cut"] is True
