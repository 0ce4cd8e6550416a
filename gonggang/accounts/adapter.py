"""How allauth is held: nobody signs up, and failures are said in plain Chinese and kept in the audit (clause X2)."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.accounts import witness
from gonggang.accounts.lock import attempts_key
from gonggang.accounts.models import Officer
from gonggang.accounts.notices import tell_at_sign_in
from gonggang.accounts.sessions import SIGNED_IN_AT

FRESH_SECONDS_MAX = 5 * 60


class OfficerAdapter(DefaultAccountAdapter):
    """Accounts are made by the system administrator alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("账号或密码不对。请核对大小写后再填；连错 5 次账号会锁定 15 分钟。"),
        "too_many_login_attempts": _(
            "密码连错 5 次，这个账号已锁定 15 分钟。请到时再试，或找本级管理员解锁。"
        ),
        "account_inactive": _("这个账号已停用。如需恢复，请找本级管理员。"),
        "incorrect_password": _("密码不对。请核对大小写后再填。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return attempts_key(credentials.get("username") or "")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the failure; one with the name of a real account goes into the audit."""
        super().authentication_failed(request, **credentials)
        officer = Officer.objects.filter(username__iexact=credentials.get("username") or "").first()
        if officer is not None:
            witness.record(
                officer=officer, verb="accounts.sign_in_failed", subject=f"officer:{officer.pk}", detail={}
            )

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Keeps the sign-in in the audit."""
        witness.record(officer=user, verb="accounts.sign_in", subject=f"officer:{user.pk}", detail={})
        tell_at_sign_in(user, timezone.localdate())
        return super().post_login(request, user, **kwargs)

    def clean_password(self, password: str, user: Any = None) -> str:
        """A new password is another one, or whoever gave the first would still know it."""
        cleaned: str = super().clean_password(password, user=user)
        if user is not None and user.check_password(cleaned):
            raise ValidationError(_("新密码和现在的密码一样。请换一个别人不知道的。"))
        return cleaned

    def set_password(self, user: Any, password: str) -> None:
        """The officer has chosen a password of their own."""
        user.must_change_password = False
        super().set_password(user, password)
        witness.record(officer=user, verb="accounts.change_password", subject=f"officer:{user.pk}", detail={})

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in a moment ago is not asked for the password again."""
        began: int = self.request.session.get(SIGNED_IN_AT, 0)
        return time.time() - began >= FRESH_SECONDS_MAX and super().is_reauthentication_required(app=app)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Welcome messages are noise; what matters is said on the pages."""


class NoSignUpAdapter(DefaultSocialAccountAdapter):
    """Another sign-in service only opens accounts that are there."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("这个码不对，或已过 30 秒。请填手机上的新码。"),
    }
