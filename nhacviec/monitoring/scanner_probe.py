"""Asks a scanner about two harmless archives that it should not clear, to know how it is set up."""

import io
import tempfile
import zipfile
from pathlib import Path

from bot.files.virus_scan import Scan, ScanResult

LEVELS = 20
MARKS = ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8))
"""Where the two headers of a member say that it has a password."""
WORDS = b"These words are harmless; nobody needs to read them."


async def probe(scan: Scan) -> str:
    """The key of a finding: it clears neither, clears one of them, or does not answer."""
    said = [await _asked(scan, each) for each in (_locked(), _deep())]
    if ScanResult.ERROR in said:
        return "doctor.clamd_silent"
    return "doctor.clamd_passes" if ScanResult.CLEAN in said else "doctor.clamd"


async def _asked(scan: Scan, content: bytes) -> ScanResult:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return await scan(Path(file.name))


def _locked() -> bytes:
    made = bytearray(_archive(WORDS))
    for mark, at in MARKS:
        made[made.index(mark) + at] |= 1
    return bytes(made)


def _deep() -> bytes:
    made = WORDS
    for _ in range(LEVELS):
        made = _archive(made)
    return made


def _archive(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("inner.zip", content)
    return made.getvalue()
