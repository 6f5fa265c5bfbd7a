"""What one of several sending processes has on its way, and how long that is surely its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.engine.database import Database
from storage.messaging import outbox, worker_leases

ALONE = timedelta(minutes=5)
AMONG_OTHERS = timedelta(seconds=20)
KEEP_EVERY_S = 4.0
MARGIN = timedelta(seconds=8)  # between the last look at the lease and the messenger's having it


@dataclass(slots=True)
class SenderLease:
    """`by`: the name of this process; without one it is the only one that sends."""

    by: str = ""
    renewed: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    @property
    def length(self) -> timedelta:
        return AMONG_OTHERS if self.by else ALONE

    def lasts(self, taken: datetime, now: datetime) -> bool:
        """Whether what was taken then may still be sent: later, another may have it in hand."""
        return not self.by or now < max(taken, self.renewed) + self.length - MARGIN

    async def keep(self, db: Database, now: datetime) -> int:
        """Say that this process lives; returns how many messages of dead ones were found."""
        if not self.by:
            return 0
        async with db.begin() as tx:
            await worker_leases.renew(tx, self.by, now + self.length)
        self.renewed = max(now, self.renewed)
        async with db.begin() as tx:
            return await outbox.recover(tx, now)
