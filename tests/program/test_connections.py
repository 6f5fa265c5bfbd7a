"""Silent and slow connections end, and the service keeps handles for what it is there for."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.channels.web.app import application
from bot.channels.web.connections import EndsSlow, bounded
from tests.conftest import free_port

MOST, IDLE_S = 40, 0.3


async def _length(request: Request) -> Response:
    return JSONResponse({"length": len(await request.body())})


@asynccontextmanager
async def server() -> AsyncIterator[int]:
    """One that holds 40 connections, none of them silent for more than 0.3 seconds."""
    port = free_port()
    app = EndsSlow(application([Route("/", _length, methods=["POST"])]), IDLE_S)
    config = uvicorn.Config(
        app, port=port, log_config=None, http=bounded(MOST, IDLE_S), backlog=64, access_log=False
    )
    running = uvicorn.Server(config)
    serving = asyncio.create_task(running.serve())
    while not running.started:  # noqa: ASYNC110 - the server offers no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield port
    finally:
        running.should_exit = True
        await serving


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def silent(port: int, count: int, said: bytes = b"") -> list[Line]:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in lines:
        writer.write(said)
    return lines


async def close(lines: list[Line]) -> None:
    for _, writer in lines:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def test_idle_connections_beyond_all_bounds_do_not_keep_anybody_out() -> None:
    async with server() as port:
        with capture_logs() as logged:
            lines = await silent(port, 3 * MOST) + await silent(port, MOST, b"POST / HT")
            begun = time.monotonic()
            transport = httpx.AsyncHTTPTransport(retries=0)
            async with httpx.AsyncClient(transport=transport, timeout=10 * IDLE_S) as client:
                said = None
                while said is None:
                    with contextlib.suppress(httpx.TransportError):
                        said = await client.post(f"http://127.0.0.1:{port}/", content=b"xin chao")
            waited = time.monotonic() - begun
        assert said.json() == {"length": 8}
        assert waited < 20 * IDLE_S
        assert [each["event"] for each in logged].count("too many connections") == 1
        await close(lines)


async def test_a_silent_connection_ends_and_one_that_is_answered_does_not() -> None:
    async with server() as port:
        [(reader, writer)] = await silent(port, 1, b"POST / HTTP/1.1\r\nhost: x\r\n")
        async with asyncio.timeout(20 * IDLE_S):
            with contextlib.suppress(OSError):
                assert await reader.read() == b""
        writer.close()


async def test_a_body_that_stops_coming_ends_its_request() -> None:
    async with server() as port:
        head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nslow"
        [(reader, writer)] = await silent(port, 1, head)
        async with asyncio.timeout(20 * IDLE_S):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()
