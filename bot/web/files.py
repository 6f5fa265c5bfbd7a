"""Keeps what people upload: out of any web root, under a random name, for the service only."""

import os
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import UploadFile

from domain.messages import File

MOST_BYTES = 20 * 2**20
CHUNK = 64 * 2**10
KINDS = {
    b"\xff\xd8\xff": ("image/jpeg", {".jpg", ".jpeg"}),
    b"\x89PNG\r\n\x1a\n": ("image/png", {".png"}),
    b"%PDF-": ("application/pdf", {".pdf"}),
    b"PK\x03\x04": ("application/zip", {".docx", ".xlsx"}),
}


class FileRefused(Exception):
    """Too large, or not of a kind that we take. The argument is the reason's key."""


class Files:
    """A folder of evidence. `new_name` gives random names."""

    def __init__(self, folder: Path, new_name: Callable[[], str]) -> None:
        self.folder = folder
        self.new_name = new_name

    async def keep(self, upload: UploadFile) -> File:
        """Store an upload if its size, its ending and its first bytes are as they should be."""
        name = Path(upload.filename or "").name[:200]
        content = await _read(upload)
        kind = _kind(content, Path(name).suffix.casefold())
        self.folder.mkdir(parents=True, exist_ok=True)
        stored = self.new_name()
        handle = os.open(self.folder / stored, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return File(stored, name, kind, len(content))


async def _read(upload: UploadFile) -> bytes:
    content = bytearray()
    while chunk := await upload.read(CHUNK):
        content += chunk
        if len(content) > MOST_BYTES:
            raise FileRefused("too_large")
    return bytes(content)


def _kind(content: bytes, ending: str) -> str:
    for first, (media_type, endings) in KINDS.items():
        if content.startswith(first) and ending in endings:
            return media_type
    raise FileRefused("kind")
