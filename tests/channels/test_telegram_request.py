"""Requests to Telegram over lines that fail in every way: certainly not sent, or perhaps sent."""

import asyncio
import contextlib
import logging
import socket
import ssl
import struct
import subprocess
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.channels.protocol import SendFailed
from bot.channels.telegram import http_request
from bot.channels.telegram.channel import failure
from bot.channels.telegram.errors import LineBroke, NotSent
from bot.channels.telegram.http_request import TelegramRequest, Times
from tests.channels.fake_telegram import TOKEN
from tests.conftest import free_port

SECRET_HALF = TOKEN.split(":")[1]
QUICK = Times(pool=0.3, connect=0.3, write=0.3, read=0.3)
MESSAGE = b'{"ok":true,"result":{"message_id":7,"date":0,"chat":{"id":5,"type":"private"}}}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(MESSAGE), MESSAGE)
NO_LINGER = struct.pack("ii", 1, 0)

Act = Callable[["Line"], Awaitable[None]]


@dataclass
class Line:
    """One connection as the server sees it. `server`: whose acts it plays, one for each request."""

    server: "Script"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> tuple[bytes, bytes]:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
        body = await self.reader.readexactly(int(length or b"0"))
        self.server.heard.append((head, body))
        return head, body

    async def say(self, what: bytes) -> None:
        self.writer.write(what)
        await self.writer.drain()

    async def hang(self) -> None:
        await self.server.closing.wait()


