"""Tells the Office every working day how far the log is, so that its end is known elsewhere."""

from datetime import datetime, time

from domain.calendar.work_calendar import Window, local, local_day
from domain.messaging.outbox import Kind, NewMessage
from storage.audit import log as audit
from storage.engine.database import Database
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar

FROM = time(16, 0)  # local time, when most of the day is on record


async def tell_head(db: Database, window: Window, now: datetime) -> bool:
    """Write once a day, in the afternoon; returns whether this was the time."""
    async with db.begin() as tx:
        if local(now).time() < FROM or not window.is_open(now, await calendar.get(tx)):
            return False
        number, head = await audit.head(tx)
        written = [
            NewMessage(
                key=f"log-head:{local_day(now)}:{receiver.code}",
                kind=Kind.NOTICE,
                text_key="log_head.today",
                facts={"number": number, "head": head, "at": now.isoformat()},
                logical_at=now,
                send_at=now,
                official_id=receiver.id,
            )
            for receiver in (await officials.roster(tx, now)).offices()
        ]
        return bool(await outbox.add_all(tx, written, now))
