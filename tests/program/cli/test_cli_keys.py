"""The key that phone numbers and chat addresses are encrypted with, as the administrator has it."""

from pathlib import Path

import pytest

from storage.engine import encryption_key
from tests.conftest import Postgres
from tests.program.shell import Shell
from tests.templates import KEY

OTHER = "another key for tests only"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def key_file(folder: Path, *lines: str) -> str:
    file = folder / "data_key"
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return str(file)


def test_a_new_key_above_the_old_one_takes_its_place(shell: Shell, tmp_path: Path) -> None:
    both = key_file(tmp_path, OTHER, KEY)
    assert shell("migrate", NHACVIEC_DATA_KEY_FILE=both).returncode == 0
    changed = shell("keys", "rotate", NHACVIEC_DATA_KEY_FILE=both)
    assert "khóa mới" in changed.stdout, changed.stderr
    again = shell("keys", "rotate", NHACVIEC_DATA_KEY_FILE=both)
    assert (again.returncode, "Chưa có khóa mới" in again.stderr) == (1, True)
    new = key_file(tmp_path, OTHER)
    assert shell("migrate", NHACVIEC_DATA_KEY_FILE=new).returncode == 0
    old = shell("migrate", NHACVIEC_DATA_KEY_FILE=key_file(tmp_path, KEY))
    assert (old.returncode, "Khóa không mở được" in old.stderr) == (1, True)


def test_a_key_beside_the_database_is_made_anew(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "cli.db"
    assert encryption_key.beside(path) == [KEY]
    assert "khóa mới" in shell("keys", "rotate").stdout
    [new] = encryption_key.beside(path)
    assert new != KEY
    assert shell("migrate").returncode == 0
    encryption_key.put_beside(path, [KEY])
    assert "Khóa không mở được" in shell("migrate").stderr


def test_a_rotation_that_was_cut_off_leaves_a_key_that_fits(shell: Shell, tmp_path: Path) -> None:
    encryption_key.put_beside(tmp_path / "cli.db", [encryption_key.new(), KEY])
    assert shell("migrate").returncode == 0
    assert shell("keys", "rotate").returncode == 0
    assert len(encryption_key.beside(tmp_path / "cli.db")) == 1


def test_a_server_does_not_open_without_its_key(shell: Shell, postgres: Postgres) -> None:
    url = postgres.new_database()
    told = shell("migrate", NHACVIEC_DATABASE_URL=url)
    assert (told.returncode, "Thiếu NHACVIEC_DATA_KEY" in told.stderr) == (1, True)
    assert shell("migrate", NHACVIEC_DATABASE_URL=url, NHACVIEC_DATA_KEY=KEY).returncode == 0
    wrong = shell("migrate", NHACVIEC_DATABASE_URL=url, NHACVIEC_DATA_KEY=OTHER)
    assert (wrong.returncode, "Khóa không mở được" in wrong.stderr) == (1, True)


def test_a_copy_of_before_a_rotation_needs_the_key_of_then(shell: Shell, tmp_path: Path) -> None:
    shell("backup", "--to", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    shell("keys", "rotate")
    refused = shell("restore", copy)
    assert (refused.returncode, "Khóa không mở được" in refused.stderr) == (1, True)
    assert shell("migrate").returncode == 0
    [new] = encryption_key.beside(tmp_path / "cli.db")
    both = key_file(tmp_path, new, KEY)
    assert shell("restore", copy, NHACVIEC_DATA_KEY_FILE=both).returncode == 0
    assert shell("keys", "rotate", NHACVIEC_DATA_KEY_FILE=both).returncode == 0
    assert shell("migrate").returncode == 0
