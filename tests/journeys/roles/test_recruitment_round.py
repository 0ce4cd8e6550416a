"""A round of recruitment in the browser, officer by officer: from the announcement to the first day in post.

Every day that is typed lies in the past, so that the notice has had time to end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gonggang.accounts.roles import Role
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE, id_number

PDF = {"name": "签字.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + b"0" * 20}
PHOTO = {"name": "照片.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 64}
WHY = "县里会议定"
FINE, EVEN, REFUSED = "欧阳岗一", "司马并列", "上官未过"
CLEARED, BLAMED, KIN = "诸葛不成立", "皇甫成立", "尉迟亲属"


@dataclass
class Journey:
    """The round on its way: who sits at the desk, its day of publication, its key and those of its applications."""

    desk: Any
    sit: Callable[..., Any]
    published: date
    round: int = 0
    notice: str = ""
    applications: dict[str, int] = field(default_factory=dict)
    pages: dict[Any, Any] = field(default_factory=dict)

    def as_(self, role: Role, place: int) -> Any:
        """The page of a role; it signs in the first time it is asked for."""
        if (role, place) not in self.pages:
            self.pages[role, place] = self.sit(role, place)
        return self.pages[role, place]

    def day(self, n: int) -> str:
        return (self.published + timedelta(days=n)).isoformat()

    def tab(self, page: Any, name: str) -> None:
        page.goto(f"/recruitment/rounds/{self.round}/{name}")


def seen(page: Any, said: str) -> None:
    """The page says so; if not, what it says instead is in the failure."""
    from playwright.sync_api import TimeoutError as TooLong

    try:
        page.get_by_text(said).first.wait_for()
    except TooLong:
        pytest.fail(f"{said} is not on {page.url}: {page.locator('main').inner_text()[:1500]}")


def put(form: Any, **values: Any) -> None:
    """Fill the fields of a form as a person does: type, choose, tick, attach."""
    for name, value in values.items():
        place = form.locator(f'[name="{name.replace("__", "-")}"]')
        tag, kind = place.first.evaluate("e => [e.tagName, e.type]")
        if tag == "SELECT":
            place.select_option(value)
        elif kind == "file":
            place.set_input_files(value)
        elif kind in ("radio", "checkbox"):
            for each in [value] if isinstance(value, str) else value:
                form.locator(f'[name="{name.replace("__", "-")}"][value="{each}"]').check()
        else:
            place.fill(str(value))


def form_to(page: Any, address: str) -> Any:
    """The form that goes to such an address; it is unfolded when it is folded."""
    form = page.locator(f'form[action*="{address}"]')
    form.evaluate("f => { const d = f.closest('details'); if (d) d.open = true; }")
    return form


def send(page: Any, address: str, said: str, button: str | None = None, **values: Any) -> None:
    """Fill such a form, press its button, and see what the page says then."""
    form = form_to(page, address)
    put(form, **values)
    (
        form.get_by_role("button", name=button, exact=True) if button else form.get_by_role("button").last
    ).click()
    seen(page, said)


def announce(journey: Journey, places: int) -> None:
    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    page.goto("/recruitment/rounds/new/")
    form = page.locator("form[data-draft]")
    put(form, title="柳河镇招募", begins=journey.day(0), ends=journey.day(7), channels="到村", contact="王",
        telephone="0539-1")  # fmt: skip
    form.get_by_label("保洁员的名额").first.fill(str(places))
    form.get_by_role("button", name="存为拟定稿").click()
    seen(page, "已存为拟定稿")
    send(page, "/publish/", "公告已发布", on=journey.day(0))
    found = re.search(r"/rounds/(\d+)/", page.url)
    assert found
    journey.round = int(found[1])


def apply(
    journey: Journey, name: str, serial: int, *, kin: bool = False, recognised_on: str = "2020-01-01"
) -> None:
    page = journey.as_(Role.VILLAGE_CLERK, VILLAGE)
    journey.tab(page, "apply/")
    page.locator("form").filter(has=page.get_by_role("button", name="下一步")).locator(
        "[name=id_number]"
    ).fill(id_number(serial))
    page.get_by_role("button", name="下一步").click()
    form = page.locator("form").filter(has=page.get_by_role("button", name="登记", exact=True))
    form.locator("[name=name]").fill(name)
    put(form, village=str(VILLAGE), group="LOW_INCOME", recognised_on=recognised_on, committed_on=journey.day(2),
        applied_on=journey.day(3), declares_kin="yes" if kin else "no")  # fmt: skip
    if kin:
        for field_name, value in (("relative", "王支书"), ("office", "张家庄村党支部书记")):
            form.locator(f'[name^="{field_name}_"]').first.fill(value)
        form.locator('[name^="relation_"]').first.select_option("71")
        form.locator('[name^="official_"]').first.select_option("village_cadre")
    form.locator("[name=round_post]").select_option(index=1)
    form.get_by_role("button", name="登记", exact=True).click()
    seen(page, "已登记，报名号")
    from gonggang.recruitment.models import Application

    journey.applications[name] = journey.desk.ask(
        lambda: Application.objects.get(round=journey.round, person__name=name).pk
    )


def appraise(journey: Journey) -> None:
    page = journey.as_(Role.VILLAGE_CLERK, VILLAGE)
    page.goto(f"/recruitment/rounds/{journey.round}/meetings/new/?village={VILLAGE}")
    form = page.locator("form.gg-stack[data-draft]")
    people = "\n".join(f"代表{number} 村民代表" for number in range(5))
    put(form, held_on=journey.day(10), begins_at="09:00", place="村委会", chair="张主持", recorder="李记录", due=6,
        present=5, people=people, opinion="同意")  # fmt: skip
    for key in journey.applications.values():
        put(form, **{f"for-{key}": 4, f"against-{key}": 1, f"abstain-{key}": 0, f"rank-{key}": 1})
    form.get_by_role("button", name="存草稿").click()
    seen(page, "先存草稿，再形成记录")
    send(page, "/photo/", "照片.png", kind="photo", file=PHOTO)
    send(page, "/photo/", "签字.pdf", kind="sheet", file=PDF)
    page.get_by_role("button", name="形成记录").click()
    seen(page, "记录已形成")


def first_review(journey: Journey, refused: str = "") -> None:
    from gonggang.recruitment.rules.checklist import ITEMS

    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    journey.tab(page, "reviews/")
    form = page.locator('form[action*="/reviews/"]').filter(has=page.locator("[name=compare_on]"))
    for key in journey.applications.values():
        form.locator(f'[name=application][value="{key}"]').check()
    form.locator("[name=compare_on]").fill(journey.day(12))
    form.get_by_role("button", name="比对").click()
    page.get_by_role("status").first.wait_for()
    for name, key in journey.applications.items():
        page.goto(f"/recruitment/applications/{key}/")
        said = dict.fromkeys((f"item-{item}" for item in ITEMS), "ok") | {"passed": "1"}
        if name == refused:
            said |= {"item-household_book": "wrong", "passed": "0", "reason": "户口簿与本人不符"}
        end = "初审不通过，告知书已作出" if name == refused else "初审通过。"
        send(page, "/first-review/", end, on=journey.day(14), snapshot_reason="数据没有更新", **said)
        assert page.locator("#errors").count() == 0, name


def joint_review(journey: Journey) -> None:
    from gonggang.recruitment.rules.joint import DEPARTMENTS

    page = journey.as_(Role.COUNTY_OFFICER, COUNTY)
    journey.tab(page, "joint/")
    form = page.locator('form[action*="/joint/send/"]')
    put(form, sent_on=journey.day(15), due_on=journey.day(22), silence_means="ask_again")
    form.get_by_role("button", name="送联审").click()
    page.get_by_role("status").first.wait_for()
    assert page.locator("#errors").count() == 0
    for department in DEPARTMENTS:
        answering = journey.as_(Role(department), COUNTY)
        answering.goto("/recruitment/joint/")
        answering.locator('main a[href*="/recruitment/joint/"]').first.click()
        form = answering.locator('form[action*="/answer/"]')
        for box in form.locator("[name=answer]").all():
            box.check()
        put(form, verdict="fits", register_batch="名册", data_as_of=journey.day(15), on=journey.day(16))
        form.get_by_role("button", name="答复").click()
        answering.get_by_role("status").first.wait_for()
        assert answering.locator("#errors").count() == 0


def second_review(journey: Journey) -> None:
    page = journey.as_(Role.COUNTY_OFFICER, COUNTY)
    journey.tab(page, "reviews/")
    form = page.locator('form[action*="/reviews/second/"]')
    for key in journey.applications.values():
        form.locator(f'[name=application][value="{key}"]').check()
    put(form, second_on=journey.day(25), second_snapshot_reason="数据没有更新")
    form.get_by_role("button", name="复审通过").click()
    seen(page, f"复审通过 {len(journey.applications)} 人")


def post_notice(journey: Journey) -> None:
    page = journey.as_(Role.VILLAGE_CLERK, VILLAGE)
    journey.tab(page, "notices/")
    form = form_to(page, f"/notices/{VILLAGE}/")
    put(form, posted_on=journey.day(26), telephone="0539-1", photo=PHOTO)
    form.get_by_role("button").last.click()
    seen(page, "已登记，最早")
    page.locator('main table a[href*="/recruitment/notices/"]').first.click()
    seen(page, "末日的照片")
    journey.notice = page.url


def end_notice(journey: Journey, said: str) -> None:
    page = journey.as_(Role.VILLAGE_CLERK, VILLAGE)
    send(page, "/end/", said, ended_on=journey.day(40), photo=PHOTO)


def tell_and_close(journey: Journey, name: str, told: int, kind: str) -> None:
    """Hand the notification over, and close the application; it is on nobody's way from then on."""
    from gonggang.recruitment.models import Application

    key = journey.applications.pop(name)
    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    page.goto(f"/recruitment/applications/{key}/")
    send(
        page,
        "/deliver/",
        "已登记送达。",
        how="handed_over",
        delivered_on=journey.day(told),
        received_by="本人",
    )
    send(page, "/close/", "已办结。", on=journey.day(told + 10))
    assert page.locator("#errors").count() == 0

    def ended() -> tuple[str, str]:
        there = Application.objects.get(pk=key)
        delivered = there.notifications.get().delivery.delivered_on
        return there.closing.kind, delivered.isoformat()

    assert journey.desk.ask(ended) == (kind, journey.day(told))


