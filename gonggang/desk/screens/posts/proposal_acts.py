"""What is done with an application: handed in, sent back, asked about, answered, approved or refused (1.3, 1.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.roles import PARTNERS
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.posts.frame import proposal_within, whole_in
from gonggang.desk.screens.posts.proposals import proposal_page
from gonggang.desk.screens.posts.words import department_words
from gonggang.desk.screens.recruitment.entered import file, text
from gonggang.desk.screens.recruitment.forms import perform
from gonggang.posts import actions
from gonggang.posts.actions import PostRefused
from gonggang.posts.queries import development


def _act(request: HttpRequest, there: Any, name: str, act: Callable[[], str]) -> HttpResponse:
    """Do something with an application within reach, and go back to its page."""
    return perform(
        request, name, act, back=scope_of(request).address("proposal", there.pk),
        show=lambda problems: proposal_page(
            request, proposal_within(request, there.pk, "posts.development"), problems
        ),
    )  # fmt: skip


def _version(request: HttpRequest) -> int:
    return whole_in(request, "version", _("版本"))


def _own_chair(request: HttpRequest) -> str:
    """The chair from which an opinion comes: the officer's own, never another's. Raises OutOfReach."""
    own = sorted(role.value for role in viewer_of(request).roles & PARTNERS)
    said = text(request, "chair") or (own[0] if own else "")
    if said not in own:
        raise OutOfReach
    return said


def _agrees(request: HttpRequest) -> bool:
    said = text(request, "agrees")
    if said not in ("0", "1"):
        raise PostRefused({"agrees": _("没有选意见：请选同意或不同意。")})
    return said == "1"


@action("posts.propose")
@with_scripts
def submit(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Hand a draft to the county; whoever hands it in confirms that it is no forbidden kind."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        confirmed = request.POST.get("not_forbidden") == "1"
        made = actions.revise_proposal(
            there.pk, {"not_forbidden": confirmed}, version=_version(request), officer=request.user
        )
        actions.submit(made.pk, on=timezone.localdate(), officer=request.user)
        return _("%(number)s 已提交，等县级征求意见和批复。") % {"number": there.number}

    return _act(request, there, "submit", act)


@action("posts.ask_opinion")
@with_scripts
def send_back(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Give an application back to the township."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        actions.send_back(
            there.pk, reason=text(request, "reason"), version=_version(request), officer=request.user
        )
        return _("%(number)s 已退回，乡镇改好再提交。") % {"number": there.number}

    return _act(request, there, "send_back", act)


@action("posts.ask_opinion")
@with_scripts
def ask(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Ask departments of the trade."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        new = actions.ask_departments(
            there.pk, request.POST.getlist("chairs"), on=timezone.localdate(), officer=request.user
        )
        return _("已征求%(who)s的意见，意见到齐才能批复。") % {
            "who": _("、").join(map(department_words, new))
        }

    return _act(request, there, "ask", act)


@action("posts.opinion")
@with_scripts
def opinion(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A department says what it thinks, from its own chair."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        chair = _own_chair(request)
        given = actions.give_opinion(
            there.pk, chair=chair, agrees=_agrees(request), opinion=text(request, "opinion"),
            on=timezone.localdate(), officer=request.user,
        )  # fmt: skip
        return _("已签意见：同意。") if given.agrees else _("已签意见：不同意。")

    return _act(request, there, "opinion", act)


@action("posts.ask_opinion")
@with_scripts
def letter(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Keep the letter of a department that has no chair here."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        given = actions.give_opinion(
            there.pk, department=text(request, "department"), agrees=_agrees(request),
            opinion=text(request, "opinion"), on=timezone.localdate(), officer=request.user,
        )  # fmt: skip
        return _("已登记%(who)s的意见。") % {"who": given.department}

    return _act(request, there, "letter", act)


@action("posts.approve")
@with_scripts
def approve(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Approve with a document: the post is there and uses the year's quota."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        post = actions.approve(
            there.pk, document=text(request, "document"), on=_day(request), reason=text(request, "reason"),
            version=_version(request), paper=file(request, "paper"), officer=request.user,
        )  # fmt: skip
        return _("已批准，岗位 %(number)s 已设立，名额 %(n)d 个。") % {
            "number": post.number,
            "n": post.places or 0,
        }

    return _act(request, there, "approve", act)


@action("posts.approve")
@with_scripts
def refuse(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Refuse with a reason."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        actions.refuse(
            there.pk, reason=text(request, "reason"), on=timezone.localdate(), version=_version(request),
            officer=request.user,
        )  # fmt: skip
        return _("没有批准，理由已留下。")

    return _act(request, there, "refuse", act)


@action("posts.approve")
@with_scripts
def papers(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Add a file to an approval."""
    there = proposal_within(request, proposal_id)

    def act() -> str:
        sent = file(request, "paper")
        if sent is None:
            raise PostRefused({"paper": _("没有选文件：请选 PDF 或照片。")})
        made = actions.attach_paper(there.pk, sent, officer=request.user)
        return _("已加附件“%(name)s”。") % {"name": made.file_name}

    return _act(request, there, "paper", act)


@action("posts.development")
def paper(request: HttpRequest, proposal_id: int, paper_id: int) -> HttpResponse:
    """One file of an approval, to be saved; the look is on record."""
    there = proposal_within(request, proposal_id)
    found = development.paper_of(there, paper_id)
    if found is None:
        raise OutOfReach
    content = actions.read_paper(found, officer=request.user)
    if content is None:
        return proposal_page(request, there, {"": _("这个附件已经不在了。请管理员从备份里找回。")})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _day(request: HttpRequest) -> date:
    written = text(request, "on")
    try:
        on = date.fromisoformat(written)
    except ValueError:
        raise PostRefused(
            {"on": _("“%(text)s”不是日期。请写成 2024-05-20。") % {"text": written[:20]}}
        ) from None
    if on > timezone.localdate():
        raise PostRefused({"on": _("批复日期不能晚于今天：请填实际批复的那一天。")})
    return on
