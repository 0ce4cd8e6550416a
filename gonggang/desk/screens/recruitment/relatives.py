"""The relatives' line: the tab of a round, the section of an application, the filing ledger (clauses 9.1 to 9.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort, asked
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.recruitment import entered
from gonggang.desk.screens.recruitment.forms import Field, day_in, form, keys_in, perform, text_in
from gonggang.desk.screens.recruitment.frame import round_page, round_within
from gonggang.desk.screens.recruitment.tabs import SECTIONS, TABS, Section, Tab
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment.actions import relatives
from gonggang.recruitment.actions.checks import RowResult
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.actions.relatives import Study
from gonggang.recruitment.queries import reviews as queries
from gonggang.recruitment.rules.relations import OFFICIAL_KINDS, sentence
from gonggang.regions.rules import TOWNSHIP, enclosing, territory

TABS.append(Tab(80, gettext_lazy("备案"), "round_filings", "recruitment.review"))


def must_words(must: bool | None) -> tuple[str, str, str]:
    """Whether a relation must be filed, in a word."""
    if must is None:
        return "gg-warn", "help", _("待核")
    return ("gg-move", "clipboard-check", _("要备案")) if must else ("gg-end", "", _("不用备案"))


def _state(stages: set[str], filing: Any) -> tuple[str, str, str]:
    if filing is not None:
        return (
            ("gg-ok", "circle-check", _("已备案"))
            if filing.agreed
            else ("gg-stop", "alert-octagon", _("没有同意"))
        )
    if "township_study" in stages:
        return "gg-move", "clock", _("待县级备案")
    if "public_notice" in stages:
        return "gg-move", "clock", _("待乡镇研究")
    return "gg-unk", "", _("公示还没有办结")


@action("recruitment.review")
@with_scripts
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Everybody of the round who follows the relatives' line."""
    return _tab(request, round_within(request, round_id))


