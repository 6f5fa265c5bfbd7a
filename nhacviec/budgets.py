"""Counts what a bot with a quota has used, and foresees what the next period asks of it."""

from datetime import datetime, time

from domain.budget import Budget, Used, needed
from domain.calendar import at_local, local_day
from domain.ladder import Audience, Policy
from nhacviec.settings import Settings
from storage import usage
from storage.database import Database


async def used(db: Database, channel: str, now: datetime) -> Used:
    """People and messages of this calendar month."""
    start = at_local(local_day(now).replace(day=1), time())
    async with db.read() as tx:
        return await usage.since(tx, channel, start)


async def zalo(db: Database, known: Settings, policy: Policy, now: datetime) -> Budget:
    """The budget of the Zalo bot for a period that is still to be asked for."""
    so_far = await used(db, "zalo", now)
    async with db.read() as tx:
        each = await usage.duties_each(tx, "zalo")
    reminders = sum(rung.audience is Audience.OWNER for rung in policy.ladder.rungs)
    wanted = needed(so_far.users, reminders, each)
    return Budget(so_far, known.zalo_users, known.zalo_messages, wanted)