@dataclass
class Script:
    """A server that does what it is told, request by request, and then answers properly."""

    acts: list[Act] = field(default_factory=list)
    heard: list[tuple[bytes, bytes]] = field(default_factory=list)
    lines: int = 0
    open: int = 0
    most_open: int = 0
    url: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    serving: set[asyncio.Task[Any]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines, self.open = self.lines + 1, self.open + 1
        self.most_open = max(self.most_open, self.open)
        task = asyncio.current_task()
        assert task
        self.serving.add(task)
        line = Line(self, reader, writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while not writer.is_closing():
                act = self.acts.pop(0) if self.acts else answer
                await act(line)
        self.open -= 1
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()


async def answer(line: Line) -> None:
    await line.request()
    await line.say(ANSWER)


async def slow_header(line: Line) -> None:
    await line.request()
    await line.say(ANSWER[:20])
    await line.hang()


async def slow_body(line: Line) -> None:
    await line.request()
    await line.say(ANSWER[:-5])
    await line.hang()


async def cut_in_the_body(line: Line) -> None:
    await line.request()
    await line.say(ANSWER[:-5])
    line.writer.close()


async def closed_without_a_word(line: Line) -> None:
    await line.request()
    line.writer.close()


async def reset(line: Line) -> None:
    await line.request()
    line.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    line.writer.transport.abort()


async def no_http(line: Line) -> None:
    await line.request()
    await line.say(b"SSH-2.0 what do you want\r\n\r\n")


async def sent_elsewhere(line: Line) -> None:
    await line.request()
    await line.say(
        b"HTTP/1.1 307 Go\r\nLocation: %b/evil\r\nContent-Length: 0\r\n\r\n"
        % line.server.url.encode()
    )


async def answered_then_closed(line: Line) -> None:
    await answer(line)
    line.writer.close()


async def deaf(line: Line) -> None:
    await line.hang()


@asynccontextmanager
async def scripted(*acts: Act, tls: ssl.SSLContext | None = None) -> AsyncIterator[Script]:
    script = Script(list(acts))
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    script.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield script
    finally:
        script.closing.set()
        server.close()
        await asyncio.gather(*script.serving)


@asynccontextmanager
async def requests(
    connections: int = 8, times: Times = QUICK, proxy: str | None = None
) -> AsyncIterator[TelegramRequest]:
    request = TelegramRequest(connections, times, proxy)
    try:
        yield request
    finally:
        await request.shutdown()


def bot(url: str, request: TelegramRequest) -> Bot:
    return Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", request, request)


async def failing(url: str, request: TelegramRequest) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await bot(url, request).send_message(5, "điều riêng tư")
    return caught.value


def told(error: BaseException) -> str:
    """All that an error and what it hangs together with would print."""
    text, linked = "".join(traceback.format_exception(error)), error.__cause__ or error.__context__
    while linked is not None:
        text += repr(linked) + str(linked)
        linked = linked.__cause__ or linked.__context__
    return text


@pytest.fixture
async def quiet(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Nothing is told of the token, at any level, nor is any failure left to the loop."""
    left: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, what: left.append(what))
    with caplog.at_level(logging.DEBUG):
        yield
    assert left == []
    assert SECRET_HALF not in caplog.text
    assert "riêng tư" not in caplog.text


# What the failure says: its kind, and whether the request may have arrived


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (slow_header, TimedOut),
        (slow_body, TimedOut),
        (cut_in_the_body, NetworkError),
        (closed_without_a_word, NetworkError),
        (reset, NetworkError),
        (no_http, NetworkError),
    ],
)
async def test_a_line_that_breaks_later_may_have_sent(
    quiet: None, act: Act, kind: type[NetworkError]
) -> None:
    async with scripted(act) as script, requests() as request:
        error = await failing(script.url, request)
    assert type(error) is kind
    assert isinstance(error.__cause__, LineBroke)
    assert failure(error).uncertain
    assert SECRET_HALF not in told(error)
    assert len(script.heard) == 1  # and it was not tried again


async def test_nobody_at_the_other_end_means_not_sent(quiet: None) -> None:
    async with requests() as request:
        error = await failing(f"http://127.0.0.1:{free_port()}", request)
    assert isinstance(error.__cause__, NotSent)
    assert failure(error).reason == "telegram.not_sent"
    assert SECRET_HALF not in told(error)


async def test_a_name_that_nobody_has_means_not_sent(
    quiet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_args: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with requests() as request:
        error = await failing("http://api.example", request)
    assert isinstance(error.__cause__, NotSent)
    assert SECRET_HALF not in told(error)


async def test_no_free_connection_in_time_means_not_sent(quiet: None) -> None:
    times = Times(pool=0.05, connect=0.05, write=1.0, read=1.0)
    async with scripted(slow_header) as script, requests(1, times) as request:
        stuck = asyncio.create_task(failing(script.url, request))
        while not script.heard:  # noqa: ASYNC110 - the server offers no event to wait for
            await asyncio.sleep(0.005)
        error = await failing(script.url, request)
        assert type(error) is TimedOut
        assert isinstance(error.__cause__, NotSent)
        assert isinstance((await stuck).__cause__, LineBroke)
    assert len(script.heard) == 1


async def test_an_upload_that_nobody_reads_is_given_up(quiet: None) -> None:
    async with scripted(deaf) as script, requests() as request:
        with pytest.raises(TimedOut) as caught:
            await bot(script.url, request).send_document(5, b"x" * 20_000_000, filename="a.pdf")
    assert isinstance(caught.value.__cause__, LineBroke)
    assert SECRET_HALF not in told(caught.value)


async def test_a_redirection_is_not_followed(quiet: None) -> None:
    async with scripted(sent_elsewhere) as script, requests() as request:
        await failing(script.url, request)
    assert len(script.heard) == 1


# Connections that are kept


async def test_a_kept_connection_is_used_again() -> None:
    async with scripted() as script, requests() as request:
        for _ in range(3):
            assert (await bot(script.url, request).send_message(5, "x")).message_id == 7
    assert (script.lines, len(script.heard)) == (1, 3)


async def test_a_connection_closed_between_two_requests_is_replaced(quiet: None) -> None:
    async with scripted(answered_then_closed) as script, requests() as request:
        await bot(script.url, request).send_message(5, "x")
        while script.open:  # noqa: ASYNC110 - the server offers no event to wait for
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)  # until the end of the line has come through
        await bot(script.url, request).send_message(5, "x")
    assert (script.lines, len(script.heard)) == (2, 2)


async def test_a_line_that_dies_before_the_first_byte_means_not_sent(
    quiet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The instant between taking a kept connection and writing on it."""
    send = aiohttp.ClientRequest.send

    async def die(self: aiohttp.ClientRequest, conn: Any) -> aiohttp.ClientResponse:
        conn.transport.abort()
        return await send(self, conn)

    async with scripted() as script, requests() as request:
        await bot(script.url, request).send_message(5, "x")
        monkeypatch.setattr(aiohttp.ClientRequest, "send", die)
        error = await failing(script.url, request)
    assert isinstance(error.__cause__, NotSent)
    assert len(script.heard) == 1


@pytest.mark.parametrize("act", [closed_without_a_word, reset])
async def test_what_may_have_arrived_on_a_kept_connection_is_not_repeated(
    quiet: None, act: Act
) -> None:
    async with scripted(answer, act) as script, requests() as request:
        await bot(script.url, request).send_message(5, "x")
        error = await failing(script.url, request)
    assert isinstance(error.__cause__, LineBroke)
    assert (script.lines, len(script.heard)) == (1, 2)


async def test_a_hundred_at_once_share_eight_connections() -> None:
    times = Times(pool=30, connect=30, write=30, read=30)
    async with scripted() as script, requests(8, times) as request:
        told = [bot(script.url, request).send_message(n, f"số {n}") for n in range(1, 101)]
        assert len(await asyncio.gather(*told)) == 100
    assert script.most_open <= 8
    assert len({body for _, body in script.heard}) == 100


# Proxies and certificates


async def test_a_proxy_that_is_set_carries_the_request(quiet: None) -> None:
    async with scripted() as script:
        address = script.url.replace("http://", "http://an:bi-mat@")
        async with requests(proxy=address) as request:
            await bot("http://api.example", request).send_message(5, "x")
    [(head, _)] = script.heard
    assert head.startswith(b"POST http://api.example/bot")
    assert b"Proxy-Authorization: Basic YW46YmktbWF0" in head


@pytest.mark.parametrize(("spared", "lines"), [("", 1), ("api.example,127.0.0.1", 0)])
async def test_the_environment_names_the_proxy_and_what_goes_without(
    monkeypatch: pytest.MonkeyPatch, spared: str, lines: int
) -> None:
    async with scripted() as proxy, scripted() as script, requests() as request:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", spared)
        await bot(script.url, request).send_message(5, "x")
    assert (proxy.lines, script.lines) == (lines, 1 - lines)


async def refused_tunnel(line: Line) -> None:
    await line.request()
    await line.say(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("away", [False, True])
async def test_a_proxy_that_does_not_let_through_means_not_sent(quiet: None, away: bool) -> None:
    async with scripted(refused_tunnel) as script:
        address = f"http://an:bi-mat@127.0.0.1:{free_port()}" if away else script.url
        async with requests(proxy=address) as request:
            error = await failing("https://api.example", request)
    assert isinstance(error.__cause__, NotSent)
    assert "bi-mat" not in told(error)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Signed by itself, for 127.0.0.1; the certificate and its key."""
    folder = tmp_path_factory.mktemp("tls")
    paid, key = folder / "cert.pem", folder / "key.pem"
    asked = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=x -keyout {key} -out {paid}"
    named = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", *asked.split(), *named], check=True, capture_output=True)
    return paid, key


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


async def test_a_certificate_that_nobody_vouches_for_means_not_sent(
    quiet: None, tls: ssl.SSLContext
) -> None:
    http_request._roots.cache_clear()
    async with scripted(tls=tls) as script, requests(times=Times()) as request:
        error = await failing(script.url, request)
    assert isinstance(error.__cause__, NotSent)
    assert script.heard == []
    assert SECRET_HALF not in told(error)


async def test_a_certificate_that_the_system_adds_is_trusted(
    tls: ssl.SSLContext, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    http_request._roots.cache_clear()
    async with scripted(tls=tls) as script, requests(times=Times()) as request:
        assert (await bot(script.url, request).send_message(5, "x")).message_id == 7
    http_request._roots.cache_clear()


# Files


@pytest.mark.parametrize(
    ("acts", "refused"),
    [
        ((slow_header,), False),
        ((cut_in_the_body,), False),
        ((sent_elsewhere,), True),
    ],
)
async def test_a_file_that_cannot_be_had_names_no_address(
    quiet: None, acts: tuple[Act, ...], refused: bool
) -> None:
    async with scripted(*acts) as script, requests() as request:
        with pytest.raises(SendFailed) as caught:
            [_ async for _ in request.download(f"{script.url}/file/bot{TOKEN}/a.jpg")]
    assert (caught.value.reason, caught.value.refused) == ("telegram.no_file", refused)
    assert SECRET_HALF not in told(caught.value)
