"""Static files under names that hold their hash, so that a browser may keep them for ever."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """`name`: with the hash of the content, as it is asked for."""

    name: str
    media_type: str
    content: bytes
    packed: bytes


@cache
def files() -> dict[str, StaticFile]:
    """Every static file by its plain name."""
    found = (path for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES)
    return {path.name: _read(path) for path in found}


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    mark = hashlib.sha256(content).hexdigest()[:16]
    packed = gzip.compress(content, mtime=0)
    return StaticFile(f"{path.stem}.{mark}{path.suffix}", TYPES[path.suffix], content, packed)


@cache
def _by_address() -> dict[str, StaticFile]:
    return {each.name: each for each in files().values()}


def address(name: str) -> str:
    """Where a page finds the file of this plain name."""
    return f"/bang/tinh/{files()[name].name}"


async def serve(request: Request) -> Response:
    """A file by its name with the hash; an old name is not found."""
    found = _by_address().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    packs = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
    headers |= {"content-encoding": "gzip"} if packs else {}
    content = found.packed if packs else found.content
    return Response(content, media_type=found.media_type, headers=headers)
