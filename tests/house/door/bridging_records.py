"""Records of bridging posts for the world of the walk: an institution, an opening, one who leaves, a referral."""

from __future__ import annotations

from datetime import date
from typing import Any

from gonggang.testing import OTHER_UNIT, UNIT

SEEN_ON, ENDS_ON = date(2024, 6, 1), date(2024, 6, 20)


def build_bridging(world: Any, village: int, person: Any, placement: Any) -> None:
    """Somebody of the village whom the village's institution took, and another employer's opening beside it."""
    from gonggang.exits.models import ExpiryWarning
    from tests.house.door.world import canary, canary_of_another_employer

    warning = ExpiryWarning.objects.create(
        placement=placement, person=person, village_code=village, ends_on=ENDS_ON, cause="term", threshold_days=30,
        first_seen_on=SEEN_ON, last_seen_on=SEEN_ON,
    )  # fmt: skip
    _opening(village, OTHER_UNIT, canary_of_another_employer(village))
    own = _opening(village, UNIT, canary(village))
    referral = _referral(world, village, warning, own)
    world.note("institution_id", own.institution_id, village)
    world.note("opening_id", own.pk, village)
    world.note("leaver_id", warning.pk, village)
    world.note("referral_id", referral.pk, village)


def _opening(village: int, uscc: str, mark: str) -> Any:
    from gonggang.bridging.models import Institution, Opening

    institution = Institution.objects.create(
        uscc=uscc, name=mark, kind="elderly_care", village_code=village, address=mark
    )
    return Opening.objects.create(
        institution=institution, title=mark, work="attendant", employment="full_time", duties=mark, board=mark,
        places=3, wage_from_fen=210_000, offered_from=SEEN_ON, offered_until=date(2027, 12, 31), village_code=village,
    )  # fmt: skip


def _referral(world: Any, village: int, warning: Any, opening: Any) -> Any:
    """As far as the institution: whoever may decide, and whoever may take it back, finds something to do."""
    from gonggang.bridging.models import Referral, Wish
    from tests.house.door.world import canary

    wish = Wish.objects.create(
        person=warning.person, warning=warning, village_code=village, willing=True, schooling="primary",
        reach="village", remark=canary(village), way="home_visit", recorded_on=SEEN_ON, officer=world.officer,
    )  # fmt: skip
    return Referral.objects.create(
        person=warning.person, warning=warning, wish=wish, opening=opening, village_code=village,
        decided_why=canary(village), proposed_on=SEEN_ON, officer=world.officer, answer=True, answered_on=SEEN_ON,
        answer_way="telephone", referred_on=SEEN_ON,
    )  # fmt: skip
