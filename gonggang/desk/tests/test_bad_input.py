"""What is wrong comes back to whoever sent it: as typed, named beside the field and in a summary that leads there."""

from __future__ import annotations

import html
import io
import zipfile
from typing import Any

import pytest

from gonggang.desk.tests.test_imports import bring, desk, home
from gonggang.exchange.models import ImportDraft
from gonggang.testing import COUNTY

__all__ = ["desk", "home"]  # fixtures
pytestmark = pytest.mark.clause("X6", "X12")
MEBIBYTE = 1024 * 1024
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": "<workbook/>",
}


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def archive(parts: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


BOMB = archive(PARTS | {"xl/worksheets/sheet1.xml": b" " * (256 * MEBIBYTE)})
PAGE = "<html><body><p>登录已过期，请重新登录</p></body></html>"


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "花名册.xlsx", "空"),
        (BOMB, "花名册.xlsx", "解压后大得不正常"),
        (PAGE.encode(), "花名册.xls", "网页"),
        (b"%PDF-1.7\n1", "花名册.xlsx", "PDF"),
        (archive({"readme.txt": "x"}), "花名册.xlsx", "花名册.xlsx"),
    ],
)
def test_a_hostile_upload_is_named_in_words(desk: Any, home: Any, data: bytes, name: str, said: str) -> None:
    answer = bring(desk, data, name=name, of_month="2024-05")
    page = text_of(answer)
    assert said in page, page[:3000]
    assert "Traceback" not in page and answer.status_code < 500


@pytest.mark.parametrize(
    "name", ["../../../etc/花名册.csv", "..\\..\\windows\\花名册.csv", "/etc/花名册.csv"]
)
def test_a_name_with_folders_in_it_leads_nowhere(desk: Any, home: Any, name: str) -> None:
    answer = bring(desk, name=name)
    assert "/etc/" not in text_of(answer) and "windows" not in text_of(answer)
    assert ImportDraft.objects.get().file_name.endswith("花名册.csv")
    assert "/" not in ImportDraft.objects.get().file_name
    # Whatever it was called, it lies under a random name in the one folder for it.
    assert all(len(each.name) == 32 for each in (home / "uploads").iterdir())


def test_a_view_that_is_not_kept_comes_back_as_typed(county: int, signed_in: Any) -> None:
    client = signed_in("county_officer", COUNTY)
    typed = "名字太长" * 8
    answer = client.post("/views/", {"page": "posts", "name": typed, "query": ""}, follow=True)
    page = text_of(answer)
    assert f'value="{typed}"' in page and 'href="#view-name"' in page and 'aria-invalid="true"' in page
    assert page.count("视图名称写了 32 个字") == 2
    assert typed not in text_of(client.get("/posts/"))
