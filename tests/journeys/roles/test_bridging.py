"""A leaver is matched to a nursing home's opening, taken, and the employer's insurance subsidy is flagged."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gonggang.accounts.roles import Role
from gonggang.testing import COUNTY, TOWNSHIP, UNIT, VILLAGE
from tests.journeys.roles.test_recruitment_round import put, seen, send

MAY = "month=2024-05"


def _institution(page: Any) -> None:
    """The county takes the home down by its code; a code with a slip is told apart."""
    page.goto(f"/bridging/institutions/new/?{MAY}")
    form = page.locator("form[data-draft]")
    slip = UNIT[:-1] + ("1" if UNIT[-1] != "1" else "2")
    put(form, name="柳河镇敬老院", uscc=slip, kind="elderly_care", village=str(VILLAGE), contact="王院长",
        phone="19900000001")  # fmt: skip
    form.get_by_role("button", name="存下机构").click()
    seen(page, "最后一位校验不符")
    form = page.locator("form[data-draft]")
    put(form, uscc=UNIT)
    form.get_by_role("button", name="存下机构").click()
    seen(page, "机构已存下")
    assert "王院长" not in page.content() and "19900000001" not in page.content()
    page.get_by_role("link", name="登记岗位").click()
    page.get_by_role("heading", name="登记衔接岗位").wait_for()
    form = page.locator("form[data-draft]")
    put(form, title="陪护员", work="attendant", employment="full_time", places="1", wage_from="2200", age_max="55",
        pays_insurance="1", offered_from="2024-05-01", offered_until="2027-12-31", board="管三餐")  # fmt: skip
    form.get_by_role("button", name="存下岗位").click()
    seen(page, "岗位已存下")


@pytest.mark.clause("4.1", "4.2", "4.4", "4.5")
def test_a_leaver_is_matched_taken_and_the_subsidy_flagged(desk: Any, sit: Any) -> None:
    from gonggang.bridging.models import Opening
    from gonggang.exits.models import ExpiryWarning

    leaver = desk.ask(lambda: ExpiryWarning.objects.get(person=desk.persons["尉迟将满"]).pk)
    county = sit(Role.COUNTY_OFFICER, COUNTY)
    _institution(county)

    # The village asks somebody who never went to school, and reads out what was written down.
    village = sit(Role.VILLAGE_CLERK, VILLAGE)
    village.goto(f"/bridging/leavers/{leaver}/?{MAY}")
    said = {
        "willing": "1",
        "way": "home_visit",
        "schooling": "none",
        "reach": "township",
        "wished": ["attendant"],
    }
    send(village, "/wish/", "请把登记的内容念给本人听", **said)
    send(village, "/wish/", "意愿和技能已登记", read_out="1")
    seen(village, "愿意就业，应当推荐")

    township = sit(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    township.goto(f"/bridging/leavers/?{MAY}&step=waiting")
    township.get_by_role("link", name="尉**满").click()
    seen(township, "可推荐的岗位 1 个")
    seen(township, "到时 49 岁，合岗位要的不超过 55 岁")
    seen(township, "柳河镇敬老院要招陪护，岗位叫“陪护员”")
    send(township, "/propose/", "已推荐")
    referral = re.search(r"/referrals/(\d+)/", township.url)
    assert referral
    send(township, "/answer/", "答复已登记", agrees="1", way="telephone")
    send(township, "/refer/", "已推荐给机构")

    # The home's own clerk sees this one and no leavers; nobody begins elsewhere while still in post.
    home = sit(Role.EMPLOYER_CLERK, VILLAGE)
    home.goto(f"/bridging/referrals/?{MAY}")
    home.get_by_role("link", name="尉**满").click()
    send(home, "/outcome/", "本人还在公益性岗位", taken="1", starts_on="2024-06-10")
    send(home, "/outcome/", "结果已登记", taken="1", starts_on="2024-06-20")

    assert desk.ask(lambda: Opening.objects.get(title="陪护员").places_taken) == 1
    county.goto(f"/bridging/referrals/{referral[1]}/?{MAY}")
    seen(county, "核实后再提示单位")
    send(county, "/insurance/", "可申领，待提示单位", may_apply="1", why="看过残疾人证")
    send(county, "/insurance/", "已提示单位")
    county.goto("/bridging/referrals/?month=2024-09&due=1")
    county.get_by_role("link", name="尉**满").click()
    send(county, "/follow-up/", "回访已登记", still_there="1", wage="2200")
    county.goto(f"/bridging/figures/?{MAY}")
    row = county.get_by_role("row").filter(has_text="柳河镇")
    assert row.get_by_role("link", name="1", exact=True).count() >= 5
