"""The files to run the service with name only what there is."""

import configparser
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from nhacviec import __version__
from nhacviec.cli import app as cli
from nhacviec.config.settings import SECRETS, Settings

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"NHACVIEC_([A-Z_]+)")
KNOWN = {name.upper() for name in Settings.model_fields} | {"LOG_LEVEL", "SETTINGS_FILE"}
FILES = {f"{name.upper()}_FILE" for name in SECRETS}


@pytest.mark.parametrize(
    "name",
    ["Dockerfile", "compose.yaml", "deploy/nhacviec.env", "deploy/nhacviec.service"],
)
def test_only_settings_that_exist_are_set(name: str) -> None:
    named = set(VARIABLE.findall((ROOT / name).read_text("utf-8")))
    assert named - KNOWN - FILES == set()


def test_every_setting_is_in_the_list_of_settings() -> None:
    """Names that begin alike share a row: `NHACVIEC_SMTP_HOST`, `_PORT`."""
    rows = (ROOT / "docs" / "settings.md").read_text("utf-8")
    missing = [
        name
        for name in KNOWN
        if f"NHACVIEC_{name}`" not in rows and f"`_{name.split('_', 1)[-1]}`" not in rows
    ]
    assert missing == []


def test_no_secret_is_written_into_a_file_of_the_repository() -> None:
    for name in ("compose.yaml", "deploy/nhacviec.env", "Dockerfile"):
        named = VARIABLE.findall((ROOT / name).read_text("utf-8"))
        assert [each for each in named if each.lower() in SECRETS] == []


@pytest.fixture
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return read


def test_the_container_may_do_little_and_is_seen_from_this_machine_only(
    compose: dict[str, Any],
) -> None:
    service = compose["services"]["nhacviec"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert [port.partition(":")[0] for port in service["ports"]] == ["127.0.0.1"]
    assert "ports" not in compose["services"]["database"]
    for each in compose["services"].values():
        assert set(each.get("secrets", [])) <= set(compose["secrets"])
        volumes = {volume.partition(":")[0] for volume in each.get("volumes", [])}
        assert volumes <= set(compose["volumes"])


def test_the_scanner_is_started_only_when_asked_for(compose: dict[str, Any]) -> None:
    assert compose["services"]["clamd"]["profiles"] == ["scan"]


def test_the_unit_writes_only_to_its_own_folder() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(ROOT / "deploy" / "nhacviec.service")
    service = unit["Service"]
    assert (service["User"], service["ProtectSystem"]) == ("nhacviec", "strict")
    assert service["CapabilityBoundingSet"] == ""
    assert "ReadWritePaths" not in service
    settings = (ROOT / "deploy" / "nhacviec.env").read_text("utf-8")
    places = re.findall(r"(?m)^NHACVIEC_(?:DATABASE_URL|\w+_DIR)=(?:\w+\+\w+:///)?(.+)$", settings)
    assert len(places) == 3
    assert [place for place in places if not place.startswith("/var/lib/nhacviec/")] == []


GUIDE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_the_guide_names_only_commands_that_exist() -> None:
    """In code only: `nhacviec backup`, and lines of a block."""
    commands = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined] # a group
    named = set(re.findall(r"(?m)(?:^ *|`| nhacviec )nhacviec ([a-z][a-z-]+)", GUIDE))
    assert {"doctor", "backup", "restore", "move-to", "quarantine", "invite"} <= named
    assert named - commands == set()


def test_the_guide_names_only_files_and_settings_that_exist() -> None:
    linked = [f"docs/{name}" for name in re.findall(r"\]\(([\w-]+\.md)\)", GUIDE)]
    named = re.findall(r"\b(?<!/)deploy/[\w.]*\w", GUIDE)
    assert [name for name in (*linked, *named) if not (ROOT / name).exists()] == []
    assert set(VARIABLE.findall(GUIDE.replace("_NHACVIEC_COMPLETE", ""))) - KNOWN - FILES == set()


def test_the_guide_is_the_same_in_vietnamese() -> None:
    """The same commands in the same order, settings, files and sections; only the words differ."""
    vietnamese = (ROOT / "docs" / "operations.vi.md").read_text("utf-8")
    for same in (
        r"(?ms)^ *```sh\n(.*?)```",
        r"`((?:nhacviec|systemctl) [a-z-]+)",
        r"(?m)^(##) ",
        VARIABLE,
    ):
        assert re.findall(same, vietnamese) == re.findall(same, GUIDE)


def test_the_installation_can_be_taken_out_of_the_guide() -> None:
    blocks = subprocess.check_output([ROOT / ".ci" / "blocks", "Install"], text=True)
    assert blocks.startswith("apt-get update\n")
    assert f"tar xzf nhacviec-{__version__}.tar.gz" in blocks
    assert "```" not in blocks
    assert "--now" not in blocks  # where no systemd runs it is refused, and .ci/nightly stops there
    subprocess.run(["bash", "-n"], input=blocks, text=True, check=True)