def object_to(journey: Journey, name: str, text: str) -> None:
    from gonggang.recruitment.models import NoticeEntry

    page = journey.as_(Role.VILLAGE_CLERK, VILLAGE)
    page.goto(journey.notice)
    key = journey.applications[name]
    # The names are masked here: whom it is about is known by the entry.
    entry = str(journey.desk.ask(lambda: NoticeEntry.objects.get(application=key).pk))
    send(page, "/objections/", "已登记，本人已冻结", entry=entry, received_on=journey.day(28), channel="box", text=text,
         objector="王有财 13900000000")  # fmt: skip
    assert page.locator("#errors").count() == 0


def settle(journey: Journey, name: str, *, upheld: bool, result: str) -> None:
    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    page.goto(journey.notice)
    person = page.locator(f'a[href*="/recruitment/applications/{journey.applications[name]}/"]')
    row = page.get_by_role("row").filter(has=person)
    row.locator('a[href*="/recruitment/objections/"]').first.click()
    seen(page, "反映的情况")
    assert "王有财" not in page.content()
    send(
        page,
        "/settle/",
        "结果已公布",
        upheld="1" if upheld else "0",
        result=result,
        published_on=journey.day(42),
    )
    assert page.locator("#errors").count() == 0


def file_relative(journey: Journey, name: str) -> None:
    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    journey.tab(page, "filings/")
    key = str(journey.applications[name])
    send(page, "/filings/study/", "待县级备案", button="登记乡镇研究", application=key, minutes_number="8 号",
         held_on=journey.day(43), attendees="三人", decision="同意", file=PDF)  # fmt: skip
    page = journey.as_(Role.COUNTY_OFFICER, COUNTY)
    journey.tab(page, "filings/")
    send(page, "/filings/study/", "BA-379901-", button="备案", application=key, agreed="1", opinion="同意备案",
         on=journey.day(44))  # fmt: skip


