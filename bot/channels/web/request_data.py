"""What a page sent, taken out of a request and bounded; HTTPException for what is refused."""

from collections.abc import AsyncIterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.channels import text_limits

SHORT = 64
CHUNK = 64 * 2**10


def same_origin(request: Request) -> None:
    """A form on another site cannot speak in somebody's name."""
    origin, host = request.headers.get("origin"), request.headers.get("host")
    if origin is not None and origin.partition("://")[2] != host:
        raise HTTPException(403)


def file_name(upload: UploadFile) -> str:
    return Path(text_limits.text(upload.filename)).name


def at_most(request: Request, most: int) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or len(length) > len(str(most)) or int(length) > most:
        raise HTTPException(413)


def text_of(given: object, most: int = SHORT) -> str:
    """What a page says, as any database takes it; nothing where it is no text.

    Refused when it is longer: the page says so and gives it back, and nothing is cut.
    """
    said = text_limits.text(given)
    if len(said) > most:
        raise HTTPException(413)
    return said


async def chunks(upload: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await upload.read(CHUNK):
        yield chunk


async def json_of(request: Request) -> dict[str, Any]:
    try:
        said = await request.json()
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise HTTPException(400)
    return said


def event_id(address: str, given: Any) -> str:
    """The page's own id of what was said there, the same however often it is sent.

    The address opens the chat: what is written down names it by its hash.
    """
    event = text_limits.text(given)
    if not event or len(event) > SHORT:
        raise HTTPException(400)
    return f"{blake2b(address.encode(), digest_size=16).hexdigest()}:{event}"
