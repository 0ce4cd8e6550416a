"""Reads of officers, organisations and grants for the door, the screens of accounts and other rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from gonggang.accounts.models import HandOver, Officer, Organisation, RoleGrant
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import Grant
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import holding_codes, territory


def in_force(on: date) -> Q:
    """Grants that hold on a day: [begins_on, ends_on)."""
    return Q(begins_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def grants_in_force(officer_id: int, on: date) -> tuple[Grant, ...]:
    """What an officer is on a day, and where."""
    rows = RoleGrant.objects.filter(in_force(on), officer_id=officer_id).order_by("territory_code", "role")
    return tuple(Grant(Role(role), code) for role, code in rows.values_list("role", "territory_code"))


def names(officer_ids: Iterable[int]) -> dict[int, str]:
    """The names of officers by key."""
    return {officer.pk: str(officer) for officer in Officer.objects.filter(pk__in=set(officer_ids))}


def officers(ranges: tuple[tuple[int, int], ...] | None = None) -> QuerySet[Officer]:
    """Officers by user name; with `ranges` those who sit in them. No range at all means nobody."""
    rows = Officer.objects.select_related("organisation").order_by("username")
    if ranges is None:
        return rows
    here = in_ranges("territory_code", ranges)
    # Who sits nowhere is seen by those alone who see the whole country.
    return rows.filter(here | Q(territory_code__isnull=True) if any(not low for low, _ in ranges) else here)


def officer_named(username: str) -> Officer | None:
    """The officer of that account, whatever its case, or None."""
    return Officer.objects.filter(username__iexact=username).first()


def officer_with(officer_id: int) -> Officer | None:
    """One officer, or None."""
    return Officer.objects.select_related("organisation").filter(pk=officer_id).first()


def holders(role: Role, region_code: int, on: date) -> list[Officer]:
    """The active officers who hold a role for a territory in which the region lies."""
    low, high = territory(region_code)
    rows = RoleGrant.objects.filter(in_force(on), role=role.value, officer__is_active=True)
    found = {
        grant.officer_id: grant.officer
        for grant in rows.select_related("officer").order_by("officer_id")
        if territory(grant.territory_code)[0] <= low and high <= territory(grant.territory_code)[1]
    }
    return list(found.values())


def holders_of_any(roles: Iterable[Role], region_code: int, on: date) -> list[Officer]:
    """The active officers who hold one of the roles for a territory in which the region lies, in one look-up."""
    codes = [region_code, *holding_codes(region_code)]
    rows = RoleGrant.objects.filter(
        in_force(on),
        role__in=[role.value for role in roles],
        territory_code__in=codes,
        officer__is_active=True,
    )
    return list({grant.officer_id: grant.officer for grant in rows.select_related("officer")}.values())


def grants_of(officer_id: int) -> QuerySet[RoleGrant]:
    """All grants of an officer, the newest first."""
    return RoleGrant.objects.filter(officer_id=officer_id).order_by("-begins_on", "-pk")


def organisations(ranges: tuple[tuple[int, int], ...]) -> QuerySet[Organisation]:
    """The organisations of some ranges of codes; no range at all means none."""
    return Organisation.objects.filter(in_ranges("region_code", ranges)).order_by("region_code", "name")


def organisation_with(organisation_id: int) -> Organisation | None:
    """One organisation, or None."""
    return Organisation.objects.filter(pk=organisation_id).first()


def officers_called(text: str, limit: int = 20) -> list[Officer]:
    """Officers whose account (whatever its case) or name is a text."""
    rows = Officer.objects.filter(Q(username__iexact=text) | Q(first_name=text)).select_related(
        "organisation"
    )
    return list(rows.order_by("pk")[:limit])


def grant_with(grant_id: int) -> RoleGrant | None:
    """One grant with its officer, or None."""
    return RoleGrant.objects.select_related("officer").filter(pk=grant_id).first()


def hand_overs(ranges: tuple[tuple[int, int], ...]) -> QuerySet[HandOver]:
    """The receipts of some places; no range at all means none."""
    rows = HandOver.objects.filter(in_ranges("region_code", ranges))
    return rows.select_related("from_officer", "to_officer", "officer")


def hand_over_with(hand_over_id: int) -> HandOver | None:
    """One receipt with its three officers, or None."""
    rows = HandOver.objects.select_related("from_officer", "to_officer", "officer")
    return rows.filter(pk=hand_over_id).first()


def holders_on(on: date, role: Role | None = None) -> QuerySet[RoleGrant]:
    """The keys of those who hold a role, or any, on a day."""
    rows = RoleGrant.objects.filter(in_force(on))
    return (rows if role is None else rows.filter(role=role.value)).values("officer_id")


def grants_of_all(officer_ids: Iterable[int], on: date) -> QuerySet[RoleGrant]:
    """The grants in force of several officers, in one look-up."""
    return RoleGrant.objects.filter(in_force(on), officer_id__in=list(officer_ids)).order_by("pk")


def officer_counts(organisation_ids: Iterable[int]) -> dict[int, int]:
    """How many active officers organisations have."""
    rows = Officer.objects.filter(organisation_id__in=list(organisation_ids), is_active=True)
    return dict(rows.values_list("organisation_id").annotate(n=Count("pk")))
