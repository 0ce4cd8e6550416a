"""No identity number, account or telephone number gets into a log, an error page, an address, a file or a row."""

from __future__ import annotations

import logging
import re
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import include, path

from gonggang.accounts.door import public
from gonggang.commands import run
from gonggang.core.month import Month
from gonggang.testing import COUNTY, sign_in

pytestmark = pytest.mark.django_db

MONTH = Month(2024, 5)
# Whatever the sample plants: identity numbers of area 3799, accounts of 621999, telephones of 1990000.
PLANTED = re.compile(rb"(?<!\d)(?:3799\d{13}[\dXx]|3799\d{11}|621999\d{10,13}|1990000\d{4})(?!\d)")
# Sealed values are random and may look like anything.
SEALED = re.compile(rb"\\\\x[0-9a-f]+")
ID_NUMBER, ACCOUNT, PHONE = "379901197001021234", "6219991234567890123", "19900001234"
PAGES = ("", "people/", "expiring/", "posts/", "procedures/", "attendance/", "registers/", "hits/",
         "not-compared/", "subsidies/", "returns/", "complaints/", "imports/")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from gonggang.sample.county import write_county

    place = tmp_path_factory.mktemp("county") / "folder"
    write_county(place, people=120, seed=21, month=MONTH, code=379901)
    return place


class Watch:
    """Looks again and again into a folder while work is done, so that files that come and go are seen."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.found: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _run(self) -> None:
        while not self._over.wait(0.02):
            self._look()

    def _look(self) -> None:
        self.found |= {f"{file}: {text}" for file, text in planted_below(self.place)}


def planted_below(place: Path) -> Iterator[tuple[Path, str]]:
    """What lies on the disk; a link is not followed, since an upload is read from memory through one."""
    for file in place.rglob("*"):
        try:
            content = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
        except OSError:
            continue
        for found in PLANTED.findall(content):
            yield file, f"…{found[-4:].decode()}"


@pytest.fixture
def worked(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    settings: Any,
    tmp_path: Path,
) -> Any:
    """A county loaded and its month run, with a home and a temporary folder of its own."""
    import tempfile

    import gonggang.commands.imports
    import gonggang.commands.month

    for module in (gonggang.commands.imports, gonggang.commands.month):
        monkeypatch.setattr(module, "open_database", lambda: None)
    settings.GONGGANG_HOME = tmp_path / "home"
    settings.JOBS_IN_BACKGROUND = False
    settings.DEBUG = False
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with Watch(temporary) as watch:
        assert run(["load", str(folder)]) == 0
        assert run(["month", str(MONTH)]) == 0
    home = tmp_path / "home"
    return types.SimpleNamespace(folder=folder, home=home, temporary=watch, printed=capfd.readouterr())


@pytest.mark.clause("X4")
def test_files_rows_and_the_terminal(worked: Any) -> None:
    assert list(worked.home.rglob("*.parquet")), "registers are keyed by integers, and lie in the closed home"
    assert number_of_people() > 100
    assert not worked.temporary.found
    assert not list(planted_below(worked.home))
    assert not PLANTED.findall(worked.printed.err.encode())
    assert not PLANTED.findall(worked.printed.out.encode())
    assert not list(rows_with_numbers())


def number_of_people() -> int:
    from gonggang.people.models import Person

    return Person.objects.count()


def rows_with_numbers() -> Iterator[str]:
    """Tables that hold a number in the clear."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                content = SEALED.sub(b"", b"".join(bytes(piece) for piece in copy))
            for found in set(PLANTED.findall(content)):
                yield f"{table}: …{found[-4:].decode()}"


@pytest.mark.clause("X4")
def test_pages_and_addresses(worked: Any, client: Any) -> None:
    chair = sign_in(client, "county_officer", COUNTY)
    for page in PAGES:
        answer = chair.get(f"/{page}?county={COUNTY}&month={MONTH}")
        assert answer.status_code == 200, page
        assert not PLANTED.findall(answer.content), page
    with Watch(worked.home) as home, Watch(worked.temporary.place) as temporary:
        addresses = work_at_the_desk(chair, worked.folder)
    assert not home.found and not temporary.found
    assert not PLANTED.findall("\n".join(addresses).encode())
    assert not list(rows_with_numbers())


