"""How much a channel is used: people linked, messages sent and heard, what is still to come."""

from datetime import datetime

from sqlalchemy import Select, func, select

from domain.budget import Budget, Quota, Used, needed
from domain.cycles import Cycle
from domain.ladder import Audience, Policy
from domain.links import LinkState
from storage import bots, links
from storage.database import Tx
from storage.tables import ASSIGNMENTS, BOTS, DUTIES, LINKS


async def forecast(tx: Tx, channel: str, quota: Quota, policy: Policy, now: datetime) -> Budget:
    """What a period that is still to be asked for needs of this channel."""
    users = await links.count(tx, channel)
    reminders = sum(rung.audience is Audience.OWNER for rung in policy.ladder.rungs)
    wanted = needed(users, reminders, await _duties_each(tx, channel))
    return Budget(Used(users, await used(tx, channel, now)), quota, wanted)


async def used(tx: Tx, channel: str, now: datetime) -> int:
    """Messages of this month, looked up by a reader too."""
    row = (await tx.execute(select(BOTS).where(BOTS.c.channel == channel))).one_or_none()
    return row.used if row is not None and row.month == bots.month_of(now) else 0


async def still_needed(tx: Tx, channel: str, cycle: Cycle, rung: int) -> int:
    """Messages that an open period asks for after this rung, if everybody stays silent."""
    linked = _linked(channel)
    here = DUTIES.c.cycle_id == cycle.id, DUTIES.c.status.is_(None), DUTIES.c.owner_id.in_(linked)
    counted = select(func.count(DUTIES.c.owner_id.distinct()), func.count()).where(*here)
    people, owed = (await tx.execute(counted)).one()
    later = [step for step in cycle.steps if step.rung > rung]
    reminders = sum(step.audience is Audience.OWNER for step in later)
    return needed(people, reminders, owed / people if people else 0.0)


async def _duties_each(tx: Tx, channel: str) -> float:
    """How many duties a person on this channel has on average, by the plan's assignments."""
    linked = _linked(channel)
    people = (await tx.execute(select(func.count()).select_from(linked.subquery()))).scalar_one()
    owed = select(func.count()).where(
        ASSIGNMENTS.c.official_id.in_(linked), ASSIGNMENTS.c.ended_at.is_(None)
    )
    return int((await tx.execute(owed)).scalar_one()) / people if people else 0.0


def _linked(channel: str) -> Select[tuple[int]]:
    active = LINKS.c.channel == channel, LINKS.c.state == LinkState.ACTIVE.value
    return select(LINKS.c.official_id).where(*active)
