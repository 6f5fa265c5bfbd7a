"""What Zalo's two messengers share: lines, parts of messages, alarms, what is pushed, files.

What people sent is fetched in pieces, from where Zalo keeps it and nowhere else, never too much.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import httpx
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.protocol import SendFailed

NOT_SENT = (
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What happens before a request leaves; every other failure of the line leaves it unknown."""
BODY_LIMIT = 2**20

Alarm = Callable[[str], None]
Endpoint = Callable[[Request], Awaitable[Response]]

FETCH_LIMIT = 20 * 2**20
STORES = ("zdn.vn", "zadn.vn")
NO_FILE = "zalo.no_file"
FILE_TOO_BIG = "zalo.file_too_big"
MOST_BEGUN = 1000
CLOSE_S = 5.0

Part = TypeVar("Part")


@dataclass(slots=True)
class Alarms:
    """Each alarm sounds once, until what it is about has worked again."""

    alarm: Alarm
    _sounding: set[str] = field(default_factory=set)

    def sound(self, reason: str) -> None:
        if reason not in self._sounding:
            self._sounding.add(reason)
            self.alarm(reason)

    def rest(self, *reasons: str) -> None:
        self._sounding.difference_update(reasons)


@dataclass(slots=True)
class PartsSender(Generic[Part]):
    """Says messages part by part; one that failed between two goes on there at its next attempt."""

    say: Callable[[str, Part], Awaitable[str]]
    _begun: dict[tuple[str, str], list[Part]] = field(default_factory=dict)

    async def send(self, address: str, reference: str, parts: Sequence[Part]) -> str:
        """Say what is left of them and return the id of the last one; raises SendFailed."""
        key = (address, reference)
        message_id = ""
        for number in range(self._said(key, parts), len(parts)):
            try:
                message_id = await self.say(address, parts[number])
            except SendFailed:
                self._keep(key, parts[:number])
                raise
        self._begun.pop(key, None)
        return message_id

    def _said(self, key: tuple[str, str], parts: Sequence[Part]) -> int:
        """How many parts of this message are there already, if they still are what it says."""
        said = self._begun.get(key, [])
        same = list(parts[: len(said)]) == said
        return len(said) if same and len(said) < len(parts) else 0

    def _keep(self, key: tuple[str, str], said: Sequence[Part]) -> None:
        if not key[1] or not said:
            return
        self._begun[key] = list(said)
        if len(self._begun) > MOST_BEGUN:
            self._begun.pop(next(iter(self._begun)))


async def close(client: httpx.AsyncClient) -> None:
    """A line that does not close in time is left to itself."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await client.aclose()
    except Exception:
        logging.getLogger(__name__).info("connections were not given back")


def broken_line(error: Exception, messenger: str) -> SendFailed:
    """No answer: certainly not sent only if the request cannot have left."""
    if isinstance(error, NOT_SENT):
        return SendFailed(f"{messenger}.not_sent")
    return SendFailed(f"{messenger}.uncertain", uncertain=True)


async def body_of(request: Request, most: int = BODY_LIMIT) -> bytes | None:
    """The body, or None as soon as it is larger than `most`."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body


def fetchable(url: str, api_url: str) -> bool:
    """Only Zalo's own stores and the very place of the API: a push must not make us call others."""
    try:
        asked, api = httpx.URL(url), httpx.URL(api_url)
    except httpx.InvalidURL:
        return False
    if (asked.scheme, asked.host, asked.port) == (api.scheme, api.host, api.port):
        return True
    host = asked.host.lower()
    ours = host in STORES or host.endswith(tuple(f".{store}" for store in STORES))
    return ours and asked.scheme == "https" and asked.port is None


async def stream(client: httpx.AsyncClient, url: str) -> AsyncIterator[bytes]:
    """The picture's bytes; redirects are not followed, as they may lead anywhere."""
    failed, size = None, 0
    try:
        async with client.stream("GET", url, follow_redirects=False) as answer:
            if answer.status_code != httpx.codes.OK:
                raise SendFailed(NO_FILE, refused=answer.status_code < 500)
            async for chunk in answer.aiter_bytes():
                size += len(chunk)
                if size > FETCH_LIMIT:
                    raise SendFailed(FILE_TOO_BIG, refused=True)
                yield chunk
    except (httpx.HTTPError, httpx.InvalidURL):
        failed = SendFailed(NO_FILE)
    if failed is not None:  # raised out here, as the error of the line names the address
        raise failed
