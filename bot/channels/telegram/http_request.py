"""How requests to Telegram travel: the only file that knows aiohttp."""

import asyncio
import io
import ssl
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.protocol import SendFailed
from bot.channels.telegram.errors import LineBroke, NotSent

DEFAULT = BaseRequest.DEFAULT_NONE
PIECE = 2**16
JSON = "application/json"
OMITTED = ("Accept", "Accept-Encoding")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds until a free connection, a new one, a piece written, and a sign of an answer."""

    pool: float | None = 5.0
    connect: float | None = 10.0
    write: float | None = 20.0
    read: float | None = 20.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the library's RequestData says of a request without files, of values that JSON knows."""

    parameters: dict[str, Any]
    contains_files: bool = False


class TelegramRequest(BaseRequest):
    """Requests for the library's Bot, over at most `connections` that are kept open.

    Fails with TimedOut or NetworkError; the cause is NotSent exactly when not one byte of the
    request was written, else LineBroke. Neither names the address, as the token is part of it.
    Nothing is ever sent twice and no redirection followed. `proxy`: the address of one for all,
    user and password in it; without it the environment decides, as for other programs.
    """

    def __init__(
        self, connections: int, times: Times | None = None, proxy: str | None = None
    ) -> None:
        self._connections = connections
        self._times = times or Times()
        self._usual = _limited(self._times)
        self._proxy = proxy
        self._proxies: dict[str, str | None] = {}
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._times.read

    async def initialize(self) -> None:
        """Nothing: connections are opened when they are first needed."""

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913 - as the library asks for it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = DEFAULT,
        write_timeout: Any = DEFAULT,
        connect_timeout: Any = DEFAULT,
        pool_timeout: Any = DEFAULT,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        asked = {"read": read_timeout, "write": write_timeout}
        asked |= {"connect": connect_timeout, "pool": pool_timeout}
        body = await _encoded(request_data, _given(asked, "write", self._times.write))
        try:
            return await self._exchange(method, url, body, self._limits(asked))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            late, name = isinstance(error, TimeoutError), type(error).__name__
        raise _failure(name, late) from (LineBroke(name) if body.begun else NotSent(name))

    async def _exchange(
        self, method: str, url: str, body: "_Body", limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        async with self._opened().request(
            method,
            url,
            data=body,
            timeout=limits,
            proxy=self._way(url),
            ssl=_trust(url),
            allow_redirects=False,
        ) as answer:
            return answer.status, await answer.read()

    async def download(self, url: str) -> AsyncGenerator[bytes, None]:
        """A file in pieces. SendFailed telegram.no_file when it cannot be had, `refused` for good.

        Whoever stops in the middle closes the iterator, and with it the connection.
        """
        try:
            async with self._opened().get(
                url,
                timeout=self._usual,
                proxy=self._way(url),
                ssl=_trust(url),
                allow_redirects=False,
            ) as answer:
                if answer.status != HTTPStatus.OK:
                    refused = answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
                    raise SendFailed("telegram.no_file", refused=refused)
                async for piece in answer.content.iter_chunked(PIECE):
                    yield piece
                return
        except (aiohttp.ClientError, OSError, ValueError):
            failed = SendFailed("telegram.no_file")
        raise failed  # out here, as the error of the line names the address

    async def ask(self, url: str, parameters: dict[str, Any]) -> Any:
        """The result of a method of the Bot API as it came, without the library's objects."""
        return await self.post(url, cast("RequestData", Asked(parameters)))

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """A broken answer is not written to the log: it may repeat a message."""
        try:
            read = orjson.loads(payload)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise TelegramError("Invalid server response")
        return read

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                skip_auto_headers=OMITTED,
            )
        return self._session

    def _limits(self, asked: dict[str, Any]) -> aiohttp.ClientTimeout:
        if all(value is DEFAULT for value in asked.values()):
            return self._usual
        named = ("pool", "connect", "write", "read")
        return _limited(Times(*(_given(asked, name, getattr(self._times, name)) for name in named)))

    def _way(self, url: str) -> str | None:
        """The proxy to this address, looked up once: the environment does not change."""
        if self._proxy is not None:
            return self._proxy
        scheme, host = urlsplit(url)[:2]
        if host not in self._proxies:
            found = getproxies()
            there = None if proxy_bypass(host) else found.get(scheme) or found.get("all")
            self._proxies[host] = there
        return self._proxies[host]


class _Body(aiohttp.Payload):
    """What is sent, and whether the first byte of the request has been handed to the system."""

    def __init__(self, content: bytes, content_type: str, write_s: float | None) -> None:
        super().__init__(content, content_type=content_type)
        self.begun = False
        self._content = content
        self._size = len(content)
        self._write_s = write_s

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self._content.decode(encoding, errors)

    async def write(self, writer: aiohttp.abc.AbstractStreamWriter) -> None:
        """Headers leave with the first piece; a connection that has died by then takes nothing."""
        line = getattr(writer, "transport", None)
        if line is None or line.is_closing():
            raise ConnectionResetError("the connection is closed")
        self.begun = True
        try:
            for at in range(0, len(self._content) or 1, PIECE):
                async with asyncio.timeout(self._write_s):
                    await writer.write(self._content[at : at + PIECE])
        except TimeoutError:
            line.abort()  # closing would wait for what nobody takes
            raise


async def _encoded(data: RequestData | None, write_s: float | None) -> _Body:
    if data is None:
        return _Body(b"", JSON, write_s)
    if not data.contains_files:
        return _Body(orjson.dumps(data.parameters), JSON, write_s)
    form = aiohttp.FormData(quote_fields=False, charset="utf-8")
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=kind)
    parts = form()
    return _Body(await parts.as_bytes(), parts.headers["Content-Type"], write_s)


def _failure(name: str, late: bool) -> NetworkError:
    return TimedOut(f"Timed out: {name}") if late else NetworkError(f"Line broke: {name}")


def _given(asked: dict[str, Any], name: str, usual: float | None) -> float | None:
    value = asked[name]
    return usual if value is DEFAULT else value


def _limited(times: Times) -> aiohttp.ClientTimeout:
    """aiohttp counts the wait for a free connection and the opening of a new one together."""
    waits = (times.pool, times.connect)
    both = None if None in waits else sum(each or 0.0 for each in waits)
    return aiohttp.ClientTimeout(
        total=None, connect=both, sock_connect=times.connect, sock_read=times.read
    )


def _trust(url: str) -> ssl.SSLContext | bool:
    return _roots() if url.startswith("https:") else True


@cache
def _roots() -> ssl.SSLContext:
    """The roots that come with certifi, and those that the system or SSL_CERT_FILE adds."""
    trusted = ssl.create_default_context(cafile=certifi.where())
    trusted.load_default_certs()
    return trusted
