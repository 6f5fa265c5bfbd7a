"""How much a channel is used: people linked, messages sent and heard."""

from datetime import datetime

from sqlalchemy import func, select

from domain.budget import Used
from domain.letters import LetterState
from domain.links import LinkState
from storage.database import Tx
from storage.tables import ASSIGNMENTS, INBOX, LETTERS, LINKS


async def since(tx: Tx, channel: str, start: datetime) -> Used:
    """Messages in both directions since then; people as they are linked now."""
    own = LINKS.c.channel == channel, LINKS.c.state != LinkState.ENDED.value
    users = select(func.count(LINKS.c.official_id.distinct())).where(*own)
    out = select(func.count()).where(
        LETTERS.c.channel == channel,
        LETTERS.c.sent_at >= start,
        LETTERS.c.state == LetterState.SENT.value,
    )
    heard = select(func.count()).where(INBOX.c.channel == channel, INBOX.c.received_at >= start)
    counts = [int((await tx.execute(query)).scalar_one()) for query in (users, out, heard)]
    return Used(counts[0], counts[1] + counts[2])


async def duties_each(tx: Tx, channel: str) -> float:
    """How many duties a person on this channel has on average, by the plan's assignments."""
    linked = select(LINKS.c.official_id).where(
        LINKS.c.channel == channel, LINKS.c.state == LinkState.ACTIVE.value
    )
    people = (await tx.execute(select(func.count()).select_from(linked.subquery()))).scalar_one()
    owed = select(func.count()).where(
        ASSIGNMENTS.c.official_id.in_(linked), ASSIGNMENTS.c.ended_at.is_(None)
    )
    return int((await tx.execute(owed)).scalar_one()) / people if people else 0.0
