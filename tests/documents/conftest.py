"""A month lived through by the sample department, and what its files are made of."""

import asyncio
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.calendar.periods import Period
from domain.summaries.forecast import as_json as forecast_json
from domain.summaries.report_data import Book
from domain.summaries.report_snapshots import Snapshot, book_of
from domain.summaries.summary import as_json
from nhacviec.config.policy_file import policy
from nhacviec.onboarding.importing import DEMO_DATA, import_folder
from nhacviec.simulation import simulate
from nhacviec.simulation.behaviour import Behaviour
from storage.engine.database import open_database
from storage.office import report_snapshots

SETTING = simulate.Setting(Period(2025, 10), DEMO_DATA, Behaviour(), policy(None))


@dataclass(frozen=True, slots=True)
class Lived:
    """The period's database, its book, and the summary as `nhacviec summary` gives it in JSON."""

    url: str
    now: datetime
    book: Book
    summary: dict[str, Any]
    snapshot: Snapshot


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('lived')}/lived.db"
    return asyncio.run(_live(url))


async def _live(url: str) -> Lived:
    db = await open_database(url, durable=False)
    try:
        await import_folder(db, DEMO_DATA, datetime.fromisoformat("2025-10-01T00:00:00+07:00"))
        simulation = await simulate.begun(db, SETTING)
        made = await simulate.live_through(simulation, SETTING)
        cycle = await simulate._cycle(simulation.service, SETTING.month)
        now = simulation.clock()
        async with db.read() as tx:
            snapshot = await report_snapshots.gather(tx, cycle, now)
        told = {**as_json(made.summary), "forecast": forecast_json(book_of(snapshot).forecast)}
        return Lived(url, now, book_of(snapshot), told, snapshot)
    finally:
        await db.close()


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice without a screen, with a profile of its own."""

    folder: Path

    def pdf(self, file: Path) -> Path:
        profile = f"-env:UserInstallation=file://{self.folder}/profile"
        asked = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir"]
        ended = subprocess.run(
            [*asked, str(self.folder), str(file)], capture_output=True, timeout=180, check=False
        )
        made = self.folder / f"{file.stem}.pdf"
        assert made.exists(), ended
        assert b"rror" not in ended.stdout + ended.stderr
        return made

    def pages(self, file: Path) -> list[str]:
        """The text of each page, as it is laid out."""
        command = ["pdftotext", "-layout", str(self.pdf(file)), "-"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return told.stdout.rstrip("\f").split("\f")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    missing = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]
    if missing:
        reason = f"{', '.join(missing)} not installed: files are not opened in a real program"
        pytest.skip(reason)
    return Office(tmp_path)
