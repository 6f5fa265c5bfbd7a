"""A whole service in one process, with phones that people hold and a clock that is turned."""

import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels.protocol import Hear, SendFailed
from bot.channels.web.signed_links import Links
from bot.delivery.dependencies import HandlerDependencies
from bot.files.file_store import FileStore
from bot.files.virus_scan import Scan, unscanned
from bot.rendering.limits import MOST_PARTS, MessageLimits
from bot.rendering.markup import split
from bot.rendering.rendered import Button, Rendered
from domain.calendar.work_calendar import ZONE
from domain.messaging.messages import Chat, Contact, File, IncomingEvent
from domain.messaging.quota import Quota
from domain.reporting.policy import Policy
from nhacviec.runtime.clock import StillClock, new_code, new_token
from nhacviec.runtime.office_jobs import Rounds
from nhacviec.runtime.personal_file import with_personal
from nhacviec.runtime.preview_files import with_previews
from nhacviec.runtime.report_files import archive
from nhacviec.runtime.service import Service, ServiceOptions, assemble
from scheduler.webhooks import Post
from storage.engine.database import Database, open_database
from storage.messaging import chat_links
from storage.people import officials
from tests import department, leaks, templates

CHANNEL = "phone"


def at(text: str) -> datetime:
    """2025-10-17 08:30, local"""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


BEGINNING = at("2025-10-01 00:00")


PDF = b"%PDF-1.7 minutes of a meeting"
JPEG = b"\xff\xd8\xff photo"


@dataclass
class Message:
    """A message on a phone, as its owner sees it."""

    text: str
    buttons: list[Button] = field(default_factory=list)
    id: str = ""
    file: tuple[str, bytes] = ("", b"")


class PlainMessenger:
    """A channel in memory without buttons: choices are numbers and codes in the text.

    It can be told to fail, and what it was asked to say is kept.
    """

    name = CHANNEL
    limits = MessageLimits(1900, 96)

    def __init__(self) -> None:
        self.phones: dict[str, list[Message]] = {}
        self.failures: dict[str, list[SendFailed]] = {}
        self.files: dict[str, bytes | SendFailed] = {}
        self.menus: dict[str, list[str]] = {}
        self.count = 0

    async def listen(self, hear: Hear) -> None:
        """People act through their phones; there is nothing to poll."""

    async def send(self, address: str, message: Rendered) -> str:
        if self.failures.get(address):
            raise self.failures[address].pop(0)
        assert len(split(message.html, self.limits.text)) <= MOST_PARTS
        assert sum(map(len, message.buttons)) <= self.limits.buttons
        self.count += 1
        self.phones.setdefault(address, []).append(_shown(message, str(self.count)))
        return str(self.count)

    async def fetch(self, file: File) -> AsyncIterator[bytes]:
        content = self.files.get(file.reference, JPEG if "image" in file.media_type else PDF)
        if isinstance(content, SendFailed):
            raise content
        yield content


class Messenger(PlainMessenger):
    """A messenger with buttons and menus."""

    limits = MessageLimits(4096, 96)

    async def set_menu(self, address: str, commands: Sequence[tuple[str, str]]) -> None:
        self.menus[address] = [name for name, _ in commands]

    def fits(self, _button: Button) -> bool:
        return True


class EditingMessenger(Messenger):
    """A messenger that can replace what it has said, and be asked for a phone card."""

    asks_contact = True

    async def send_file(self, address: str, name: str, content: bytes, message: Rendered) -> str:
        message_id = await self.send(address, message)
        self.phones[address][-1].file = (name, content)
        return message_id

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        if self.failures.get(address):
            raise self.failures[address].pop(0)
        here = self.phones.get(address, [])
        places = [place for place, each in enumerate(here) if each.id == message_id]
        if not places:
            raise SendFailed("no_such_message", refused=True)
        here[places[0]] = _shown(message, message_id)


def _shown(message: Rendered, message_id: str) -> Message:
    text = html.unescape(re.sub(r"<[^>]+>", "", message.html))
    buttons = [button for row in message.buttons for button in row] or _typed(text)
    return Message(text, buttons, message_id)


def _typed(text: str) -> list[Button]:
    """Where there are no buttons: each numbered line, with what is to be typed for it."""
    code = re.search(r"ví dụ: 1 ([A-Z0-9]{3})", text)
    if code is None:
        return []
    lines = re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)
    return [Button(label, f"{number} {code[1]}") for number, label in lines]


class Phone:
    """A phone in somebody's hand."""

    def __init__(self, world: "World", address: str, channel: str = CHANNEL) -> None:
        self.world = world
        self.address = address
        self.channel = channel
        self.seen = 0

    @property
    def messages(self) -> list[Message]:
        messenger = self.world.more.get(self.channel, self.world.messenger)
        return messenger.phones.get(self.address, [])

    @property
    def unread(self) -> list[Message]:
        return self.messages[self.seen :]

    def shows(self, *expected: str | Sequence[str]) -> None:
        """These messages and nothing else have come since the last look.

        Each is a part of the text, or several parts that must all be there.
        """
        new = self.unread
        told = "\n---\n".join(message.text for message in new)
        assert len(new) == len(expected), f"{len(new)} messages, expected {len(expected)}:\n{told}"
        for message, wanted in zip(new, expected, strict=True):
            for part in [wanted] if isinstance(wanted, str) else wanted:
                assert part in message.text, f"{part!r} is not in:\n{message.text}"
        self.seen = len(self.messages)

    async def writes(self, text: str, *files: File, **more: Any) -> None:
        await self._acts(text=text, files=files, **more)

    async def edits(self, message_id: str, text: str) -> None:
        """Change what was written before under this id."""
        await self._acts(kind="edit", message_id=message_id, text=text)

    async def shares_contact(self, phone: str, *, own: bool = True) -> None:
        await self._acts(contact=Contact(phone, own))

    async def taps(self, label: str) -> None:
        """Press the newest button whose label contains these words."""
        for message in reversed(self.messages):
            for button in message.buttons:
                if label in button.label:
                    await self.presses(button.tap, message.id)
                    return
        raise AssertionError(f"no button {label!r} on this phone")

    async def _acts(self, **what: Any) -> None:
        await self.world.hear(self.address, channel=self.channel, **what)

    def button(self, label: str) -> str:
        """What the newest button with these words sends back."""
        found = [
            button.tap
            for message in self.messages
            for button in message.buttons
            if label in button.label
        ]
        return found[-1]

    async def presses(self, tap: str, message_id: str = "") -> None:
        """Send a tap as it was remembered, or forged; without buttons, type its number."""
        if re.fullmatch(r"\d+ [A-Z0-9]{3}", tap):
            await self._acts(text=tap)
        else:
            await self._acts(tap=tap, message_id=message_id)


