"""The chats of officials, and the consents given there."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from domain.messaging.messages import Chat
from domain.people.chat_links import Link, LinkState
from storage.engine.database import Tx
from storage.engine.read_cache import kept
from storage.tables import CONSENTS, LINKS, OFFICIALS, OUTBOX_MESSAGES

LAST_RESORT = 1000
REFUSED_FOR = timedelta(days=7)  # an e-mail address that was refused is tried again after that
MOBILE = re.compile(r"\+84[35789]\d{8}")
READ = frozenset(("links",))
LIVING = LINKS.c.state != LinkState.ENDED.value


async def find(tx: Tx, chat: Chat) -> Link | None:
    """The living link of a chat, active or suspended."""
    if chat not in kept(tx, READ):
        await look_up(tx, [chat])
    found: Link | None = kept(tx, READ)[chat]
    return found


async def look_up(tx: Tx, chats: Collection[Chat]) -> None:
    """Read at once the links of the chats that a transaction will ask for."""
    channels, addresses = {each.channel for each in chats}, {each.address for each in chats}
    here = LINKS.c.channel.in_(channels), LINKS.c.address.in_(addresses)
    found = [_link(row) for row in await tx.execute(select(LINKS).where(*here, LIVING))]
    kept(tx, READ).update(dict.fromkeys(chats) | {each.chat: each for each in found})


async def of(tx: Tx, official_id: int) -> list[Link]:
    """The living links of a person, the preferred one first."""
    query = select(LINKS).where(LINKS.c.official_id == official_id, LIVING)
    ordered = query.order_by(LINKS.c.preference, LINKS.c.id)
    return [_link(row) for row in await tx.execute(ordered)]


BEST = "best chat"  # what was foreseen


async def foresee(tx: Tx, official_ids: list[int]) -> None:
    """Read at once the chats that a batch of messages will leave by."""
    found = await best(tx, official_ids)
    kept(tx, READ).update({(BEST, each): found.get(each) for each in official_ids})


async def best(
    tx: Tx, official_ids: list[int], *, without: Collection[str] = ()
) -> dict[int, Chat]:
    """For each of these people the chat to write to now, on any channel but these."""
    here = kept(tx, READ)
    if not without and official_ids and all((BEST, each) in here for each in official_ids):
        seen = {each: here[BEST, each] for each in official_ids}
        return {each: chat for each, chat in seen.items() if chat}
    active = LINKS.c.state == LinkState.ACTIVE.value, LINKS.c.channel.not_in(without)
    query = select(LINKS).where(LINKS.c.official_id.in_(official_ids), *active)
    chats: dict[int, Chat] = {}
    for row in await tx.execute(query.order_by(LINKS.c.preference, LINKS.c.id)):
        chats.setdefault(row.official_id, Chat(row.channel, row.address))
    return chats


async def add(tx: Tx, official_id: int, chat: Chat, now: datetime) -> None:
    """Link a chat; the newest one becomes the preferred one."""
    lowered = update(LINKS).where(LINKS.c.official_id == official_id, LIVING)
    await tx.execute(lowered.values(preference=LINKS.c.preference + 1))
    await tx.execute(
        insert(LINKS).values(
            official_id=official_id,
            channel=chat.channel,
            address=chat.address,
            preference=0,
            menu="",
            state=LinkState.ACTIVE.value,
            reason="",
            linked_at=now,
            changed_at=now,
        )
    )
    await _reroute(tx, [official_id])


async def on(tx: Tx, channel: str) -> list[Link]:
    """The living links on a channel."""
    query = select(LINKS).where(LINKS.c.channel == channel, LIVING).order_by(LINKS.c.id)
    return [_link(row) for row in await tx.execute(query)]


async def prefer(tx: Tx, link_id: int) -> None:
    """This chat is the one to write to first."""
    owner = select(LINKS.c.official_id).where(LINKS.c.id == link_id).scalar_subquery()
    others = update(LINKS).where(LINKS.c.official_id == owner, LIVING)
    await tx.execute(others.values(preference=LINKS.c.preference + 1))
    await tx.execute(update(LINKS).where(LINKS.c.id == link_id).values(preference=0))
    person = (await tx.execute(select(owner))).scalar_one()
    await _reroute(tx, [person])


async def change(tx: Tx, chat: Chat, state: LinkState, reason: str, now: datetime) -> bool:
    """Suspend, restore or end the link of a chat; False if it was so already."""
    here = LINKS.c.channel == chat.channel, LINKS.c.address == chat.address
    different = LINKS.c.state != state.value
    done = update(LINKS).where(*here, LIVING, different)
    changed = done.values(state=state.value, reason=reason, changed_at=now)
    people = [row.official_id for row in await tx.execute(changed.returning(LINKS.c.official_id))]
    await _reroute(tx, people)
    return bool(people)


async def end_all(tx: Tx, official_id: int, reason: str, now: datetime) -> int:
    """Somebody's chats are nobody's from now on; returns how many that were."""
    own = update(LINKS).where(LINKS.c.official_id == official_id, LIVING)
    ended = await tx.execute(own.values(state=LinkState.ENDED.value, reason=reason, changed_at=now))
    await _reroute(tx, [official_id])
    return int(ended.rowcount)


async def move(tx: Tx, chat: Chat, address: str, now: datetime) -> None:
    """The chat has another address from now on."""
    for table in (LINKS, OUTBOX_MESSAGES):
        here = table.c.channel == chat.channel, table.c.address == chat.address
        open_rows = LIVING if table is LINKS else OUTBOX_MESSAGES.c.state.in_(("queued", "retry"))
        await tx.execute(update(table).where(*here, open_rows).values(address=address))
    moved = LINKS.c.channel == chat.channel, LINKS.c.address == address
    await tx.execute(update(LINKS).where(*moved, LIVING).values(changed_at=now))


async def _reroute(tx: Tx, official_ids: list[int]) -> None:
    """Waiting messages leave by the best chat that there is now."""
    own = (
        LINKS.c.official_id == OUTBOX_MESSAGES.c.official_id,
        LINKS.c.state == LinkState.ACTIVE.value,
    )
    best_way = (
        select(LINKS.c.channel).where(*own).order_by(LINKS.c.preference, LINKS.c.id).limit(1)
    ).scalar_subquery()
    waiting = (
        OUTBOX_MESSAGES.c.official_id.in_(official_ids),
        OUTBOX_MESSAGES.c.state.in_(("queued", "retry")),
    )
    routed = update(OUTBOX_MESSAGES).where(*waiting, ~OUTBOX_MESSAGES.c.fixed)
    await tx.execute(routed.values(route=func.coalesce(best_way, "")))


async def count(tx: Tx, channel: str) -> int:
    """How many people have a living link on a channel."""
    own = LINKS.c.channel == channel, LIVING
    query = select(func.count(LINKS.c.official_id.distinct())).where(*own)
    return int((await tx.execute(query)).scalar_one())


async def channels(tx: Tx) -> frozenset[str]:
    """Where anybody has a living link."""
    query = select(LINKS.c.channel).distinct().where(LIVING)
    return frozenset((await tx.execute(query)).scalars())


async def add_addresses(tx: Tx, channel: str, now: datetime, *, phone: bool = False) -> int:
    """Everybody whose e-mail address is on the roster has it as the last way to be reached.

    `phone`: whose mobile number is; that costs something, and comes after everything else. What
    several people share is the first one's. Returns how many links have changed.
    """
    changed, known, taken = await _follow_roster(tx, channel, now, phone=phone)
    people = select(OFFICIALS).where(OFFICIALS.c.ended_at.is_(None)).order_by(OFFICIALS.c.id)
    fresh: dict[int, str] = {}
    for row in await tx.execute(people):
        address = _on_roster(row, phone=phone)
        if address and row.id not in known and address not in taken:
            fresh[row.id] = address
            taken.add(address)
    fixed = {"channel": channel, "menu": "none", "reason": "", "state": "active"}
    times = {"linked_at": now, "changed_at": now, "preference": LAST_RESORT + phone}
    if fresh:
        rows = [{**fixed, **times, "official_id": i, "address": a} for i, a in fresh.items()]
        await tx.execute(insert(LINKS), rows)
    await _reroute(tx, list({*changed, *fresh}))
    return len({*changed, *fresh})


def _on_roster(row: Row[Any], *, phone: bool) -> str:
    address = row.phone if phone else row.email
    return str(address) if not phone or MOBILE.fullmatch(row.phone) else ""


async def _follow_roster(
    tx: Tx, channel: str, now: datetime, *, phone: bool
) -> tuple[list[int], set[int], set[str]]:
    """An address ends that is no longer somebody's who is here; one refused is tried again.

    A mailbox may be made, or a server put right, long after a message was refused. Returns whose
    links have changed, who has one, and which addresses are taken.
    """
    owner = LINKS.join(OFFICIALS, OFFICIALS.c.id == LINKS.c.official_id)
    query = select(LINKS, *(OFFICIALS.c[name] for name in ("email", "phone", "ended_at")))
    query = query.select_from(owner)
    rows = list(await tx.execute(query.where(LINKS.c.channel == channel, LIVING)))
    old = [row for row in rows if row.ended_at or row.address != _on_roster(row, phone=phone)]
    tried = [row for row in rows if row not in old and _is_due_again(row, now)]
    for some, state in ((old, LinkState.ENDED), (tried, LinkState.ACTIVE)):
        here = update(LINKS).where(LINKS.c.id.in_([row.id for row in some]))
        await tx.execute(here.values(state=state.value, reason="", changed_at=now))
    kept = [row for row in rows if row not in old]
    taken = {row.address for row in kept}
    return [row.official_id for row in [*old, *tried]], {row.official_id for row in kept}, taken


def _is_due_again(row: Row[Any], now: datetime) -> bool:
    changed_at: datetime = row.changed_at
    return row.state == LinkState.SUSPENDED.value and changed_at <= now - REFUSED_FOR


async def without_menu(tx: Tx, channels: list[str], limit: int) -> list[Link]:
    """Active links whose menu of commands is to be set."""
    waiting = LINKS.c.menu == "", LINKS.c.state == LinkState.ACTIVE.value
    query = select(LINKS).where(*waiting, LINKS.c.channel.in_(channels)).order_by(LINKS.c.id)
    return [_link(row) for row in await tx.execute(query.limit(limit))]


async def note_menu(tx: Tx, link_id: int, names: str) -> None:
    await tx.execute(update(LINKS).where(LINKS.c.id == link_id).values(menu=names))


async def forget_menus(tx: Tx, official_id: int) -> None:
    """Language or role has changed: the menu is to be set again."""
    await tx.execute(update(LINKS).where(LINKS.c.official_id == official_id).values(menu=""))


async def add_consent(  # noqa: PLR0913 - the facts that make a consent provable
    tx: Tx,
    *,
    official_id: int,
    agreed: bool,
    text_version: str,
    text_hash: str,
    chat: Chat,
    now: datetime,
) -> None:
    await tx.execute(
        insert(CONSENTS).values(
            official_id=official_id,
            agreed=agreed,
            text_version=text_version,
            text_hash=text_hash,
            channel=chat.channel,
            address=chat.address,
            decided_at=now,
        )
    )


def _link(row: Row[Any]) -> Link:
    return Link(
        row.id,
        row.official_id,
        Chat(row.channel, row.address),
        LinkState(row.state),
        row.reason,
        row.preference,
        row.linked_at,
    )
