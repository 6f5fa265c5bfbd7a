"""Which browsers are told that there is something new on somebody's page, and with which key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from domain.messaging.messages import Chat
from domain.people.chat_links import LinkState
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.tables import LINKS, PUSH_KEYS, PUSH_SUBSCRIPTIONS

TABLE = PUSH_SUBSCRIPTIONS.c
NAME = "vapid"


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """Where a browser is told, and the keys that only it can read with."""

    id: int
    endpoint: str
    p256dh: str
    auth: str
    attempts: int = 0


async def key(tx: Tx) -> str:
    """The private key by which push services know this installation; empty before it is made."""
    query = select(PUSH_KEYS.c.private).where(PUSH_KEYS.c.name == NAME)
    return (await tx.execute(query)).scalar() or ""


async def keep_key(tx: Tx, private: str, now: datetime) -> None:
    """The one that is there stays."""
    row = {"name": NAME, "private": private, "created_at": now}
    await add_new(tx, PUSH_KEYS, [row], key=["name"])


async def add(tx: Tx, link_id: int, wanted: PushSubscription, most: int, now: datetime) -> None:
    """One more browser of this chat; what the same browser had before, and the oldest, end."""
    await tx.execute(delete(PUSH_SUBSCRIPTIONS).where(TABLE.endpoint == wanted.endpoint))
    keys = {"endpoint": wanted.endpoint, "p256dh": wanted.p256dh, "auth": wanted.auth}
    values = {"link_id": link_id, "created_at": now, "attempts": 0}
    await tx.execute(insert(PUSH_SUBSCRIPTIONS).values(**keys, **values))
    newest = select(TABLE.id).where(TABLE.link_id == link_id).order_by(TABLE.id.desc()).limit(most)
    kept = list((await tx.execute(newest)).scalars())
    older = TABLE.link_id == link_id, TABLE.id.not_in(kept)
    await tx.execute(delete(PUSH_SUBSCRIPTIONS).where(*older))


async def end(tx: Tx, endpoint: str, link_id: int | None = None) -> bool:
    """This browser is told no more, of any chat or of this one; False if it was not."""
    here = [TABLE.endpoint == endpoint, *([TABLE.link_id == link_id] if link_id else [])]
    return bool((await tx.execute(delete(PUSH_SUBSCRIPTIONS).where(*here))).rowcount)


async def wake(tx: Tx, chats: Collection[Chat], now: datetime) -> None:
    """There is something new in these chats."""
    addresses = [each.address for each in chats]
    channels = {each.channel for each in chats}
    theirs = select(LINKS.c.id).where(
        LINKS.c.channel.in_(channels),
        LINKS.c.address.in_(addresses),
        LINKS.c.state == LinkState.ACTIVE.value,
    )
    due = update(PUSH_SUBSCRIPTIONS).where(TABLE.link_id.in_(theirs))
    await tx.execute(due.values(next_at=now, attempts=0))


async def any_due(tx: Tx, now: datetime) -> bool:
    """Looked up by a reader, so that an idle service writes nothing."""
    query = select(TABLE.id).where(TABLE.next_at <= now).limit(1)
    return (await tx.execute(query)).first() is not None


async def take_due(tx: Tx, now: datetime, lease: timedelta, most: int) -> list[PushSubscription]:
    """Browsers to be told now; whoever takes them has so long before others try.

    What belongs to a chat that has ended ends with it.
    """
    ended = select(LINKS.c.id).where(LINKS.c.state == LinkState.ENDED.value)
    await tx.execute(delete(PUSH_SUBSCRIPTIONS).where(TABLE.link_id.in_(ended)))
    due = select(TABLE.id).where(TABLE.next_at <= now).order_by(TABLE.next_at).limit(most)
    taken = update(PUSH_SUBSCRIPTIONS).where(TABLE.id.in_(due), TABLE.next_at <= now)
    values = {"next_at": now + lease, "attempts": TABLE.attempts + 1}
    rows = await tx.execute(taken.values(**values).returning(PUSH_SUBSCRIPTIONS))
    return [_subscription(row) for row in rows]


async def settle(
    tx: Tx, subscription_id: int, taken_until: datetime, again: datetime | None
) -> None:
    """It was told, or is told again then; unless there is something newer meanwhile."""
    mine = TABLE.id == subscription_id, TABLE.next_at == taken_until
    await tx.execute(update(PUSH_SUBSCRIPTIONS).where(*mine).values(next_at=again))


async def count(tx: Tx) -> int:
    """How many browsers are told."""
    return int((await tx.execute(select(func.count(TABLE.id)))).scalar_one())


def _subscription(row: Row[Any]) -> PushSubscription:
    return PushSubscription(row.id, row.endpoint, row.p256dh, row.auth, row.attempts)
