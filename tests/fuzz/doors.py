"""The open door: whatever is sent to the pages and to the places that messengers push to."""

import asyncio
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.telegram import receiving as telegram_listening
from bot.channels.web.app import application
from bot.channels.web.channel import WebChannel
from bot.channels.web.pages import Pages
from bot.channels.web.signed_links import Links
from bot.channels.zalo import receiving as zalo_listening
from bot.channels.zalo_line import Alarms
from bot.files.file_store import FileStore
from domain.messaging.messages import IncomingEvent
from storage.engine.database import open_database
from storage.engine.json_codecs import event_to_json

SECRET = "what messengers know"
LINKS = Links("a secret of the fuzzers")
CHAT = LINKS.token("0123456789abcdef")
PIECES = 3


@dataclass
class House:
    """The application as it is served, on a database with nothing in it."""

    folder: Path
    asked: int = 0
    heard: list[IncomingEvent] = field(default_factory=list)
    listening: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """A minute later with every request, so that none of them is one too many."""
        return datetime(2025, 10, 20, 2, tzinfo=UTC) + timedelta(minutes=self.asked)

    async def open(self) -> Starlette:
        db = await open_database(f"sqlite+aiosqlite:///{self.folder}/pages.db", durable=False)
        web, files = WebChannel(), FileStore(self.folder / "files", lambda: str(self.asked))
        telegram = telegram_listening.Webhook(
            telegram_listening.TelegramUpdateBuffer(Mute(), self.now), SECRET, self.hear
        )
        zalo = zalo_listening.Webhook(
            MuteZalo(),
            zalo_listening.ZaloUpdateBuffer("zalo", self.now),
            Alarms(print),
            SECRET,
            self.hear,
        )
        self.listening = asyncio.create_task(web.listen(self.hear))
        await asyncio.sleep(0)
        pages = Pages(db, web, LINKS, files, self.now, lambda: f"{self.asked:032x}")
        hooks = {"/hooks/telegram": telegram.respond, "/hooks/zalo": zalo.respond}
        pushed = [Route(path, respond, methods=["POST"]) for path, respond in hooks.items()]
        return application([*pages.routes(), *pushed])

    async def hear(self, events: Sequence[IncomingEvent]) -> None:
        for each in events:
            keepable(each)
        self.heard.extend(events)

    def clear(self) -> None:
        for each in self.folder.glob("files/*"):
            each.unlink()
        self.heard.clear()


def keepable(heard: IncomingEvent) -> str:
    """As it is written down, in words that any database takes; others would come for ever."""
    kept = json.dumps(event_to_json(heard), ensure_ascii=False)
    for text in (kept, heard.chat.address, heard.event_id, heard.message_id):
        assert "\0" not in text
        assert "\\u0000" not in text
        text.encode()
    return kept


class Mute:
    """A messenger that takes whatever is asked of it."""

    async def updates(self, offset: int | None, *, waits: bool) -> list[dict[str, Any]]:
        return []

    async def pending(self) -> int:
        return 0

    async def answer(self, query_id: str) -> None: ...
    async def leave(self, chat_id: int) -> None: ...
    async def forget_webhook(self) -> None: ...
    async def reconnect(self) -> None: ...


class MuteZalo:
    async def check(self) -> None: ...
    async def updates(self, *, waits: bool) -> list[Mapping[str, Any]]:
        return []

    async def forget_webhook(self) -> None: ...


@dataclass(frozen=True)
class Asked:
    """A request as a server hands it on."""

    scope: dict[str, Any]
    body: bytes

    @classmethod
    def read(cls, data: bytes) -> "Asked":
        """First line, headers, empty line, body. `TOKEN` and `SECRET` stand for real ones."""
        data = data.replace(b"TOKEN", CHAT.encode()).replace(b"SECRET", SECRET.encode())
        head, _, body = data.partition(b"\n\n")
        first, *lines = head.split(b"\n")
        method, _, target = first.partition(b" ")
        path, _, query = target.partition(b"?")
        headers = [
            (name.strip().lower(), value.strip())
            for name, colon, value in (line.partition(b":") for line in lines)
            if colon and name.strip() and not _no_server_takes(name + value)
        ]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method.decode("latin-1").upper() or "GET",
            "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace") or "/",
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        return cls(scope, body)

    def messages(self) -> Iterator[dict[str, Any]]:
        step = max(1, -(-len(self.body) // PIECES))
        for start in range(0, len(self.body), step):
            yield {
                "type": "http.request",
                "body": self.body[start : start + step],
                "more_body": True,
            }
        yield {"type": "http.request", "body": b"", "more_body": False}
        while True:
            yield {"type": "http.disconnect"}


def _no_server_takes(header: bytes) -> bool:
    return b"\0" in header or b"\r" in header


@contextmanager
def _opened() -> Iterator[tuple[asyncio.Runner, House, Starlette]]:
    if not _open:
        folder = tempfile.TemporaryDirectory()
        house, runner = House(Path(folder.name)), asyncio.Runner()
        _open.append((folder, runner, house, runner.run(house.open())))
    _, runner, house, app = _open[0]
    house.asked += 1
    yield runner, house, app
    house.clear()


_open: list[tuple[Any, asyncio.Runner, House, Starlette]] = []


def requests(data: bytes) -> None:
    """Whatever is asked is answered, under our headers, and never with an error of our own."""
    with _opened() as (runner, _, app):
        status, headers = runner.run(_ask(app, Asked.read(data)))
    assert status < 500
    assert b"content-security-policy" in headers


async def _ask(app: Starlette, asked: Asked) -> tuple[int, set[bytes]]:
    said: list[Any] = []
    coming = asked.messages()

    async def receive() -> Any:
        return next(coming)

    async def send(message: Any) -> None:
        said.append(message)

    await app(asked.scope, receive, send)
    return said[0]["status"], {name for name, _ in said[0]["headers"]}
