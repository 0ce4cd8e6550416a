"""Those who leave: the worklist, and one of them with the wish, the openings that fit and why, and the proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.bridging import actions
from gonggang.bridging import queries as bridging
from gonggang.bridging.rules import ORDER, words
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.bridging.entered import Problems, day, text, whole, yes_no, yuan_in
from gonggang.desk.screens.bridging.frame import bridging_page, leaver_within, work_day
from gonggang.desk.screens.bridging.leavers_list import LEAVERS
from gonggang.desk.screens.bridging.words import (
    BEFORE,
    REFERRAL_STATES,
    VERDICTS,
    factors_shown,
    listed,
    options,
    read_out,
    say,
    wage_words,
    word,
)
from gonggang.desk.screens.recruitment.forms import Field, Form, form, perform
from gonggang.desk.screens.shell import Tab
from gonggang.desk.shown import person_shown, place_names

SHOWN_MAX: Final = 20
_DAYS_A_MONTH: Final = 30


def _rows(scope: Scope) -> Any:
    return bridging.leavers(scope.region, work_day(scope)).prefetch_related("person", "placement__post")


@action("bridging.leavers")
def leavers(request: HttpRequest) -> HttpResponse:
    """Whoever leaves soon or has just left, by what is to be done next (clause 4.4)."""
    scope = scope_of(request)
    wanted = asked(LEAVERS, scope)
    since, until = bridging.window(scope.region, work_day(scope))
    return bridging_page(
        request, "leavers", scope, screen="bridging_leavers", page=list_of(wanted, _rows(scope)), since=since,
        until=until, steps=_steps(scope, wanted),
    )  # fmt: skip


def _steps(scope: Scope, wanted: Any) -> list[Tab]:
    """What is to be done next, with how many wait for it."""
    counts = dict(
        bridging.leavers(scope.region, work_day(scope))
        .order_by()
        .values("step")
        .annotate(n=Count("pk"))
        .values_list("step", "n")
    )
    without = sum(counts.get(step, 0) for step in bridging.STEPS if step not in bridging.SETTLED)
    labels = {
        "": _("全部"),
        "without": _("还没有下一份工作"),
        "unasked": _("没问意愿"),
        "waiting": _("待推荐"),
    }
    numbers = {"": sum(counts.values()), "without": without}
    chosen = wanted.values.get("step", "")
    return [
        Tab(
            label,
            numbers.get(step, counts.get(step, 0)),
            scope.address("bridging_leavers", step=step or None),
            step == chosen,
        )
        for step, label in labels.items()
    ]


@action("bridging.export")
def leavers_export(request: HttpRequest) -> HttpResponse:
    """Those who leave as a file, exactly as seen and masked."""
    scope = scope_of(request)
    return export_of(asked(LEAVERS, scope), _rows(scope))


@action("bridging.leavers")
@with_scripts
def leaver(request: HttpRequest, leaver_id: int) -> HttpResponse:
    """One who leaves."""
    return _page(request, leaver_within(request, leaver_id))


def _page(request: HttpRequest, there: Any, problems: dict[str, str] | None = None) -> HttpResponse:
    scope = scope_of(request)
    on, viewer = work_day(scope), viewer_of(request)
    wish = bridging.newest_wishes([there.placement_id]).get(there.placement_id)
    facts = bridging.leaver_facts([there], on)[there.pk]
    candidate = bridging.candidate_of(there, facts, wish.willing if wish else None)
    (marked,) = bridging.with_steps(type(there).objects.filter(pk=there.pk))
    referrals = _referrals(scope, there)
    # Only whom the clause speaks of is led on; what is open about them is on the page.
    matching = candidate.verdict != "not_met" and wish is not None and marked.step == "waiting"
    may_refer = matching and viewer.covers("bridging.refer", there.village_code)
    return bridging_page(
        request, "leaver", scope, screen="bridging_leavers", leaver=there, person=person_shown(there.person),
        place=place_names([there.village_code])[there.village_code], candidate=candidate,
        said=say(candidate.sentence), step=marked.step, days_left=(there.ends_on - on).days, wish=wish,
        wish_shown=_wish_shown(wish) if wish else [], problems=problems or {}, referrals=referrals, on=on,
        order=[say(each) for each in ORDER],
        matched=_matched(request, there, may_refer) if matching else None,
        wish_form=_wish_form(request, there, wish) if viewer.covers("bridging.wish", there.village_code)
        and marked.step != "taken" else None,
        may_person=viewer.covers("people.view", there.village_code),
    )  # fmt: skip


def _wish_shown(wish: Any) -> list[tuple[str, str]]:
    experience = _("、").join(
        _("%(work)s %(n)d 个月") % {"work": word(words.WORKS, work), "n": months}
        for work, months in sorted(wish.experience.items())
    )
    wage = _("没有说") if wish.wage_fen is None else _("每月 %(n)d 元") % {"n": wish.wage_fen // 100}
    return [
        (_("愿不愿意再就业"), _("愿意") if wish.willing else _("暂不想")),
        (_("学历"), word(words.SCHOOLINGS, wish.schooling)),
        (_("会什么"), listed(words.SKILLS, wish.skills)),
        (_("做过什么"), experience or "—"),
        (_("想做什么"), listed(words.WORKS, wish.wished) if wish.wished else _("没有限定")),
        (_("能去多远"), word(words.REACHES, wish.reach)),
        (_("想要的工资"), wage),
        (_("怎么问的"), word(words.ANSWER_WAYS, wish.way)),
    ]


def _referrals(scope: Scope, there: Any) -> list[dict[str, Any]]:
    rows = bridging.referrals(there.village_code).filter(warning__placement=there.placement_id)
    return [
        {"key": each.pk, "title": each.opening.title, "institution": each.opening.institution.name,
         "state": REFERRAL_STATES[each.state], "on": each.proposed_on}
        for each in rows.order_by("-pk")
    ]  # fmt: skip


def _matched(request: HttpRequest, there: Any, may_refer: bool) -> dict[str, Any]:
    """The openings for this person, the best first; those that do not fit stand apart, each with why."""
    scope = scope_of(request)
    found = bridging.openings_for(there, work_day(scope))
    places = place_names(each.opening.village_code for each in found)
    fitting: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for each in found:
        into = others if each.match.verdict == "does_not_fit" else fitting
        if len(into) < SHOWN_MAX:
            into.append(_match_shown(request, there, each, places, may_refer))
    total = sum(each.match.verdict != "does_not_fit" for each in found)
    return {"fitting": fitting, "others": others, "total": total, "all": len(found)}


def _match_shown(
    request: HttpRequest, there: Any, each: Any, places: Mapping[Any, str], may_refer: bool
) -> dict[str, Any]:
    where = places[each.opening.village_code]
    return {
        "opening": each.opening,
        "kind": word(words.INSTITUTION_KINDS, each.opening.institution.kind),
        "work": word(words.WORKS, each.opening.work),
        "place": where,
        "wage": wage_words(each.opening),
        "verdict": VERDICTS[each.match.verdict],
        "before": BEFORE.get(each.before, ""),
        "factors": factors_shown(each.match.factors),
        "reading": read_out(each.opening, where, say(words.DISTANCES[each.match.distance])),
        "form": _propose_form(request, there, each) if may_refer and each.match.verdict != "does_not_fit" else None,
    }  # fmt: skip


def _propose_form(request: HttpRequest, there: Any, each: Any) -> Form:
    scope = scope_of(request)
    fields = [Field("on", _("推荐日期"), "day", str(work_day(scope)))]
    if each.match.verdict == "to_verify":
        fields.append(Field("decided_why", _("待核实的条件怎么核实的"), "long"))
    return form(
        request, f"propose{each.opening.pk}", scope.address("bridging_propose", there.pk), fields, _("推荐这个岗位"),
        title=_("推荐给本人"), hidden={"opening": str(each.opening.pk)},
    )  # fmt: skip


def _wish_form(request: HttpRequest, there: Any, wish: Any) -> Form:
    """The form begins with what was said last; at first the present post counts as experience."""
    scope = scope_of(request)
    known = words.work_of_post(there.placement.post.name)
    served = (there.ends_on - there.placement.during.lower).days // _DAYS_A_MONTH
    experience = dict(wish.experience) if wish else {known: served} if known and served > 0 else {}
    yes = [("1", _("愿意")), ("0", _("暂不想，或身体、家里不允许"))]
    willing = {True: "1", False: "0"}[wish.willing] if wish else ""
    wage = str(wish.wage_fen // 100) if wish and wish.wage_fen else ""
    fields = [
        Field("willing", _("岗位到期后愿不愿意再找一份工作"), "radio", willing, yes),
        Field("way", _("怎么问的"), "radio", wish.way if wish else "", options(words.ANSWER_WAYS)),
        Field("schooling", _("学历"), "choice", wish.schooling if wish else "", options(words.SCHOOLINGS)),
        Field("reach", _("能去多远"), "choice", wish.reach if wish else "", options(words.REACHES)),
        Field("wished", _("想做什么（都行就不选）"), "checks", choices=options(words.WORKS),
              values=tuple(wish.wished) if wish else ()),
        Field("skills", _("会什么"), "checks", choices=options(words.SKILLS),
              values=tuple(wish.skills) if wish else ()),
        *(
            Field(f"months_{code}", _("做过%(work)s几个月") % {"work": label}, value=str(experience.get(code, "")))
            for code, label in options(words.WORKS)
        ),
        Field("wage", _("想要每月多少元（没有要求就留空）"), value=wage),
        Field("why_not", _("不愿意的原因（可不填）"), value=wish.why_not if wish else ""),
        Field("remark", _("其他要说的，例如腰不好不能搬重物"), "long", wish.remark if wish else ""),
        Field("on", _("登记日期"), "day", str(work_day(scope))),
        Field("read_out", _("核对"), "checks", choices=[("1", _("登记的内容已念给本人听，本人说对"))]),
    ]  # fmt: skip
    return form(
        request, "wish", scope.address("bridging_wish", there.pk), fields, _("登记意愿和技能"),
        title=_("重新登记意愿和技能") if wish else "", main=wish is None, is_open=wish is None,
    )  # fmt: skip


@action("bridging.wish")
@with_scripts
def wish(request: HttpRequest, leaver_id: int) -> HttpResponse:
    """Take down what somebody wants and can do."""
    there = leaver_within(request, leaver_id)

    def act() -> str:
        problems = Problems()
        on = day(request, "on", problems)
        experience = {
            code: months for code in words.WORKS if (months := whole(request, f"months_{code}", problems))
        }
        wage = yuan_in(request, "wage", problems)
        problems.check()
        entry = actions.WishEntry(
            willing=yes_no(request, "willing"), way=text(request, "way"), why_not=text(request, "why_not")[:200],
            schooling=text(request, "schooling"), skills=tuple(request.POST.getlist("skills")),
            experience=experience, wished=tuple(request.POST.getlist("wished")), reach=text(request, "reach"),
            wage_fen=wage, remark=text(request, "remark")[:400], read_out=text(request, "read_out") == "1",
        )  # fmt: skip
        actions.record_wish(there, entry, on=on, today=timezone.localdate(), officer=request.user)
        return _("意愿和技能已登记。")

    back = scope_of(request).address("bridging_leaver", there.pk)
    return perform(request, "wish", act, back=back, show=lambda found: _page(request, there, found),
                   refusal=actions.refusal_of)  # fmt: skip


@action("bridging.refer")
@with_scripts
def propose(request: HttpRequest, leaver_id: int) -> HttpResponse:
    """Put an opening to somebody."""
    there = leaver_within(request, leaver_id)
    problems = Problems()
    key = whole(request, "opening", problems) or 0
    made: list[Any] = []

    def act() -> str:
        on = day(request, "on", problems)
        problems.check()
        if bridging.opening_of(key) is None:
            raise actions.BridgingRefused(_("没有这个岗位：请刷新后重新选。"))
        made.append(
            actions.propose(
                there, key, on=on, today=timezone.localdate(), officer=request.user,
                decided_why=text(request, "decided_why")[:400],
            )
        )  # fmt: skip
        return _("已推荐。问过本人以后，在这里登记答复。")

    scope = scope_of(request)
    answer = perform(
        request, f"propose{key}", act, back=scope.address("bridging_leaver", there.pk),
        show=lambda found: _page(request, there, found), refusal=actions.refusal_of,
    )  # fmt: skip
    if made and answer.status_code == 302:
        answer.headers["Location"] = scope.address("bridging_referral", made[0].pk)
    return answer


__all__ = ["leaver", "leavers", "leavers_export", "propose", "wish"]
