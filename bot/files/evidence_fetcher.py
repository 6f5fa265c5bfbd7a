"""Fetches what people sent as evidence, after it was accepted and before anybody may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.protocol import Channel, FetchesFiles, SendFailed
from bot.delivery import alerts
from bot.files.file_store import FileStore, StoredFile
from bot.files.virus_scan import Scan, ScanResult
from domain.messaging.messages import File
from domain.messaging.outbox import Kind, NewMessage
from domain.reporting.evidence import LOST, FileRefused, ending_of
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.reports import evidence
from storage.reports.evidence import Piece

AGAIN = timedelta(minutes=2)
MOST_TRIES = 10
DISK = "disk"

log = structlog.get_logger()


async def bring(
    channels: Mapping[str, Channel], file_store: FileStore, name: str, file: File
) -> StoredFile:
    """Channels that hand out files are asked for it; the others stored it when it came."""
    channel = channels.get(name)
    if channel is None:
        raise SendFailed("no_channel")
    if not isinstance(channel, FetchesFiles):
        return file_store.look(file.reference, file.media_type)
    return await file_store.keep(ending_of(file), channel.fetch(file))


@dataclass(frozen=True, slots=True)
class Fetching:
    """Brings accepted files into the vault, one at a time."""

    db: Database
    channels: Mapping[str, Channel]
    file_store: FileStore
    scan: Scan
    clock: Callable[[], datetime]

    async def drain(self, now: datetime) -> bool:
        """Fetch one file; returns whether there was any. One that cannot be had waits its turn."""
        async with self.db.read() as tx:
            piece = await evidence.next_waiting(tx, now)
        if piece is None:
            return False
        try:
            kept = await bring(self.channels, self.file_store, piece.channel, piece.file)
            verdict = await self.scan(self.file_store.path(kept.stored))
        except SendFailed as failed:
            await self._not_had(piece, failed)
        except OSError:
            log.exception("file cannot be stored", evidence=piece.id)
            async with self.db.begin() as tx:  # until there is room, however long that takes
                await evidence.wait(tx, piece.id, self.clock() + AGAIN, DISK, counted=False)
        except FileRefused as refused:
            await self._refuse(piece, str(refused))
        else:
            await self._keep(piece, kept, verdict)
        return True

    async def _not_had(self, piece: Piece, failed: SendFailed) -> None:
        if failed.refused or piece.attempts + 1 >= MOST_TRIES:
            await self._refuse(piece, LOST)
            return
        async with self.db.begin() as tx:
            await evidence.wait(tx, piece.id, self.clock() + AGAIN, failed.reason)

    async def _refuse(self, piece: Piece, reason: str) -> None:
        async with self.db.begin() as tx:
            await evidence.settle(tx, piece.id, "refused", reason=reason)
            await self._tell(tx, piece, f"evidence.{reason}")

    async def _keep(self, piece: Piece, kept: StoredFile, verdict: ScanResult) -> None:
        """What the scanner does not call clean is kept apart and shown to nobody."""
        clean = verdict is ScanResult.CLEAN
        state = "kept" if clean else "quarantined"
        async with self.db.begin() as tx:
            await evidence.settle(tx, piece.id, state, reason="" if clean else verdict, kept=kept)
            if verdict is ScanResult.INFECTED:
                await self._tell(tx, piece, "evidence.infected")
            if not clean:
                await alerts.write(tx, "quarantine", self.clock(), piece.official_id)

    async def _tell(self, tx: Tx, piece: Piece, text_key: str) -> None:
        now = self.clock()
        facts = {"code": piece.task_code, "name": piece.file.name}
        letter = NewMessage(
            key=f"evidence:{piece.id}",
            kind=Kind.ANSWER,
            text_key=text_key,
            facts=facts,
            logical_at=now,
            send_at=now,
            official_id=piece.official_id,
        )
        await outbox.add(tx, letter, now)
        subject = f"evidence:{piece.id}"
        await audit.add(tx, at=now, actor="service", action=text_key, subject=subject)
