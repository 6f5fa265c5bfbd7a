"""Documents that are to be made known, once they were downloaded; whoever sent one is told."""

from datetime import datetime
from typing import Final

from bot.delivery import alerts
from bot.files.downloads import Queue, tell
from bot.files.file_store import StoredFile
from bot.files.virus_scan import ALARMS, ScanResult
from domain.announcements.attachments import Enclosure, EnclosureState
from storage.engine.database import Tx
from storage.office import attachments


class Attachments:
    name: str = "document"
    queue: Final[Queue[Enclosure]] = attachments

    async def keep(
        self, tx: Tx, waiting: Enclosure, kept: StoredFile, verdict: ScanResult, now: datetime
    ) -> None:
        """What is not clean goes to nobody, and the Office is alarmed."""
        clean = verdict is ScanResult.CLEAN
        state = EnclosureState.KEPT if clean else EnclosureState.QUARANTINED
        reason = "" if clean else verdict
        if await attachments.settle(tx, waiting.id, state, reason=reason, kept=kept):
            await _tell(tx, waiting, _said(verdict), now)
            if not clean:
                await alerts.write(tx, ALARMS.get(verdict, "set_apart"), now, waiting.official_id)

    async def refuse(self, tx: Tx, waiting: Enclosure, reason: str, now: datetime) -> None:
        if await attachments.settle(tx, waiting.id, EnclosureState.REFUSED, reason=reason):
            await _tell(tx, waiting, reason, now)


def _said(verdict: ScanResult) -> str:
    if verdict is ScanResult.CLEAN:
        return "kept"
    return "infected" if verdict is ScanResult.ERROR else verdict


async def _tell(tx: Tx, waiting: Enclosure, what: str, now: datetime) -> None:
    subject, facts = f"enclosure:{waiting.id}", {"name": waiting.file.name}
    await tell(tx, waiting, subject, f"enclosure.{what}", facts, now, chat=waiting.chat)
