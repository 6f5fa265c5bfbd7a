"""Downloads accepted files one at a time, before anybody may see them: fetch, scan, settle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from bot.channels.protocol import Channel, FetchesFiles, SendFailed
from bot.files.file_store import FileStore, StoredFile
from bot.files.virus_scan import Scan, ScanResult, opened
from domain.messaging.messages import Chat, Facts, File
from domain.messaging.outbox import Kind, NewMessage
from domain.reporting.evidence import LOST, FileRefused, ending_of
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox

AGAIN = timedelta(minutes=2)
MOST_TRIES = 10
DISK = "disk"

log = structlog.get_logger()


class Waiting(Protocol):
    """A file that waits to be fetched from a channel, and who sent it."""

    @property
    def id(self) -> int: ...
    @property
    def official_id(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def file(self) -> File: ...
    @property
    def attempts(self) -> int: ...


W = TypeVar("W", bound=Waiting)
W_co = TypeVar("W_co", bound=Waiting, covariant=True)


class Queue(Protocol[W_co]):
    """Where files of a kind wait: a module of `storage`."""

    async def next_waiting(self, tx: Tx, now: datetime, /) -> W_co | None: ...
    async def wait(
        self, tx: Tx, number: int, until: datetime, reason: str, /, *, counted: bool = True
    ) -> None: ...


class Purpose(Protocol[W]):
    """What becomes of files of a kind; each settles in the transaction that it is given."""

    @property
    def name(self) -> str: ...
    @property
    def queue(self) -> Queue[W]: ...

    async def keep(
        self, tx: Tx, waiting: W, kept: StoredFile, verdict: ScanResult, now: datetime
    ) -> None: ...
    async def refuse(self, tx: Tx, waiting: W, reason: str, now: datetime) -> None: ...


async def fetch(
    channels: Mapping[str, Channel], file_store: FileStore, waiting: Waiting
) -> StoredFile:
    """Channels that hand out files are asked for it; the others stored it when it came."""
    channel, file = channels.get(waiting.channel), waiting.file
    if channel is None:
        raise SendFailed("no_channel")
    if not isinstance(channel, FetchesFiles):
        return file_store.look(file.reference, file.media_type)
    return await file_store.keep(ending_of(file), channel.fetch(file))


async def later(
    db: Database, queue: Queue[Waiting], waiting: Waiting, failed: SendFailed, now: datetime
) -> bool:
    """Let it wait for another try; False if there are none left."""
    if failed.refused or waiting.attempts + 1 >= MOST_TRIES:
        return False
    async with db.begin() as tx:
        await queue.wait(tx, waiting.id, now + AGAIN, failed.reason)
    return True


async def wait_for_room(
    db: Database, queue: Queue[Waiting], waiting: Waiting, now: datetime
) -> None:
    """Until the disk has room, however long that takes."""
    async with db.begin() as tx:
        await queue.wait(tx, waiting.id, now + AGAIN, DISK, counted=False)


async def tell(  # noqa: PLR0913 - one message and its entry in the audit log
    tx: Tx,
    waiting: Waiting,
    subject: str,
    text_key: str,
    facts: Facts,
    now: datetime,
    *,
    chat: Chat | None = None,
) -> None:
    """Tell whoever sent it what became of it."""
    message = NewMessage(
        key=subject,
        kind=Kind.ANSWER,
        text_key=text_key,
        facts=facts,
        logical_at=now,
        send_at=now,
        official_id=waiting.official_id,
        chat=chat,
    )
    await outbox.add(tx, message, now)
    await audit.add(tx, at=now, actor="service", action=text_key, subject=subject)


@dataclass(frozen=True, slots=True)
class Downloads(Generic[W]):
    """Fetches what waits for a purpose."""

    purpose: Purpose[W]
    db: Database
    channels: Mapping[str, Channel]
    file_store: FileStore
    scan: Scan
    clock: Callable[[], datetime]

    async def drain(self, now: datetime) -> bool:
        """Fetch one file; returns whether there was any. One that cannot be had waits its turn."""
        async with self.db.read() as tx:
            waiting = await self.purpose.queue.next_waiting(tx, now)
        if waiting is None:
            return False
        try:
            kept = await fetch(self.channels, self.file_store, waiting)
            verdict = await self._verdict(waiting, kept)
        except SendFailed as failed:
            if not await later(self.db, self.purpose.queue, waiting, failed, self.clock()):
                await self._refuse(waiting, LOST)
        except OSError:
            log.exception("file cannot be stored", purpose=self.purpose.name, number=waiting.id)
            await wait_for_room(self.db, self.purpose.queue, waiting, self.clock())
        except FileRefused as refused:
            await self._refuse(waiting, str(refused))
        else:
            async with self.db.begin() as tx:
                await self.purpose.keep(tx, waiting, kept, verdict, self.clock())
        return True

    async def _verdict(self, waiting: W, kept: StoredFile) -> ScanResult:
        path = self.file_store.path(kept.stored)
        scanned = await self.scan(path)
        if scanned is ScanResult.CLEAN:
            return await opened(path, ending_of(waiting.file))
        return scanned

    async def _refuse(self, waiting: W, reason: str) -> None:
        async with self.db.begin() as tx:
            await self.purpose.refuse(tx, waiting, reason, self.clock())
