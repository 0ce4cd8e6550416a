"""Entering a paper form in two steps: the number first, so that nothing known is typed again; then the form."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.core.national_id import parse_national_id
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.entered import number_in
from gonggang.desk.screens.recruitment.frame import UNPROCESSABLE, reach, round_page, round_within
from gonggang.desk.screens.recruitment.typed import day
from gonggang.desk.shown import place_names
from gonggang.exchange.codes import CATEGORY_NAMES
from gonggang.people import queries as people
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions import applications as actions
from gonggang.recruitment.actions.applications import Form, Kin
from gonggang.recruitment.actions.refusals import RecruitmentRefused, Refused
from gonggang.recruitment.rules.relations import OFFICIAL_KINDS, WORDS
from gonggang.regions import queries as regions

KIN_ROWS: Final = 3
HARDSHIPS: Final = (("low_income_family", "低保家庭"), ("zero_employment_family", "零就业家庭"))


@action("recruitment.apply")
@with_scripts
def apply(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask for the number; with it, show the form filled in; when that is sent, keep the application."""
    there = round_within(request, round_id)
    if request.method != "POST":
        return _page(request, there, {}, {})
    typed = {name: str(value) for name, value in request.POST.items()}
    if there.published_on is None or there.withdrawn_on is not None:
        return _page(request, there, typed, {"": _("公告没有发布或已经撤回，不能报名（6.1）。")})
    today = timezone.localdate()
    known = parse_national_id(typed.get("id_number", ""), today)
    if known.number is None:
        return _page(request, there, typed, {"id_number": _("证件号码不对。请照身份证逐位核对。")})
    person = people.person_ids([known.number]).get(known.number)
    if request.POST.get("step") != "form":
        return _second_step(request, there, typed | {"id_number": known.number}, person)
    problems: dict[str, str] = {}
    form = _read(request, known.number, problems)
    if not viewer_of(request).covers("recruitment.apply", form.village_code):
        problems["village"] = _("没有选村（社区），或这个村（社区）不在您的辖区。")
    if not problems:
        try:
            made = actions.apply(there.pk, form, officer=request.user)
        except RecruitmentRefused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("已登记，报名号 %(number)s。") % {"number": made.number})
            return HttpResponseRedirect(scope_of(request).address("application", made.pk))
    return _page(request, there, typed | {"step": "form"}, problems, family=request.POST.getlist("family"))


def _second_step(request: HttpRequest, there: Any, typed: dict[str, str], person: int | None) -> HttpResponse:
    today = timezone.localdate()
    if person is not None:
        why = actions.duplicates([person], today, officer=request.user, today=today)
        if person in why:
            return _page(request, there, typed, {"id_number": why[person]})
    filled = typed | {"step": "form", "applied_on": today.isoformat(), "committed_on": today.isoformat()}
    family: list[str] = []
    known = people.person_of(person) if person is not None else None
    # Of somebody from elsewhere nothing is told: what stands on the paper is typed and compared.
    if known is not None and viewer_of(request).covers("recruitment.apply", known.village_code):
        held = people.categories_of(known.pk)
        filled |= {"name": known.name, "village": str(known.village_code)}
        if held:
            filled |= {
                "group": held[0].category,
                "recognised_on": held[0].recognised_on.isoformat() if held[0].recognised_on else "",
            }
        family = recruitment.family_of(known.pk)
        filled["known"] = "1"
    return _page(request, there, filled, {}, family=family)


