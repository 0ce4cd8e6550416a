"""Writes on organisations, officers and grants; every one names the officer who does it and leaves an audit record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from gonggang.accounts import witness
from gonggang.accounts.models import HandOver, Officer, Organisation, RoleGrant
from gonggang.accounts.notices import notify
from gonggang.accounts.organisations import create_organisation, edit_organisation
from gonggang.accounts.queries import in_force
from gonggang.accounts.refusals import Changed
from gonggang.accounts.roles import Role, conflict
from gonggang.accounts.viewer import viewer_on
from gonggang.core.errors import UnusableInput

__all__ = [
    "Changed", "ToDo", "activate", "create_officer", "create_organisation", "deactivate", "edit_officer",
    "edit_organisation", "end_grant", "grant_role", "hand_over", "hand_over_post", "hands_over", "operator_officer",
    "public_officer",
    "reset_second_factor", "reset_sign_in", "set_password", "to_dos_of", "unlock_officer",
]  # fmt: skip

OPERATOR_USERNAME = "operator"
PUBLIC_USERNAME = "public"
# Rooms above hand their own to-do's over in the same transaction; each is called with (from, to, on, officer).
Act = Callable[[Officer, Officer, date, Officer], int]
_HAND_OVERS: dict[str, Act] = {}
_TO_DOS: dict[str, Callable[[Officer], list[ToDo]]] = {}


@dataclass(frozen=True, slots=True)
class ToDo:
    """Open work that somebody owns: what it is (`case:7`), its kind in words, where it lies, what it takes to do it.

    It names no resident: who moves it from one officer to another sees no business data.
    """

    key: str
    label: str
    region_code: int
    due_on: date | None
    action: str


def operator_officer() -> Officer:
    """The officer in whose name the command line of this host acts; cannot sign in, owns every territory."""
    return _without_password(OPERATOR_USERNAME, "命令行操作员")


def public_officer() -> Officer:
    """The officer in whose name stands what is sent in from the public pages; cannot sign in, sees nothing."""
    return _without_password(PUBLIC_USERNAME, "网上来访者")


def _without_password(username: str, name: str) -> Officer:
    officer, created = Officer.objects.get_or_create(
        username=username, defaults={"first_name": name, "territory_code": 0}
    )
    if created:
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
    return officer


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
    must_change_password: bool = False,
) -> Officer:
    """Add an officer, who cannot sign in without a password. Raises UnusableInput for a name taken, a weak password.

    With `must_change_password` nothing opens to the officer before another password is chosen.
    """
    username = username.strip()
    if not username:
        raise UnusableInput(_("账号没有填：请填登录用的账号。"))
    if Officer.objects.filter(username__iexact=username).exists():
        raise UnusableInput(_("账号“%(username)s”已有人使用：请换一个。") % {"username": username})
    made = Officer(
        username=username,
        first_name=name.strip(),
        organisation=organisation,
        territory_code=territory_code,
        is_sample=is_sample,
        must_change_password=must_change_password,
    )
    _put_password(made, password)
    made.save()
    _record(officer, "create_officer", f"officer:{made.pk}", {"username": username}, territory_code)
    return made


@transaction.atomic
def edit_officer(
    *,
    of: Officer,
    name: str,
    organisation: Organisation | None,
    territory_code: int,
    version: int,
    officer: Officer,
) -> Officer:
    """Change where an officer sits, as it was seen. Raises UnusableInput without a name, Changed when others did."""
    there = Officer.objects.select_for_update().get(pk=of.pk)
    if there.version != version:
        raise Changed(there.version)
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise UnusableInput(_("姓名没有填：请填本人姓名。"))
    before = _seat(there)
    there.first_name, there.organisation, there.territory_code = name, organisation, territory_code
    there.version = version + 1
    there.save(update_fields=["first_name", "organisation", "territory_code", "version"])
    detail = {"before": before, "after": _seat(there)}
    _record(officer, "edit_officer", f"officer:{of.pk}", detail, territory_code)
    return there


def _seat(of: Officer) -> dict[str, Any]:
    return {"name": of.first_name, "organisation": str(of.organisation or ""), "place": of.territory_code}


@transaction.atomic
def set_password(*, of: Officer, password: str, officer: Officer, must_change: bool = False) -> None:
    """Give an officer a new password. Raises UnusableInput for a weak one."""
    _put_password(of, password)
    of.must_change_password = must_change
    of.save(update_fields=["password", "must_change_password"])
    _record(officer, "set_password", f"officer:{of.pk}", {}, of.territory_code)


@transaction.atomic
def reset_sign_in(*, of: Officer, password: str, officer: Officer) -> None:
    """A new password, no second factor, no lock: for whoever lost the way in. Raises UnusableInput for a weak one."""
    from allauth.mfa.models import Authenticator

    from gonggang.accounts.lock import unlock

    _put_password(of, password)
    of.must_change_password = True
    of.save(update_fields=["password", "must_change_password"])
    Authenticator.objects.filter(user=of).delete()
    unlock(of.username)
    _record(officer, "reset_sign_in", f"officer:{of.pk}", {}, of.territory_code)


@transaction.atomic
def unlock_officer(*, of: Officer, officer: Officer) -> None:
    """Wrong passwords of an account count no longer."""
    from gonggang.accounts.lock import unlock

    unlock(of.username)
    _record(officer, "unlock", f"officer:{of.pk}", {}, of.territory_code)


@transaction.atomic
def reset_second_factor(*, of: Officer, officer: Officer) -> None:
    """The officer sets a second factor up anew. Raises UnusableInput for oneself: a colleague must vouch."""
    from allauth.mfa.models import Authenticator

    if of.pk == officer.pk:
        raise UnusableInput(_("不能重置自己的第二因素：请由另一位管理员办理。"))
    Authenticator.objects.filter(user=of).delete()
    _record(officer, "reset_second_factor", f"officer:{of.pk}", {}, of.territory_code)


def _put_password(of: Officer, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, of)
        except ValidationError as error:
            raise UnusableInput(_("密码不够安全：%(why)s") % {"why": "".join(error.messages)}) from error
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
        raise UnusableInput(_("不能给自己授予岗位：请由另一位安全管理员办理。"))
    if ends_on is not None and ends_on <= begins_on:
        raise UnusableInput(
            _("岗位的截止日 %(ends_on)s 应晚于开始日 %(begins_on)s。")
            % {"ends_on": ends_on, "begins_on": begins_on}
        )
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
        raise UnusableInput(
            _("%(to)s 已经是这个地方的“%(label)s”，不用再授予。") % {"to": to, "label": role.label}
        ) from error
    detail = {"role": role.value, "begins_on": str(begins_on), "ends_on": ends_on and str(ends_on)}
    _record(officer, "grant_role", f"officer:{to.pk}", detail, territory_code)
    return grant


@transaction.atomic
def end_grant(*, grant: RoleGrant, on: date, officer: Officer) -> None:
    """The grant holds no longer from the day `on`. One that has not begun never does.

    Raises UnusableInput for one of one's own, and while open to-do's would be left with nobody who may do them.
    """
    if grant.officer_id == officer.pk:
        raise UnusableInput(_("不能收回自己的岗位：请由另一位安全管理员办理。"))
    could = viewer_on(grant.officer, on)
    open_work = [each for each in to_dos_of(grant.officer) if could.covers(each.action, each.region_code)]
    _end(grant, on, officer)
    can = viewer_on(grant.officer, on)
    left = [each for each in open_work if not can.covers(each.action, each.region_code)]
    if left:
        raise UnusableInput(_("收回后有 %(n)s 件待办没有人能办：请先办理移交。") % {"n": len(left)})
    detail = {"role": grant.role, "ends_on": str(grant.ends_on)}
    _record(officer, "end_grant", f"officer:{grant.officer_id}", detail, grant.territory_code)


def _end(grant: RoleGrant, on: date, officer: Officer) -> None:
    ends_on = max(on, grant.begins_on)
    grant.ends_on = ends_on if grant.ends_on is None else min(ends_on, grant.ends_on)
    grant.ended_by = officer
    grant.save(update_fields=["ends_on", "ended_by"])


def hands_over(name: str, act: Act, lists: Callable[[Officer], list[ToDo]] | None = None) -> None:
    """A room above says how its own to-do's change hands; `act` returns how many did, `lists` tells what is open.

    Named, so that once is enough.
    """
    _HAND_OVERS[name] = act
    if lists is not None:
        _TO_DOS[name] = lists


def to_dos_of(who: Officer) -> list[ToDo]:
    """All open work of an officer, of every room that has said what it has."""
    return [each for lists in _TO_DOS.values() for each in lists(who)]


def hand_over(from_officer: Officer, to_officer: Officer, *, on: date, officer: Officer) -> dict[str, int]:
    """`hand_over_post`, where only the counts are asked for."""
    counts: dict[str, int] = hand_over_post(from_officer, to_officer, on=on, officer=officer).counts
    return counts


@transaction.atomic
def hand_over_post(
    from_officer: Officer,
    to_officer: Officer,
    *,
    on: date,
    officer: Officer,
    takes_from: date | None = None,
    reason: str = "",
) -> HandOver:
    """Give an officer's to-do's to a successor now, and the roles from the day `on`; returns the receipt.

    With `takes_from` the successor holds the roles from that earlier day on. Raises UnusableInput if the successor is
    the same person, is deactivated, may not hold one of the roles, or may not do a to-do; then nothing moves.
    """
    if from_officer.pk == to_officer.pk:
        raise UnusableInput(_("移交的双方是同一个人：请另选接手的人。"))
    if officer.pk in (from_officer.pk, to_officer.pk):
        raise UnusableInput(_("不能办理自己的岗位移交：请由另一位安全管理员办理。"))
    if not to_officer.is_active:
        raise UnusableInput(
            _("%(to_officer)s 的账号已停用，不能接手：请另选一人。") % {"to_officer": to_officer}
        )
    grants = _pass_grants(from_officer, to_officer, on, takes_from or on, officer)
    items = to_dos_of(from_officer)
    can = viewer_on(to_officer, on)
    stranded = [each for each in items if not can.covers(each.action, each.region_code)]
    if stranded:
        raise UnusableInput(
            _(
                "%(n)s 件待办里有 %(stranded)s 件不在 %(who)s 的岗位和辖区里，移交后没有人能办："
                "请先授予相应岗位，或另选接手的人。"
            )
            % {"n": len(items), "stranded": len(stranded), "who": to_officer}
        )
    counts = {"grants": len(grants)}
    for name, act in _HAND_OVERS.items():
        counts[name] = act(from_officer, to_officer, on, officer)
    if left := to_dos_of(from_officer):
        raise UnusableInput(
            _("还有 %(n)s 件待办没有移交出去，这次移交没有办成：请稍后再试。") % {"n": len(left)}
        )
    receipt = HandOver.objects.create(
        from_officer=from_officer, to_officer=to_officer, officer=officer, on=on, reason=reason.strip()[:200],
        region_code=from_officer.territory_code or 0, counts=counts,
        grants=[{"role": each.role, "place": each.territory_code} for each in grants],
        items=[{"key": e.key, "label": e.label, "due_on": e.due_on and str(e.due_on)} for e in items],
    )  # fmt: skip
    notify(
        [to_officer], "hand_over_received", subject=f"hand_over:{receipt.pk}",
        facts={"name": str(from_officer), "on": str(on), "grants": len(grants), "items": len(items)},
    )  # fmt: skip
    detail: dict[str, Any] = {"to": to_officer.pk, "on": str(on), **counts}
    _record(officer, "hand_over", f"officer:{from_officer.pk}", detail, from_officer.territory_code)
    return receipt


def _pass_grants(
    giver: Officer, taker: Officer, on: date, takes_from: date, officer: Officer
) -> list[RoleGrant]:
    grants = list(RoleGrant.objects.select_for_update().filter(in_force(on), officer=giver))
    there = RoleGrant.objects.filter(in_force(on), officer=taker)
    held = {(grant.role, grant.territory_code) for grant in there}
    for grant in grants:
        ends_on = grant.ends_on
        _end(grant, on, officer)
        if (grant.role, grant.territory_code) not in held:
            grant_role(
                to=taker, role=Role(grant.role), territory_code=grant.territory_code, begins_on=takes_from,
                ends_on=ends_on, officer=officer,
            )  # fmt: skip
    return grants


@transaction.atomic
def deactivate(*, who: Officer, on: date, officer: Officer, urgent: bool = False) -> None:
    """Nobody signs in with this account any more and its grants end.

    Raises UnusableInput for oneself, and while there are open to-do's; `urgent` leaves these to be handed over later.
    """
    if who.pk == officer.pk:
        raise UnusableInput(_("不能停用自己的账号：请由另一位管理员办理。"))
    left = len(to_dos_of(who))
    if left and not urgent:
        raise UnusableInput(
            _("%(who)s 名下还有 %(left)s 件待办：请安全管理员先办理移交；账号可能被盗用时可以先停用。")
            % {"who": who, "left": left}
        )
    who.is_active = False
    who.version += 1
    who.save(update_fields=["is_active", "version"])
    for grant in RoleGrant.objects.filter(in_force(on), officer=who):
        _end(grant, on, officer)
    _record(officer, "deactivate", f"officer:{who.pk}", {"left": left}, who.territory_code)


@transaction.atomic
def activate(*, who: Officer, officer: Officer) -> None:
    """The account opens again; its grants stay ended until somebody gives them anew."""
    who.is_active = True
    who.version += 1
    who.save(update_fields=["is_active", "version"])
    _record(officer, "activate", f"officer:{who.pk}", {}, who.territory_code)


def _record(officer: Officer, verb: str, subject: str, detail: dict[str, Any], region: int | None) -> None:
    witness.record(
        officer=officer, verb=f"accounts.{verb}", subject=subject, detail=detail, region=region or None
    )
