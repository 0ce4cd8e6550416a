"""Writes on organisations, officers and grants; every one names the officer who does it and leaves an audit record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from gonggang.accounts import witness
from gonggang.accounts.models import Officer, Organisation, RoleGrant
from gonggang.accounts.queries import in_force
from gonggang.accounts.roles import Role, conflict
from gonggang.core.errors import UnusableInput
from gonggang.core.uscc import parse_uscc

OPERATOR_USERNAME = "operator"
# Rooms above hand their own to-do's over in the same transaction; each is called with (from, to, on, officer).
HandOver = Callable[[Officer, Officer, date, Officer], int]
_HAND_OVERS: dict[str, HandOver] = {}


def operator_officer() -> Officer:
    """The officer in whose name the command line of this host acts; cannot sign in, owns every territory."""
    officer, created = Officer.objects.get_or_create(
        username=OPERATOR_USERNAME,
        defaults={"first_name": "命令行操作员", "territory_code": 0},
    )
    if created:
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
    return officer


@transaction.atomic
def create_organisation(
    *, name: str, kind: str, region_code: int, officer: Officer, uscc: str = ""
) -> Organisation:
    """Add an organisation; an employer's clerks see the people whose post names its unified social credit code.

    Raises UnusableInput for an unknown kind, no name, a code that cannot be one, or a name that is there already.
    """
    name = name.strip()
    if not name:
        raise UnusableInput("单位名称没有填：请填单位的全称。")
    if kind not in Organisation.Kind.values:
        raise UnusableInput(f"单位类型“{kind}”不认得：请从列表里选一种。")
    code = parse_uscc(uscc).number if uscc.strip() else ""
    if code is None:
        raise UnusableInput(f"统一社会信用代码“{uscc}”不是 18 位代码：请照登记证照填写。")
    if Organisation.objects.filter(name=name, region_code=region_code).exists():
        raise UnusableInput(f"“{name}”已经在这个地方登记过：请直接使用原有的单位。")
    made = Organisation.objects.create(name=name, kind=kind, region_code=region_code, uscc=code)
    _record(
        officer, "create_organisation", f"organisation:{made.pk}", {"name": name, "kind": kind}, region_code
    )
    return made


@transaction.atomic
def create_officer(
    *,
    username: str,
    name: str,
    organisation: Organisation | None,
    territory_code: int,
    officer: Officer,
    password: str | None = None,
    is_sample: bool = False,
) -> Officer:
    """Add an officer, who cannot sign in without a password. Raises UnusableInput for a name taken, a weak password."""
    username = username.strip()
    if not username:
        raise UnusableInput("账号没有填：请填登录用的账号。")
    if Officer.objects.filter(username__iexact=username).exists():
        raise UnusableInput(f"账号“{username}”已有人使用：请换一个。")
    made = Officer(
        username=username,
        first_name=name.strip(),
        organisation=organisation,
        territory_code=territory_code,
        is_sample=is_sample,
    )
    _put_password(made, password)
    made.save()
    _record(officer, "create_officer", f"officer:{made.pk}", {"username": username}, territory_code)
    return made


@transaction.atomic
def set_password(*, of: Officer, password: str, officer: Officer) -> None:
    """Give an officer a new password. Raises UnusableInput for a weak one."""
    _put_password(of, password)
    of.save(update_fields=["password"])
    _record(officer, "set_password", f"officer:{of.pk}", {}, of.territory_code)


@transaction.atomic
def reset_sign_in(*, of: Officer, password: str, officer: Officer) -> None:
    """A new password, no second factor, no lock: for whoever lost the way in. Raises UnusableInput for a weak one."""
    from allauth.mfa.models import Authenticator

    from gonggang.accounts.lock import unlock

    _put_password(of, password)
    of.save(update_fields=["password"])
    Authenticator.objects.filter(user=of).delete()
    unlock(of.username)
    _record(officer, "reset_sign_in", f"officer:{of.pk}", {}, of.territory_code)


def _put_password(of: Officer, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, of)
        except ValidationError as error:
            raise UnusableInput("密码不够安全：" + "".join(error.messages)) from error
    of.set_password(password)


@transaction.atomic
def grant_role(
    *,
    to: Officer,
    role: Role,
    territory_code: int,
    begins_on: date,
    officer: Officer,
    ends_on: date | None = None,
) -> RoleGrant:
    """Make an officer something in a territory over [begins_on, ends_on).

    Raises UnusableInput when two roles may not be one person's, for days the wrong way round, for oneself, or twice.
    """
    Officer.objects.select_for_update().get(pk=to.pk)
    if to.pk == officer.pk:
        raise UnusableInput("不能给自己授予岗位：请由另一位安全管理员办理。")
    if ends_on is not None and ends_on <= begins_on:
        raise UnusableInput(f"岗位的截止日 {ends_on} 应晚于开始日 {begins_on}。")
    # Whoever held or will hold an incompatible role on any of these days; one that is over does not matter.
    # One that was taken back before it began was never held.
    over = RoleGrant.objects.filter(Q(ends_on__lte=begins_on) | Q(ends_on=F("begins_on")), officer=to)
    others = RoleGrant.objects.filter(officer=to).exclude(pk__in=over.values("pk"))
    if ends_on is not None:
        others = others.filter(begins_on__lt=ends_on)
    sentence = conflict(frozenset(Role(value) for value in others.values_list("role", flat=True)), role)
    if sentence is not None:
        raise UnusableInput(sentence)
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                officer=to,
                role=role.value,
                territory_code=territory_code,
                begins_on=begins_on,
                ends_on=ends_on,
                granted_by=officer,
            )
    except IntegrityError as error:
        raise UnusableInput(f"{to} 已经是这个地方的“{role.label}”，不用再授予。") from error
    detail = {"role": role.value, "begins_on": str(begins_on), "ends_on": ends_on and str(ends_on)}
    _record(officer, "grant_role", f"officer:{to.pk}", detail, territory_code)
    return grant


@transaction.atomic
def end_grant(*, grant: RoleGrant, on: date, officer: Officer) -> None:
    """The grant holds no longer from the day `on`. One that has not begun never does."""
    _end(grant, on)
    detail = {"role": grant.role, "ends_on": str(grant.ends_on)}
    _record(officer, "end_grant", f"officer:{grant.officer_id}", detail, grant.territory_code)


def _end(grant: RoleGrant, on: date) -> None:
    ends_on = max(on, grant.begins_on)
    grant.ends_on = ends_on if grant.ends_on is None else min(ends_on, grant.ends_on)
    grant.save(update_fields=["ends_on"])


def hands_over(name: str, act: HandOver) -> None:
    """A room above says how its own to-do's change hands; it returns how many did. Named, so that once is enough."""
    _HAND_OVERS[name] = act


