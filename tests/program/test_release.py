"""What is handed out: built, installed into a clean environment, and asked there."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

from nhacviec import __version__

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "actions",
    "api",
    "bot",
    "documents",
    "domain",
    "nhacviec",
    "scheduler",
    "storage",
    "web",
)


@dataclass(frozen=True)
class Release:
    """Both files, and the command of an environment into which the wheel was installed."""

    sdist: Path
    wheel: Path
    command: Path

    def ask(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}
        return subprocess.run(
            [self.command, *words],
            cwd=self.wheel.parent,
            env=clean,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The wheel is built from the unpacked sdist, as whoever packages the program does it."""
    folder = tmp_path_factory.mktemp("release")
    _run(ROOT, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder))
    [sdist] = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    _run(unpacked, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    [wheel] = folder.glob("*.whl")
    return Release(sdist, wheel, _installed(wheel, folder / "clean"))


def _installed(wheel: Path, place: Path) -> Path:
    """Beside the wheel only what requirements.lock names, borrowed from this environment."""
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    _run(place, "-m", "pip", "--python", str(python), "install", *offline, str(wheel))
    [libraries] = place.glob("lib/python*/site-packages")
    locked = re.findall(r"(?m)^[a-z0-9][\w.-]*", (ROOT / "requirements.lock").read_text("utf-8"))
    for part in {part for name in locked for part in _parts(name)}:
        (libraries / part).symlink_to(Path(sysconfig.get_path("purelib")) / part)
    return place / "bin" / "nhacviec"


def _parts(name: str) -> set[str]:
    """What a library put into the folder of libraries; nothing if it is not for this machine."""
    try:
        files = metadata.distribution(name).files or []
    except metadata.PackageNotFoundError:
        return set()
    return {file.parts[0] for file in files} - {"..", "__pycache__"}


def _run(folder: Path, *arguments: str) -> None:
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def _tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return sorted(filter(None, listing.stdout.split("\0")))


def test_the_version_is_one_everywhere(release: Release) -> None:
    assert release.ask("--version").stdout.strip() == __version__
    assert release.wheel.name.startswith(f"nhacviec-{__version__}-")
    assert release.sdist.name == f"nhacviec-{__version__}.tar.gz"


def test_the_wheel_holds_every_file_of_the_program_and_nothing_else(release: Release) -> None:
    with zipfile.ZipFile(release.wheel) as packed:
        names = packed.namelist()
    held = sorted(name for name in names if ".dist-info/" not in name)
    assert held == _tracked()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_a_packager_needs(release: Release) -> None:
    with tarfile.open(release.sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    wanted = {"LICENSE", "README.md", "CHANGELOG.md", "Dockerfile", "compose.yaml"}
    assert wanted | {"requirements.lock", "docs/settings.md"} <= names
    assert not {name for name in names if name.startswith((".venv", "var/", "dist/", ".git/"))}


def test_what_was_installed_runs_by_itself(release: Release, tmp_path: Path) -> None:
    """From a folder that holds no sources: schema, texts, sample and templates come along."""
    url = f"sqlite+aiosqlite:///{tmp_path}/clean.db"
    asked = release.ask("doctor", NHACVIEC_DATABASE_URL=url)
    assert "clean.db" in asked.stdout, asked.stderr
    python = release.command.with_name("python")
    look = "import bot, storage; print(bot.__file__, storage.__file__)"
    said = subprocess.check_output([python, "-c", look], cwd=tmp_path, text=True)
    assert said.count(str(release.command.parents[1])) == 2


def test_the_shell_completes_commands(release: Release) -> None:
    script = release.ask(_NHACVIEC_COMPLETE="source_bash")
    assert "complete -o default -F _nhacviec_completion nhacviec" in script.stdout
    typed = {"COMP_WORDS": "nhacviec ba", "COMP_CWORD": "1"}
    assert release.ask(_NHACVIEC_COMPLETE="complete_bash", **typed).stdout.split() == ["backup"]


@pytest.mark.parametrize(
    ("answer", "ended", "said"),
    [
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, 0, "1 packages looked up"),
        ({"dependencies": [{"name": "a", "skip_reason": "?"}]}, 0, "could not look up 1 of 1"),
        (None, 0, "could not look anything up"),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}]},
            1,
            "a 1: CVE-1",
        ),
    ],
)
def test_a_weakness_fails_the_check_and_silence_is_said(
    tmp_path: Path, answer: object, ended: int, said: str
) -> None:
    auditor = tmp_path / "auditor"
    auditor.write_text(f"#!/bin/sh\necho '{json.dumps(answer) if answer else 'no network'}'\n")
    auditor.chmod(0o755)
    asked = subprocess.run(
        [sys.executable, ROOT / ".ci" / "audit", auditor],
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == ended, asked.stderr
    assert said in asked.stdout


def test_the_licences_are_those_of_the_lock() -> None:
    """`make licences` renews the list."""
    if shutil.which("pip-licenses", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("pip-licenses is not installed")
    listed = subprocess.run(
        [ROOT / ".ci" / "licences"], capture_output=True, text=True, check=False
    )
    assert listed.returncode == 0, listed.stderr
    known = (ROOT / "docs" / "licences.md").read_text("utf-8")
    names = [line.split()[1] for line in listed.stdout.splitlines() if line.startswith("| ")]
    assert [name for name in names if f"| {name} " not in known] == []


def test_what_the_program_is_made_of_can_be_listed(tmp_path: Path) -> None:
    """As `make sbom` does it: CycloneDX, every locked library with its version."""
    if shutil.which("cyclonedx-py", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("cyclonedx-bom is not installed")
    made = (ROOT / "Makefile").read_text("utf-8").partition("$(BIN)/cyclonedx-py ")[2]
    words = made.splitlines()[0].replace("dist/sbom.json", str(tmp_path / "sbom.json")).split()
    _run(ROOT, "-m", "cyclonedx_py", *words)
    told = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["version"] == __version__
    listed = {each["name"] for each in told["components"]}
    assert {"greenlet", "python-telegram-bot", "sqlalchemy"} <= listed
    assert all(each["version"] for each in told["components"])
