"""Files that the board hands out, made beside the service when they are wanted, or takes in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from starlette.responses import Response

from storage.reports.evidence import Stored

Aside = Callable[..., Awaitable[Any]]
"""Runs a function with its values elsewhere, and returns or raises what it does."""
TYPES = {
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Files(Protocol):
    """The same files that messages bring, by the same wish."""

    @property
    def name(self) -> Callable[[Mapping[str, Any]], str]: ...

    @property
    def make(self) -> Callable[[Mapping[str, Any]], Awaitable[bytes]]: ...


class Uploads(Protocol):
    """Where files are kept, out of any web root."""

    async def keep(self, ending: str, chunks: AsyncIterator[bytes]) -> Stored:
        """Raises FileRefused for what is too large or no such file."""

    def path(self, stored: str) -> Path: ...


def download(name: str, content: bytes) -> Response:
    """A file to be kept under this name."""
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={"content-disposition": disposition})
