"""Institutions: their list, one of them with what it offers and whom to ask, and the form to take one down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.bridging import actions
from gonggang.bridging import queries as bridging
from gonggang.bridging.rules import words
from gonggang.bridging.rules.keeping import kinds_kept_by
from gonggang.core.masks import mask
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.bridging.entered import Problems, day, text, version, whole
from gonggang.desk.screens.bridging.frame import (
    bridging_page,
    institution_within,
    unit_at,
    village_options,
    work_day,
)
from gonggang.desk.screens.bridging.institutions_list import INSTITUTIONS
from gonggang.desk.screens.bridging.words import opening_state, options, wage_words, word
from gonggang.desk.screens.recruitment.forms import Field, form, perform
from gonggang.desk.shown import place_names


@action("bridging.read")
def institutions(request: HttpRequest) -> HttpResponse:
    """The institutions of the place stood on; of an employer's clerk its own."""
    scope = scope_of(request)
    rows = bridging.institutions(scope.region, scope.unit)
    return bridging_page(
        request, "institutions", scope, screen="bridging_institutions",
        page=list_of(asked(INSTITUTIONS, scope), rows), may_add=viewer_of(request).may("bridging.keep_institution"),
    )  # fmt: skip


@action("bridging.export")
def institutions_export(request: HttpRequest) -> HttpResponse:
    """The institutions as a file, exactly as seen; nobody's telephone number is in it."""
    scope = scope_of(request)
    return export_of(asked(INSTITUTIONS, scope), bridging.institutions(scope.region, scope.unit))


@action("bridging.read")
@with_scripts
def institution(request: HttpRequest, institution_id: int) -> HttpResponse:
    """One institution."""
    return _page(request, institution_within(request, institution_id))


@action("bridging.reveal_contact")
@with_scripts
def contact(request: HttpRequest, institution_id: int) -> HttpResponse:
    """Whom to ask, in clear, after saying what for; the look is on record."""
    there = institution_within(request, institution_id)
    shown: tuple[str, str] | None = None
    if request.method == "POST":
        try:
            shown = actions.contact_of(there, purpose=text(request, "purpose"), officer=request.user)
        except actions.BridgingRefused as refused:
            request.form_in_trouble, request.form_problems = "contact", refused.problems
            answer = _page(request, there, {f"contact-{k}": said for k, said in refused.problems.items()})
            answer.status_code = 422
            return answer
    answer = _page(request, there, opened=shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    request: HttpRequest, there: Any, problems: dict[str, str] | None = None, opened: tuple[str, str] | None = None
) -> HttpResponse:  # fmt: skip
    scope = scope_of(request)
    viewer, on = viewer_of(request), work_day(scope)
    name, phone = actions.opened(there)
    keeps = _keeps(request, there)
    may_reveal = viewer.covers("bridging.reveal_contact", there.village_code) and (name or phone)
    rows = [
        {"key": each.pk, "title": each.title, "work": word(words.WORKS, each.work), "wage": wage_words(each),
         "places": each.places, "taken": each.places_taken, "state": opening_state(each, on)}
        for each in there.openings.order_by("closed_on", "pk")
    ]  # fmt: skip
    return bridging_page(
        request, "institution", scope, screen="bridging_institutions", institution=there, rows=rows,
        kind=word(words.INSTITUTION_KINDS, there.kind), place=place_names([there.village_code])[there.village_code],
        contact=(mask("name", name), mask("phone", phone)), opened=opened, problems=problems or {}, keeps=keeps,
        offers=_offers(request, there), reveal=_reveal_form(request, there) if may_reveal and not opened else None,
        close=_close_form(request, there) if keeps else None,
    )  # fmt: skip


def _keeps(request: HttpRequest, there: Any) -> bool:
    viewer = viewer_of(request)
    return (
        there.closed_on is None
        and viewer.covers("bridging.keep_institution", there.village_code)
        and there.kind in kinds_kept_by([*viewer.roles])
    )


def _offers(request: HttpRequest, there: Any) -> bool:
    viewer = viewer_of(request)
    unit = unit_at(request, there.village_code, "bridging.keep_opening")
    return (
        there.closed_on is None
        and viewer.covers("bridging.keep_opening", there.village_code)
        and there.kind in kinds_kept_by([*viewer.roles])
        and (unit is None or unit == there.uscc)
    )


def _reveal_form(request: HttpRequest, there: Any) -> Any:
    return form(
        request, "contact", scope_of(request).address("bridging_contact", there.pk),
        [Field("purpose", _("联系什么事（会留下记录）"))], _("看联系人和电话"), icon="eye", main=False,
    )  # fmt: skip


def _close_form(request: HttpRequest, there: Any) -> Any:
    return form(
        request, "close", scope_of(request).address("bridging_institution_close", there.pk),
        [Field("on", _("停用日期"), "day", str(timezone.localdate())), Field("why", _("停用的原因"), "long")],
        _("停用"), title=_("停用这家机构"), main=False, hidden={"version": str(there.version)},
    )  # fmt: skip