def draw(journey: Journey, tied: set[str]) -> str:
    """Publish the seed, draw, and reckon the order once more without the system; returns who comes first."""
    from gonggang.recruitment.models import Application

    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    journey.tab(page, "ranking/")
    page.locator('main a[href*="/recruitment/posts/"]').first.click()
    seen(page, "有 1 组三项全同的人，要抽签")
    send(page, "/seed/", "见证人")
    seed = page.locator("dd.gg-said").first.inner_text().strip()
    send(page, "/draw/", "先后", witnesses="张三、李四")
    numbers = journey.desk.ask(
        lambda: dict(Application.objects.filter(person__name__in=tied).values_list("number", "person__name"))
    )
    order = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    seen(page, " → ".join(order))
    first = page.locator("table.gg-rank tbody th").first.inner_text()
    assert order[0] in first
    return str(numbers[order[0]])


def choose(journey: Journey, name: str) -> None:
    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    key = str(journey.applications[name])
    send(
        page,
        "/freeze/",
        "第 1 次冻结的排序",
        button="冻结排序，定下所选的人",
        places__LOW_INCOME=1,
        chosen=key,
    )
    assert page.locator("#errors").count() == 0


@pytest.mark.clause(
    "5.1", "5.2", "5.3", "5.4", "5.5", "6.1", "6.7", "6.8", "6.9", "6.11", "8.2", "8.3", "9.1", "9.2"
)
def test_a_round_from_the_announcement_to_the_first_day(desk: Any, sit: Any) -> None:
    journey = Journey(desk, sit, timezone.localdate() - timedelta(days=70))
    announce(journey, 1)
    for serial, name in enumerate((FINE, EVEN, REFUSED, BLAMED), start=801):
        apply(journey, name, serial)
    apply(journey, CLEARED, 810, recognised_on="2021-01-01")
    apply(journey, KIN, 811, kin=True, recognised_on="2022-01-01")
    appraise(journey)
    first_review(journey, REFUSED)
    tell_and_close(journey, REFUSED, 16, "refused")
    joint_review(journey)
    second_review(journey)
    post_notice(journey)
    object_to(journey, CLEARED, "反映不在村里住")
    object_to(journey, BLAMED, "反映名下有企业")
    end_notice(journey, "办结审核公示 3 人。2 人有异议，等结果。")
    settle(journey, CLEARED, upheld=False, result="查明一直住在村里")
    settle(journey, BLAMED, upheld=True, result="查明名下有企业")
    tell_and_close(journey, BLAMED, 44, "objection_upheld")
    page = journey.as_(Role.VILLAGE_CLERK, VILLAGE)
    page.goto(journey.notice)
    send(page, "/settled/", "办结审核公示 1 人")
    file_relative(journey, KIN)
    first = draw(journey, {FINE, EVEN})
    choose(journey, first)
    approve_and_start(journey, first)


