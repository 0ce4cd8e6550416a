"""Openings: their list, one of them with whom it fits, and the forms to take one down, change and close it."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.bridging import actions
from gonggang.bridging import queries as bridging
from gonggang.bridging.rules import ORDER, words
from gonggang.bridging.rules.keeping import kinds_kept_by
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.bridging.entered import Problems, day, text, version, whole, yes_no, yuan_in
from gonggang.desk.screens.bridging.frame import (
    bridging_page,
    institution_within,
    opening_within,
    unit_at,
    village_options,
    work_day,
)
from gonggang.desk.screens.bridging.openings_list import OPENINGS
from gonggang.desk.screens.bridging.words import (
    BEFORE,
    REFERRAL_STATES,
    VERDICTS,
    age_words,
    factors_shown,
    listed,
    opening_state,
    options,
    say,
    wage_words,
    word,
)
from gonggang.desk.screens.recruitment.forms import Field, Form, form, perform
from gonggang.desk.shown import person_shown, place_names

SHOWN_MAX: Final = 30


@action("bridging.read")
def openings(request: HttpRequest) -> HttpResponse:
    """The openings whose place of work lies in the place stood on; of an employer's clerk its own."""
    scope = scope_of(request)
    rows = bridging.openings(scope.region, scope.unit)
    return bridging_page(
        request, "openings", scope, screen="bridging_openings", page=list_of(asked(OPENINGS, scope), rows),
        may_offer=viewer_of(request).may("bridging.keep_opening"),
    )  # fmt: skip


@action("bridging.export")
def openings_export(request: HttpRequest) -> HttpResponse:
    """The openings as a file, exactly as seen; with all columns it can be taken in again."""
    scope = scope_of(request)
    return export_of(asked(OPENINGS, scope), bridging.openings(scope.region, scope.unit))


@action("bridging.read")
@with_scripts
def opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """One opening: what it asks for, who leaves and would fit, who was referred to it."""
    return _page(request, opening_within(request, opening_id))


