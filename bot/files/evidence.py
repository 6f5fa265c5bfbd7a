"""Evidence sent with answers, once it was downloaded: kept, set apart or refused."""

from datetime import datetime
from typing import Final

from bot.delivery import alerts
from bot.files.downloads import Queue, tell
from bot.files.file_store import StoredFile
from bot.files.virus_scan import ALARMS, ScanResult
from storage.engine.database import Tx
from storage.reports import evidence
from storage.reports.evidence import Piece


class Evidence:
    name: str = "evidence"
    queue: Final[Queue[Piece]] = evidence

    async def keep(
        self, tx: Tx, waiting: Piece, kept: StoredFile, verdict: ScanResult, now: datetime
    ) -> None:
        """What is not clean is kept apart and shown to nobody."""
        clean = verdict is ScanResult.CLEAN
        state = "kept" if clean else "quarantined"
        await evidence.settle(tx, waiting.id, state, reason="" if clean else verdict, kept=kept)
        if not clean:
            await alerts.write(tx, ALARMS.get(verdict, "set_apart"), now, waiting.official_id)
            if verdict is not ScanResult.ERROR:
                await _tell(tx, waiting, verdict, now)

    async def refuse(self, tx: Tx, waiting: Piece, reason: str, now: datetime) -> None:
        await evidence.settle(tx, waiting.id, "refused", reason=reason)
        await _tell(tx, waiting, reason, now)


async def _tell(tx: Tx, piece: Piece, what: str, now: datetime) -> None:
    facts = {"code": piece.task_code, "name": piece.file.name}
    await tell(tx, piece, f"evidence:{piece.id}", f"evidence.{what}", facts, now)
