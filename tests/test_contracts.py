"""The import contracts hold, and each of them catches what it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packages import PACKAGES, ROOT


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of a folder on the packages of that folder."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "static", "demo_*")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/people/units.py", "import storage", "who may import whom"),
        ("scheduler/loop.py", "import bot.rendering.catalogue", "who may import whom"),
        ("bot/rendering/catalogue.py", "import scheduler.loop", "who may import whom"),
        ("web/words.py", "import bot.rendering.catalogue", "who may import whom"),
        ("bot/rendering/catalogue.py", "import web.words", "who may import whom"),
        ("actions/acting.py", "import bot.inbound.context", "who may import whom"),
        ("web/words.py", "import sqlalchemy", "Only storage speaks SQL"),
        ("documents/readers/csv.py", "import storage.people.units", "who may import whom"),
        ("bot/rendering/catalogue.py", "import sqlalchemy", "Only storage speaks SQL"),
        ("domain/people/units.py", "import httpx", "The domain knows only the standard library"),
        ("api/calendar_feed.py", "import bot.rendering.catalogue", "who may import whom"),
        ("api/calendar_feed.py", "import icalendar", "icalendar"),
        ("bot/rendering/catalogue.py", "import telegram", "telegram"),
        ("bot/channels/telegram/channel.py", "import aiohttp", "aiohttp"),
        ("scheduler/loop.py", "import apscheduler", "apscheduler"),
        ("documents/report/chart.py", "import docxtpl", "docxtpl"),
        ("documents/report/wording.py", "import xlsxwriter", "xlsxwriter"),
        ("nhacviec/runtime/report_files.py", "import matplotlib", "matplotlib"),
        ("bot/inbound/dispatcher.py", "import bot.features.profile.handlers", "know no feature"),
        ("bot/delivery/sender.py", "import bot.inbound.context", "know no feature"),
        ("bot/channels/telegram/files.py", "import bot.channels.zalo.updates", "Messengers"),
        ("storage/engine/sequences.py", "import storage.people.units", "Inside storage"),
        ("domain/reporting/duties.py", "import domain.summaries.summary", "Inside the domain"),
        ("documents/readers/xlsx.py", "import xlrd", "xlrd"),
        ("documents/readers/docx.py", "import lxml", "lxml"),
        ("bot/rendering/catalogue.py", "import pdfplumber", "pdfplumber"),
        ("documents/readers/grid.py", "import cv2", "cv2"),
        ("documents/readers/grid.py", "import tesserocr", "tesserocr"),
        ("bot/rendering/catalogue.py", "import pypdfium2", "pypdfium2"),
        ("bot/rendering/catalogue.py", "import pyhanko", "pyhanko"),
    ],
)
def test_each_contract_catches_its_breach(
    copy: Path, module: str, line: str, contract: str
) -> None:
    path = copy / module
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{line}  # the breach\n", "utf-8")
    try:
        result = lint(copy)
    finally:
        path.write_text(before, "utf-8")
    broken = [row for row in result.stdout.splitlines() if " BROKEN" in row]
    assert result.returncode != 0
    assert any(contract in row for row in broken), result.stdout