def _read(request: HttpRequest, number: str, problems: dict[str, str]) -> Form:
    kin = []
    for row in range(1, KIN_ROWS + 1):
        values = [
            request.POST.get(f"{name}_{row}", "") for name in ("relative", "office", "relation", "official")
        ]
        if any(value.strip() for value in values):
            kin.append(Kin(*values))
    said = {"yes": True, "no": False}.get(request.POST.get("declares_kin", ""))
    return Form(
        id_number=number,
        name=request.POST.get("name", ""),
        village_code=number_in(request.POST.get("village", "")) or 0,
        round_post_id=number_in(request.POST.get("round_post", "")) or 0,
        group=request.POST.get("group", "") if request.POST.get("group", "") in CATEGORY_NAMES else "",
        recognised_on=day(request, "recognised_on", problems),
        family=tuple(each for each, _label in HARDSHIPS if each in request.POST.getlist("family")),
        declares_kin=said,
        committed_on=day(request, "committed_on", problems),
        applied_on=day(request, "applied_on", problems),
        kin=tuple(kin),
        schooling=request.POST.get("schooling", ""),
        skills=request.POST.get("skills", ""),
    )


def _page(
    request: HttpRequest, there: Any, typed: dict[str, str], problems: dict[str, str],
    *, family: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    offered = list(recruitment.round_posts(there.pk))
    places = place_names(each.post.village_code for each in offered)
    villages = _villages(request, there.region_code)
    if len(villages) == 1:
        typed = {"village": str(villages[0][0]), **typed}
    if len(offered) == 1:
        typed = {"round_post": str(offered[0].pk), **typed}
    rows = [
        {name: typed.get(f"{name}_{row}", "") for name in ("relative", "office", "relation", "official")}
        | {"row": row}
        for row in range(1, KIN_ROWS + 1)
    ]
    return round_page(
        request, there, "round_applications", "apply", status=UNPROCESSABLE if problems else 200,
        values=typed, problems=problems, second=typed.get("step") == "form", kin_rows=rows,
        round_posts=[
            (each.pk, f"{each.post.name}（{places[each.post.village_code]}，{each.places} 个名额）")
            for each in offered
        ],
        villages=villages, groups=sorted(CATEGORY_NAMES.items()), hardships=HARDSHIPS, family=family or [],
        relations=[(word.code, word.label) for word in WORDS], officials=list(OFFICIAL_KINDS.items()),
    )  # fmt: skip


def _villages(request: HttpRequest, region: int) -> list[tuple[int, str]]:
    """The villages of the officer's own territory inside the round's region."""
    codes: set[int] = set()
    for low, high in reach(request, "recruitment.apply"):
        codes |= set(regions.villages_within(low, high))
    county = region // 10**6
    inside = {code for code in codes if code // 10**6 == county}
    return sorted((code, name) for code, name in place_names(inside).items() if code is not None)


@action("recruitment.apply")
@with_scripts
def take_up(request: HttpRequest, round_id: int) -> HttpResponse:
    """Take applications of an imported list up into the round: first shown, then those that are ticked."""
    there = round_within(request, round_id)
    posts = [each.post_id for each in recruitment.round_posts(there.pk)]
    rows = recruitment.listed(reach(request)).filter(post_id__in=posts)
    refused: tuple[Refused, ...] = ()
    if request.method == "POST":
        if there.published_on is None or there.withdrawn_on is not None:
            raise OutOfReach
        wanted = [each for each in map(number_in, request.POST.getlist("row")) if each is not None]
        keys = list(rows.filter(pk__in=wanted).values_list("pk", flat=True))
        taken, refused = actions.take_up_list(there.pk, keys, officer=request.user)
        if taken:
            messages.success(request, _("已列入招募 %(n)d 份。") % {"n": len(taken)})
        if not refused:
            return HttpResponseRedirect(scope_of(request).address("round_applications", there.pk))
    found = list(rows[:500])
    places = place_names(each.village_code for each in found)
    why = {each.application_id: each.sentence for each in refused}
    return round_page(
        request, there, "round_applications", "take_up",
        rows=[
            {"row": each, "place": places[each.village_code], "name": recruitment.masked_name(each),
             "group": "、".join(CATEGORY_NAMES.get(code, code) for code in each.categories),
             "why": why.get(each.pk, "")}
            for each in found
        ],
    )  # fmt: skip