class World:
    """The small department on the first of October 2025, nobody linked but who has a phone."""

    def __init__(
        self,
        db: Database,
        clock: StillClock,
        policy: Policy,
        folder: Path,
        *,
        messenger: PlainMessenger | None = None,
    ) -> None:
        self.clock = clock
        self.policy = policy
        self.messenger = messenger or Messenger()
        self.folder = folder
        self.more: dict[str, PlainMessenger] = {}
        self.scan: Scan = unscanned
        self.quotas: dict[str, Quota] = {}
        self.events = 0
        self.rounds = Rounds()
        self.backlog_wait: timedelta | None = None
        self.outside: dict[str, Any] = {}
        self.hands: Callable[[], float] | None = None
        self.elsewhere: Callable[[], Awaitable[datetime | None]] | None = None
        self.post: Post | None = None
        self.use(db)

    def use(self, db: Database) -> None:
        """Start the service, the first time or again."""
        self.db = db
        self.links = Links("a secret of the tests")
        file_store = FileStore(self.folder, new_token)
        dependencies = HandlerDependencies(
            "http://127.0.0.1", new_token, self.quotas, new_code=new_code, **self.outside
        )
        kept = with_previews(archive(db, self.clock, self.links, "http://127.0.0.1"), file_store)
        kept = with_personal(kept, db, self.clock)
        around = ServiceOptions(
            archive=kept,
            file_store=file_store,
            scan=self.scan,
            dependencies=dependencies,
            rounds=self.rounds,
            hands=self.hands,
            outside=self.elsewhere,
            backlog_wait=self.backlog_wait,
            post=self.post,
        )
        channels = {CHANNEL: self.messenger, **self.more}
        self.service: Service = assemble(db, self.clock, self.policy, channels, around)

    @classmethod
    async def create(
        cls,
        db: Database,
        folder: Path,
        policy: Policy | None = None,
        *,
        messenger: PlainMessenger | None = None,
        founded: bool = False,
    ) -> "World":
        """`founded`: the database was made with `founding`."""
        clock = StillClock(BEGINNING)
        if not founded:
            await founding(db)
        world = cls(db, clock, policy or Policy(), folder / "files", messenger=messenger)
        await world.service.keep_house()
        return world

    async def keeps(self, rounds: Rounds) -> None:
        """From now on the Office goes these rounds."""
        self.rounds = rounds
        self.use(self.db)
        await self.service.keep_house()

    async def phone(self, code: str) -> Phone:
        """The phone of an official, linked."""
        async with self.db.begin() as tx:
            official = await officials.find_by_code(tx, code)
            assert official is not None, code
            await chat_links.add(tx, official.id, Chat(CHANNEL, code), self.clock())
        return Phone(self, code)

    async def also(self, messenger: PlainMessenger, code: str) -> None:
        """A second messenger, on which this official has a chat that is not the preferred one."""
        async with self.db.begin() as tx:
            official = await officials.find_by_code(tx, code)
            assert official is not None, code
            first = await chat_links.of(tx, official.id)
            await chat_links.add(tx, official.id, Chat(messenger.name, code), self.clock())
            await chat_links.prefer(tx, first[0].id)
        self.more[messenger.name] = messenger
        self.use(self.db)

    def stranger(self, address: str = "unknown") -> Phone:
        return Phone(self, address)

    async def hear(self, address: str, *, channel: str = CHANNEL, **what: Any) -> None:
        self.events += 1
        leaks.note(what.get("text", ""))
        heard = IncomingEvent(Chat(channel, address), str(self.events), self.clock(), **what)
        await self.service.inbound.hear([heard])
        await self.service.settle()

    async def until(self, text: str) -> None:
        """Live through everything that is due until then."""
        await self._pass(at(text))

    async def pass_time(self, **span: float) -> None:
        await self._pass(self.clock() + timedelta(**span))

    async def _pass(self, end: datetime) -> None:
        for _ in range(10_000):
            due = await self.service.next_due()
            if due is None or due > end:
                break
            self.clock.turn_to(max(due, self.clock() + timedelta(microseconds=1)))
            await self.service.settle()
        self.clock.turn_to(end)
        await self.service.settle()

    async def is_down_until(self, text: str) -> None:
        """Nothing happens until then; afterwards the service comes up and catches up."""
        self.clock.turn_to(at(text))
        await self.service.settle()

    async def restart(self) -> None:
        """Stop the process and start it on the same database."""
        url = self.db.url.render_as_string(hide_password=False)
        await self.db.close()
        self.use(await open_database(url, [templates.KEY]))


async def founding(db: Database) -> None:
    await department.found(db, BEGINNING)


def sqlite_url(folder: Path) -> str:
    return templates.sqlite(folder / "world.db")
