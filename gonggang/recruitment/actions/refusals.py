"""Why something in recruitment is refused: a form, a stage out of turn, an update that would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError

from gonggang.core.errors import FormRefused, WorkFailed


@dataclass(frozen=True, slots=True)
class Refused:
    """One application that did not pass, and why in one sentence."""

    application_id: int
    sentence: str


class RecruitmentRefused(FormRefused):
    """What recruitment cannot take."""


class ChangedMeanwhile(WorkFailed):
    """Somebody has changed the record since it was read."""

    def __init__(self) -> None:
        super().__init__("您打开以后，别人改过这份记录，您这次没有存上。请刷新，看过变化以后再办。")


# What a constraint of a table means, by its name; triggers bring their own sentence.
SENTENCES: Final[Mapping[str, str]] = {
    "stage_follows_the_one_before": "前一环还没有办结，不能办这一环（6.1）",
    "stage_is_declared": "这份报名的程序在这个位置没有这一环（6.1）",
    "stage_of_the_procedure_of_its_application": "这一环不是这份报名所走的程序里的（6.1、9.2）",
    "a_stage_once_an_application": "这一环已经办结，不能再办（6.2）",
    "what_the_next_stage_points_at": "这一环已经办结，不能再办（6.2）",
    "every_stage_but_the_first_follows_one": "前一环还没有办结，不能办这一环（6.1）",
    "no_stage_dated_before_the_one_before": "日期早于前一环，环节倒置（6.2）",
    "vote_of_the_same_application": "评议的票是另一份报名的（6.7）",
    "filing_of_the_same_application": "备案意见是另一份报名的（9.2）",
    "agreement_of_the_same_application": "协议是另一份报名的（6.11）",
    "notice_that_has_ended": "公示还没有结束，或不是在这一天结束的（6.8）",
    "on_the_notice": "公示名单里没有这个人（6.8）",
    "notice_not_too_short": "公示没有满最短天数（6.8）",
    "one_application_a_person_a_round": "这个人已经在这次招募里报过名（5.6）",
    "an_application_in_a_round_is_complete": "报名缺编号、程序、村、报名日期、承诺日期或亲属声明（5.6、9.1）",
    "committed_before_applying": "承诺书的日期晚于报名日期（9.1）",
    "second_review_needs_a_first_that_passed_by_another": "复审要在初审通过之后，由另一个人作（5.1）",
    "first_review_of_the_same_application": "初审是另一份报名的（5.1）",
    "told_before_it_is_closed": "没有告知本人，不能办结（5.5）",
    "places_never_over_the_quota": "岗位没有空名额（3.4）",
    "no_third_placement": "已经安置过两次，不能第三次安置（19.6）",
    "nobody_in_two_posts_on_one_day": "这个人同一天已在另一个公益性岗位（5.6）",
    "one_placement_a_turn": "这一次安置已经有过在岗记录（19.6）",
    "a_round_offers_places": "每个岗位至少拿出 1 个名额（6.1）",
    "a_post_once_a_round": "同一个岗位在一份公告里只能写一次（6.1）",
    "round_ends_after_it_begins": "报名截止早于报名开始（6.1）",
    "round_published_before_applications": "报名开始早于公告发布（6.1）",
    "one_limit_a_county_a_name_a_day": "这一天开始的数已经定过。请选别的日期（6.3）",
    "a_county_only_tightens": "县里只能从紧，不能放宽（6.3）",
    "one_open_return": "已经退回补正，还没有补齐（5.6）",
}
_RESTS_ON: Final = "_rests_on_its_"


def refusal_of(error: IntegrityError) -> str:
    """What the database refused, as one Chinese sentence with its clause."""
    cause = error.__cause__
    diagnosis = getattr(cause, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name in SENTENCES:
        return SENTENCES[name]
    if _RESTS_ON in name:
        return "这一环没有它要凭的记录，或凭了别的记录（6.1）"
    if name:
        return f"数据库没有收下：违反“{name}”。请把这句话告诉管理员。"
    said: str = getattr(diagnosis, "message_primary", None) or str(error).splitlines()[0]
    return said