def approve_and_start(journey: Journey, name: str) -> None:
    from gonggang.placements.models import Placement
    from gonggang.recruitment.models import Application

    key = str(journey.applications[name])
    page = journey.as_(Role.COUNTY_APPROVER, COUNTY)
    journey.tab(page, "approval/")
    send(
        page,
        "/approve/",
        "审批同意 1 人",
        button="同意所选的人",
        chosen=key,
        on=journey.day(46),
        opinion="同意",
    )
    page = journey.as_(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    journey.tab(page, "last/")
    ends = (journey.published + timedelta(days=400)).isoformat()
    send(page, "/sign/", "协议", chosen=key, kind="service_agreement", signed_on=journey.day(48),
         begins_on=journey.day(48), ends_on=ends, party="张家庄村委会", file=PDF)  # fmt: skip
    assert page.locator("#errors").count() == 0
    send(page, "/train/", "培训", chosen=key, held_on=journey.day(50), subject="安全", hours="4.5", trainer="王老师",
         place="村委会", file=PDF)  # fmt: skip
    assert page.locator("#errors").count() == 0
    send(page, "/start/", "上岗", chosen=key, on=journey.day(52), decided_why=WHY)
    assert page.locator("#errors").count() == 0
    page.goto(f"/recruitment/applications/{key}/")
    seen(page, "第 1 次安置")

    def placed() -> bool:
        person = Application.objects.get(pk=key).person_id
        return Placement.objects.get(person=person).during.lower.isoformat() == journey.day(52)

    assert journey.desk.ask(placed)
