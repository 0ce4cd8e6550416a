"""The administrators' pages: accounts, roles, hand-over, audit, notices; who is refused, and what nobody loses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gonggang.accounts import notices
from gonggang.accounts.actions import create_officer, create_organisation, deactivate, end_grant, grant_role
from gonggang.accounts.models import HandOver, Notice, Officer, Organisation, RoleGrant
from gonggang.accounts.roles import Role
from gonggang.audit.models import AuditRecord
from gonggang.casework.actions import NewCase, assign, claim, open_cases
from gonggang.casework.models import Case
from gonggang.core.errors import UnusableInput
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.clause("X2")
SignedIn = Callable[..., Any]


@pytest.fixture
def lin(county: int, officer: Officer) -> Officer:
    return hired("lin", "林远", Role.COUNTY_OFFICER, officer)


def hired(username: str, name: str, role: Role | None, by: Officer, place: int = COUNTY) -> Officer:
    who = create_officer(username=username, name=name, organisation=None, territory_code=place, officer=by)
    if role is not None:
        grant_role(to=who, role=role, territory_code=place, begins_on=date(2020, 1, 1), officer=by)
    return who


def cases_of(who: Officer, by: Officer, count: int = 2) -> list[int]:
    new = [NewCase("complaint", f"complaint:{n}", VILLAGE, "投诉") for n in range(count)]
    keys = open_cases(new, on=date(2024, 5, 1), officer=by)
    for key in keys:
        claim(key, officer=who)
    return keys


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/system/officers/", {"system_admin", "security_admin", "audit_admin", "help_desk"}),
        ("/system/officers/new/", {"system_admin"}),
        ("/system/organisations/new/", {"system_admin"}),
        ("/system/grants/ending/", {"system_admin", "security_admin", "audit_admin"}),
        ("/system/hand-overs/", {"system_admin", "security_admin", "audit_admin"}),
        ("/audit/", {"audit_admin", "auditor"}),
        ("/audit/verify/", {"audit_admin", "auditor"}),
        (
            "/notices/",
            {"system_admin", "security_admin", "audit_admin", "help_desk", "auditor", "county_officer"},
        ),
    ],
)
def test_each_page_opens_to_those_of_the_table_alone(
    county: int, signed_in: SignedIn, address: str, may: set[str]
) -> None:
    for role in ("system_admin", "security_admin", "audit_admin", "help_desk", "auditor", "county_officer"):
        answer = signed_in(role, 0).get(address)
        assert (answer.status_code == 200) == (role in may), (role, answer.status_code)


def test_administrators_are_offered_nothing_of_the_business(county: int, signed_in: SignedIn) -> None:
    for role in ("system_admin", "security_admin", "audit_admin"):
        page = text(signed_in(role, 0).get("/system/officers/"))
        assert "人员账号" in page
        assert not re.search(r'href="/(people|subsidies|attendance|cases|search)/', page)


def test_an_account_is_made_with_a_password_that_is_shown_once(county: int, signed_in: SignedIn) -> None:
    client = signed_in("system_admin", 0)
    form = {"username": "zhang.san", "name": "张三", "organisation": "", "place": "柳河镇"}
    page = text(client.post("/system/officers/new/", form))
    found = re.search(r'id="first-password">([^<]+)<', page)
    who = Officer.objects.get(username="zhang.san")
    assert found is not None and who.check_password(found[1])
    assert who.must_change_password and who.territory_code == TOWNSHIP
    assert found[1] not in text(client.get(f"/system/officers/{who.pk}/"))
    assert not AuditRecord.objects.filter(detail__icontains=found[1]).exists()


def test_what_is_wrong_stands_beside_its_field_and_in_the_summary(county: int, signed_in: SignedIn) -> None:
    client = signed_in("system_admin", 0)
    form = {"username": "张三", "name": "张三", "organisation": "没有的单位", "place": "没有的县"}
    answer = client.post("/system/officers/new/", form)
    page = text(answer)
    assert answer.status_code == 422
    for name in ("username", "organisation", "place"):
        assert f'href="#id_{name}"' in page and f'id="id_{name}_error"' in page
    assert 'value="没有的县"' in page


def test_an_administrator_of_a_county_reaches_no_other(
    county: int, signed_in: SignedIn, officer: Any
) -> None:
    foreign = hired("wei", "魏", None, officer, 379801100200)
    client = signed_in("system_admin", COUNTY)
    assert client.get(f"/system/officers/{foreign.pk}/").status_code == 404
    assert client.post(f"/system/officers/{foreign.pk}/close/").status_code == 404
    answer = client.post("/system/organisations/new/", {"name": "某局", "kind": "finance", "place": "全国"})
    assert answer.status_code == 422 and not Organisation.objects.exists()


def test_the_second_to_save_sees_what_changed_and_loses_nothing(
    county: int, signed_in: SignedIn, lin: Officer
) -> None:
    client = signed_in("system_admin", 0)
    address = f"/system/officers/{lin.pk}/edit/"
    first = {"name": "林远一", "organisation": "", "place": "379901", "version": "1"}
    assert client.post(address, first).status_code == 302
    second = first | {"name": "林远二", "place": "柳河镇"}
    answer = client.post(address, second)
    page = text(answer)
    assert answer.status_code == 409
    assert "姓名由“林远”改为“林远一”" in page
    assert 'value="林远二"' in page and 'value="柳河镇"' in page and 'name="version" value="2"' in page
    lin.refresh_from_db()
    assert lin.first_name == "林远一"
    assert client.post(address, second | {"version": "2"}).status_code == 302
    lin.refresh_from_db()
    assert (lin.first_name, lin.territory_code) == ("林远二", TOWNSHIP)


def test_the_second_to_save_an_organisation_sees_what_changed(
    county: int, signed_in: SignedIn, officer: Any
) -> None:
    there = create_organisation(name="财政局", kind="finance", region_code=COUNTY, officer=officer)
    client = signed_in("system_admin", 0)
    address = f"/system/organisations/{there.pk}/"
    values = {"name": "县财政局", "kind": "finance", "place": str(COUNTY), "version": "1"}
    assert client.post(address, values).status_code == 302
    answer = client.post(address, values | {"name": "示范县财政局"})
    assert answer.status_code == 409
    assert "名由“财政局”改为“县财政局”" in text(answer) and 'value="示范县财政局"' in text(answer)


def test_roles_are_given_with_days_and_refused_in_words(
    county: int, signed_in: SignedIn, lin: Officer
) -> None:
    client = signed_in("security_admin", 0)
    address = f"/system/officers/{lin.pk}/grant/"
    values = {"place": "示范县", "begins_on": "2024-05-01", "ends_on": ""}
    answer = client.post(address, values | {"role": "county_finance"})
    assert answer.status_code == 422 and "不能由同一人担任" in text(answer)
    answer = client.post(address, values | {"role": "county_officer", "ends_on": "2024-05-01"})
    assert answer.status_code == 422 and 'id="id_ends_on_error"' in text(answer)
    assert client.post(address, values | {"role": "civil_affairs"}).status_code == 302
    assert RoleGrant.objects.filter(officer=lin, role="civil_affairs", territory_code=COUNTY).exists()


def test_nobody_gives_or_takes_a_role_of_their_own(county: int, signed_in: SignedIn) -> None:
    client = signed_in("security_admin", 0)
    me = Officer.objects.get(username="security_admin.0")
    values = {"role": "auditor", "place": "示范县", "begins_on": "2024-05-01"}
    assert "不能给自己授予" in text(client.post(f"/system/officers/{me.pk}/grant/", values))
    grant = RoleGrant.objects.get(officer=me)
    assert "不能收回自己的" in text(client.post(f"/system/grants/{grant.pk}/end/"))
    grant.refresh_from_db()
    assert grant.ends_on is None


def test_roles_that_end_soon_are_listed_and_told(county: int, signed_in: SignedIn, officer: Any) -> None:
    on = timezone.localdate()
    who = hired("wang", "王", None, officer)
    grant_role(
        to=who, role=Role.CIVIL_AFFAIRS, territory_code=COUNTY, begins_on=date(2020, 1, 1),
        ends_on=on + timedelta(days=10), officer=officer,
    )  # fmt: skip
    page = text(signed_in("security_admin", COUNTY).get("/system/grants/ending/"))
    assert "王" in page and "民政部门经办人" in page
    notices.tell_at_sign_in(who, on)
    notices.tell_at_sign_in(who, on)
    assert [each.kind for each in notices.notices_of(who.pk)] == ["grant_ends_soon"]
    boss = Officer.objects.get(username=f"security_admin.{COUNTY}")
    notices.tell_at_sign_in(boss, on)
    assert [each.kind for each in notices.notices_of(boss.pk)] == ["grants_end_soon"]


def test_a_post_is_handed_over_with_a_receipt(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any
) -> None:
    taker = hired("wang", "王接手", None, officer)
    keys = cases_of(lin, officer)
    client = signed_in("security_admin", 0)
    today = timezone.localdate().isoformat()
    answer = client.post(
        f"/system/officers/{lin.pk}/hand-over/", {"to": "wang", "on": today, "reason": "调往乡镇"}
    )
    receipt = HandOver.objects.get()
    assert answer.headers["Location"] == f"/system/hand-overs/{receipt.pk}/"
    assert set(Case.objects.filter(assignee=taker).values_list("pk", flat=True)) == set(keys)
    page = text(client.get(answer.headers["Location"]))
    assert all(f'<th scope="row">{key}</th>' in page for key in keys)
    assert "县级人社经办人" in page and "调往乡镇" in page
    assert {each["key"] for each in receipt.items} == {f"case:{key}" for key in keys}
    (told,) = notices.notices_of(taker.pk)
    assert told.kind == "hand_over_received"
    client.force_login(taker, "allauth.account.auth_backends.AuthenticationBackend")
    Officer.objects.filter(pk=taker.pk).update(is_sample=True)
    assert client.get(f"/notices/{told.pk}/").headers["Location"] == f"/notices/hand-overs/{receipt.pk}/"
    assert client.get(f"/notices/hand-overs/{receipt.pk}/").status_code == 200
    assert notices.unread_count(taker.pk) == 0


def test_nothing_moves_while_a_to_do_would_be_left_with_nobody(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any
) -> None:
    taker = hired("wang", "王接手", None, officer)
    cases_of(lin, officer)
    RoleGrant.objects.filter(officer=lin).update(
        territory_code=379902000000
    )  # as after a change of districts
    client = signed_in("security_admin", 0)
    today = timezone.localdate().isoformat()
    answer = client.post(f"/system/officers/{lin.pk}/hand-over/", {"to": "wang", "on": today})
    assert answer.status_code == 422 and "移交后没有人能办" in text(answer)
    assert not HandOver.objects.exists() and not RoleGrant.objects.filter(officer=taker).exists()
    assert Case.objects.filter(assignee=lin).count() == 2


def test_a_role_is_not_ended_under_open_work_and_an_account_closed_only_in_need(
    lin: Officer, officer: Any
) -> None:
    cases_of(lin, officer)
    today = timezone.localdate()
    with pytest.raises(UnusableInput, match="先办理移交"):
        end_grant(grant=RoleGrant.objects.get(officer=lin), on=today, officer=officer)
    with pytest.raises(UnusableInput, match="2 件待办"):
        deactivate(who=lin, on=today, officer=officer)
    deactivate(who=lin, on=today, officer=officer, urgent=True)
    lin.refresh_from_db()
    assert not lin.is_active


@pytest.mark.clause("X1")
def test_the_audit_shows_the_administrators_own_acts_and_hides_the_business(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any
) -> None:
    (key, *_rest) = cases_of(lin, officer)
    from gonggang.casework.actions import note

    note(key, text="电话里说的秘密", officer=lin)
    signed_in("system_admin", 0).post(
        f"/system/officers/{lin.pk}/edit/", {"name": "林新", "place": "379901", "version": "1"}
    )
    client = signed_in("audit_admin", 0)
    page = text(client.get("/audit/"))
    assert "姓名由“林远”改为“林新”" in page and "写了办理记录" in page and "电话里说的秘密" not in page
    assert "电话里说的秘密" in text(signed_in("auditor", COUNTY).get("/audit/"))
    client = signed_in("audit_admin", 0)
    client.get("/people/")
    refused = text(client.get("/audit/?refused=1"))
    assert "被拒绝" in refused and "改了账号资料" not in refused.split("<tbody>")[1]
    only = text(client.get(f"/audit/?who=lin&subject=案件 {key}&verb=casework.noted"))
    assert only.split("<tbody>")[1].count("<tr>") == 1
    assert "没有符合条件" in text(client.get("/audit/?from=2001-01-01&to=2001-01-02"))
    assert "不是日期" in text(client.get("/audit/?from=昨天"))


@pytest.mark.clause("X1")
def test_an_inspector_sees_the_records_of_the_own_territory_alone(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any
) -> None:
    cases_of(lin, officer)
    assert "领取了案件" in text(signed_in("auditor", COUNTY).get("/audit/")).split("<tbody>")[1]
    assert "没有符合条件" in text(signed_in("auditor", 379902000000).get("/audit/?who=lin"))


@pytest.mark.clause("X1")
def test_the_audit_is_turned_page_by_page(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any
) -> None:
    from gonggang.audit.actions import record

    for number in range(120):
        record(officer=lin, verb="desk.save_view", subject=f"view:{number}", detail={"name": str(number)})
    client = signed_in("audit_admin", 0)
    seen: list[str] = []
    address = "/audit/?who=lin"
    while address:
        page = text(client.get(address))
        seen += re.findall(r"名单视图 (\d+)", page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [str(number) for number in reversed(range(120))]


@pytest.mark.clause("X1")
def test_a_button_checks_the_chain_of_a_county_and_names_what_is_wrong(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any
) -> None:
    from django.db import connection

    cases_of(lin, officer)
    client = signed_in("audit_admin", 0)
    month = f"{timezone.localdate():%Y-%m}"
    page = text(client.post("/audit/verify/", {"place": "示范县", "month": month}))
    assert "完好" in page
    broken = AuditRecord.objects.filter(region_code=VILLAGE).order_by("number")[1]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrecord DISABLE TRIGGER audit_auditrecord_append_only")
        cursor.execute("UPDATE audit_auditrecord SET verb = 'x' WHERE number = %s", [broken.number])
    page = text(client.post("/audit/verify/", {"place": "379901", "month": month}))
    assert f"第 {broken.number % 10**12} 条记录的内容被改动" in page and "发现 1 处" in page
    answer = client.post("/audit/verify/", {"place": "没有的县", "month": "五月"})
    assert answer.status_code == 422 and 'href="#place"' in text(answer) and 'href="#month"' in text(answer)
    assert AuditRecord.objects.filter(verb="audit.verify").count() == 2


def test_who_is_given_a_case_is_told_once_and_counts_cheaply(
    county: int, signed_in: SignedIn, lin: Officer, officer: Any, django_assert_num_queries: Any
) -> None:
    (key,) = open_cases(
        [NewCase("complaint", "complaint:1", VILLAGE, "投诉")], on=date(2024, 5, 1), officer=officer
    )
    assign(key, to=lin, officer=officer)
    with django_assert_num_queries(1):
        assert notices.unread_count(lin.pk) == 1
    Officer.objects.filter(pk=lin.pk).update(is_sample=True)
    client = signed_in("county_officer", COUNTY)
    other = notices.notices_of(lin.pk)[0]
    assert client.get(f"/notices/{other.pk}/").status_code == 404
    client.force_login(lin, "allauth.account.auth_backends.AuthenticationBackend")
    page = text(client.get("/notices/"))
    assert f"把案件 {key}" in page and "新通知 1 条" in page
    assert f"/cases/{key}/" in client.get(f"/notices/{other.pk}/").headers["Location"]
    assert notices.unread_count(lin.pk) == 0
    notices.tell_at_sign_in(lin, date(2030, 1, 1))
    notices.tell_at_sign_in(lin, date(2030, 1, 2))
    late = Notice.objects.filter(officer=lin, kind="case_overdue").count()
    assert late == (1 if Case.objects.get(pk=key).due_on else 0)
    client.post("/notices/")
    assert notices.unread_count(lin.pk) == 0


def test_all_holders_of_a_role_in_a_territory_are_told(county: int, lin: Officer, officer: Any) -> None:
    clerk = hired("clerk", "村", Role.VILLAGE_CLERK, officer, VILLAGE)
    on = timezone.localdate()
    assert notices.notify_post(Role.VILLAGE_CLERK, COUNTY, "run_finished", on=on, facts={"what": "x"}) == 1
    assert notices.notify_post(Role.VILLAGE_CLERK, 379902000000, "run_finished", on=on) == 0
    assert notices.unread_count(clerk.pk) == 1 and notices.unread_count(lin.pk) == 0


def test_a_first_password_opens_nothing_before_it_is_changed(county: int, client: Any, officer: Any) -> None:
    who = create_officer(
        username="zhang", name="张", organisation=None, territory_code=COUNTY, officer=officer,
        password="first-pass-7788-x", must_change_password=True,
    )  # fmt: skip
    grant_role(to=who, role=Role.SYSTEM_ADMIN, territory_code=0, begins_on=date(2020, 1, 1), officer=officer)
    client.post("/sign-in/", {"login": "zhang", "password": "first-pass-7788-x"})
    for address in ("/", "/system/officers/", "/notices/"):
        assert client.get(address).headers["Location"] == "/account/password/"
    same = {
        "oldpassword": "first-pass-7788-x",
        "password1": "first-pass-7788-x",
        "password2": "first-pass-7788-x",
    }
    assert "一样" in text(client.post("/account/password/", same))
    other = same | {"password1": "second-pass-9911-y", "password2": "second-pass-9911-y"}
    client.post("/account/password/", other)
    who.refresh_from_db()
    assert not who.must_change_password
    client.post("/sign-in/", {"login": "zhang", "password": "second-pass-9911-y"})
    assert client.get("/system/officers/").headers["Location"] == "/account/second/"
