"""Bounds on connections: how many there may be, and for how long one may say nothing."""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

RESERVED = 200  # file handles for the database, messengers, files and logs
FEWEST, MOST = 50, 20_000
IDLE_S = 15.0
SLOW_S = 30.0  # without one more byte of what was announced
QUIET_S = 60.0  # between two lines of the log about the same
HANDLES = 65_536

log = structlog.get_logger()


def room() -> int:
    """How many connections the process can hold, once it has taken all handles that it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = HANDLES if hard == resource.RLIM_INFINITY else min(hard, HANDLES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(FEWEST, min(soft if soft > 0 else MOST, MOST + RESERVED) - RESERVED)


def bounded(most: int, idle_s: float = IDLE_S) -> type[H11Protocol]:
    """The protocol of a server with at most so many connections, none of them silent for long."""

    class Bounded(H11Protocol):
        said_at = -QUIET_S

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as narrow as in the library
            super().connection_made(transport)
            if len(self.connections) > most:
                self._say_once()
                transport.abort()
                return
            self.loop.call_later(idle_s, self._end_if_silent)

        def _end_if_silent(self) -> None:
            """Ends what waits for the head of a request; what is answered, or upgraded, goes on."""
            if self not in self.connections or self.transport.is_closing():
                return
            waiting = self.cycle is None or self.cycle.response_complete
            if waiting and self.timeout_keep_alive_task is None:
                self.transport.abort()
                return
            self.loop.call_later(idle_s, self._end_if_silent)

        @staticmethod
        def _say_once() -> None:
            now = time.monotonic()
            if now - Bounded.said_at >= QUIET_S:
                Bounded.said_at = now
                log.warning("too many connections", most=most)

    return Bounded


class EndsSlow:
    """A body that stops coming ends its request."""

    def __init__(self, app: ASGIApp, slow_s: float = SLOW_S) -> None:
        self.app = app
        self.slow_s = slow_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        complete = scope["type"] != "http"

        async def patient() -> Message:
            nonlocal complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout(self.slow_s):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408) from None
            complete = not message.get("more_body", False)
            return message

        await self.app(scope, patient, send)


def side_of(address: str) -> str:
    """Who an address belongs to: one IPv4 address, or the 64 bits that one line has of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return str(found)


@dataclass(slots=True)
class SocketBounds:
    """Open pages: of one chat, from one side, and altogether."""

    of_chat: int = 6
    of_side: int = 400  # an office shares one address
    altogether: int = 4000
    _open: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def one(self, chat: str, side: str) -> Iterator[bool]:
        """Whether one more may be opened; it counts until the block ends."""
        names = {f"chat {chat}": self.of_chat, f"side {side}": self.of_side, "": self.altogether}
        may = all(self._open[name] < most for name, most in names.items())
        self._open.update(list(names) if may else ())
        try:
            yield may
        finally:
            self._open.subtract(list(names) if may else ())
            self._open = +self._open
