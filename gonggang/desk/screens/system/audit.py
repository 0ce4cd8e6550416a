"""The audit on screen: who did what, refused attempts, and a button that checks a county's chain of a month.

The audit administrator sees who did what and nothing of the business; inspectors see the facts too, inside their grant
and with a purpose.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts import queries as accounts
from gonggang.accounts.door import action
from gonggang.accounts.viewer import OutOfReach, Viewer, viewer_of
from gonggang.audit import actions as trail
from gonggang.audit import queries as audit
from gonggang.audit.queries import SENTENCES, sentence_without_facts, verify_month
from gonggang.audit.rules import chain_for
from gonggang.core.dates import parse_date
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.desk.screens.system.office import (
    Office,
    offered_places,
    office_of,
    office_page,
    place_from,
    place_words,
)
from gonggang.desk.screens.system.refusals import UNPROCESSABLE
from gonggang.regions.rules import COUNTY, enclosing, level_of

SIZE: Final = 50
VIEW: Final = "audit.view"
SUBJECTS: Final = {
    "officer": gettext_lazy("账号"),
    "organisation": gettext_lazy("单位"),
    "person": gettext_lazy("人员"),
    "case": gettext_lazy("案件"),
    "batch": gettext_lazy("导入批次"),
    "sheet": gettext_lazy("考勤表"),
    "hit": gettext_lazy("比对命中"),
    "view": gettext_lazy("名单视图"),
    "list": gettext_lazy("名单"),
    "address": gettext_lazy("网址"),
    "chain": gettext_lazy("记录链"),
    "hand_over": gettext_lazy("移交回执"),
}


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One record as a row; `facts` says whether more than who, when and what may be shown."""

    at: datetime
    officer: str
    officer_id: int | None
    sentence: str
    differences: tuple[Any, ...]
    subject: str
    place: str
    refused: bool


