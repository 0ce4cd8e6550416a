"""Random checks of procedures: the pool is on record first, the chain gives the seed, findings are said once."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.models import Application, CompletedStage, SpotCheck, SpotCheckItem
from gonggang.recruitment.rules.sampling import drawn
from gonggang.regions.rules import territory

OUTCOMES: Final = {"in_order": "未见问题", "defect": "有问题"}
SIZE_MAX: Final = 500


@transaction.atomic
def draw(
    region: int, *, since: date, until: date, size: int, officer: Any, today: date | None = None
) -> SpotCheck:
    """Draw among those who came into a post in [since, until) in a territory (clause 6.4).

    What is drawn from is put on record first; the seal of that record, which nobody can choose, is the seed. Whoever
    draws again leaves another record. Raises RecruitmentRefused by field.
    """
    today = today or timezone.localdate()
    low, high = territory(region)
    problems: dict[str, str] = {}
    if until <= since:
        problems["until"] = "结束日期要晚于开始日期。"
    if until > today:
        problems["until"] = f"结束日期 {until} 还没有到；只抽已经上岗的。"
    if not 1 <= size <= SIZE_MAX:
        problems["size"] = f"抽取人数要在 1 到 {SIZE_MAX} 之间。"
    if problems:
        raise RecruitmentRefused(problems)
    rows = CompletedStage.objects.filter(
        stage="onboarding", completed_on__gte=since, completed_on__lt=until,
        application__village_code__gte=low, application__village_code__lt=high,
    )  # fmt: skip
    pool = sorted(rows.values_list("application_id", flat=True))
    if not pool:
        raise RecruitmentRefused({"since": "这些日子里没有人经系统上岗，没有可抽的。"})
    record = audit.record(
        officer=officer, verb="recruitment.spot_check", subject=f"region:{region}", region=region,
        detail={
            "pool": len(pool), "drawn": min(size, len(pool)), "since": str(since), "until": str(until),
            "members": pool if len(pool) <= 1000 else None, "source": "本条操作记录的封存值",
        },
    )  # fmt: skip
    seed = bytes(record.seal).hex()
    made = SpotCheck.objects.create(
        region_code=region, since=since, until=until, size=min(size, len(pool)), pool=pool,
        audit_number=record.number, seed=seed, officer=officer,
    )  # fmt: skip
    chosen = drawn(seed, pool, size)
    villages = dict(Application.objects.filter(pk__in=chosen).values_list("pk", "village_code"))
    SpotCheckItem.objects.bulk_create(
        SpotCheckItem(check_of=made, application_id=key, village_code=villages[key], place=place)
        for place, key in enumerate(chosen, start=1)
    )
    return made


@transaction.atomic
def find(item_id: int, outcome: str, *, note: str, on: date, officer: Any, today: date | None = None) -> None:
    """Say what was found in one of those drawn; once. Raises RecruitmentRefused by field."""
    today = today or timezone.localdate()
    item = SpotCheckItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None or item.outcome is not None:
        raise RecruitmentRefused("没有这一项，或结果已经登记，不能改（6.4）。")
    note = " ".join(note.split())[:400]
    if outcome not in OUTCOMES:
        raise RecruitmentRefused({f"outcome_{item_id}": "没有选抽查结果。"})
    if outcome == "defect" and not note:
        raise RecruitmentRefused({f"note_{item_id}": "有问题的，要写明是什么问题（6.4）。"})
    if on > today:
        raise RecruitmentRefused({f"on_{item_id}": f"日期 {on} 还没有到。"})
    item.outcome, item.note, item.found_on, item.officer = outcome, note, on, officer
    item.save(update_fields=["outcome", "note", "found_on", "officer"])
    audit.record(
        officer=officer, verb="recruitment.spot_check_finding", subject=f"application:{item.application_id}",
        region=item.village_code, detail={"outcome": OUTCOMES[outcome], "note": note, "check": item.check_of_id},
    )  # fmt: skip
