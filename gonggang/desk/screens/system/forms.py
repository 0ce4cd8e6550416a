"""The forms of the administrators. What cannot be used comes back beside its field, with what was typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gonggang.accounts import queries as accounts
from gonggang.accounts.queries import Organisation
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import Range
from gonggang.core.errors import UnusableInput
from gonggang.desk.screens.system.office import named_officer, place_from


def _day(label: object, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("日期没有填。"),
            "invalid": _("日期写法不对：请写成 2024-05-09。"),
        },
        **options,
    )


class Within(forms.Form):
    """A form whose places and officers must lie in the ranges of the officer who fills it in."""

    def __init__(self, *args: Any, ranges: tuple[Range, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ranges = ranges

    def clean_place(self) -> int:
        try:
            return place_from(self.cleaned_data["place"], self.ranges)
        except UnusableInput as error:
            raise forms.ValidationError(str(error)) from error


def _place(label: object) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=60,
        error_messages={"required": _("没有填在哪里：请填名称或区划代码。")},
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )


class OrganisationForm(Within):
    """An organisation: name, kind, where it is, and an employer's code."""

    name = forms.CharField(
        label=_("单位全称"),
        max_length=100,
        error_messages={"required": _("单位名称没有填：请填单位的全称。")},
    )
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[("", _("请选择")), *Organisation.Kind.choices],
        error_messages={"required": _("类型没有选。"), "invalid_choice": _("类型不认得：请从列表里选。")},
    )
    place = _place(_("所在地"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SeatForm(Within):
    """Where an officer sits: name, organisation, place."""

    name = forms.CharField(
        label=_("姓名"), max_length=30, error_messages={"required": _("姓名没有填：请填本人姓名。")}
    )
    organisation = forms.CharField(
        label=_("单位"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    place = _place(_("所在地"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_organisation(self) -> Organisation | None:
        text = self.cleaned_data["organisation"].strip()
        if not text:
            return None
        found = list(accounts.organisations(self.ranges).filter(name=text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                gettext("辖区里没有叫“%(name)s”的单位：请先登记单位，或从提示里选全称。")
                % {"name": text[:40]}
                if not found
                else gettext("有不止一个单位叫“%(name)s”：请先把单位名称改得能分清。") % {"name": text[:40]}
            )
        return found[0]


class OfficerForm(SeatForm):
    """A new account."""

    username = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,30}$",
        label=_("账号"),
        error_messages={
            "required": _("账号没有填：请填登录用的账号。"),
            "invalid": _("账号用 3 至 30 个字母、数字、点、横线，例如 zhang.san。"),
        },
    )
    field_order = ["username", "name", "organisation", "place"]


class GrantForm(Within):
    """A role in a territory over days; without a last day it is open-ended."""

    role = forms.ChoiceField(
        label=_("岗位"),
        choices=lambda: [("", _("请选择")), *((role.value, role.label) for role in Role)],
        error_messages={"required": _("岗位没有选。"), "invalid_choice": _("岗位不认得：请从列表里选。")},
    )
    place = _place(_("辖区"))
    begins_on = _day(_("开始日"))
    ends_on = _day(_("截止日（不含，可以不填）"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        begins, ends = values.get("begins_on"), values.get("ends_on")
        if begins and ends and ends <= begins:
            self.add_error("ends_on", gettext("截止日应晚于开始日 %(day)s。") % {"day": begins})
        return values


class HandOverForm(Within):
    """Who takes over, from which day on, and why."""

    to = forms.CharField(
        label=_("接手人"),
        max_length=60,
        error_messages={"required": _("接手人没有填：请填账号或姓名。")},
        widget=forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off"}),
    )
    on = _day(_("移交日"))
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_to(self) -> Any:
        try:
            return named_officer(self.cleaned_data["to"], self.ranges)
        except UnusableInput as error:
            raise forms.ValidationError(str(error)) from error

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not 0 <= (on - self.today).days <= 60:
            raise forms.ValidationError(gettext("移交日应在今天到 60 天以内。"))
        return on
