"""What is committed sets itself up anywhere: hashed, with no address of a mirror and no path of a machine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ("requirements", "requirements-dev")
# Put together from pieces, so that this file is not its own first finding.
REGISTRY_WORDS = (
    "index" + "-url",
    "find" + "-links",
    "trusted" + "-host",
    "pypi" + ".org/simple",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "pypi.tuna" + ".",
    "mirrors" + ".aliyun",
)
SOMEONES_FOLDER = re.compile(r"(?<![\w./-])/(?:root|home/[a-z][\w-]*|Users/\w+)/[\w.]")
# The lock on addresses names the options that it switches off.
ALLOWED = {"tools/requirements.sh": {f"--no-emit-{word}" for word in REGISTRY_WORDS}}


def tracked() -> list[Path]:
    """The files under version control; without git there is nothing to look at."""
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        pytest.skip("not a git work tree")
    return [ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Name and text of every tracked file that is text."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8", errors="replace")
    return found


def test_no_address_of_a_package_registry_is_committed() -> None:
    found = []
    for name, text in texts().items():
        for allowed in ALLOWED.get(name, ()):
            text = text.replace(allowed, "")
        found += [f"{name}: {word}" for word in REGISTRY_WORDS if word in text]
    assert not found, "\n".join(found)


def test_no_path_of_a_machine_is_committed() -> None:
    found = []
    for name, text in texts().items():
        for number, line in enumerate(text.splitlines(), 1):
            if SOMEONES_FOLDER.search(line) or f"{ROOT}/" in line:
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_exact_and_hashed(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        first = entry.splitlines()[0]
        assert re.match(r"[A-Za-z0-9_.\[\],-]+==\S+", first), f"not one exact version: {first}"
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"no hash: {first}"
    assert "://" not in text


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_wanted_package_is_locked(name: str) -> None:
    """`make requirements` was run after the last change of the .in file."""
    wanted = set()
    for source in {name, "requirements"}:
        for line in (ROOT / f"{source}.in").read_text(encoding="utf-8").splitlines():
            if found := re.match(r"[A-Za-z0-9_.-]+", line.split("#")[0].strip()):
                wanted.add(normal(found.group()))
    wanted.discard("r")
    locked = re.findall(
        r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", (ROOT / f"{name}.txt").read_text(), re.MULTILINE
    )
    assert {name for name in wanted if not name.startswith("-")} <= {normal(one) for one in locked}


def normal(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, re.MULTILINE))


def test_every_make_command_in_the_documents_exists() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    missing = []
    for path in documents:
        for command in re.findall(r"(?:^|[`$ ])make ([a-z][a-z-]*)(?=[`\s]|$)", code_of(path), re.MULTILINE):
            if command not in make_targets():
                missing.append(f"{path.relative_to(ROOT)}: make {command}")
    assert not missing, "\n".join(missing)


def code_of(path: Path) -> str:
    """What a document shows as something to type."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", text)])


def test_make_help_names_every_command() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    helped = set(re.findall(r"@echo 'make ([a-z-]+)", text))
    assert helped == make_targets() - {"help", "browser"}


def test_the_check_of_the_build_server_is_the_one_that_everybody_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test"


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "tools").glob("*.sh")))
def test_scripts_are_plain_shell(script: str) -> None:
    subprocess.run(["sh", "-n", str(ROOT / "tools" / script)], check=True)
