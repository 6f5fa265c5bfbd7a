"""Servers on loopback for the fake messengers, and for the endpoints that they push to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HOST = "127.0.0.1"


class Served(Protocol):
    """An application that knows where it is served and how it is closed."""

    url: str
    uvicorn: uvicorn.Server | None
    serving: asyncio.Task[None] | None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...
    async def close(self) -> None: ...


JITTER = (0.1, 0.9, 0.3, 1.0, 0.0, 0.6)
"""Shares of the jitter, one call after the other: as uneven as a network, the same in every run."""


async def delayed(call: int, latency_s: float, jitter_s: float) -> None:
    """As long as the way to the messenger and back takes this time."""
    await asyncio.sleep(latency_s + jitter_s * JITTER[call % len(JITTER)])


async def cut(request: Request) -> Response:
    """Break the connection in the middle of a call."""
    request.scope["line"].close()
    await asyncio.sleep(0.01)  # the server learns of it in the next turn of the loop
    return Response()  # into the void: the server drops what it is told after the cut


@asynccontextmanager
async def opened(
    server: Served, port: int, pushing: Coroutine[Any, Any, None]
) -> AsyncIterator[None]:
    """Open on loopback; `port` 0 takes a free one. Closing cuts what hangs."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((HOST, port))
    server.url = f"http://{HOST}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        server, http="h11", lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server.uvicorn = uvicorn.Server(config)
    server.serving = asyncio.create_task(server.uvicorn.serve(sockets=[listening]))
    push = asyncio.create_task(pushing)
    await _started(server.uvicorn)
    try:
        yield
    finally:
        push.cancel()
        await server.close()
        listening.close()


@asynccontextmanager
async def endpoint(
    path: str,
    respond: Callable[[Request], Awaitable[Response]],
    *,
    method: str = "POST",
    dated: bool = True,
) -> AsyncIterator[str]:
    """A channel's endpoint on a server of its own; yields its address."""
    app = Starlette(routes=[Route(path, respond, methods=[method])])
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, date_header=dated)
    ours = uvicorn.Server(config)
    serving = asyncio.create_task(ours.serve())
    await _started(ours)
    port = ours.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://{HOST}:{port}{path}"
    finally:
        ours.should_exit = True
        await serving


async def _started(server: uvicorn.Server) -> None:
    while not server.started:  # noqa: ASYNC110 - the server offers no event to wait for
        await asyncio.sleep(0.005)