def work_at_the_desk(chair: Any, folder: Path) -> list[str]:
    """Bring a roster, take it in, look somebody up, open a number; returns the addresses that were visited."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from gonggang.people.models import Person

    roster = as_csv(next(folder.rglob("*花名册*.xlsx")))
    assert len(PLANTED.findall(roster)) > 100
    file = SimpleUploadedFile(f"花名册{ID_NUMBER}.csv", roster)
    brought = chair.post("/imports/new/", {"file": file}, follow=True)
    draft = brought.request["PATH_INFO"]
    assert brought.status_code == 200 and "/imports/drafts/" in draft
    taken_in = chair.post(f"{draft}commit/", follow=True)
    searched = chair.get("/search/", {"q": ID_NUMBER}, follow=True)
    person = Person.objects.filter(phone_sealed__isnull=False).first() or Person.objects.first()
    assert person is not None
    dossier = chair.get(f"/people/{person.pk}/")
    form = {"field": "id_number", "purpose": "payment", "note": f"核对{ID_NUMBER}的发放"}
    shown = chair.post(f"/people/{person.pk}/reveal/", form, follow=True)
    assert PLANTED.findall(shown.content), "here, and only here, the number is shown"
    for answer in (brought, taken_in, searched, dossier):
        assert answer.status_code == 200
        assert not PLANTED.findall(answer.content), answer.request["PATH_INFO"]
    visited = [brought, taken_in, searched, dossier, shown]
    return [answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"] for answer in visited]


def as_csv(path: Path) -> bytes:
    """A workbook's first sheet as text in the clear."""
    from gonggang.exchange.sandbox import read_tables

    rows = read_tables(path)[0].rows
    lines = [",".join(str(cell or "").replace(",", "，") for cell in row.cells) for row in rows]
    return "\n".join(lines).encode()


@pytest.fixture
def log_lines() -> Iterator[list[str]]:
    """What the handlers of the settings would write."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(the_formatter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def the_formatter() -> logging.Formatter:
    """The one that the settings give to every handler."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    handlers = settings.LOGGING["handlers"].values()
    assert {handler["formatter"] for handler in handlers} == {"masked"}
    return import_string(settings.LOGGING["formatters"]["masked"]["()"])()


@pytest.mark.clause("X4")
def test_an_error_page_and_its_log_line(client: Any, settings: Any, log_lines: list[str], db: None) -> None:
    @public("a page that fails, for a test")
    def failing(request: Any, **_: Any) -> Any:
        id_number, account = ID_NUMBER, ACCOUNT
        raise ValueError(f"{id_number} 的账号 {account}，电话 {PHONE}")

    addresses = types.ModuleType("failing_addresses")
    addresses.urlpatterns = [path("fails/", failing), path("", include("gonggang.urls"))]  # type: ignore[attr-defined]
    settings.DEBUG, settings.ROOT_URLCONF = False, addresses
    client.raise_request_exception = False
    answer = client.get("/fails/", headers={"X-Anything": ID_NUMBER})
    assert answer.status_code == 500
    assert_clean(answer.content)
    assert any("ValueError" in line for line in log_lines), "the log tells what failed"
    assert_clean("\n".join(log_lines).encode())
    assert "1234" in "\n".join(log_lines)


@pytest.mark.clause("X4")
@pytest.mark.parametrize("number", [ID_NUMBER, ACCOUNT, PHONE, "379901700102123", "6219991234567890"])
def test_a_log_line_in_any_form(log_lines: list[str], number: str) -> None:
    logger = logging.getLogger("gonggang.anything")
    logger.error("收到%s号", number)
    logger.error("row %r", {"number": int(number)})
    try:
        raise KeyError(number)
    except KeyError:
        logger.exception("failed")
    assert len(log_lines) == 3
    for line in log_lines:
        assert number not in line and number[-4:] in line


@pytest.mark.clause("X4")
def test_an_exception_that_ends_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from gonggang.server.logs import mask_tracebacks

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    mask_tracebacks()
    try:
        raise ValueError(f"{ID_NUMBER} {PHONE}")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    printed = capsys.readouterr().err
    assert "ValueError" in printed
    assert_clean(printed.encode())


def assert_clean(content: bytes) -> None:
    assert not PLANTED.findall(content)


@pytest.mark.clause("X4")
def test_the_net_catches_what_is_planted(folder: Path) -> None:
    assert list(planted_below(folder))
    assert PLANTED.findall(f"号{ID_NUMBER}、{ACCOUNT}、{PHONE}".encode()) == [
        one.encode() for one in (ID_NUMBER, ACCOUNT, PHONE)
    ]
