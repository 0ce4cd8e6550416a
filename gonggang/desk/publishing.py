"""What the desk's acts put on the boards, in the transaction of the act: the rooms below the boards cannot call them.

A view calls the act and the function here inside one `transaction.atomic()`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from gonggang.boards.actions import publish, withdraw
from gonggang.core.masks import mask
from gonggang.recruitment.queries.papers import announcement_of, issuer_of

_NOTICE = gettext_noop("%(place)s公益性岗位拟上岗人员公示")
_RESULT = gettext_noop("公示异议处理结果（%(number)s）")
_SEED = gettext_noop("%(post)s岗位抽签种子")
_DRAW = gettext_noop("%(post)s岗位抽签结果")


def _title(words: str, **facts: str) -> str:
    """A title as it is kept and published: in the language of the office, whichever the officer reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(words) % facts


def put_up_round(there: Any, *, officer: Any) -> Any:
    """The announcement of a round that was just published."""
    said = announcement_of(there.pk)
    return publish(
        kind="round_announcement",
        subject=f"round:{there.pk}",
        region_code=there.region_code,
        title=there.title,
        number=there.number,
        begins_on=there.published_on,
        ends_on=there.applications_end_on,
        hotline=there.telephone,
        content={
            "intro": said.intro,
            "issuer": said.issuer,
            "applications_begin_on": said.applications_begin_on,
            "applications_end_on": said.applications_end_on,
            "channels": said.channels,
            "contact": said.contact,
            "place_count": said.place_count,
            "rows": [
                {
                    "name": post.name, "village": post.village, "places": post.places, "duties": post.duties,
                    "standard": post.standard, "requirements": post.requirements,
                }
                for post in said.posts
            ],
        },
        officer=officer,
    )  # fmt: skip


def take_down_round(there: Any, *, why: str, officer: Any) -> None:
    """The announcement of a round that was withdrawn; its address says why."""
    withdraw(kind="round_announcement", subject=f"round:{there.pk}", why=why, officer=officer)


def put_up_notice(notice: Any, *, officer: Any) -> Any:
    """A notice of a village that was just posted: as on the wall, but everybody reads it, so names are masked (X4)."""
    kept = notice.snapshot
    names = ("serial", "name", "sex", "age", "village", "post", "duties", "id_number")
    return publish(
        kind="public_notice",
        subject=f"notice:{notice.pk}",
        region_code=notice.village_code,
        title=_title(_NOTICE, place=f"{kept.get('township', '')}{kept.get('village', '')}"),
        number=notice.number,
        begins_on=notice.posted_on,
        ends_on=notice.ended_on or notice.earliest_end_on,
        hotline=notice.telephone,
        content={
            "township": kept.get("township", ""),
            "village": kept.get("village", ""),
            "min_days": notice.min_days,
            "day_kind": notice.day_kind,
            "place": notice.place,
            "rows": [
                {name: row[name] for name in names if name in row}
                | {"name": mask("name", row.get("name", ""))}
                for row in kept.get("rows", ())
            ],
        },
        officer=officer,
    )


def put_up_result(objection: Any, *, officer: Any) -> Any:
    """What the township found on an objection (clause 6.9); who objected and about whom is not said."""
    notice = objection.entry.notice
    return publish(
        kind="objection_result",
        subject=f"objection:{objection.pk}",
        region_code=notice.village_code,
        title=_title(_RESULT, number=objection.number),
        number=objection.number,
        begins_on=objection.result_published_on,
        hotline=notice.telephone,
        content={
            "notice_number": notice.number,
            "upheld": objection.upheld,
            "result": objection.result,
            "issuer": issuer_of(notice.village_code // 1000 * 1000),
        },
        officer=officer,
    )


def put_up_seed(draw: Any, *, officer: Any) -> Any:
    """The seed of a draw, before it is drawn (clause 8.3)."""
    return publish(
        kind="draw_seed", subject=f"draw:{draw.pk}", title=_title(_SEED, post=draw.round_post.post.name),
        begins_on=timezone.localdate(draw.seed_published_at), content=_drawn(draw), officer=officer,
        region_code=draw.round_post.round.region_code,
    )  # fmt: skip


def put_up_draw(draw: Any, *, officer: Any) -> Any:
    """The order that a draw came to, by the numbers of the applications."""
    content = _drawn(draw) | {
        "drawn_at": timezone.localdate(draw.drawn_at),
        "witnesses": draw.witnesses,
        "rows": [{"order": n, "member": number} for n, number in enumerate(draw.order, start=1)],
    }
    content.pop("members_count")
    return publish(
        kind="draw_result", subject=f"draw:{draw.pk}", title=_title(_DRAW, post=draw.round_post.post.name),
        begins_on=timezone.localdate(draw.drawn_at), content=content, officer=officer,
        region_code=draw.round_post.round.region_code,
    )  # fmt: skip


def _drawn(draw: Any) -> dict[str, Any]:
    return {
        "seed": draw.seed,
        "post": draw.round_post.post.name,
        "round_title": draw.round_post.round.title,
        "members_count": len(draw.members),
        "issuer": issuer_of(draw.round_post.round.region_code),
    }
