"""Copies of the database: made while the service runs, checked, the oldest dropped."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from itertools import chain, count
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from domain.imports.progress import Tell
from storage.engine.database import RESTORED, own

NAME = "nhacviec-{:%Y%m%d-%H%M%S}"
LONGEST_S = 3600.0
STEPS = 100_000  # of SQLite's machine, between two looks at how far a copy is


class BackupFailed(Exception):
    """The copy could not be made, or is not whole; the key of a sentence says why."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def make(url: str, folder: Path, keep: int, now: datetime, tell: Tell | None = None) -> Path:
    """Copy the database into the folder and drop all but the newest `keep` copies.

    `tell`: how many bytes of a file are copied, and of how many; of a server nobody knows.
    Raises BackupFailed; what was there before stays then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = make_url(url)
    embedded = known.get_backend_name() == "sqlite"
    target = folder / (NAME.format(now) + (".db" if embedded else ".dump"))
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    if embedded:
        _copy(Path(known.database or ""), unfinished, tell)
    else:
        _dump(known, unfinished)
    unfinished.chmod(0o600)
    unfinished.replace(target)
    for old in sorted(folder.glob(f"nhacviec-*{target.suffix}"))[:-keep]:
        old.unlink()
    return target


def restore(url: str, backup: Path, prepare: Callable[[str], None]) -> Path:
    """Put a copy of the embedded database in its place; returns where the one before lies now.

    `prepare` is given the address of the copy before it takes its place.
    Raises BackupFailed, or DatabaseInUse while the service runs; nothing is changed then.
    """
    known = make_url(url)
    if known.get_backend_name() != "sqlite":
        raise BackupFailed("backup.server")
    check(backup)
    path = Path(known.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with own(path):
        coming = path.with_name(f"{path.name}.restoring")
        coming.unlink(missing_ok=True)
        coming.touch(mode=0o600)
        shutil.copyfile(backup, coming)
        prepare(known.set(database=str(coming)).render_as_string())
        coming.with_name(f"{coming.name}.lock").unlink(missing_ok=True)
        ready = coming.replace(path.with_name(f"{path.name}{RESTORED}"))
        before = _free(path)
        for end in ("", "-wal", "-shm"):
            beside = path.with_name(path.name + end)
            if beside.exists():
                beside.replace(before.with_name(before.name + end))
        ready.replace(path)
    return before


def _free(path: Path) -> Path:
    """Whoever restores twice still has the database that was there first."""
    before = path.with_name(f"{path.name}.before-restore")
    others = (before.with_name(f"{before.name}-{number}") for number in count(2))
    return next(each for each in chain([before], others) if not each.exists())


def check(backup: Path) -> None:
    """Raises BackupFailed unless this is a whole SQLite database of ours."""
    if not backup.exists():
        raise BackupFailed("backup.missing", path=str(backup))
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as copy:
            [(said,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        said = "broken"
    if said != "ok":
        raise BackupFailed("backup.broken", path=str(backup))


def _copy(database: Path, target: Path, tell: Tell | None) -> None:
    if not database.exists():
        raise BackupFailed("backup.missing", path=str(database))
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        if tell:
            source.set_progress_handler(partial(_grown, database, target, tell), STEPS)
        source.execute("VACUUM INTO ?", (str(target),))
    check(target)


def _grown(database: Path, target: Path, tell: Tell) -> None:
    with suppress(OSError):  # not begun yet
        tell(target.stat().st_size, database.stat().st_size)


def _dump(known: URL, target: Path) -> None:
    """The password travels by the environment: arguments are seen by everybody on the machine."""
    bare = known.set(drivername="postgresql")._replace(password=None)  # set() would keep it
    address = bare.render_as_string()
    secret = {"PGPASSWORD": str(known.password)} if known.password else {}
    _run(["pg_dump", "--format=custom", f"--file={target}", f"--dbname={address}"], secret)
    _run(["pg_restore", "--list", str(target)], {})


def _run(command: list[str], secret: dict[str, str]) -> None:
    if shutil.which(command[0]) is None:
        raise BackupFailed("backup.no_program", program=command[0])
    ended = subprocess.run(  # noqa: S603 - our own two programs
        command, env=os.environ | secret, capture_output=True, timeout=LONGEST_S, check=False
    )
    if ended.returncode:
        raise BackupFailed("backup.program_failed", program=command[0])