def _tab(
    request: HttpRequest,
    there: Any,
    problems: dict[str, str] | None = None,
    refused: list[dict[str, str]] | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    rows = queries.filed(viewer.territories("recruitment.review"), there.pk)
    places = place_names(each.village_code for each in rows)
    filings = queries.filings_of(each.pk for each in rows)
    shown = []
    for each in rows:
        stages = {done.stage for done in each.completed_stages.all()}
        filing = filings.get(each.pk)
        closed = hasattr(each, "closing")
        shown.append(
            {
                "key": each.pk,
                "name": person_shown(each.person).name,
                "place": places[each.village_code],
                "kin": [
                    (sentence(one.relative, one.office, one.relation_code), must_words(one.must_be_filed))
                    for one in each.kin.all()
                ],
                "state": _state(stages, filing),
                "filing": filing,
                "to_study": not closed and "public_notice" in stages and "township_study" not in stages
                and viewer.covers("recruitment.study", each.village_code),
                "to_file": not closed and "township_study" in stages and filing is None
                and viewer.covers("recruitment.file", each.village_code),
            }
        )  # fmt: skip
    address = scope_of(request).address
    study = form(
        request, "study", address("round_study", there.pk),
        [
            Field("minutes_number", _("会议纪要编号")), Field("held_on", _("开会日期"), "day"),
            Field("attendees", _("参加人"), "long"), Field("decision", _("研究意见"), "long"),
            Field("file", _("会议纪要（照片或 PDF）"), "file"),
        ],
        _("登记乡镇研究"),
    )  # fmt: skip
    file = form(
        request, "file", address("round_file", there.pk),
        [
            Field("agreed", _("备案意见"), "radio", choices=(("1", _("同意")), ("0", _("不同意，同时作出告知书")))),
            Field("opinion", _("意见内容（不同意的写理由）"), "long"), Field("on", _("备案日期"), "day"),
        ],
        _("备案"),
    )  # fmt: skip
    return round_page(
        request, there, "round_filings", "round_filings", rows=shown,
        study=study if any(each["to_study"] for each in shown) else None,
        file=file if any(each["to_file"] for each in shown) else None,
        problems=problems or {}, refused=refused or [],
    )  # fmt: skip


def _own(request: HttpRequest, there: Any, name: str) -> list[Any]:
    """Those ticked who follow the relatives' line and lie within reach for the act."""
    ranges = viewer_of(request).territories(name)
    keys = set(keys_in(request))
    return [each for each in queries.filed(ranges, there.pk) if each.pk in keys]


@action("recruitment.study")
@with_scripts
def study(request: HttpRequest, round_id: int) -> HttpResponse:
    """The township's meeting on those ticked."""
    there = round_within(request, round_id)
    refused: list[dict[str, str]] = []

    def act() -> str:
        those = _own(request, there, "recruitment.study")
        townships = {enclosing(each.village_code, TOWNSHIP) for each in those}
        if len(townships) > 1:
            raise RecruitmentRefused(_("所选的人不在同一个乡镇（街道）。请分开登记。"))
        stated = Study(
            text_in(request, "minutes_number"), day_in(request, "held_on"), text_in(request, "attendees"),
            text_in(request, "decision"), entered.file(request, "file"),
        )  # fmt: skip
        done = relatives.study(
            townships.pop() if townships else 0, [each.pk for each in those], stated, officer=request.user
        )
        names = {each.pk: person_shown(each.person).name for each in those}
        refused.extend({"who": names[one.application_id], "sentence": one.sentence} for one in done.refused)
        return _("乡镇研究已登记，办结 %(n)d 人。") % {"n": len(done.finished)}

    done = perform(
        request, "study", act, back=scope_of(request).address("round_filings", there.pk),
        show=lambda problems: _tab(request, there, problems),
    )  # fmt: skip
    return _tab(request, there, refused=refused) if refused else done


@action("recruitment.file")
@with_scripts
def file(request: HttpRequest, round_id: int) -> HttpResponse:
    """The county's filing of those ticked, each with a number of its own."""
    there = round_within(request, round_id)
    results: list[RowResult] = []
    names: dict[int, str] = {}

    def act() -> str:
        those = _own(request, there, "recruitment.file")
        names.update({each.pk: person_shown(each.person).name for each in those})
        problems: dict[str, str] = {}
        if request.POST.get("agreed") not in ("0", "1"):
            problems["agreed"] = _("没有选备案意见。请选一项。")
        if not text_in(request, "opinion"):
            problems["opinion"] = _("没有写意见内容。")
        on = day_in(request, "on")
        if on is None:
            problems["on"] = _("没有写备案日期。")
        if not those:
            problems[""] = _("没有选人。请先在名单里勾选。")
        if problems:
            raise RecruitmentRefused(problems)
        results.extend(
            relatives.file_many(
                [each.pk for each in those],
                agreed=request.POST["agreed"] == "1",
                opinion=text_in(request, "opinion"),
                on=on,
                officer=request.user,
            )
        )
        return _("已备案 %(n)d 人。") % {"n": sum(each.problem is None for each in results)}

    done = perform(
        request, "file", act, back=scope_of(request).address("round_filings", there.pk),
        show=lambda problems: _tab(request, there, problems),
    )  # fmt: skip
    refused = [{"who": names.get(e.application_id, ""), "sentence": e.problem} for e in results if e.problem]
    return _tab(request, there, refused=refused) if refused else done


def _section(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    kin = queries.kin_of(application.pk)
    filing = queries.filings_of([application.pk]).get(application.pk)
    if not kin and application.procedure.base != "filed":
        return None
    return {
        "kin": [
            {
                "row": one,
                "sentence": sentence(one.relative, one.office, one.relation_code),
                "kind": OFFICIAL_KINDS.get(one.official_kind, "—"),
                "must": must_words(one.must_be_filed),
            }
            for one in kin
        ],
        "study": queries.studies_of([application.pk]).get(application.pk),
        "filing": filing,
    }


SECTIONS.append(Section(80, "desk/recruitment/application_kin.html", _section))


def _shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The ledger's rows; names of applicants are masked, those in office stand as declared."""
    keys = {each.application_id for each in found}
    places = place_names(each.application.village_code for each in found)
    filings, studies = queries.filings_of(keys), queries.studies_of(keys)
    rows = []
    for each in found:
        filing, study = filings.get(each.application_id), studies.get(each.application_id)
        post = each.application.round_post.post if each.application.round_post else None
        rows.append(
            {
                "key": each.pk,
                "person": (each.application_id, person_shown(each.application.person)),
                "place": places[each.application.village_code],
                "post": post.name if post else "—",
                "relative": each.relative,
                "office": each.office,
                "relation": each.relation,
                "must": must_words(each.must_be_filed),
                "declared": each.declared_on,
                "study": f"{study.minutes_number} {study.held_on}" if study else "—",
                "filing": filing.number if filing else "—",
                "filed": filing.filed_on if filing else None,
                "opinion": (_("同意：") if filing.agreed else _("不同意：")) + filing.opinion
                if filing
                else "—",
            }
        )
    return rows


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(
        Q(relative__contains=text) | Q(office__contains=text) | Q(application__person__name__contains=text)
    )


def _by_state(scope: Scope, rows: Any, value: str) -> Any:
    if value == "filed":
        return rows.filter(application__filings__agreed=True)
    if value == "refused":
        return rows.filter(application__filings__agreed=False)
    return rows.filter(application__filings=None)


FILINGS: Final = ListPage(
    screen="filings",
    export="recruitment.export",
    columns=(
        Column("person", gettext_lazy("本人"), cell="applicant", plain=lambda value: value[1].name),
        Column("place", gettext_lazy("村（社区）"), tone="gg-place"),
        Column("post", gettext_lazy("岗位")),
        Column("relative", gettext_lazy("亲属"), tone="gg-nw"),
        Column("office", gettext_lazy("单位职务"), tone="gg-wrap"),
        Column("relation", gettext_lazy("本人是亲属的"), tone="gg-nw"),
        Column("must", gettext_lazy("是否备案"), cell="toned", plain=lambda value: value[2]),
        Column("declared", gettext_lazy("说明日期"), cell="day", sort="declared"),
        Column("study", gettext_lazy("乡镇研究"), tone="gg-wrap"),
        Column("filing", gettext_lazy("备案号"), tone="gg-code"),
        Column("filed", gettext_lazy("备案日期"), cell="day"),
        Column("opinion", gettext_lazy("备案意见"), tone="gg-wrap"),
    ),
    filters=(
        Filter("text", gettext_lazy("本人、亲属、职务"), _by_text),
        Filter(
            "state",
            gettext_lazy("备案情况不限"),
            _by_state,
            lambda scope: (
                ("filed", _("已备案")),
                ("refused", _("没有同意")),
                ("waiting", _("还没有备案")),
            ),
        ),
    ),
    sorts=(Sort("declared", gettext_lazy("按说明日期排列"), (("declared_on", "day"), ("pk", "whole"))),),
    shown=_shown,
)


@action("recruitment.review")
def filings(request: HttpRequest) -> HttpResponse:
    """The filing ledger of the place where the officer stands."""
    scope = scope_of(request)
    return page(
        request, "recruitment/filings", scope, screen="rounds",
        page=list_of(asked(FILINGS, scope), queries.ledger((territory(scope.region),))), today=timezone.localdate(),
    )  # fmt: skip


@action("recruitment.export")
def filings_export(request: HttpRequest) -> HttpResponse:
    """The ledger as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(FILINGS, scope), queries.ledger((territory(scope.region),)))
