"""The screens of casework: what they show, what they do, what they refuse, and that nothing typed is lost."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gonggang.desk.lists import part_of
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
FOREIGN = 379902100200


@pytest.fixture
def make_case(officer: Any, county: int, make_person: Make) -> Callable[..., int]:
    """Open a case about a person of the small county; returns its key."""
    from gonggang.casework.actions import open_case

    made: list[int] = []

    def make(*, name: str = "周素英", village_code: int = VILLAGE, on: date = date(2024, 6, 3)) -> int:
        subject = f"placement:{len(made) + 1}"
        made.append(
            open_case(
                kind="contested_placement", subject=subject, village_code=village_code, topic="overlap",
                title="同一段时间在两个岗位", on=on, officer=officer, person_id=make_person(name=name),
            )
        )  # fmt: skip
        return made[-1]

    return make


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    from gonggang.core.crypto import load_or_create_keys
    from gonggang.people.sealing import cipher

    load_or_create_keys(Path(settings.GONGGANG_HOME) / "keys")
    cipher()  # the keys of the tests are read before the home is another one
    settings.GONGGANG_HOME = tmp_path
    return tmp_path


def case(key: int) -> Any:
    from gonggang.casework.models import Case

    return Case.objects.get(pk=key)


def page(answer: Any) -> str:
    return answer.content.decode()


def test_worklist_and_ledger_show_the_county_s_cases(signed_in: Make, make_case: Make) -> None:
    key = make_case()
    client = signed_in("county_officer", COUNTY)
    for address in ("/worklist/?view=claim", "/cases/", f"/cases/{key}/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "周素英" in page(answer) and "张家庄村" in page(answer), address
    assert "1 件等人领取" in page(client.get("/worklist/"))
    assert client.get("/cases/").content.count(b"no-store") == 0
    assert client.get("/cases/").headers["Cache-Control"] == "no-store"


@pytest.mark.clause("X2")
@pytest.mark.parametrize(
    "path",
    [
        "",
        "claim/",
        "note/",
        "evidence/",
        "assign/",
        "transfer/",
        "verify/",
        "conclude/",
        "reopen/",
        "evidence/1/",
    ],
)
def test_what_is_foreign_is_not_there(signed_in: Make, make_case: Make, path: str) -> None:
    foreign = make_case(name="外县的人", village_code=FOREIGN)
    for role, place in (
        ("county_approver", COUNTY),
        ("county_officer", COUNTY),
        ("township_officer", TOWNSHIP),
    ):
        client = signed_in(role, place)
        for number in (foreign, 10**9, 10**30):
            assert client.get(f"/cases/{number}/{path}").status_code == 404
            if path != "evidence/1/":
                sent = {"version": "1", "outcome": "true", "reason": "越权", "note": "越权"}
                assert client.post(f"/cases/{number}/{path}", sent).status_code in (404, 405)
        for address in ("/worklist/?view=claim", "/cases/?status=all", "/cases/?status=all&text=外县"):
            assert "外县的人" not in page(client.get(address))
    assert case(foreign).version == 1


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "help_desk"])
def test_administrators_see_no_case(signed_in: Make, make_case: Make, role: str) -> None:
    key = make_case()
    client = signed_in(role, COUNTY)
    for address in ("/worklist/", "/cases/", f"/cases/{key}/", "/cases/export/"):
        assert client.get(address).status_code == 404


def test_claim_note_evidence_conclude(signed_in: Make, make_case: Make, home: Path) -> None:
    key = make_case()
    client = signed_in("county_officer", COUNTY)
    assert client.post(f"/cases/{key}/claim/", {"version": 1}).status_code == 302
    assert (
        client.post(f"/cases/{key}/note/", {"version": 2, "note": "电话告知本人", "item": 1}).status_code
        == 302
    )
    file = SimpleUploadedFile("协议.pdf", b"%PDF-1.7\n1")
    answer = client.post(
        f"/cases/{key}/evidence/", {"version": 3, "evidence_text": "两份协议", "evidence_file": file}
    )
    assert answer.status_code == 302
    answer = client.post(
        f"/cases/{key}/conclude/", {"version": 4, "outcome": "true", "reason": "两处都在岗"}, follow=True
    )
    shown = page(answer)
    assert "已了结：冲突属实" in shown and "两处都在岗" in shown and "电话告知本人" in shown
    assert case(key).status == "concluded"
    download = client.get(f"/cases/{key}/evidence/{case(key).evidence.get().pk}/")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(download.streaming_content) == b"%PDF-1.7\n1"


def test_what_was_typed_stays_and_the_error_is_named(signed_in: Make, make_case: Make) -> None:
    key = make_case()
    client = signed_in("county_officer", COUNTY)
    answer = client.post(f"/cases/{key}/conclude/", {"version": 1, "reason": "写了很久的理由"})
    shown = page(answer)
    assert answer.status_code == 422
    assert "写了很久的理由</textarea>" in shown
    assert 'href="#outcome"' in shown and 'id="outcome"' in shown and "没有选核实结论" in shown
    answer = client.post(f"/cases/{key}/conclude/", {"version": 1, "outcome": "true", "reason": " "})
    shown = page(answer)
    assert 'value="true" checked' in shown
    assert 'href="#reason"' in shown and 'id="reason"' in shown and "理由没有写" in shown
    assert case(key).version == 1


def test_the_second_of_two_people_sees_what_changed_and_loses_nothing(
    signed_in: Make, make_case: Make
) -> None:
    key = make_case()
    signed_in("county_approver", COUNTY).post(
        f"/cases/{key}/note/", {"version": 1, "note": "村里说四月就走了"}
    )
    client = signed_in("county_officer", COUNTY)
    sent = {"version": 1, "outcome": "false_alarm", "reason": "协议只有一份"}
    answer = client.post(f"/cases/{key}/conclude/", sent)
    shown = page(answer)
    assert answer.status_code == 409
    assert "您打开以后的变化" in shown and "村里说四月就走了" in shown
    assert "协议只有一份</textarea>" in shown and 'value="false_alarm" checked' in shown
    assert 'name="version" value="2"' in shown
    assert case(key).status == "open"
    assert client.post(f"/cases/{key}/conclude/", sent | {"version": 2}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_page_without_its_version_does_nothing(signed_in: Make, make_case: Make, version: str) -> None:
    key = make_case()
    client = signed_in("county_officer", COUNTY)
    sent = {"version": version, "outcome": "true", "reason": "属实"}
    assert client.post(f"/cases/{key}/conclude/", sent).status_code == 422
    assert case(key).version == 1


def test_a_township_officer_verifies_and_the_county_concludes(signed_in: Make, make_case: Make) -> None:
    key = make_case()
    township = signed_in("township_officer", TOWNSHIP)
    shown = page(township.get(f"/cases/{key}/"))
    assert "提交复核" in shown and f"/cases/{key}/conclude/" not in shown
    found = {"version": 1, "outcome": "true", "reason": "两处都签了到"}
    assert township.post(f"/cases/{key}/conclude/", found).status_code == 404
    assert township.post(f"/cases/{key}/verify/", found).status_code == 302
    approver = signed_in("county_approver", COUNTY)
    assert "周素英" in page(approver.get("/worklist/?view=verified"))
    shown = page(approver.get(f"/cases/{key}/"))
    assert "两处都签了到</textarea>" in shown
    assert approver.post(f"/cases/{key}/conclude/", found | {"version": 2}).status_code == 302
    assert (case(key).status, str(case(key).verified_by)) == ("concluded", "测试乡镇（街道）经办人")
    reopened = approver.post(f"/cases/{key}/reopen/", {"version": 3, "reopen_reason": ""})
    assert reopened.status_code == 422 and "重新核实的理由没有写" in page(reopened)
    sent = {"version": 3, "reopen_reason": "本人提出异议"}
    assert approver.post(f"/cases/{key}/reopen/", sent).status_code == 302
    assert case(key).status == "reopened"


def test_inspectors_look_and_do_nothing(signed_in: Make, make_case: Make) -> None:
    key = make_case()
    client = signed_in("discipline_inspector", COUNTY)
    shown = page(client.get(f"/cases/{key}/"))
    assert "周素英" in shown and 'method="post"' not in shown.split("<main")[1]
    for verb in ("claim", "note", "evidence", "assign", "transfer", "verify", "conclude", "reopen"):
        assert client.post(f"/cases/{key}/{verb}/", {"version": 1}).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "类型不收"),
        ("假的.pdf", b"MZ\x90", "内容和扩展名不符"),
        ("空.pdf", b"", "空文件"),
    ],
)
def test_hostile_files_are_refused_by_name(
    signed_in: Make, make_case: Make, home: Path, name: str, content: bytes, said: str
) -> None:
    key = make_case()
    client = signed_in("county_officer", COUNTY)
    file = SimpleUploadedFile(name, content)
    sent = {"version": 1, "evidence_text": "说明留着", "evidence_file": file}
    answer = client.post(f"/cases/{key}/evidence/", sent)
    assert answer.status_code == 422
    assert said in page(answer) and "说明留着</textarea>" in page(answer)
    assert not (home / "attachments").exists()


def test_a_file_too_large_is_refused(signed_in: Make, make_case: Make, home: Path) -> None:
    from gonggang.casework.rules.evidence import BYTES_MAX

    key = make_case()
    client = signed_in("county_officer", COUNTY)
    file = SimpleUploadedFile("大.pdf", b"%PDF-1.7\n" + b"0" * BYTES_MAX)
    answer = client.post(f"/cases/{key}/evidence/", {"version": 1, "evidence_file": file})
    assert answer.status_code == 422 and "最多 20 MB" in page(answer)


def test_giving_out_goes_only_to_those_who_may(signed_in: Make, make_case: Make) -> None:
    from gonggang.accounts.models import Officer

    key = make_case()
    signed_in("township_officer", TOWNSHIP)
    signed_in("county_officer", 379902000000)
    client = signed_in("county_officer", COUNTY)
    there = Officer.objects.get(username=f"township_officer.{TOWNSHIP}")
    foreign = Officer.objects.get(username="county_officer.379902000000")
    for wrong in (str(foreign.pk), "", "x", str(10**30)):
        answer = client.post(f"/cases/{key}/assign/", {"version": 1, "to": wrong})
        assert answer.status_code == 422 and "没有选办理人" in page(answer)
    assert client.post(f"/cases/{key}/assign/", {"version": 1, "to": there.pk}).status_code == 302
    assert case(key).assignee == there


def test_many_at_once_with_a_result_for_each(signed_in: Make, make_case: Make) -> None:
    one, two, foreign = (
        make_case(),
        make_case(name="宋保国"),
        make_case(name="外县的人", village_code=FOREIGN),
    )
    client = signed_in("county_officer", COUNTY)
    ticked = [f"{one}:1", f"{two}:0", f"{foreign}:1", "x", "9:9:9"]
    shown = page(client.post("/cases/claim/", {"case": ticked}))
    assert "已领取 1 件，1 件没有办成" in shown and "外县的人" not in shown
    assert "别人改过这件案件" in shown
    assert case(one).status == "assigned" and case(two).status == "open" and case(foreign).status == "open"
    assert "一件也没有选" in page(client.post("/cases/claim/"))


def test_handing_over_what_one_has_to_do(signed_in: Make, make_case: Make) -> None:
    from gonggang.accounts.models import Officer

    key = make_case()
    signed_in("county_approver", COUNTY)
    client = signed_in("county_officer", COUNTY)
    client.post(f"/cases/{key}/claim/", {"version": 1})
    to = Officer.objects.get(username=f"county_approver.{COUNTY}")
    for sent, said in (
        ({"to": "", "reason": "调岗"}, "没有选接手的人"),
        ({"to": to.pk, "reason": ""}, "移交理由没有写"),
    ):
        answer = client.post("/worklist/hand-over/", sent)
        assert answer.status_code == 422 and said in page(answer)
    answer = client.post("/worklist/hand-over/", {"to": to.pk, "reason": "调岗"}, follow=True)
    assert "已移交 1 件" in page(answer)
    assert case(key).assignee == to


def test_the_ledger_export(signed_in: Make, make_case: Make) -> None:
    from python_calamine import CalamineWorkbook

    from gonggang.audit.models import AuditRecord

    make_case(name="=HYPERLINK(1)")
    make_case(name="外县的人", village_code=FOREIGN)
    answer = signed_in("county_officer", COUNTY).get(
        "/cases/export/?status=all&columns=id_number&columns=title"
    )
    assert answer.status_code == 200
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(sheet).to_python()
    assert len(rows) == 2
    assert rows[0] == ["姓名", "内容", "身份证号"]
    assert rows[1][0] == "'=HYPERLINK(1)" and b"<f>" not in answer.content
    assert "*" in rows[1][2]
    kept = AuditRecord.objects.get(verb="desk.export").detail
    assert (kept["list"], kept["rows"], kept["cut"]) == ("cases", 1, False)


def test_the_ledger_shows_every_case_once_page_by_page(
    signed_in: Make, make_case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(part_of.__kwdefaults__, "size", 4)
    there = {make_case(name=f"周素英{number}") for number in range(11)}
    client, address, seen = signed_in("county_officer", COUNTY), "/cases/", []
    for _ in range(10):
        text = page(client.get(address))
        seen += [int(key) for key in re.findall(r'name="row" value="(\d+):', text)]
        met = re.search(r'href="([^"]+)" rel="next"', text)
        if met is None:
            break
        address = html.unescape(met[1])
    assert len(seen) == 11 and set(seen) == there


def test_a_view_of_the_ledger_keeps_its_status(signed_in: Make, make_case: Make) -> None:
    make_case()
    client = signed_in("county_officer", COUNTY)
    sent = {"page": "cases", "name": "全部核实中", "query": "status=assigned&kind=hit&after=x"}
    assert client.post("/views/", sent).status_code == 302
    shown = page(client.get("/cases/?status=assigned&kind=hit"))
    assert re.search(r'status=assigned[^"]*" aria-current="page">全部核实中', shown)


@pytest.mark.parametrize(
    "query", ["kind=x", "due=x", "who=x", "after=x", "status=x", "township=x", "text=%00", "text='"]
)
def test_an_address_that_means_nothing_breaks_nothing(signed_in: Make, make_case: Make, query: str) -> None:
    key = make_case()
    client = signed_in("county_officer", COUNTY)
    for address in ("/cases/", "/worklist/", f"/cases/{key}/", "/cases/export/"):
        assert client.get(f"{address}?{query}").status_code == 200, address


def test_forged_posts_are_refused(signed_in: Make, make_case: Make) -> None:
    from django.test import Client

    key = make_case()
    client = signed_in("county_officer", COUNTY)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(f"/cases/{key}/claim/", {"version": 1}).status_code == 403
    assert case(key).version == 1


def test_no_identity_number_stands_on_a_page(signed_in: Make, make_case: Make) -> None:
    from gonggang.people.queries import id_numbers

    key = make_case()
    (number,) = id_numbers([case(key).person_id]).values()
    client = signed_in("county_officer", COUNTY)
    for address in ("/cases/", f"/cases/{key}/", "/worklist/?view=claim"):
        assert number not in page(client.get(address))
