"""The forms of signing in and of saying a purpose."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

PURPOSE_CHARACTERS_MIN = 6
PURPOSE_CHARACTERS_MAX = 200


class SignInForm(LoginForm):
    """User name and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("账号")
        self.fields["login"].error_messages["required"] = _("账号没有填。请填管理员发给您的账号。")
        self.fields["password"].label = _("密码")
        self.fields["password"].error_messages["required"] = _("密码没有填。")
        self.fields.pop("remember", None)


class PurposeForm(forms.Form):
    """What an inspector looks for: the case, the letter, the plan."""

    purpose = forms.CharField(
        label=_("查看事由"),
        min_length=PURPOSE_CHARACTERS_MIN,
        max_length=PURPOSE_CHARACTERS_MAX,
        error_messages={
            "required": _("查看事由没有填。请写明案号、来信编号或检查计划。"),
            "min_length": _("查看事由太短。请写明案号、来信编号或检查计划，至少 6 个字。"),
        },
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
