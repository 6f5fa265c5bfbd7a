"""How much a channel is used: people linked, messages sent and heard, what is still to come."""

from datetime import datetime

from sqlalchemy import Select, func, select

from domain.messaging.quota import Budget, Quota, Used, needed
from domain.people.chat_links import LinkState
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Audience, Policy
from storage.engine.database import Tx
from storage.messaging import chat_links, rate_limits
from storage.tables import ASSIGNMENTS, BOTS, DUTIES, LINKS


async def forecast(tx: Tx, channel: str, quota: Quota, policy: Policy, now: datetime) -> Budget:
    """What a period that is still to be asked for needs of this channel."""
    users, asked = await chat_links.count(tx, channel), await _count_asked(tx, channel)
    reminders = sum(rung.audience is Audience.OWNER for rung in policy.ladder.rungs)
    wanted = needed(asked, reminders, await _duties_each(tx, channel, asked))
    return Budget(Used(users, await used(tx, channel, now)), quota, wanted, asked)


async def used(tx: Tx, channel: str, now: datetime) -> int:
    """Messages of this month, looked up by a reader too."""
    row = (await tx.execute(select(BOTS).where(BOTS.c.channel == channel))).one_or_none()
    return row.used if row is not None and row.month == rate_limits.month_of(now) else 0


async def still_needed(tx: Tx, channel: str, cycle: Cycle, rung: int) -> int:
    """Messages that an open period asks for after this rung, if everybody stays silent."""
    asked = _asked(channel)
    here = DUTIES.c.cycle_id == cycle.id, DUTIES.c.status.is_(None), DUTIES.c.owner_id.in_(asked)
    counted = select(func.count(DUTIES.c.owner_id.distinct()), func.count()).where(*here)
    people, owed = (await tx.execute(counted)).one()
    later = [step for step in cycle.steps if step.rung > rung]
    reminders = sum(step.audience is Audience.OWNER for step in later)
    return needed(people, reminders, owed / people if people else 0.0)


async def _count_asked(tx: Tx, channel: str) -> int:
    people = select(func.count()).select_from(_asked(channel).subquery())
    return int((await tx.execute(people)).scalar_one())


async def _duties_each(tx: Tx, channel: str, people: int) -> float:
    """How many duties a person on this channel has on average, by the plan's assignments."""
    owed = select(func.count()).where(
        ASSIGNMENTS.c.official_id.in_(_asked(channel)), ASSIGNMENTS.c.ended_at.is_(None)
    )
    return int((await tx.execute(owed)).scalar_one()) / people if people else 0.0


def _asked(channel: str) -> Select[tuple[int]]:
    """Whose preferred chat is on this channel."""
    active = LINKS.c.state == LinkState.ACTIVE.value
    order = (LINKS.c.preference, LINKS.c.id)
    place = func.row_number().over(partition_by=LINKS.c.official_id, order_by=order)
    ranked = select(LINKS.c.official_id, LINKS.c.channel, place.label("place")).where(active)
    first = ranked.subquery()
    return select(first.c.official_id).where(first.c.place == 1, first.c.channel == channel)
