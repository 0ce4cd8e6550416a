"""From an opening to a job: proposed, answered by the person, referred, decided by the institution, followed (4.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.bridging.actions.insurance import flag
from gonggang.bridging.actions.openings import give_place_back, take_place
from gonggang.bridging.actions.refusals import (
    BridgingRefused,
    changed,
    not_after,
    not_before,
    raise_if,
    refusal_of,
)
from gonggang.bridging.models import FollowUp, Opening, Referral
from gonggang.bridging.queries.facts import age_counting, leaver_facts, newest_wishes, vacancy_of
from gonggang.bridging.queries.follow_ups import follow_ups_of
from gonggang.bridging.queries.matches import candidate_of
from gonggang.bridging.rules import BridgingMatch, bridging_match
from gonggang.bridging.rules.words import ANSWER_REASONS, ANSWER_WAYS, REFUSAL_REASONS
from gonggang.people.actions import lock_person
from gonggang.placements import queries as placements


@transaction.atomic
def propose(
    warning: Any, opening_id: int, *, on: date, today: date, officer: Any, decided_why: str = ""
) -> Referral:
    """Put an opening to somebody. Raises BridgingRefused: not for them, a condition fails, one open already.

    The match is that of the day `on`. What the rule leaves to a person needs `decided_why`: how it was cleared up.
    """
    lock_person(warning.person_id, officer=officer)
    opening = Opening.objects.select_for_update(of=("self",)).select_related("institution").get(pk=opening_id)
    wish = newest_wishes([warning.placement_id]).get(warning.placement_id)
    if wish is None:
        raise BridgingRefused(_("没有这个人愿意就业的登记：请先登记意愿（4.4）。"))
    leaver = leaver_facts([warning], on)[warning.pk]
    candidate = candidate_of(warning, leaver, wish.willing)
    if candidate.verdict == "not_met":
        raise BridgingRefused(candidate.sentence.by(_))
    match = bridging_match(leaver, vacancy_of(opening), *age_counting(warning.village_code, on))
    problems: dict[str, str] = {}
    not_after(problems, "on", on, today)
    not_before(problems, "on", on, wish.recorded_on, _("登记意愿"))
    _refuse_unfit(match, decided_why, problems)
    if opening.closed_on is not None or opening.offered_until < on:
        problems.setdefault("", _("岗位已停招或过了招人的日期：请另选岗位。"))
    raise_if(problems)
    try:
        with transaction.atomic():
            made = Referral.objects.create(
                person_id=warning.person_id, warning_id=warning.pk, wish=wish, opening=opening,
                village_code=warning.village_code, proposed_on=on, officer=officer, decided_why=decided_why.strip(),
                factors=[_kept(each) for each in match.factors],
            )  # fmt: skip
    except IntegrityError as error:
        raise BridgingRefused(refusal_of(error)) from error
    _record(
        made, "bridging.propose", officer, opening=opening.title, institution=opening.institution.name, on=on
    )
    return made


def _refuse_unfit(match: BridgingMatch, decided_why: str, problems: dict[str, str]) -> None:
    failing = [each for each in match.factors if each.is_condition and each.verdict != "met"]
    said = _("；").join(each.sentence.by(_) for each in failing)
    if match.verdict == "does_not_fit":
        problems[""] = _("本人不合这个岗位的条件，不能推荐：%(said)s。") % {"said": said}
    elif match.verdict == "to_verify" and not decided_why.strip():
        problems["decided_why"] = _("还有没核实的条件：%(said)s。请核实，并写明核实的结果。") % {"said": said}


def _kept(factor: Any) -> dict[str, Any]:
    """A factor as it stood, its sentence in Chinese as it was reckoned."""
    return {
        "name": factor.name,
        "condition": factor.is_condition,
        "verdict": factor.verdict,
        "said": str(factor.sentence),
    }


@transaction.atomic
def answer(
    referral_id: int, *, agrees: bool | None, way: str, reason: str, on: date, today: date, version: int, officer: Any
) -> Referral:  # fmt: skip
    """Record what the person says to the opening; a no has one of the reasons. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("proposed",), _("答复"))
    problems: dict[str, str] = {}
    if agrees is None:
        problems["agrees"] = _("没有选本人去不去：请问过本人再选。")
    if way not in ANSWER_WAYS:
        problems["way"] = _("没有选怎么问的：请选当面、入户或电话。")
    if agrees is False and reason not in ANSWER_REASONS:
        problems["reason"] = _("本人不去的原因没有选：请选一项，便于推荐别的岗位。")
    not_before(problems, "on", on, found.proposed_on, _("推荐"))
    not_after(problems, "on", on, today)
    raise_if(problems)
    found.answer, found.answered_on, found.answer_way = agrees, on, way
    found.answer_reason = "" if agrees else reason
    _save(found)
    why = "" if agrees else str(ANSWER_REASONS[reason])
    verb = "bridging.answer_yes" if agrees else "bridging.answer_no"
    _record(found, verb, officer, way=str(ANSWER_WAYS[way]), reason=why, on=on)
    return found


