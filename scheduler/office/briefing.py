"""Plans the briefings by the Office's rhythm; before each one the leaders get one page."""

from datetime import datetime

from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import LEADERS, Role
from domain.summaries.briefing import BriefingSchedule
from domain.summaries.schedule_text import kept
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.office import briefings
from storage.office.briefings import Briefing
from storage.people import office_settings, officials
from storage.plans import calendar, plans


async def plan_briefings(db: Database, usual: BriefingSchedule | None, now: datetime) -> None:
    """Write down the next briefing of each department; without a rhythm there is none.

    One whose hour has passed meanwhile is still to be taken.
    """
    async with db.begin() as tx:
        rhythm = kept(await office_settings.get(tx, office_settings.BRIEFING_RHYTHM), usual)
        for root in await plans.roots(tx):
            waiting = await briefings.planned(tx, root)
            if rhythm is None:
                await briefings.drop_planned(tx, root)
            elif waiting is None or waiting > now:
                await _plan(tx, root, rhythm, now)


async def _plan(tx: Tx, root: int, rhythm: BriefingSchedule, now: datetime) -> None:
    planned_at = rhythm.following(now, await calendar.get(tx))
    if await briefings.planned(tx, root) != planned_at:
        await briefings.plan(tx, root, planned_at)


async def take_briefings(db: Database, usual: BriefingSchedule | None, now: datetime) -> bool:
    """Write the page of every briefing whose hour has come; whether there was one."""
    async with db.begin() as tx:
        taken = await briefings.take_due(tx, now)
        rhythm = (
            kept(await office_settings.get(tx, office_settings.BRIEFING_RHYTHM), usual)
            if taken
            else None
        )
        for briefing in taken:
            await _tell(tx, briefing, now)
            if rhythm:
                await _plan(tx, briefing.root_unit_id, rhythm, now)
    return bool(taken)


async def _tell(tx: Tx, briefing: Briefing, now: datetime) -> None:
    """The message names only the briefing: its page is made when it leaves."""
    roster = await officials.roster(tx, now)
    readers = [each for each in roster.officials if each.holds(Role.OFFICE, *LEADERS)]
    written = [
        NewMessage(
            key=f"briefing:{briefing.id}:{reader.code}",
            kind=Kind.NOTICE,
            text_key="digest.briefing",
            facts={"briefing": briefing.id},
            logical_at=now,
            send_at=now,
            official_id=reader.id,
            about=f"briefing:{briefing.root_unit_id}",
        )
        for reader in roster.reachable(readers)
    ]
    for message in written:
        await outbox.take_over(tx, message, [message.about], now)
    await outbox.add_all(tx, written, now)
    subject = f"briefing:{briefing.id}"
    await audit.add(tx, at=now, actor="service", action="briefing", subject=subject)
