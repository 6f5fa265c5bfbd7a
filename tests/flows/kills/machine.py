"""A service that can be killed at any instant, and a messenger that fails on purpose."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from bot.channels.protocol import SendFailed
from bot.rendering.rendered import Rendered
from domain.calendar.work_calendar import WorkCalendar
from domain.messaging.messages import Chat, IncomingEvent
from domain.messaging.outbox import PRIORITIES, Kind, Priority
from storage.engine.database import open_database
from storage.plans import calendar
from storage.tables import DUTIES, OFFICIALS, OUTBOX_MESSAGES, TASKS
from tests import leaks
from tests.flows.world import CHANNEL, Messenger, World, sqlite_url
from tests.templates import KEY

LOOK_EVERY = timedelta(minutes=1)
MOST_LIVES = 50
CODE = re.compile(r"NV-\d")
THE_LETTERS = select(OUTBOX_MESSAGES, OFFICIALS.c.code).outerjoin(
    OFFICIALS, OFFICIALS.c.id == OUTBOX_MESSAGES.c.official_id
)
THE_DUTIES = (
    select(
        DUTIES.c.id,
        DUTIES.c.status,
        DUTIES.c.revision,
        TASKS.c.code.label("task"),
        OFFICIALS.c.code.label("owner"),
    )
    .join(TASKS, TASKS.c.id == DUTIES.c.task_id)
    .join(OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id)
    .order_by(DUTIES.c.id)
)


class Killed(BaseException):
    """The process ends here; nothing after this instant is done."""


class Fuse:
    """Burns at each instant that counts; once it has burnt down, nothing is done any more."""

    def __init__(self) -> None:
        self.left: int | None = None

    def burn(self, *_: object) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            raise Killed


@dataclass(frozen=True, slots=True)
class Delivered:
    """What reached a phone, and the row that it was sent for, as it stood then."""

    at: datetime
    address: str
    reference: str
    text: str
    kind: Kind
    to: str | None
    repeated: bool
    owed: frozenset[tuple[str, str]]

    @property
    def codes(self) -> set[str]:
        return set(CODE.findall(self.text))

    @property
    def asked_for(self) -> bool:
        return PRIORITIES[self.kind] is Priority.ANSWER


@dataclass
class Failure:
    """How the next message to somebody fails; `arrives`: it is on the phone all the same."""

    error: Callable[[], SendFailed]
    arrives: bool = False


FAILURES = {
    "refused": Failure(lambda: SendFailed("not now")),
    "pause": Failure(lambda: SendFailed("slow down", retry_after=timedelta(minutes=7))),
    "blocked": Failure(lambda: SendFailed("blocked", permanent=True)),
    "lost": Failure(lambda: SendFailed("timeout", uncertain=True)),
    "late": Failure(lambda: SendFailed("timeout", uncertain=True), arrives=True),
}


class Unsure(Messenger):
    """A messenger that fails as it is told; `asked`: it can tell what it has."""

    def __init__(self, fuse: Fuse, *, asked: bool) -> None:
        super().__init__()
        self.fuse, self.asked = fuse, asked
        self.plans: dict[str, list[Failure]] = {}
        self.delivered: list[Delivered] = []
        self.look_up: Callable[[str, Rendered], Awaitable[Delivered]] | None = None

    async def send(self, address: str, message: Rendered) -> str:
        self.fuse.burn()
        failure = self.plans[address].pop(0) if self.plans.get(address) else None
        if failure and not failure.arrives:
            raise failure.error()
        assert self.look_up
        self.delivered.append(await self.look_up(address, message))
        message_id = await super().send(address, message)
        if failure:
            raise failure.error()
        self.fuse.burn()
        return message_id

    def can_tell(self, message: Rendered, after: str) -> bool:
        return self.asked

    async def find(
        self, address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str | None:
        here = [each for each in self.delivered if each.address == address]
        for place, each in enumerate(here):
            if each.reference == message.reference:
                return self.phones[address][place].id
        return None


@dataclass
class Lives:
    """One service after the other on the same file. `untold`: what the messenger still holds."""

    world: World
    messenger: Unsure
    fuse: Fuse
    folder: Path
    days: WorkCalendar
    untold: list[IncomingEvent] = field(default_factory=list)
    told: dict[str, IncomingEvent] = field(default_factory=dict)
    killed: int = 0
    events: int = 0

    @classmethod
    async def begin(cls, folder: Path, *, asked: bool) -> "Lives":
        fuse = Fuse()
        db = await open_database(sqlite_url(folder), [KEY], durable=False)
        messenger = Unsure(fuse, asked=asked)
        world = await World.create(db, folder, messenger=messenger)
        async with db.read() as tx:
            days = await calendar.get(tx)
        lives = cls(world, messenger, fuse, folder, days)
        messenger.look_up = lives._seen
        lives._watch()
        return lives

    def _watch(self) -> None:
        """The process may be killed before a transaction, and before its commit."""
        for instant in ("begin", "commit"):
            event.listen(self.world.db.writer.sync_engine, instant, self.fuse.burn)

    def heard(self, address: str, **what: Any) -> IncomingEvent:
        self.events += 1
        leaks.note(what.get("text", ""))
        return IncomingEvent(Chat(CHANNEL, address), str(self.events), self.world.clock(), **what)

    async def hears(self, *events: IncomingEvent) -> None:
        self.untold += events
        await self.lives_until(self.world.clock() + timedelta(seconds=5))

    async def lives_until(self, end: datetime) -> None:
        """Do all that is due until then, in as many lives as it takes."""
        for _ in range(MOST_LIVES):
            with contextlib.suppress(Killed):
                await self._live(end)
                return
            await self._rise()
        raise AssertionError("killed again and again")

    async def _live(self, end: datetime) -> None:
        clock = self.world.clock
        if self.untold:
            await self.world.service.inbound.hear(list(self.untold))
            self.told |= {each.event_id: each for each in self.untold}
            self.untold.clear()
        await self.world.service.settle()
        while (due := await self.world.service.next_due()) and due <= end and clock() < end:
            clock.turn_to(min(end, due if due > clock() else clock() + LOOK_EVERY))
            await self._look()
        clock.turn_to(end)
        await self._look()

    async def _look(self) -> None:
        """What the timetable does each minute; a message in doubt holds back the next ones."""
        await self.world.service.doubts.look_into(self.world.clock())
        await self.world.service.settle()

    async def _rise(self) -> None:
        """What was still running died with the process; another one starts."""
        self.fuse.left = None
        self.killed += 1
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.world.db.close()
        self.world.use(await open_database(sqlite_url(self.folder), [KEY], durable=False))
        self._watch()
        await self.world.service.doubts.wake_up(self.world.clock())
        await self.world.service.keep_house()

    async def _seen(self, address: str, message: Rendered) -> Delivered:
        async with self.world.db.read() as tx:
            query = THE_LETTERS.where(OUTBOX_MESSAGES.c.id == int(message.reference))
            row = (await tx.execute(query)).one()
            owed = frozenset(
                (each.task, each.owner)
                for each in await tx.execute(THE_DUTIES)
                if each.status is None
            )
        again = bool(row.facts.get("repeated"))
        said = (address, message.reference, message.html, Kind(row.kind), row.code, again, owed)
        return Delivered(self.world.clock(), *said)
