"""Fetches documents that are to be made known, and looks at them before anybody else does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.protocol import Channel, SendFailed
from bot.delivery import alerts
from bot.files.evidence_fetcher import AGAIN, DISK, MOST_TRIES, bring
from bot.files.file_store import FileStore, StoredFile
from bot.files.virus_scan import Scan, ScanResult
from domain.announcements.attachments import Enclosure, EnclosureState
from domain.messaging.outbox import Kind, NewMessage
from domain.reporting.evidence import LOST, FileRefused
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.office import attachments

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Enclosing:
    """Brings documents into the vault, one at a time, and tells who sent them how it went."""

    db: Database
    channels: Mapping[str, Channel]
    file_store: FileStore
    scan: Scan
    clock: Callable[[], datetime]

    async def drain(self, now: datetime) -> bool:
        """Fetch one document; returns whether there was any."""
        async with self.db.read() as tx:
            waiting = await attachments.next_waiting(tx, now)
        if waiting is None:
            return False
        try:
            kept = await bring(self.channels, self.file_store, waiting.chat.channel, waiting.file)
            verdict = await self.scan(self.file_store.path(kept.stored))
        except SendFailed as failed:
            await self._not_had(waiting, failed)
        except OSError:
            log.exception("document cannot be stored", enclosure=waiting.id)
            async with self.db.begin() as tx:  # until there is room, however long that takes
                await attachments.wait(tx, waiting.id, self.clock() + AGAIN, DISK, counted=False)
        except FileRefused as refused:
            await self._refuse(waiting, str(refused))
        else:
            await self._keep(waiting, kept, verdict)
        return True

    async def _not_had(self, waiting: Enclosure, failed: SendFailed) -> None:
        if failed.refused or waiting.attempts + 1 >= MOST_TRIES:
            await self._refuse(waiting, LOST)
            return
        async with self.db.begin() as tx:
            await attachments.wait(tx, waiting.id, self.clock() + AGAIN, failed.reason)

    async def _refuse(self, waiting: Enclosure, reason: str) -> None:
        async with self.db.begin() as tx:
            if await attachments.settle(tx, waiting.id, EnclosureState.REFUSED, reason=reason):
                await self._tell(tx, waiting, f"enclosure.{reason}")

    async def _keep(self, waiting: Enclosure, kept: StoredFile, verdict: ScanResult) -> None:
        """What the scanner does not call clean goes to nobody, and the Office is alarmed."""
        clean = verdict is ScanResult.CLEAN
        state = EnclosureState.KEPT if clean else EnclosureState.QUARANTINED
        async with self.db.begin() as tx:
            reason = "" if clean else verdict
            if await attachments.settle(tx, waiting.id, state, reason=reason, kept=kept):
                await self._tell(tx, waiting, "enclosure.kept" if clean else "enclosure.infected")
                if not clean:
                    await alerts.write(tx, "quarantine", self.clock(), waiting.official_id)

    async def _tell(self, tx: Tx, waiting: Enclosure, text_key: str) -> None:
        now = self.clock()
        letter = NewMessage(
            key=f"enclosure:{waiting.id}",
            kind=Kind.ANSWER,
            text_key=text_key,
            facts={"name": waiting.file.name},
            logical_at=now,
            send_at=now,
            official_id=waiting.official_id,
            chat=waiting.chat,
        )
        await outbox.add(tx, letter, now)
        subject = f"enclosure:{waiting.id}"
        await audit.add(tx, at=now, actor="service", action=text_key, subject=subject)
