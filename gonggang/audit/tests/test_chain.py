"""The audit chain: append-only for everybody, and every alteration behind the database's back is located."""

import pytest
from django.db import DatabaseError, connection, transaction

from gonggang.audit.actions import broken_records, record
from gonggang.audit.models import AuditRecord


@pytest.fixture
def records(officer):
    for number in range(1, 6):
        record(officer=officer, verb="test.act", subject=f"thing:{number}", detail={"n": number, "字": "岗"})


@pytest.fixture
def behind_the_back():
    """What someone does who owns the table: the protection is taken off."""

    def run(sql, *args):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditrecord DISABLE TRIGGER ALL")
            cursor.execute(sql, args)
            cursor.execute("ALTER TABLE audit_auditrecord ENABLE TRIGGER ALL")

    return run


@pytest.mark.clause("X1", "6.5")
def test_a_whole_chain_has_nothing_broken(records):
    assert list(broken_records()) == []


@pytest.mark.clause("X1")
@pytest.mark.parametrize("statement", ["UPDATE audit_auditrecord SET verb='x'", "DELETE FROM audit_auditrecord",
                                       "TRUNCATE audit_auditrecord"])  # fmt: skip
def test_the_table_refuses_change(records, statement):
    with pytest.raises(DatabaseError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditRecord.objects.count() == 5


@pytest.mark.clause("X1")
@pytest.mark.parametrize(
    ("statement", "number", "word"),
    [
        ("UPDATE audit_auditrecord SET detail = '{\"n\": 99}' WHERE number = 3", 3, "被改动"),
        ("DELETE FROM audit_auditrecord WHERE number = 2", 2, "缺失"),
        ("DELETE FROM audit_auditrecord WHERE number = 5", 5, "缺失"),
        ("UPDATE audit_auditrecord SET number = 9 WHERE number = 4", 4, "缺失"),
    ],
)
def test_alterations_are_located(records, behind_the_back, statement, number, word):
    behind_the_back(statement)
    broken = list(broken_records())
    assert broken[0][0] == number
    assert word in broken[0][1]
