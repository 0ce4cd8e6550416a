"""The notices of an officer: the list, and opening one, which marks it as read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gonggang.accounts import notices
from gonggang.accounts.door import action
from gonggang.desk.screens.system.job_words import job_label, job_words
from gonggang.desk.screens.system.office import KEY_MAX, Office, office_of, office_page
from gonggang.desk.screens.system.words import role_words

SIZE: Final = 50

# Kind: tone, drawing, sentence; {…} are facts of the notice.
KINDS: Final[dict[str, tuple[str, str, Any]]] = {
    "case_assigned": (
        "gg-move",
        "user-plus",
        _("%(by)s把案件 %(case)s（%(kind)s）交给您办，期限 %(due_on)s。"),
    ),
    "case_overdue": ("gg-stop", "alert-octagon", _("您办的案件 %(case)s（%(kind)s）已过期限 %(due_on)s。")),
    "cases_received": ("gg-move", "transfer", _("%(by)s移交给您 %(n)s 件案件。")),
    "hand_over_received": (
        "gg-move",
        "transfer",
        _("%(name)s的岗位移交给您：岗位 %(grants)s 个自 %(on)s 起，待办 %(items)s 件已在您名下。"),
    ),
    "grant_ends_soon": (
        "gg-warn",
        "clock-exclamation",
        _("您的岗位“%(role)s”%(ends_on)s 到期，要接着办请找安全管理员。"),
    ),
    "grants_end_soon": ("gg-warn", "clock-exclamation", _("辖区里有 %(n)s 个岗位在 %(days)s 天内到期。")),
    "run_finished": ("gg-ok", "circle-check", _("%(what)s已完成：%(result)s")),
    "run_failed": ("gg-stop", "alert-octagon", _("%(what)s没有办成：%(message)s")),
}
# What a notice is about: where it leads.
LEADS: Final[dict[str, Callable[[Office, str], str]]] = {
    "case": lambda scope, key: scope.address("case", int(key)),
    "worklist": lambda scope, key: scope.address("worklist"),
    "hand_over": lambda scope, key: scope.address("own_hand_over", int(key)),
    "grants": lambda scope, key: scope.address("grants_ending"),
    "draft": lambda scope, key: scope.address("import_draft", int(key)),
    "hits": lambda scope, key: scope.address("hits"),
    "subsidies": lambda scope, key: scope.address("subsidies"),
    "registers": lambda scope, key: scope.address(
        "registers", place=key.partition(".")[0], month=key.partition(".")[2]
    ),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice as a row."""

    pk: int
    at: datetime
    tone: str
    drawing: str
    sentence: str
    unread: bool
    leads: bool


def shown(notice: Any) -> NoticeShown:
    """A stored notice in words of today's language."""
    tone, drawing, sentence = KINDS.get(notice.kind, ("gg-move", "bell", _("%(what)s")))
    facts = _Facts({name: value for name, value in notice.facts.items() if value is not None})
    if "role" in facts:
        facts["role"] = role_words(facts["role"])
    if "job" in facts:
        facts["what"], facts["result"] = job_label(facts["job"], facts), job_words(facts["job"], facts)
    return NoticeShown(
        notice.pk,
        notice.at,
        tone,
        drawing,
        str(sentence) % facts,
        notice.read_at is None,
        bool(_where(notice)),
    )


def _where(notice: Any) -> str:
    return str(notice.subject.partition(":")[0]) if notice.subject.partition(":")[0] in LEADS else ""


@action("notices.view", post="notices.view")
def notices_list(request: HttpRequest) -> HttpResponse:
    """The notices, the newest first; sending the page's form marks all as read."""
    scope, mine = office_of(request), request.user.pk
    if request.method == "POST":
        notices.read(mine)
        return HttpResponseRedirect(scope.address("notices"))
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    found = notices.notices_of(mine, before=before, size=SIZE + 1)
    rows = found[:SIZE]
    return office_page(
        request,
        "notices",
        screen="notices",
        scope=scope,
        rows=[shown(each) for each in rows],
        new=notices.unread_count(mine),
        more=scope.address("notices", before=rows[-1].pk) if len(found) > SIZE else None,
        title=gettext("通知"),
    )


@action("notices.view")
def notice(request: HttpRequest, message_id: int) -> HttpResponse:
    """Opens what a notice is about; it has been read then."""
    found = notices.notice_of(request.user.pk, message_id) if message_id < KEY_MAX else None
    if found is None:
        raise Http404
    notices.read(request.user.pk, found.pk)
    scope = office_of(request)
    leads = LEADS.get(_where(found))
    key = found.subject.partition(":")[2]
    return HttpResponseRedirect(leads(scope, key) if leads else scope.address("notices"))