def _page(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    scope = scope_of(request)
    on = work_day(scope)
    viewer = viewer_of(request)
    may_match = viewer.may("bridging.leavers") and there.closed_on is None
    return bridging_page(
        request, "opening", scope, screen="bridging_openings", opening=there,
        place=place_names([there.village_code])[there.village_code], state=opening_state(there, on),
        facts=_facts(there), problems=problems or {}, on=on, matched=_matched(request, there) if may_match else None,
        order=[say(each) for each in ORDER], referrals=_referrals(request, there),
        may_edit=_keeps(request, there), close=_close_form(request, there) if _keeps(request, there) else None,
    )  # fmt: skip


def _facts(there: Any) -> list[tuple[str, str]]:
    yes = {True: _("缴"), False: _("不缴"), None: _("没有说")}
    return [
        (_("工种"), word(words.WORKS, there.work)),
        (_("用工形式"), word(words.EMPLOYMENTS, there.employment)),
        (_("工资"), wage_words(there)),
        (_("年龄"), age_words(there)),
        (_("学历"), word(words.SCHOOLINGS, there.schooling) if there.schooling else _("不限")),
        (_("必需技能"), listed(words.SKILLS, there.skills_needed)),
        (_("看重技能"), listed(words.SKILLS, there.skills_liked)),
        (
            _("同类经验"),
            _("满 %(n)d 个月") % {"n": there.experience_months} if there.experience_months else _("不要求"),
        ),
        (_("面向的人"), _("只招持残疾人证的人") if there.for_disabled else _("不限")),
        (_("单位缴社保"), yes[there.pays_insurance]),
    ]


def _matched(request: HttpRequest, there: Any) -> dict[str, Any]:
    """Who is waiting in the place stood on, the best first; those who do not fit are only counted."""
    scope = scope_of(request)
    found = bridging.leavers_for(there, scope.region, work_day(scope))
    fitting = [each for each in found if each.match.verdict != "does_not_fit"]
    places = place_names(each.warning.village_code for each in fitting[:SHOWN_MAX])
    rows = [
        {
            "leaver": each.warning.pk,
            "person": person_shown(each.warning.person),
            "place": places[each.warning.village_code],
            "ends_on": each.warning.ends_on,
            "verdict": VERDICTS[each.match.verdict],
            "before": BEFORE.get(each.before, ""),
            "factors": factors_shown(each.match.factors),
        }
        for each in fitting[:SHOWN_MAX]
    ]
    return {"rows": rows, "fitting": len(fitting), "others": len(found) - len(fitting)}


def _referrals(request: HttpRequest, there: Any) -> list[dict[str, Any]] | None:
    viewer = viewer_of(request)
    if not viewer.may("bridging.referrals"):
        return None
    scope = scope_of(request)
    rows = bridging.referrals(scope.region, unit_at(request, there.village_code, "bridging.referrals"))
    return [
        {"key": each.pk, "person": person_shown(each.person), "state": REFERRAL_STATES[each.state],
         "on": each.proposed_on}
        for each in rows.filter(opening=there).order_by("-pk")[:SHOWN_MAX]
    ]  # fmt: skip


def _keeps(request: HttpRequest, there: Any) -> bool:
    """Whether the officer may change the opening: within reach, of a kind that the department keeps, its own."""
    viewer = viewer_of(request)
    unit = unit_at(request, there.village_code, "bridging.keep_opening")
    return (
        there.closed_on is None
        and viewer.covers("bridging.keep_opening", there.village_code)
        and there.institution.kind in kinds_kept_by([*viewer.roles])
        and (unit is None or unit == there.institution.uscc)
    )


def _close_form(request: HttpRequest, there: Any) -> Form:
    return form(
        request, "close", scope_of(request).address("bridging_opening_close", there.pk),
        [Field("on", _("停招日期"), "day", str(timezone.localdate())), Field("why", _("停招的原因"), "long")],
        _("停招"), title=_("停招这个岗位"), main=False, hidden={"version": str(there.version)},
    )  # fmt: skip


@action("bridging.keep_opening")
@with_scripts
def close(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Stop taking people, with the reason."""
    there = opening_within(request, opening_id)

    def act() -> str:
        problems = Problems()
        on = day(request, "on", problems)
        problems.check()
        _may_keep(request, there)
        actions.close_opening(
            there.pk, on=on, why=text(request, "why"), version=version(request), officer=request.user
        )
        return _("已停招。")

    back = scope_of(request).address("bridging_opening", there.pk)
    return perform(request, "close", act, back=back, show=lambda found: _page(request, there, found),
                   refusal=actions.refusal_of)  # fmt: skip


def _may_keep(request: HttpRequest, there: Any) -> None:
    if not _keeps(request, there):
        raise actions.BridgingRefused(_("这家机构的岗位不归您登记，或已停招。"))


@action("bridging.keep_opening")
@with_scripts
def new(request: HttpRequest, institution_id: int) -> HttpResponse:
    """Take an opening of an institution down."""
    there = institution_within(request, institution_id)
    keeps = there.kind in kinds_kept_by([*viewer_of(request).roles])
    if not keeps and request.method != "POST":
        return HttpResponseRedirect(scope_of(request).address("bridging_institution", there.pk))

    def act(entry: Any) -> Any:
        if not keeps:
            raise actions.BridgingRefused(_("这一类机构的岗位不归您登记：请交给县级人社经办人。"))
        return actions.offer(there.pk, entry, officer=request.user)

    return _form(request, there, None, act)


@action("bridging.keep_opening")
@with_scripts
def edit(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Change an opening that takes people."""
    there = opening_within(request, opening_id)
    if not _keeps(request, there):
        return HttpResponseRedirect(scope_of(request).address("bridging_opening", there.pk))

    def act(entry: Any) -> Any:
        return actions.edit_opening(there.pk, entry, version=version(request), officer=request.user)

    return _form(request, there.institution, there, act)


def _form(request: HttpRequest, institution: Any, there: Any, act: Any) -> HttpResponse:
    scope = scope_of(request)

    def show(problems: dict[str, str]) -> HttpResponse:
        hidden = {"version": str(there.version)} if there else {}
        shown = form(request, "opening", request.get_full_path(), _fields(request, institution, there), _("存下岗位"),
                     hidden=hidden, is_open=True)  # fmt: skip
        return bridging_page(
            request, "opening_form", scope, screen="bridging_openings", there=there, institution=institution,
            form=shown, problems=problems,
        )  # fmt: skip

    if request.method != "POST":
        return show({})
    made: list[Any] = []

    def done() -> str:
        problems = Problems()
        entry = _entry(request, problems)
        problems |= {k: v for k, v in actions.opening_problems(entry).items() if k not in problems}
        if entry.village_code and not viewer_of(request).covers("bridging.keep_opening", entry.village_code):
            problems["village"] = _("这个村（社区）不在您的辖区：请另选。")
        problems.check()
        made.append(act(entry))
        return _("岗位已存下。")

    answer = perform(request, "opening", done, back="", show=show, refusal=actions.refusal_of)
    if made and answer.status_code == 302:
        answer.headers["Location"] = scope.address("bridging_opening", made[0].pk)
    return answer


def _entry(request: HttpRequest, problems: Problems) -> actions.OpeningEntry:
    return actions.OpeningEntry(
        title=text(request, "title"),
        work=text(request, "work"),
        employment=text(request, "employment"),
        duties=text(request, "duties"),
        places=whole(request, "places", problems),
        age_min=whole(request, "age_min", problems),
        age_max=whole(request, "age_max", problems),
        schooling=text(request, "schooling"),
        skills_needed=tuple(request.POST.getlist("skills_needed")),
        skills_liked=tuple(request.POST.getlist("skills_liked")),
        experience_months=whole(request, "experience_months", problems) or None,
        for_disabled=text(request, "for_disabled") == "1",
        wage_from_fen=yuan_in(request, "wage_from", problems),
        wage_to_fen=yuan_in(request, "wage_to", problems),
        pays_insurance=yes_no(request, "pays_insurance"),
        board=text(request, "board"),
        village_code=whole(request, "village", problems),
        offered_from=day(request, "offered_from", problems, needed=False),
        offered_until=day(request, "offered_until", problems, needed=False),
    )


def _fields(request: HttpRequest, institution: Any, there: Any) -> list[Field]:
    def kept(name: str, default: object = "") -> str:
        value = getattr(there, name, None) if there else default
        return "" if value is None else str(value)

    def wage(name: str) -> str:
        fen = getattr(there, name, None)
        return "" if fen is None else f"{fen / 100:.2f}".removesuffix(".00")

    skill = options(words.SKILLS)
    yes = [("1", _("是")), ("0", _("否"))]
    insured = {True: "1", False: "0"}.get(there.pays_insurance, "") if there else ""
    village = there.village_code if there else institution.village_code
    return [
        Field("title", _("岗位名称"), value=kept("title")),
        Field("work", _("工种"), "choice", kept("work"), options(words.WORKS)),
        Field("employment", _("用工形式"), "choice", kept("employment"), options(words.EMPLOYMENTS)),
        Field("places", _("招几个人"), value=kept("places")),
        Field("wage_from", _("每月工资，最低（元）"), value=wage("wage_from_fen")),
        Field("wage_to", _("每月工资，最高（元，可不填）"), value=wage("wage_to_fen")),
        Field("age_min", _("最小年龄（不限就留空）"), value=kept("age_min")),
        Field("age_max", _("最大年龄（不限就留空）"), value=kept("age_max")),
        Field("schooling", _("学历最低要求（不限就不选）"), "choice", kept("schooling"),
              options(words.SCHOOLINGS, [*words.SCHOOLINGS][1:])),
        Field("experience_months", _("要做过同类工作几个月（不要求就留空）"), value=kept("experience_months")),
        Field("skills_needed", _("必需的技能或证书，没有就不能推荐"), "checks", choices=skill,
              values=tuple(there.skills_needed) if there else ()),
        Field("skills_liked", _("看重的技能，只影响先后"), "checks", choices=skill,
              values=tuple(there.skills_liked) if there else ()),
        Field("for_disabled", _("面向的人"), "checks", choices=[("1", _("只招持残疾人证的人"))],
              values=("1",) if there and there.for_disabled else ()),
        Field("pays_insurance", _("单位缴社会保险吗"), "choice", insured, yes),
        Field("offered_from", _("从哪天起招"), "day", kept("offered_from", timezone.localdate())),
        Field("offered_until", _("招到哪天（当天算在内）"), "day", kept("offered_until")),
        Field("village", _("在哪个村（社区）上班"), "choice", str(village), village_options(request, village)),
        Field("board", _("食宿（例如：管午饭，可住）"), value=kept("board")),
        Field("duties", _("每天做什么"), "long", kept("duties")),
    ]  # fmt: skip