@transaction.atomic
def refer(referral_id: int, *, on: date, today: date, version: int, officer: Any) -> Referral:
    """Hand the person's name to the institution, with the person's yes. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("accepted",), _("推荐给机构"))
    problems: dict[str, str] = {}
    not_before(problems, "on", on, found.answered_on, _("本人答复"))
    not_after(problems, "on", on, today)
    raise_if(problems)
    found.referred_on = on
    _save(found)
    _record(found, "bridging.refer", officer, institution=found.opening.institution.name, on=on)
    return found


@transaction.atomic
def record_outcome(
    referral_id: int, *, taken: bool | None, on: date, starts_on: date | None, reason: str, said: str, today: date,
    version: int, officer: Any,
) -> Referral:  # fmt: skip
    """Record what the institution decided; who is taken takes a place, and the employer's subsidy is flagged (4.5)."""
    found = _locked(referral_id, version, ("referred",), _("登记结果"))
    problems: dict[str, str] = {}
    if taken is None:
        problems["taken"] = _("没有选录用没录用：请选一项。")
    not_before(problems, "on", on, found.referred_on, _("推荐给机构"))
    not_after(problems, "on", on, today)
    if taken:
        problems |= _start_problems(found, starts_on)
    elif taken is False and reason not in REFUSAL_REASONS:
        problems["reason"] = _("没有选不录用的原因：请选一项。")
    elif taken is False and reason == "other" and not said.strip():
        problems["said"] = _("不录用的原因选了“其他”：请写明是什么。")
    raise_if(problems)
    found.taken, found.decided_on = taken, on
    if taken:
        take_place(found.opening_id)
        found.starts_on = starts_on
    else:
        found.refusal_reason, found.refusal_said = reason, said.strip()
    _save(found)
    if taken:
        flag(found, on=on)
        _record(found, "bridging.taken", officer, institution=found.opening.institution.name, on=starts_on)
    else:
        why = str(REFUSAL_REASONS[reason]) + (f"：{said.strip()}" if said.strip() else "")
        _record(found, "bridging.not_taken", officer, institution=found.opening.institution.name, reason=why)
    return found


def _start_problems(found: Referral, starts_on: date | None) -> dict[str, str]:
    """Nobody begins elsewhere while still in the public-welfare post: the post would have to be ended first (7.3)."""
    if starts_on is None:
        return {"starts_on": _("从哪天上岗没有填：请填日期。")}
    ends = found.warning.ends_on
    still = any(
        each.during.upper is None or each.during.upper > starts_on
        for each in placements.alive_on([found.person_id], starts_on)
        if each.pk == found.warning.placement_id
    )
    if starts_on < ends and still:
        return {
            "starts_on": _(
                "%(on)s 本人还在公益性岗位（%(ends)s 到期）：请先办退岗，或改成 %(ends)s 以后上岗。"
            )
            % {"on": starts_on, "ends": ends}
        }
    return {}


@transaction.atomic
def withdraw(referral_id: int, *, why: str, on: date, today: date, version: int, officer: Any) -> Referral:
    """Take a referral back that has no outcome yet, with the reason. Raises BridgingRefused."""
    found = _locked(referral_id, version, ("proposed", "accepted", "referred"), _("撤回"))
    problems: dict[str, str] = {}
    if not why.strip():
        problems["why"] = _("没有写撤回的原因：请写明。")
    not_before(problems, "on", on, found.proposed_on, _("推荐"))
    not_after(problems, "on", on, today)
    raise_if(problems)
    found.withdrawn_on, found.withdrawn_why = on, why.strip()
    _save(found)
    _record(found, "bridging.withdraw", officer, reason=found.withdrawn_why, on=on)
    return found


@transaction.atomic
def follow_up(
    referral_id: int, *, months: int, still_there: bool | None, left_on: date | None, wage_fen: int | None, note: str,
    on: date, today: date, version: int, officer: Any,
) -> FollowUp:  # fmt: skip
    """Record whether somebody is still there after so many months; who has left gives the place back (4.4)."""
    found = _locked(referral_id, version, ("taken",), _("回访"))
    due = {each.months: each for each in follow_ups_of(found, today)}.get(months)
    problems: dict[str, str] = {}
    if due is None or due.done is not None:
        problems[""] = _("这一期回访已经登记，或没有这一期：请刷新。")
    else:
        not_before(problems, "on", on, due.due_on, _("满期"))
    not_after(problems, "on", on, today)
    if still_there is None:
        problems["still_there"] = _("没有选本人还在不在：请问过再选。")
    if still_there is False:
        if not note.strip():
            problems["note"] = _("本人已离开：请写明原因。")
        if left_on is None:
            problems["left_on"] = _("哪天离开的没有填：请填日期。")
        else:
            not_before(problems, "left_on", left_on, found.starts_on, _("上岗"))
            not_after(problems, "left_on", left_on, on)
    raise_if(problems)
    made = FollowUp.objects.create(
        referral=found, months=months, asked_on=on, still_there=bool(still_there), wage_fen=wage_fen,
        note=note.strip(), officer=officer,
    )  # fmt: skip
    if not still_there:
        found.left_on = left_on
        give_place_back(found.opening_id)
    _save(found)
    verb = "bridging.still_there" if still_there else "bridging.has_left"
    _record(found, verb, officer, months=months, note=made.note, on=on)
    return made


def _locked(referral_id: int, version: int, states: tuple[str, ...], what: str) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("opening__institution", "warning")
    found = rows.get(pk=referral_id)
    if found.version != version:
        raise changed()
    if found.state not in states:
        raise BridgingRefused(_("这份推荐现在不能办“%(what)s”：请刷新，看现在到了哪一步。") % {"what": what})
    return found


def _save(referral: Referral) -> None:
    referral.version += 1
    referral.save()
    referral.refresh_from_db(fields=["state"])


def _record(referral: Referral, verb: str, officer: Any, **detail: Any) -> None:
    audit.record(
        officer=officer,
        verb=verb,
        subject=f"referral:{referral.pk}",
        detail=detail,
        region=referral.village_code,
    )
