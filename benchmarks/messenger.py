"""A Bot API server that costs next to nothing: python -m benchmarks.messenger prints its address.

It answers sendMessage and its like at once, hands out taps by getUpdates, and keeps no text.
`GET /control/taps?chats=64&count=6400&data=...` lets every chat tap; a chat taps again when its
message was edited. `GET /control/facts` returns the counts and the moments of arrival as JSON.
"""

import asyncio
import json
import sys
import time
from collections import deque
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
ME = {"id": 1, "is_bot": True, "first_name": "Nhắc Việc", "username": "nhacviec_bot"}
SPOKEN = (b"sendMessage", b"editMessageText")


class Messenger:
    """Counts by method; who waits to tap; when each chat was last spoken to."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.message_id = 100
        self.update_id = 1
        self.left = 0
        self.data = ""
        self.waiting: deque[dict[str, Any]] = deque()
        self.news = asyncio.Event()
        self.pressed: dict[int, float] = {}
        self.latencies: list[float] = []
        self.first = self.last = 0.0

    def taps(self, chats: int, count: int, data: str, first: int = 1) -> None:
        self.left, self.data, self.first = count, data, time.perf_counter()
        self.latencies = []
        for chat in range(first, first + chats):
            self.tap(chat)

    def tap(self, chat: int) -> None:
        if not self.left:
            return
        self.left -= 1
        self.update_id += 1
        user = {"id": chat, "is_bot": False, "first_name": "P"}
        message = {"message_id": 7, "date": 1760668200, "chat": {"id": chat, "type": "private"}}
        query = {"id": str(self.update_id), "from": user, "chat_instance": "1", "data": self.data}
        query |= {"message": message | {"from": ME, "text": "Việc"}}
        self.waiting.append({"update_id": self.update_id, "callback_query": query})
        self.pressed[chat] = time.perf_counter()
        self.news.set()

    async def updates(self, patience: float) -> list[dict[str, Any]]:
        if not self.waiting and patience:
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), patience)
            except TimeoutError:
                return []
        return [self.waiting.popleft() for _ in range(min(100, len(self.waiting)))]

    def spoken(self, chat: int, text: str) -> bytes:
        self.message_id += 1
        now = time.perf_counter()
        self.last = now
        since = self.pressed.pop(chat, None)
        if since is not None:
            self.latencies.append(now - since)
            self.tap(chat)
        body = {"message_id": self.message_id, "from": ME, "date": 1760668200, "text": text}
        return json.dumps(
            {
                "ok": True,
                "result": body | {"chat": {"id": chat, "type": "private", "first_name": "P"}},
            }
        ).encode()

    def facts(self) -> bytes:
        told = {"counts": self.counts, "latencies": self.latencies, "left": self.left}
        return json.dumps(
            told | {"waiting": len(self.pressed), "seconds": self.last - self.first}
        ).encode()


class Line(asyncio.Protocol):
    """One connection: requests one after the other, bodies by Content-Length."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            target = self.buffer.split(b" ", 2)[1]
            body = self.buffer[end + 4 : end + 4 + length]
            multipart = b"multipart/" in head
            self.buffer = self.buffer[end + 4 + length :]
            self._respond(target, body, multipart)

    def _respond(self, target: bytes, body: bytes, multipart: bool) -> None:
        path, _, query = target.partition(b"?")
        method = path.rsplit(b"/", 1)[1]
        counts = self.messenger.counts
        counts[method.decode()] = counts.get(method.decode(), 0) + 1
        if method in SPOKEN:
            given = _read(body, multipart)
            self._write(self.messenger.spoken(int(given["chat_id"]), given["text"]))
        elif method == b"getUpdates":
            given = dict(parse_qsl(query.decode())) | _read(body, multipart)
            self.polling = asyncio.ensure_future(self._poll(float(given.get("timeout", 0))))
        elif method == b"getMe":
            self._write(json.dumps({"ok": True, "result": ME}).encode())
        elif b"/control/" in path:
            self._control(unquote(target.decode()))
        else:
            self._write(b'{"ok": true, "result": true}')

    async def _poll(self, patience: float) -> None:
        found = await self.messenger.updates(patience)
        self._write(json.dumps({"ok": True, "result": found}).encode())

    def _control(self, target: str) -> None:
        asked = urlsplit(target)
        if asked.path.endswith("/taps"):
            given = {key: value[0] for key, value in parse_qs(asked.query).items()}
            data = given.pop("data")
            self.messenger.taps(**{key: int(value) for key, value in given.items()}, data=data)
        elif asked.path.endswith("/forget"):
            self.messenger.counts.clear()
        self._write(self.messenger.facts())

    def _write(self, body: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(HEAD % (len(body), body))


def _read(body: bytes, multipart: bool) -> dict[str, Any]:
    if multipart:
        return _fields(body)
    return json.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode()))


def _fields(body: bytes) -> dict[str, str]:
    """The text fields of a multipart body, as aiogram sends it."""
    read = {}
    boundary = body.split(b"\r\n", 1)[0]
    for part in body.split(boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.split(b'name="', 1)[1].split(b'"', 1)[0]
        read[name.decode()] = value[:-2].decode()
    return read


async def serve() -> None:
    messenger = Messenger()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(messenger), "127.0.0.1", 0, backlog=1000)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
