"""clamd with a signature of our own, of something harmless: clean, found, and not to be had."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.files.virus_scan import ScanResult, clamd
from tests.conftest import free_port
from tests.peers.conftest import program, running

HARMLESS = b"%PDF-1.7 this harmless file stands for an infected one\n"
CONFIG = """
DatabaseDirectory {folder}/db
TCPSocket {port}
TCPAddr 127.0.0.1
Foreground yes
LogFile {folder}/clamd.log
TemporaryDirectory {folder}
User root
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server, port = program("clamd"), free_port()
    (tmp_path / "db").mkdir()
    signature = f"{hashlib.md5(HARMLESS).hexdigest()}:{len(HARMLESS)}:Nhacviec.Test\n"
    (tmp_path / "db" / "own.hdb").write_text(signature)
    (tmp_path / "clamd.conf").write_text(CONFIG.format(folder=tmp_path, port=port))
    with running([server, "--config-file=clamd.conf"], tmp_path, port):
        yield f"127.0.0.1:{port}"


async def test_what_clamd_says_of_files(address: str, tmp_path: Path) -> None:
    scan, file = clamd(address), tmp_path / "file"
    file.write_bytes(b"%PDF-1.7 minutes of a meeting\n")
    assert await scan(file) is ScanResult.CLEAN
    file.write_bytes(HARMLESS)
    assert await scan(file) is ScanResult.INFECTED
