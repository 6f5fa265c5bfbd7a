"""Tells the Office that a quarantine stands, and ends one that was lifted."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar.work_calendar import Window
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice
from domain.messaging.outbox import Kind, NewMessage
from domain.messaging.quarantine import Quarantine
from scheduler import loop
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox, quarantine
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles


async def attend(db: Database, window: Window, rounds: Sequence[loop.Job], now: datetime) -> bool:
    """Whether a quarantine was told of or ended. `rounds`: what is done because time passed."""
    async with db.begin() as tx:
        new = await quarantine.untold(tx)
        for each in new:
            await _tell(tx, each, now)
            await quarantine.mark_told(tx, each.id, now)
        lifted = await quarantine.lifted(tx)
    for each in lifted:
        await _end(db, each, window, rounds, now)
    return bool(new or lifted)


async def _tell(tx: Tx, stands: Quarantine, now: datetime) -> None:
    periods = sorted({str(each.period) for each in await cycles.open_ones(tx)})
    choice = Choice("choice.lift_quarantine", str(ButtonAction("lift", stands.id)))
    written = [
        NewMessage(
            key=f"quarantine:{stands.id}:{receiver.code}",
            kind=Kind.ALARM,
            text_key=f"quarantine.{stands.reason}",
            facts=stands.facts(periods),
            choices=(choice,),
            logical_at=now,
            send_at=stands.since,
            official_id=receiver.id,
        )
        for receiver in (await officials.roster(tx, now)).offices()
    ]
    await outbox.add_all(tx, written, now)


async def _end(
    db: Database, ended: Quarantine, window: Window, rounds: Sequence[loop.Job], now: datetime
) -> None:
    """What fell due in the time that is not known is lived through once more, in silence.

    What fell due since comes late, and gives way as after any outage.
    """
    silenced = 0
    if ended.reason == "restored":
        await loop.drain(rounds, ended.began_at)
    async with db.begin() as tx:
        if ended.reason == "restored":
            silenced = await _silence(tx, ended, window, now)
        await quarantine.end(tx, ended.id, now)
        facts = {"actor": "service", "action": "end_quarantine", "subject": ended.reason}
        await audit.add(tx, at=now, **facts, messages=silenced)


async def _silence(tx: Tx, ended: Quarantine, window: Window, now: datetime) -> int:
    """Take back what was probably said then; returns how many messages."""
    working_days = await calendar.get(tx)
    found = await outbox.unsaid(tx, ended.since, ended.began_at)
    said = [each.id for each in found if ended.said_before(each.logical_at, window, working_days)]
    return await outbox.withdraw_all(tx, said, now, "restored")
