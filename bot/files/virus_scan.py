"""Asks a clamd whether a file is clean, and opens office files; what is not a clear yes is not."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path

from documents.active_content import ActiveContent, found_in

CHUNK = 64 * 2**10
PATIENCE_S = 60


class ScanResult(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    ERROR = "error"
    MACROS = ActiveContent.MACROS
    PROGRAM = ActiveContent.PROGRAM
    DISGUISED = ActiveContent.DISGUISED
    LOCKED = ActiveContent.LOCKED
    UNREADABLE = ActiveContent.UNREADABLE


ALARMS = {ScanResult.INFECTED: "quarantine", ScanResult.ERROR: "quarantine"}
"""What the Office reads; of the rest that it was set apart."""

Scan = Callable[[Path], Awaitable[ScanResult]]


async def unscanned(_path: Path) -> ScanResult:
    """Where no scanner is configured."""
    return ScanResult.CLEAN


async def opened(path: Path, ending: str) -> ScanResult:
    """What an office file itself would do, whatever a scanner says."""
    found = await asyncio.to_thread(found_in, path, ending)
    return ScanResult(found) if found else ScanResult.CLEAN


def clamd(address: str) -> Scan:
    """`address` is host:port, or the path of a socket. The protocol is clamd's INSTREAM."""

    async def scan(path: Path) -> ScanResult:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return _read(await _stream(address, path))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return ScanResult.ERROR

    return scan


async def _stream(address: str, path: Path) -> bytes:
    if "/" in address:
        reader, writer = await asyncio.open_unix_connection(address)
    else:
        host, _, port = address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"zINSTREAM\0")
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                writer.write(struct.pack("!L", len(chunk)) + chunk)
                await writer.drain()
        writer.write(struct.pack("!L", 0))
        return await reader.readuntil(b"\0")
    finally:
        writer.close()


def _read(answer: bytes) -> ScanResult:
    if answer == b"stream: OK\0":
        return ScanResult.CLEAN
    return ScanResult.INFECTED if answer.endswith(b"FOUND\0") else ScanResult.ERROR
