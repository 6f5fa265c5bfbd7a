"""clamd with a signature of our own, of something harmless: clean, found, and not to be had."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.files.virus_scan import ScanResult, clamd
from nhacviec.monitoring.scanner_probe import probe
from tests.conftest import free_port
from tests.peers.conftest import program, running

HARMLESS = b"%PDF-1.7 this harmless file stands for an infected one\n"
SHIPPED = Path(__file__).parents[2] / "deploy" / "clamd.conf"
OURS = """
DatabaseDirectory {folder}/db
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
    shipped = SHIPPED.read_text("utf-8").replace("TCPSocket 3310", f"TCPSocket {port}")
    (tmp_path / "clamd.conf").write_text(shipped + OURS.format(folder=tmp_path))
    with running([server, "--config-file=clamd.conf"], tmp_path, port):
        yield f"127.0.0.1:{port}"


async def test_what_clamd_says_of_files(address: str, tmp_path: Path) -> None:
    scan, file = clamd(address), tmp_path / "file"
    file.write_bytes(b"%PDF-1.7 minutes of a meeting\n")
    assert await scan(file) is ScanResult.CLEAN
    file.write_bytes(HARMLESS)
    assert await scan(file) is ScanResult.INFECTED


async def test_with_our_settings_it_clears_nothing_that_it_cannot_look_through(
    address: str,
) -> None:
    assert await probe(clamd(address)) == "doctor.clamd"
    assert await probe(clamd(f"127.0.0.1:{free_port()}")) == "doctor.clamd_silent"


async def test_with_its_own_settings_it_does_and_the_doctor_says_so(tmp_path: Path) -> None:
    server, port = program("clamd"), free_port()
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "own.hdb").write_text(f"{'0' * 32}:1:Nhacviec.Test\n")
    own = f"TCPAddr 127.0.0.1\nTCPSocket {port}\nForeground yes\n"
    (tmp_path / "clamd.conf").write_text(own + OURS.format(folder=tmp_path))
    with running([server, "--config-file=clamd.conf"], tmp_path, port):
        assert await probe(clamd(f"127.0.0.1:{port}")) == "doctor.clamd_passes"
