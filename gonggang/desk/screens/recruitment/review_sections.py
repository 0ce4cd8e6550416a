"""Sections of the application page: comparison and reviews, the departments' answers, what the person was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.forms import Field, Form, form
from gonggang.desk.screens.recruitment.review_words import (
    HitShown,
    due_lamp,
    hits_shown,
    not_compared_shown,
    review_state,
    screening_state,
    verdict_state,
)
from gonggang.desk.screens.recruitment.tabs import SECTIONS, Section
from gonggang.policy.departments import DEPARTMENTS
from gonggang.recruitment import queries as recruitment
from gonggang.recruitment.actions.notifications import HOW, KINDS
from gonggang.recruitment.actions.reviews import newest_rows, valid_days
from gonggang.recruitment.queries import reviews as queries
from gonggang.recruitment.rules.checklist import ITEMS, OUTCOMES, STATES
from gonggang.reporting.words import CHECKS, word


def _review(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    snapshot = queries.newest_screening(application.pk)
    made = queries.reviews_of(application.pk)
    appraised = any(each.stage == "democratic_appraisal" for each in application.completed_stages.all())
    may = viewer_of(request).covers
    village, is_open = application.village_code, not hasattr(application, "closing")
    hits = hits_shown(snapshot) if snapshot else []
    address = scope_of(request).address
    days = valid_days(application, timezone.localdate())
    forms: list[Form] = []
    if is_open and may("recruitment.pre_screen", village):
        forms.append(
            form(
                request,
                "compare",
                address("application_compare", application.pk),
                [Field("on", _("比对日期"), "day", timezone.localdate().isoformat())],
                _("比对"),
                icon="arrows-diff",
                main=False,
                title=_("再比对一次") if snapshot else _("做上岗前比对"),
                is_open=snapshot is None,
            )
        )
    if is_open and snapshot is not None and appraised:
        forms += _review_forms(request, application, made, hits, days)
    return {
        "snapshot": snapshot,
        "state": screening_state(snapshot),
        "hits": hits,
        "unknown": not_compared_shown(snapshot) if snapshot else [],
        "registers": snapshot.registers if snapshot else [],
        "days": days,
        "made": [
            {
                "row": each,
                "label": each.get_level_display(),
                "state": review_state(each),
                "said": _said(each),
                "basis": _basis(each),
            }
            for each in made
        ],
        "forms": forms,
        "appraised": appraised,
    }


def _review_forms(
    request: HttpRequest, application: Any, made: list[Any], hits: list[HitShown], days: int | None
) -> list[Form]:
    """The form of whichever review comes next, for those who make it."""
    may, village = viewer_of(request).covers, application.village_code
    newest = {each.level: each for each in made}
    first, second = newest.get("first"), newest.get("second")
    address = scope_of(request).address
    if may("recruitment.first_review", village) and _is_next(first):
        handed_in = Counter(each.kind for each in recruitment.materials_of(application))
        papers = [
            Field(
                f"item-{item}",
                label,
                "choice",
                choices=tuple(STATES.items()),
                hint=_("已交 %(n)d 份。") % {"n": handed_in[item]}
                if handed_in[item]
                else _("没有交影像，请看原件。"),
            )
            for item, label in ITEMS.items()
        ]
        return [
            form(
                request,
                "first",
                address("application_first", application.pk),
                [*_day_and_outcome(), *papers, *_of_hits(hits), *_reasons(days)],
                _("作出初审"),
                title=_("初审") if first is None else _("申诉后重新初审"),
                is_open=first is None,
            )
        ]
    passed = first is not None and first.passed
    if may("recruitment.second_review", village) and passed and _is_next(second):
        return [
            form(
                request,
                "second",
                address("application_second", application.pk),
                [*_day_and_outcome(), *_of_hits(hits, again=True), *_reasons(days)],
                _("作出复审，出具意见书"),
                title=_("复审") if second is None else _("申诉后重新复审"),
                is_open=second is None,
            )
        ]
    return []


def _is_next(newest: Any) -> bool:
    """Whether this level has something to review: nothing yet, or a refusal against which the person appealed."""
    return newest is None or (
        not newest.passed and hasattr(getattr(newest, "notification", None), "appealed")
    )


def _day_and_outcome() -> list[Field]:
    outcomes = (("1", _("通过")), ("0", _("不通过，同时作出告知书")))
    return [Field("on", _("审核日期"), "day"), Field("passed", _("结论"), "radio", choices=outcomes)]


def _of_hits(hits: list[HitShown], *, again: bool = False) -> list[Field]:
    hint = _("不填就沿用初审的核实。") if again else ""
    found: list[Field] = []
    for hit in hits:
        if hit.asks:
            label = _("命中“%(check)s”核实为") % {"check": hit.label}
            found.append(
                Field(f"hit-{hit.check}", label, "choice", choices=tuple(OUTCOMES.items()), hint=hint)
            )
            found.append(Field(f"note-{hit.check}", _("“%(check)s”的核实依据") % {"check": hit.label}))
    return found


def _reasons(days: int | None) -> list[Field]:
    fields = [Field("reason", _("理由（不通过时必写，本人会看到）"), "long")]
    if days is None:
        fields.append(
            Field("snapshot_reason", _("为什么采用这份比对（本地没有录入有效天数，由您写明）"), "long")
        )
    return fields


def _said(review: Any) -> list[tuple[str, str, str]]:
    """What a review looked at: the thing, the finding, the note."""
    lines = []
    for one in review.checklist:
        if one.get("item"):
            lines.append(
                (ITEMS.get(one["item"], one["item"]), STATES.get(one["state"], ""), one.get("note", ""))
            )
        elif one.get("hit"):
            found = OUTCOMES.get(one["outcome"], one["outcome"])
            lines.append(
                (_("命中：%(check)s") % {"check": word(CHECKS, one["hit"])}, found, one.get("note", ""))
            )
        elif one.get("snapshot"):
            lines.append((_("采用这份比对的理由"), "", one["snapshot"]))
    return lines


def _basis(review: Any) -> list[str]:
    """The data on which an opinion rests, a line each."""
    lines = []
    for one in review.basis:
        if "department" in one:
            said = _verdicts().get(one["verdict"] or "", _("没有答复"))
            batch = "，".join(part for part in (one.get("register_batch"), one.get("data_as_of")) if part)
            lines.append(
                f"{DEPARTMENTS.get(one['department'], '')}：{said}" + (f"（{batch}）" if batch else "")
            )
        else:
            lines.append(f"{one['file']}（{one['as_of']}）")
    return lines


def _verdicts() -> dict[str, str]:
    return {"fits": _("符合"), "not_fits": _("不符"), "no_data": _("无数据")}


def _joint(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    rows = newest_rows(application.pk)
    if not rows:
        return None
    today = timezone.localdate()
    return {
        "rows": [
            {
                "row": each,
                "label": DEPARTMENTS[each.joint_review.department],
                "state": verdict_state(each, today),
            }
            for each in rows
        ],
        "answered": sum(each.verdict is not None for each in rows),
    }


def _told(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    found = queries.told(application.pk)
    if not found:
        return None
    is_open = not hasattr(application, "closing")
    may = viewer_of(request).covers("recruitment.notify", application.village_code) and is_open
    today = timezone.localdate()
    rows = []
    for each in found:
        note = each.notification
        rows.append(
            {
                "told": each,
                "kind": KINDS.get(note.kind, note.kind),
                "how": HOW.get(each.delivery.how, "") if each.delivery else "",
                "lamp": due_lamp(note.due_on, note.issued_on, today, closed=each.delivery is not None),
                "forms": _told_forms(request, each) if may else [],
            }
        )
    return {"rows": rows}


def _told_forms(request: HttpRequest, told: Any) -> list[Form]:
    note, address = told.notification, scope_of(request).address
    if told.delivery is None:
        fields = [
            Field("how", _("送达方式"), "choice", choices=tuple(HOW.items())),
            Field("delivered_on", _("送达日期"), "day"),
            Field("received_by", _("签收人"), hint=_("本人拒收的写本人姓名。")),
            Field("witnesses", _("见证人"), hint=_("电话告知、拒收留置必写。")),
            Field("file", _("送达回证的照片或扫描件（可不传）"), "file"),
        ]
        title = _("登记送达")
        return [
            form(
                request,
                f"deliver{note.pk}",
                address("notification_deliver", note.pk),
                fields,
                title,
                title=title,
                is_open=True,
            )
        ]
    forms = []
    if told.appeal is None and note.review_id is not None:
        title = _("受理申诉")
        fields = [Field("on", _("收到申诉的日期"), "day"), Field("text", _("申诉的内容"), "long")]
        lead = _("受理以后由没有审过的人重新审核。")
        forms.append(
            form(
                request,
                f"appeal{note.pk}",
                address("notification_appeal", note.pk),
                fields,
                title,
                title=title,
                lead=lead,
                main=False,
                icon="message-report",
            )
        )
    if told.appeal is None:
        title = _("办结这份报名")
        forms.append(
            form(
                request,
                f"close{note.pk}",
                address("notification_close", note.pk),
                [Field("on", _("办结日期"), "day")],
                title,
                title=title,
                icon="lock",
                lead=_("已经告知本人，办结以后不能再办任何环节。"),
            )
        )
    return forms


SECTIONS.append(Section(40, "desk/recruitment/application_review.html", _review))
SECTIONS.append(Section(50, "desk/recruitment/application_joint.html", _joint))
SECTIONS.append(Section(60, "desk/recruitment/application_told.html", _told))
