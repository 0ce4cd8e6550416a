"""Starting and ending a placement: the place in the post is taken or freed in one transaction (clauses 3.4, 19.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.core.errors import UnusableInput
from gonggang.people import actions as people
from gonggang.placements.models import Placement, SecondTurn
from gonggang.placements.queries import turns_of
from gonggang.placements.rules import SecondPlacement, second_placement_allowed
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.posts import actions as posts
from gonggang.posts.queries import post_of

_ONE_DAY: Final = timedelta(days=1)

# What the table refuses, in words that say nothing of where the other placement is.
_OVERLAP: Final = (
    "此人在全省范围内已有在岗记录，与所填上岗日重叠，不能再安置：请与县级人社核实（7.7、19.6）。"
)
_REFUSED_BY_THE_TABLE: Final = {
    "nobody_in_two_posts_on_one_day": _OVERLAP,
    "one_placement_a_turn": "此人这一次安置已有记录，不能重复安置：请刷新后再看（19.6）。",
    "no_third_placement": "此人累计安置已满 2 次，不能再安置（19.6）。",
    "places_never_over_the_quota": "岗位名额已用完，不能再安置：请另选岗位（3.4）。",
}
_SECOND: Final = {
    "third_placement": "此人累计安置已满 2 次，不能再安置（19.6）。",
    "no_earlier_placement": "此人没有过安置记录，应按第一次安置办理（19.6）。",
    "direct_renewal": "再次安置要重新走完全部环节，不能直接续期（19.3）。",
    "city_switch_off": "所在市没有执行再次安置，此人已安置过一次，不能再安置（19.1）。",
    "before_city_start": "报名日早于所在市再次安置的起始日，不能再安置（19.1）。",
    "category_not_eligible": "这一安置类别不在可以再次安置的四类人之内（19.2）。",
    "not_severe": "残疾等级不属于重度，不在可以再次安置的四类人之内（19.2）。",
    "kind_not_chosen_by_city": "所在市没有对这类人执行再次安置（19.2）。",
    "earlier_term_not_ended": "前一次安置还没有期满，报名日早于前一次的退岗日，不能再安置（19.3）。",
    "not_hard_to_employ": "期满后已不属于就业困难人员，不能再安置（19.1）。",
    "unknown_category": "安置类别没有认定，是否可以再次安置需要有人核定并写明理由（19.2）。",
    "rural_older": "农村大龄人员是否算大龄就业困难人员，政策没有写明，需要有人核定并写明理由（19.2）。",
    "disability_grade_unknown": "没有登记残疾等级，是否重度需要有人核定并写明理由（19.2）。",
    "earlier_end_unknown": "前一次安置没有登记退岗日，需要先登记退岗（19.3）。",
    "hardship_unknown": "期满后是否仍属就业困难人员没有认定，需要先核定（19.1）。",
}


class PlacementRefused(UnusableInput):
    """Somebody may not be placed so; one Chinese sentence with its clause."""


@dataclass(frozen=True, slots=True)
class SecondGround:
    """What an officer states when a person who has been placed before is placed again (clauses 19.1 to 19.5)."""

    hard_to_employ: bool | None
    applied_on: date
    disability_grade: int | None = None
    decided_why: str = ""
    filed_human_resources_on: date | None = None
    filed_finance_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """A placement as the procedure comes to it. `begins_on` is the first day in post; agreement days half-open."""

    person_id: int
    post_id: int
    village_code: int
    begins_on: date
    category: str
    recognised_on: date | None
    account_id: int | None
    agreement_begins_on: date | None = None
    agreement_ends_on: date | None = None
    second: SecondGround | None = None


def start(new: NewPlacement, *, officer: Any) -> Placement:
    """Open a placement and take its place in the post, or neither; never contested.

    The turn is worked out from the whole province: a second one by the rule of clause 19, a third never. Raises
    PlacementRefused, or NoFreePlace of posts.
    """
    try:
        with transaction.atomic():
            # Two who start one person in two posts follow each other; they would block each other in the constraint.
            if not people.lock_person(new.person_id, officer=officer):
                raise PlacementRefused("没有这个人。请从报名重新办理。")
            turn, ground = _turn(new)
            posts.take_one(new.post_id, officer=officer)
            post = post_of(new.post_id)
            assert post is not None  # a place was taken in it
            placement = Placement.objects.create(
                person_id=new.person_id, post_id=new.post_id, village_code=new.village_code,
                urban_rural=post.urban_rural, host_unit=post.host_unit, host_uscc=post.host_uscc,
                during=DateRange(new.begins_on, None, "[)"), placement_seq=turn, category=new.category,
                recognised_on=new.recognised_on, account_id=new.account_id,
                agreement_begins_on=new.agreement_begins_on, agreement_ends_on=new.agreement_ends_on,
            )  # fmt: skip
            if ground is not None:
                _keep_ground(placement, new.second, ground, officer)
            audit.record(
                officer=officer, verb="placements.start", subject=f"placement:{placement.pk}",
                region=new.village_code,
                detail={
                    "person": new.person_id, "post": post.number, "on": new.begins_on.isoformat(), "turn": turn,
                },
            )  # fmt: skip
    except IntegrityError as error:
        raise PlacementRefused(_sentence(error)) from error
    return placement


def _sentence(error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if name in _REFUSED_BY_THE_TABLE:
        return _REFUSED_BY_THE_TABLE[name]
    message = str(getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or "")
    return message if "（" in message else "数据库拒绝了这次安置：请核对所填内容后再试。"


def _turn(new: NewPlacement) -> tuple[int, SecondPlacement | None]:
    """The number of this placement and, for a second, what the rule says of it; raises PlacementRefused."""
    turns = turns_of(new.person_id)
    if any(why is not None and (ends is None or ends > new.begins_on) for _, _, ends, why in turns):
        raise PlacementRefused(
            "此人在全省范围内有一条未核定的在岗记录，核定以前不能安置：请与县级人社核实（7.7）。"
        )
    before = [(seq, begins, ends) for seq, begins, ends, why in turns if why is None]
    if any(ends is None or ends > new.begins_on for _, _, ends in before):
        raise PlacementRefused(_OVERLAP)
    if not before:
        return 1, None
    # An old ledger may hold somebody's second turn alone: then this would be a third (clause 19.6).
    said = _second(new, max(len(before), *(seq for seq, _, _ in before)), before)
    if said.verdict == "no":
        raise PlacementRefused(_SECOND[said.reason or ""])
    if new.second is None or new.second.hard_to_employ is None:
        # A fact to be entered first: nobody decides it away.
        raise PlacementRefused(_SECOND["hardship_unknown"])
    if said.verdict == "to_verify" and not new.second.decided_why.strip():
        raise PlacementRefused(_SECOND[said.reason or ""])
    return 2, said


def _second(new: NewPlacement, so_far: int, before: list[tuple[int, date, date | None]]) -> SecondPlacement:
    stated, region = new.second, new.village_code
    on = stated.applied_on if stated is not None else new.begins_on
    look_up = parameters().get
    return second_placement_allowed(
        placements_before=so_far,
        placements_max=look_up("placements_max", region=region, on=on),
        # Whoever comes here by an application has gone the whole way again.
        direct_renewal=stated is None,
        city_enabled=look_up("re_placement_enabled", region=region, on=on),
        city_from=_or_none("re_placement_from", region, on),
        city_kinds=look_up("re_placement_kinds", region=region, on=on),
        applied_on=on,
        category=new.category,
        disability_grade=stated.disability_grade if stated else None,
        severe_grades=look_up("severe_grades", region=region, on=on),
        rural_older_counts=look_up("re_placement_rural_older_counts", region=region, on=on),
        earlier_ends=before[-1][2],
        hard_to_employ=stated.hard_to_employ if stated else None,
        filed_human_resources_on=stated.filed_human_resources_on if stated else None,
        filed_finance_on=stated.filed_finance_on if stated else None,
    )


def _or_none(name: str, region: int, on: date) -> Any:
    try:
        return parameters().get(name, region=region, on=on)
    except OutsideForce:
        return None


def _keep_ground(
    placement: Placement, stated: SecondGround | None, said: SecondPlacement, officer: Any
) -> None:
    if stated is None:
        raise PlacementRefused(_SECOND["direct_renewal"])
    SecondTurn.objects.create(
        placement=placement, hard_to_employ=bool(stated.hard_to_employ), disability_grade=stated.disability_grade,
        doubt=said.reason or "", decided_why=stated.decided_why.strip(),
        filed_human_resources_on=stated.filed_human_resources_on, filed_finance_on=stated.filed_finance_on,
        officer=officer,
    )  # fmt: skip


@transaction.atomic
def end(placement_id: int, on: date, *, officer: Any) -> Placement:
    """End a placement and free its place; `on` is the first day out of post. Why somebody leaves is not asked here.

    Raises PlacementRefused for one that has ended, or that would end before it began. A contested one held no place.
    """
    placement = Placement.objects.select_for_update().filter(pk=placement_id).first()
    if placement is None:
        raise PlacementRefused("没有这条在岗记录。请从人员档案打开。")
    if placement.during.upper is not None:
        raise PlacementRefused(f"此人已于 {placement.during.upper} 退岗，不能再登记退岗。")
    if on <= placement.during.lower:
        raise PlacementRefused(f"退岗日要在上岗日 {placement.during.lower} 之后：请改正退岗日。")
    if on > timezone.localdate() + _ONE_DAY:
        raise PlacementRefused("退岗日还没有到，到了那一天再登记退岗，名额才能空出。")
    placement.during = DateRange(placement.during.lower, on, "[)")
    placement.save(update_fields=["during"])
    if placement.contested_why is None:
        posts.free_one(placement.post_id, officer=officer)
    audit.record(
        officer=officer, verb="placements.end", subject=f"placement:{placement.pk}", region=placement.village_code,
        detail={"person": placement.person_id, "on": on.isoformat()},
    )  # fmt: skip
    return placement