@transaction.atomic
def hand_over(from_officer: Officer, to_officer: Officer, *, on: date, officer: Officer) -> dict[str, int]:
    """Give an officer's grants and to-do's to a successor from the day `on`; returns how many of each.

    Raises UnusableInput if the successor is the same person, is deactivated, or may not hold one of the roles.
    """
    if from_officer.pk == to_officer.pk:
        raise UnusableInput("移交的双方是同一个人：请另选接手的人。")
    if not to_officer.is_active:
        raise UnusableInput(f"{to_officer} 的账号已停用，不能接手：请另选一人。")
    grants = list(RoleGrant.objects.select_for_update().filter(in_force(on), officer=from_officer))
    held = {(g.role, g.territory_code) for g in RoleGrant.objects.filter(in_force(on), officer=to_officer)}
    for grant in grants:
        ends_on = grant.ends_on
        _end(grant, on)
        if (grant.role, grant.territory_code) not in held:
            grant_role(
                to=to_officer,
                role=Role(grant.role),
                territory_code=grant.territory_code,
                begins_on=on,
                ends_on=ends_on,
                officer=officer,
            )
    moved = {"grants": len(grants)}
    for name, act in _HAND_OVERS.items():
        moved[name] = act(from_officer, to_officer, on, officer)
    detail: dict[str, Any] = {"to": to_officer.pk, "on": str(on), **moved}
    _record(officer, "hand_over", f"officer:{from_officer.pk}", detail, from_officer.territory_code)
    return moved


@transaction.atomic
def deactivate(*, who: Officer, on: date, officer: Officer) -> None:
    """Nobody signs in with this account any more and its grants end. Raises UnusableInput for oneself."""
    if who.pk == officer.pk:
        raise UnusableInput("不能停用自己的账号：请由另一位管理员办理。")
    who.is_active = False
    who.save(update_fields=["is_active"])
    for grant in RoleGrant.objects.filter(in_force(on), officer=who):
        _end(grant, on)
    _record(officer, "deactivate", f"officer:{who.pk}", {}, who.territory_code)


def _record(officer: Officer, verb: str, subject: str, detail: dict[str, Any], region: int | None) -> None:
    witness.record(
        officer=officer, verb=f"accounts.{verb}", subject=subject, detail=detail, region=region or None
    )