@action("bridging.keep_institution")
@with_scripts
def close(request: HttpRequest, institution_id: int) -> HttpResponse:
    """Say that an institution offers nothing any more."""
    there = institution_within(request, institution_id)

    def act() -> str:
        problems = Problems()
        on = day(request, "on", problems)
        problems.check()
        if not _keeps(request, there):
            raise actions.BridgingRefused(_("这一类机构不归您登记，或已停用。"))
        actions.close_institution(
            there.pk, on=on, why=text(request, "why"), version=version(request), officer=request.user
        )
        return _("机构已停用。")

    back = scope_of(request).address("bridging_institution", there.pk)
    return perform(request, "close", act, back=back, show=lambda found: _page(request, there, found),
                   refusal=actions.refusal_of)  # fmt: skip


@action("bridging.keep_institution")
@with_scripts
def new(request: HttpRequest) -> HttpResponse:
    """Take an institution down."""
    return _form(request, None, lambda entry: actions.register_institution(entry, officer=request.user))


@action("bridging.keep_institution")
@with_scripts
def edit(request: HttpRequest, institution_id: int) -> HttpResponse:
    """Change an institution."""
    there = institution_within(request, institution_id)

    def act(entry: Any) -> Any:
        if not _keeps(request, there):
            raise actions.BridgingRefused(_("这一类机构不归您登记，或已停用。"))
        return actions.edit_institution(there.pk, entry, version=version(request), officer=request.user)

    return _form(request, there, act)


def _form(request: HttpRequest, there: Any, act: Any) -> HttpResponse:
    scope = scope_of(request)

    def show(problems: dict[str, str]) -> HttpResponse:
        hidden = {"version": str(there.version)} if there else {}
        shown = form(request, "institution", request.get_full_path(), _fields(request, there), _("存下机构"),
                     hidden=hidden, is_open=True)  # fmt: skip
        return bridging_page(
            request, "institution_form", scope, screen="bridging_institutions", there=there, form=shown,
            problems=problems,
        )  # fmt: skip

    if request.method != "POST":
        return show({})
    made: list[Any] = []

    def done() -> str:
        problems = Problems()
        entry = _entry(request, problems)
        kept = kinds_kept_by([*viewer_of(request).roles])
        if entry.kind in words.INSTITUTION_KINDS and entry.kind not in kept:
            problems["kind"] = _("这一类机构不归您登记：请交给县级人社经办人。")
        if entry.village_code is not None and not viewer_of(request).covers(
            "bridging.keep_institution", entry.village_code
        ):
            problems["village"] = _("这个村（社区）不在您的辖区：请另选。")
        problems |= {k: v for k, v in actions.institution_problems(entry).items() if k not in problems}
        problems.check()
        made.append(act(entry))
        return _("机构已存下。")

    answer = perform(request, "institution", done, back="", show=show, refusal=actions.refusal_of)
    if made and answer.status_code == 302:
        answer.headers["Location"] = scope.address("bridging_institution", made[0].pk)
    return answer


def _entry(request: HttpRequest, problems: Problems) -> actions.InstitutionEntry:
    return actions.InstitutionEntry(
        uscc=text(request, "uscc"),
        name=text(request, "name")[:100],
        kind=text(request, "kind"),
        village_code=whole(request, "village", problems),
        address=text(request, "address")[:120],
        contact=text(request, "contact")[:60],
        phone=text(request, "phone")[:20],
        code_doubt=text(request, "code_doubt")[:200],
    )


def _fields(request: HttpRequest, there: Any) -> list[Field]:
    def kept(name: str) -> str:
        return str(getattr(there, name)) if there else ""

    kinds = options(words.INSTITUTION_KINDS, kinds_kept_by([*viewer_of(request).roles]))
    stays = _("不改就留空，原来的还在") if there else ""
    return [
        Field("name", _("机构名称"), value=kept("name"), hint=_("照登记证书填写。")),
        Field("uscc", _("统一社会信用代码"), value=kept("uscc"), hint=_("18 位；民办非企业单位以 52 开头。")),
        Field("kind", _("机构类型"), "choice", kept("kind"), kinds),
        Field("village", _("所在的村（社区）"), "choice", kept("village_code"),
              village_options(request, there.village_code if there else None)),
        Field("address", _("详细地址"), value=kept("address")),
        Field("contact", _("联系人"), hint=stays),
        Field("phone", _("联系电话"), hint=stays),
        Field("code_doubt", _("代码校验不符时的核对情况"), value=kept("code_doubt"),
              hint=_("代码没有问题就留空；个别早期代码校验不符，写明看过登记证书原件。")),
    ]  # fmt: skip
