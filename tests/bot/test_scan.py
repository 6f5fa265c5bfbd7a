"""The scanner: only a clear yes is clean, against a clamd on loopback."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.files.virus_scan import ScanResult, clamd

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def honest(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads a stream as clamd does, and knows one virus."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!L", await reader.readexactly(4))[0]:
        content += await reader.readexactly(size)
    found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
    writer.write(found)
    writer.close()


async def too_small(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"INSTREAM size limit exceeded. ERROR\0")
    writer.close()


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


@asynccontextmanager
async def scanner(handler: Handler) -> AsyncIterator[str]:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("handler", "content", "verdict"),
    [
        (honest, b"a harmless report" * 20_000, ScanResult.CLEAN),
        (honest, b"before " + EICAR, ScanResult.INFECTED),
        (too_small, b"a report", ScanResult.ERROR),
        (silent, b"a report", ScanResult.ERROR),
    ],
)
async def test_a_file_is_judged(
    tmp_path: Path, handler: Handler, content: bytes, verdict: ScanResult
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    async with scanner(handler) as address:
        assert await clamd(address)(file) is verdict


async def test_a_scanner_that_is_not_there_finds_nothing_clean(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a report")
    assert await clamd("127.0.0.1:1")(file) is ScanResult.ERROR
    assert await clamd(str(tmp_path / "no-socket"))(file) is ScanResult.ERROR
