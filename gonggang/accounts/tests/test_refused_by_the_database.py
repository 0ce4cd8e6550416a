"""What the database itself refuses about grants and receipts, whoever asks it (clause X2)."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.accounts.actions import create_officer, grant_role
from gonggang.accounts.models import HandOver, Officer, RoleGrant
from gonggang.accounts.roles import Role, conflict
from gonggang.testing import COUNTY

pytestmark = [pytest.mark.clause("X2"), pytest.mark.django_db]
DAY = date(2024, 5, 1)


@pytest.fixture
def lin(officer: Officer) -> Officer:
    return create_officer(
        username="lin", name="林", organisation=None, territory_code=COUNTY, officer=officer
    )


def put(who: Officer, role: Role, by: Officer, **days: Any) -> RoleGrant:
    """A grant past all actions, as somebody with a console would write it."""
    values = {"begins_on": DAY, "ends_on": None} | days
    with transaction.atomic():
        return RoleGrant.objects.create(
            officer=who, role=role.value, territory_code=COUNTY, granted_by=by, **values
        )


def test_the_database_and_the_house_exclude_the_same_roles() -> None:
    with connection.cursor() as cursor:
        for one, other in product(Role, Role):
            cursor.execute("SELECT accounts_roles_exclude(%s, %s)", [one.value, other.value])
            assert cursor.fetchone() == (conflict(frozenset({one}), other) is not None,), (one, other)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Role.SYSTEM_ADMIN, Role.COUNTY_OFFICER),
        (Role.VILLAGE_CLERK, Role.AUDIT_ADMIN),
        (Role.COUNTY_APPROVER, Role.COUNTY_FINANCE),
    ],
)
def test_two_roles_that_may_not_meet_are_refused_by_the_table(
    lin: Officer, officer: Officer, held: Role, wanted: Role
) -> None:
    put(lin, held, officer, ends_on=date(2024, 6, 1))
    with pytest.raises(IntegrityError, match="may not be held by one officer"):
        put(lin, wanted, officer)
    with pytest.raises(IntegrityError):
        put(lin, wanted, officer, begins_on=date(2024, 4, 1), ends_on=date(2024, 5, 2))
    later = put(lin, wanted, officer, begins_on=date(2024, 6, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=later.pk).update(begins_on=date(2024, 5, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(officer=lin, role=held.value).update(ends_on=None)


def test_nobody_gives_or_ends_a_grant_of_their_own(lin: Officer, officer: Officer) -> None:
    with pytest.raises(IntegrityError, match="grant_is_given_by_somebody_else"):
        put(lin, Role.VILLAGE_CLERK, lin)
    grant = put(lin, Role.VILLAGE_CLERK, officer)
    with pytest.raises(IntegrityError, match="grant_is_ended_by_somebody_else"), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(ended_by=lin)


def test_what_was_taken_back_before_it_began_forbids_nothing(lin: Officer, officer: Officer) -> None:
    put(lin, Role.COUNTY_FINANCE, officer, begins_on=date(2024, 6, 1), ends_on=date(2024, 6, 1))
    grant_role(
        to=lin, role=Role.COUNTY_APPROVER, territory_code=COUNTY, begins_on=DAY, officer=officer
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        put(lin, Role.COUNTY_FINANCE, officer, begins_on=date(2024, 7, 1))


def test_a_receipt_is_never_changed(lin: Officer, officer: Officer) -> None:
    receipt = HandOver.objects.create(
        from_officer=lin, to_officer=officer, officer=officer, on=DAY, region_code=COUNTY
    )
    for change in (lambda: HandOver.objects.update(on=date(2024, 6, 1)), receipt.delete):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
