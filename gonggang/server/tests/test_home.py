"""The home: private when made, left alone when found, refused with one sentence when it cannot be used."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.server.home import folder, home, home_path, secret_key


def test_a_new_home_is_private(own_home: Path) -> None:
    assert home() == own_home
    assert stat.S_IMODE(own_home.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder("keys").stat().st_mode) == 0o700


def test_asking_for_the_path_makes_nothing(own_home: Path) -> None:
    assert home_path() == own_home
    assert not own_home.exists()


def test_the_mode_of_a_found_home_is_left_alone(own_home: Path) -> None:
    own_home.mkdir(mode=0o755)
    own_home.chmod(0o755)
    home()
    assert stat.S_IMODE(own_home.stat().st_mode) == 0o755


def test_without_the_variable_it_lies_below_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GONGGANG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_path() == tmp_path / ".local" / "share" / "gonggang"


def test_a_file_in_its_place_is_refused(own_home: Path) -> None:
    own_home.write_text("")
    with pytest.raises(UnusableInput, match="不是文件夹"):
        home()
    own_home.unlink()


def test_a_place_below_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GONGGANG_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(UnusableInput, match="无法建立"):
        home()


@pytest.mark.skipif(os.geteuid() != 0, reason="root makes what an ordinary user may not read")
def test_the_home_of_another_user_is_refused(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    made_here = tmp_path_factory.getbasetemp()
    for place in (tmp_path, made_here, made_here.parent):
        place.chmod(0o711)
    if "PYTEST_XDIST_WORKER" in os.environ:  # side by side, each session has a folder inside that of all
        made_here.parent.parent.chmod(0o711)
    program = (
        "import sys; from gonggang.core.errors import UnusableInput\nfrom gonggang.server.home import home\n"
    )
    code = (
        f"import os; os.setgroups([]); os.setgid(65533); os.setuid(65533)\n{program}"
        "try:\n    home()\nexcept UnusableInput as refused:\n    print('refused', refused)"
    )
    environment = {**os.environ, "GONGGANG_HOME": str(closed)}
    # The program is loaded while still root: its own files may lie where others cannot go.
    answer = subprocess.run(
        [sys.executable, "-c", f"import gonggang.server.home, gonggang.core.errors\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd="/",
    )
    assert "refused 当前用户不能读写" in answer.stdout, answer.stderr


def test_many_who_come_first_agree_on_one_secret_key(own_home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(), range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    found = list((own_home / "keys").iterdir())
    assert [path.name for path in found] == ["django-secret-key"]
    assert stat.S_IMODE(found[0].stat().st_mode) == 0o600