@action(VIEW)
def audit_list(request: HttpRequest) -> HttpResponse:
    """The records of the officer's territory, the newest first."""
    return audit_page(request, office_of(request), typed_in(request))


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What the filters of the address say."""
    return {
        name: request.GET.get(name, "").replace("\0", "").strip()[:60]
        for name in ("from", "to", "who", "verb", "subject", "refused", "before")
    }


def audit_page(
    request: HttpRequest, scope: Office, typed: dict[str, str], *, problem: str = ""
) -> HttpResponse:
    """The list of records; `problem` is why something was not done."""
    viewer = viewer_of(request)
    ranges = viewer.territories(VIEW)
    asked = asked_in(scope, typed)
    found = audit.search(
        asked, ranges, placeless=viewer.covers(VIEW, None), before=_before(typed["before"]), limit=SIZE + 1
    )
    shown, more = found[:SIZE], len(found) > SIZE
    kept = {name: value for name, value in typed.items() if value and name != "before"}
    return office_page(
        request,
        "audit",
        screen="audit",
        scope=scope,
        status=UNPROCESSABLE if problem else 200,
        problem=problem,
        may_export=viewer.may("audit.export"),
        entries=shown_of(shown, facts=viewer.may("audit.detail")),
        typed=typed,
        verbs=_verbs(),
        after=scope.address("audit", **kept, before=_key(shown[-1])) if more else None,
        first=scope.address("audit", **kept) if typed["before"] else None,
        narrowed=bool(kept),
        **_chain_choice(viewer),
    )


def asked_in(scope: Office, typed: dict[str, str]) -> audit.Asked:
    """What the address asks for; what cannot be used is left out and said."""
    begins, ends = _day(scope, typed, "from"), _day(scope, typed, "to")
    officer_id = None
    if typed["who"]:
        known = accounts.officers_called(typed["who"].split("·")[0].strip(), limit=2)
        officer_id = known[0].pk if len(known) == 1 else -1
        if len(known) != 1:
            scope.notices.append(
                _("没有唯一的账号或姓名叫“%(name)s”，所以没有记录。请填账号。") % {"name": typed["who"]}
            )
    if typed["verb"] and typed["verb"] not in SENTENCES:
        scope.notices.append(_("没有“%(verb)s”这种操作，已略去。") % {"verb": typed["verb"]})
        typed["verb"] = ""
    return audit.Asked(
        begins, ends, officer_id, typed["verb"], _subject(typed["subject"]), typed["refused"] == "1"
    )


def _day(scope: Office, typed: dict[str, str], name: str) -> date | None:
    day = parse_date(typed[name]).date if typed[name] else None
    if typed[name] and day is None:
        scope.notices.append(_("“%(day)s”不是日期，已略去。请写成 2024-05-09。") % {"day": typed[name]})
    return day


def _subject(text: str) -> str:
    """`案件 12` as the records have it; what is written as they have it stays."""
    for key, word in SUBJECTS.items():
        if text.startswith(str(word)):
            return f"{key}:{text.removeprefix(str(word)).strip()}"
    return text


def _key(entry: audit.Entry) -> str:
    return f"{entry.at.isoformat()}~{entry.number}"


def _before(text: str) -> tuple[datetime, int] | None:
    at, _mark, number = text.partition("~")
    with contextlib.suppress(ValueError):
        when = datetime.fromisoformat(at.replace(" ", "+"))
        if when.tzinfo is not None and number.isdigit() and len(number) < 18:
            return when, int(number)
    return None


def shown_of(entries: list[audit.Entry], *, facts: bool) -> list[EntryShown]:
    """Records as rows; without `facts` no more than who did what, when and where."""
    places = place_words(entry.region_code for entry in entries)
    own = ("accounts.", "audit.")
    return [
        EntryShown(
            at=entry.at,
            officer=entry.officer,
            officer_id=entry.officer_id,
            sentence=entry.sentence if facts else sentence_without_facts(entry.verb, entry.detail),
            differences=entry.differences if facts or entry.verb.startswith(own) else (),
            subject=_subject_words(entry.subject),
            place=places[entry.region_code],
            refused=entry.refused,
        )
        for entry in entries
    ]


def _subject_words(subject: str) -> str:
    key, _mark, rest = subject.partition(":")
    return f"{SUBJECTS[key]} {rest}" if key in SUBJECTS else subject


def _verbs() -> list[tuple[str, str]]:
    """Every verb with its sentence, without what would fill it in."""
    return sorted(
        (verb, sentence_without_facts(verb, {})) for verb in SENTENCES if verb != "accounts.refused"
    )


def _chain_choice(viewer: Viewer) -> dict[str, Any]:
    return {
        "may_verify": viewer.may("audit.verify"),
        "places": [each for each in offered_places(viewer, VIEW) if level_of(each[0]) <= COUNTY],
        "placeless": viewer.covers(VIEW, None),
        "month": Month.of(timezone.localdate()),
    }


@action("audit.verify", post="audit.verify")
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Check the chain of a county and a month, and show the days on which it was sealed."""
    viewer = viewer_of(request)
    if not viewer.may(VIEW):
        raise OutOfReach
    values = request.POST if request.method == "POST" else request.GET
    typed = {name: values.get(name, "").replace("\0", "").strip()[:60] for name in ("place", "month")}
    problems: dict[str, str] = {}
    county = _county(viewer, typed["place"], problems)
    month = _month(typed["month"], problems)
    checked = None
    if not problems and request.method == "POST":
        chain = chain_for(county)
        checked = verify_month(chain, month.first, month.next().first)
        trail.record(
            officer=viewer.officer,
            verb="audit.verify",
            subject=f"chain:{chain}",
            region=county,
            detail={
                "chain": chain, "month": str(month), "records": checked.records, "faults": len(checked.faults),
            },
        )  # fmt: skip
    choice = _chain_choice(viewer) | {"month": month}
    return office_page(
        request,
        "audit_verify",
        screen="audit",
        status=UNPROCESSABLE if problems and request.method == "POST" else 200,
        typed=typed,
        problems=problems if request.method == "POST" else {},
        county=place_words([county])[county] if county else _("不属于任何地方的操作"),
        checked=checked,
        chain=chain_for(county) if not problems else None,
        seals=audit.seals_of(chain_for(county)) if not problems else [],
        **choice,
    )


def _county(viewer: Viewer, text: str, problems: dict[str, str]) -> int | None:
    """The county whose chain is meant; None is the chain of what belongs to no place."""
    if not text:
        if viewer.covers(VIEW, None):
            return None
        first = next(iter(offered_places(viewer, VIEW)), None)
        text = str(first[0]) if first else ""
    try:
        code = place_from(text, viewer.territories(VIEW))
        if code and level_of(code) < COUNTY:
            raise UnusableInput(_("记录链按县（市、区）分：请填一个县（市、区）。"))
        return enclosing(code, COUNTY) if code else None
    except UnusableInput as error:
        problems["place"] = str(error)
        return None


def _month(text: str, problems: dict[str, str]) -> Month:
    now = Month.of(timezone.localdate())
    if not text:
        return now
    try:
        return Month.parse(text)
    except UnusableInput:
        problems["month"] = _("“%(month)s”不是月份：请写成 2024-05。") % {"month": text[:20]}
        return now


__all__ = ["asked_in", "audit_list", "audit_page", "audit_verify", "shown_of", "typed_in"]
