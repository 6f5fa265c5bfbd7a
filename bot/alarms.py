"""Alarms: what only people can put right is told to the Office, each kind once a day."""

import asyncio
from datetime import datetime

import structlog

from domain.calendar import local_day
from domain.letters import Kind, NewLetter
from storage import letters, officials
from storage.database import Database, Tx

log = structlog.get_logger()


async def write(tx: Tx, reason: str, now: datetime, about: int | None = None) -> None:
    """Tell everybody of the Office; `reason` is a key of the catalogue's table `alarm`.

    `about`: the official whom it concerns: only the Office of that department is told.
    """
    log.error("alarm", reason=reason)
    roster = await officials.roster(tx, now)
    concerned = roster.get(about)
    receivers = roster.within(concerned.unit_id).office() if concerned else roster.offices()
    written = [
        NewLetter(
            key=f"alarm:{reason}:{local_day(now)}:{receiver.code}",
            kind=Kind.ALARM,
            text_key=f"alarm.{reason}",
            facts={"at": now.isoformat()},
            logical_at=now,
            send_at=now,
            official_id=receiver.id,
        )
        for receiver in receivers
    ]
    await letters.add_all(tx, written, now)


class Alarms:
    """Where parts without a database, such as channels, raise theirs."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.raised: asyncio.Queue[str] = asyncio.Queue()

    def __call__(self, reason: str) -> None:
        self.raised.put_nowait(reason.replace(".", "_"))

    async def drain(self, now: datetime) -> bool:
        """Write what was raised; returns whether there was any."""
        if self.raised.empty():
            return False
        async with self.db.begin() as tx:
            await write(tx, self.raised.get_nowait(), now)
        return True
