"""Alarms: what only people can put right is told to the Office, each kind once a day."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from domain.calendar.work_calendar import local_day
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.people import officials, units

log = structlog.get_logger()


async def write(
    tx: Tx, reason: str, now: datetime, about: int | None = None, unit: str = ""
) -> None:
    """Tell everybody of the Office; `reason` is a key of the catalogue's table `alarm`.

    `about`: the official, or `unit`: the unit by its code, whom it concerns: only the Office of
    that department is told.
    """
    log.error("alarm", reason=reason)
    receivers = await _receivers(tx, about, unit, now)
    written = [
        NewMessage(
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
    await outbox.add_all(tx, written, now)


async def _receivers(tx: Tx, about: int | None, unit: str, now: datetime) -> tuple[Official, ...]:
    roster = await officials.roster(tx, now)
    person, place = roster.get(about), (await units.tree(tx)).by_code.get(unit)
    if person:
        return roster.within(person.unit_id).office()
    return roster.within(place.id).office() if place else roster.offices()


class Alarms:
    """Where parts without a database, such as channels, raise theirs."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.raised: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def __call__(self, reason: str) -> None:
        self.sound(reason, "")

    def sound(self, reason: str, unit: str) -> None:
        """For the Office of one department, named by the code of its unit; without, of all."""
        self.raised.put_nowait((reason.replace(".", "_"), unit))

    def of(self, unit: str) -> Callable[[str], None]:
        """Where a bot that belongs to one department raises its own."""
        return partial(self.sound, unit=unit)

    async def drain(self, now: datetime) -> bool:
        """Write what was raised; returns whether there was any."""
        if self.raised.empty():
            return False
        async with self.db.begin() as tx:
            reason, unit = self.raised.get_nowait()
            await write(tx, reason, now, unit=unit)
        return True
