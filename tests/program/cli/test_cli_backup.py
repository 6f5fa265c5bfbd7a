"""A copy is made while the service runs, checked, rotated, and put back when it is needed."""

import asyncio
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine.database import open_database
from storage.maintenance import backups
from storage.maintenance.backups import BackupFailed
from storage.people import units
from tests import department
from tests.conftest import POSTGRES_BINARIES, Postgres
from tests.flows.world import at
from tests.program.shell import Shell

NOW = at("2025-10-17 23:00")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, NOW)
    asyncio.run(_founded(made))
    return made


async def _founded(shell: Shell) -> None:
    db = await open_database(shell.database)
    await department.found(db, NOW)
    await db.close()


def units_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as copy:
        return int(copy.execute("SELECT count(*) FROM units").fetchone()[0])


async def test_a_copy_is_made_while_the_service_writes(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    db = await open_database(shell.database)
    async with db.begin() as tx:
        await tx.exec_driver_sql("UPDATE units SET name = 'đang ghi' WHERE id = 1")
        ended = await asyncio.to_thread(shell, "backup", "--to", folder)
    await db.close()
    assert ended.returncode == 0, ended.stderr
    [copy] = folder.iterdir()
    assert copy.name == "nhacviec-20251017-230000.db"
    assert copy.stat().st_mode & 0o077 == 0
    assert units_in(copy) == len(department.UNITS)
    with closing(sqlite3.connect(copy)) as seen:
        assert seen.execute("SELECT name FROM units WHERE id = 1").fetchone() == ("Lãnh đạo Sở",)


def test_only_the_newest_copies_stay(shell: Shell, tmp_path: Path) -> None:
    for day in range(4):
        backups.make(shell.database, tmp_path / "copies", 2, NOW + timedelta(days=day))
    names = sorted(each.name for each in (tmp_path / "copies").iterdir())
    assert names == ["nhacviec-20251019-230000.db", "nhacviec-20251020-230000.db"]


def test_a_copy_is_put_back_and_what_was_there_stays_beside(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "STEPS", 100)
    made = shell("backup", "--to", tmp_path / "copies", TTY_COMPATIBLE="1")
    assert re.search(r"Đã chép \d+/\d+ MB", made.stderr)
    [copy] = (tmp_path / "copies").iterdir()
    with closing(sqlite3.connect(tmp_path / "cli.db")) as later, later:
        later.execute("UPDATE units SET name = 'sau khi sao lưu'")
    told = shell("restore", copy)
    assert "Đã khôi phục" in told.stdout
    assert asyncio.run(_name_of_the_first(shell)) == "Lãnh đạo Sở"
    with closing(sqlite3.connect(tmp_path / "cli.db.before-restore")) as before:
        names = {row[0] for row in before.execute("SELECT name FROM units")}
    assert names == {"sau khi sao lưu"}


async def _name_of_the_first(shell: Shell) -> str:
    db = await open_database(shell.database)
    async with db.read() as tx:
        name = (await units.root(tx)).name
    await db.close()
    return name


@pytest.mark.parametrize("damage", ["cut", "other", "none"])
def test_what_is_no_whole_copy_is_refused_and_changes_nothing(
    shell: Shell, tmp_path: Path, damage: str
) -> None:
    shell("backup", "--to", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    if damage == "cut":
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    elif damage == "other":
        copy.write_bytes(b"not a database at all" * 100)
    else:
        copy.unlink()
    untouched = (tmp_path / "cli.db").read_bytes()
    told = shell("restore", copy)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert (tmp_path / "cli.db").read_bytes() == untouched
    assert not (tmp_path / "cli.db.before-restore").exists()


async def test_nothing_is_put_back_while_the_service_runs(shell: Shell, tmp_path: Path) -> None:
    await asyncio.to_thread(shell, "backup", "--to", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    db = await open_database(shell.database)
    told = await asyncio.to_thread(shell, "restore", copy)
    await db.close()
    assert told.returncode == 1
    assert not (tmp_path / "cli.db.before-restore").exists()


def test_without_a_folder_the_command_says_what_is_missing(shell: Shell) -> None:
    told = shell("backup")
    assert told.returncode == 1
    assert "NHACVIEC_BACKUP_DIR" in told.stderr


def test_a_server_is_dumped_and_the_dump_can_be_read(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(POSTGRES_BINARIES[-1]), prepend=":")
    url = postgres.new_database()
    made = backups.make(url, tmp_path / "copies", 2, NOW)
    assert made.suffix == ".dump"
    assert made.read_bytes().startswith(b"PGDMP")
    missing = url.rpartition("/")[0] + "/nothing_here"
    with pytest.raises(BackupFailed, match="program_failed"):
        backups.make(missing, tmp_path / "copies", 2, NOW + timedelta(days=1))
    assert [each.suffix for each in (tmp_path / "copies").glob("*.dump")] == [".dump"]
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BackupFailed, match="no_program"):
        backups.make(url, tmp_path / "copies", 2, NOW)


def test_after_a_restore_messages_are_held_back_until_they_are_let_go(
    shell: Shell, tmp_path: Path
) -> None:
    assert "gửi tin bình thường" in shell("quarantine", "show").stdout
    shell("backup", "--to", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    assert "tạm dừng gửi tin" in shell("restore", copy).stdout
    assert "sau khi khôi phục" in shell("quarantine", "show").stdout
    assert "Đã cho phép" in shell("quarantine", "lift").stdout
    assert "không tạm dừng" in shell("quarantine", "lift").stdout


def test_who_knows_that_the_clock_was_wrong_holds_messages_back(shell: Shell) -> None:
    assert "tạm dừng gửi tin" in shell("quarantine", "begin", "--clock").stdout
    assert "đồng hồ sai" in shell("quarantine", "show").stdout


def test_a_server_that_wants_a_password_is_dumped(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It travels in the environment; the address that pg_dump is given has none."""
    monkeypatch.setenv("PATH", str(POSTGRES_BINARIES[-1]), prepend=":")
    url = postgres.new_database()
    door = postgres.folder / "data" / "pg_hba.conf"
    before = door.read_text("utf-8")
    door.write_text("host all keeper 127.0.0.1/32 scram-sha-256\n" + before)
    asyncio.run(
        _told(url, "CREATE ROLE keeper SUPERUSER LOGIN PASSWORD 'p@ss'", "SELECT pg_reload_conf()")
    )
    theirs = url.replace("nhacviec@", "keeper:{}@")
    assert backups.make(theirs.format("p%40ss"), tmp_path / "copies", 2, NOW).suffix == ".dump"
    with pytest.raises(BackupFailed, match="program_failed"):
        backups.make(theirs.format("wrong"), tmp_path / "copies", 2, NOW + timedelta(days=1))
    door.write_text(before)
    asyncio.run(_told(url, "DROP ROLE keeper", "SELECT pg_reload_conf()"))


async def _told(url: str, *statements: str) -> None:
    db = await open_database(url)
    async with db.begin() as tx:
        for each in statements:
            await tx.exec_driver_sql(each)
    await db.close()


def test_whoever_restores_twice_still_has_what_was_there_first(
    shell: Shell, tmp_path: Path
) -> None:
    shell("backup", "--to", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    with closing(sqlite3.connect(tmp_path / "cli.db")) as later, later:
        later.execute("DELETE FROM quarantines")
        later.execute("UPDATE units SET name = 'sau khi sao lưu'")
    for _ in range(2):
        assert shell("restore", copy).returncode == 0
    with closing(sqlite3.connect(tmp_path / "cli.db.before-restore")) as first:
        names = {row[0] for row in first.execute("SELECT name FROM units")}
    assert names == {"sau khi sao lưu"}
    assert (tmp_path / "cli.db.before-restore-2").exists()


@pytest.mark.parametrize("old_is_aside", [False, True])
def test_a_restore_that_is_cut_off_leaves_one_whole_database(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old_is_aside: bool
) -> None:
    """Cut off after the old file was put aside, the next start goes on with the copy."""
    shell("backup", "--to", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    replace = Path.replace

    def cut_off(self: Path, target: Path) -> Path:
        if self.name == "cli.db.restored" or (self.name == "cli.db" and not old_is_aside):
            raise SystemExit
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(SystemExit):
        backups.restore(shell.database, copy, lambda _url: None)
    monkeypatch.undo()
    assert (tmp_path / "cli.db").exists() is not old_is_aside
    assert asyncio.run(_name_of_the_first(shell)) == "Lãnh đạo Sở"
    assert shell("restore", copy).returncode == 0
