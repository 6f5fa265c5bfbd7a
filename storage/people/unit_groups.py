"""The groups of units: which chats the bot may be in, for whom, and which it is to leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from domain.announcements.unit_groups import GroupState, UnitGroup
from domain.messaging.messages import Chat
from storage.engine.database import Tx
from storage.tables import UNIT_GROUPS

TABLE = UNIT_GROUPS.c
HERE = TABLE.state.in_((GroupState.ASKED.value, GroupState.LINKED.value))


async def find(tx: Tx, chat: Chat) -> UnitGroup | None:
    """The group of this chat, where the bot may be in it; the newest row of it."""
    query = select(UNIT_GROUPS).where(*_at(chat), HERE).order_by(TABLE.id.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _group(row)


async def get(tx: Tx, group_id: int) -> UnitGroup | None:
    """The group of this number, where the bot may be in it."""
    row = (await tx.execute(select(UNIT_GROUPS).where(TABLE.id == group_id, HERE))).one_or_none()
    return None if row is None else _group(row)


async def linked(tx: Tx) -> list[UnitGroup]:
    query = select(UNIT_GROUPS).where(TABLE.state == GroupState.LINKED.value).order_by(TABLE.id)
    return [_group(row) for row in await tx.execute(query)]


async def ask(tx: Tx, chat: Chat, title: str, asked_by: int, until: datetime, now: datetime) -> int:
    """Whether this group is to be linked, until then; returns its number."""
    await lose(tx, chat, now)
    values = {"channel": chat.channel, "address": chat.address, "title": title}
    values |= {"state": GroupState.ASKED.value}
    row = insert(UNIT_GROUPS).values(**values, asked_by=asked_by, changed_at=now, look_at=until)
    return int((await tx.execute(row.returning(TABLE.id))).scalar_one())


async def link(tx: Tx, group_id: int, unit_id: int, now: datetime) -> bool:
    """It is this unit's from now on, and looked at at once; False if nobody asks any longer."""
    asked = TABLE.id == group_id, TABLE.state == GroupState.ASKED.value
    values = {"state": GroupState.LINKED.value, "unit_id": unit_id, "changed_at": now}
    linked_now = update(UNIT_GROUPS).where(*asked).values(**values, look_at=now)
    return bool((await tx.execute(linked_now)).rowcount)


async def turn_away(tx: Tx, chat: Chat, now: datetime) -> None:
    """Nobody may have the bot in this chat: it is to leave."""
    if await _change(tx, [*_at(chat), HERE], GroupState.LEAVING, now):
        return
    waiting = select(TABLE.id).where(*_at(chat), TABLE.state == GroupState.LEAVING.value)
    if (await tx.execute(waiting)).first() is None:
        values = {"channel": chat.channel, "address": chat.address, "title": ""}
        leaving = {"state": GroupState.LEAVING.value, "changed_at": now}
        await tx.execute(insert(UNIT_GROUPS).values(**values, **leaving))


async def end(tx: Tx, group_id: int, now: datetime) -> bool:
    """The bot is to leave; False if that was so already."""
    return await _change(tx, [TABLE.id == group_id, HERE], GroupState.LEAVING, now)


async def lose(tx: Tx, chat: Chat, now: datetime) -> bool:
    """The bot is in this chat no longer; whether it was to be."""
    return await _change(tx, [*_at(chat), HERE], GroupState.LEFT, now)


async def _change(tx: Tx, which: Sequence[Any], state: GroupState, now: datetime) -> bool:
    values = {"state": state.value, "changed_at": now, "look_at": None}
    return bool((await tx.execute(update(UNIT_GROUPS).where(*which).values(**values))).rowcount)


async def move(tx: Tx, chat: Chat, address: str) -> None:
    """The chat has another address from now on."""
    await tx.execute(update(UNIT_GROUPS).where(*_at(chat), HERE).values(address=address))


async def take_due(tx: Tx, now: datetime, limit: int = 50) -> list[UnitGroup]:
    """Groups to be looked at now; each is taken once, and waits for `look_again`."""
    due = select(TABLE.id).where(TABLE.look_at <= now).order_by(TABLE.look_at).limit(limit)
    taken = update(UNIT_GROUPS).where(TABLE.id.in_(due), TABLE.look_at <= now)
    return [
        _group(row) for row in await tx.execute(taken.values(look_at=None).returning(UNIT_GROUPS))
    ]


async def look_again(tx: Tx, group_id: int, at: datetime) -> None:
    await tx.execute(update(UNIT_GROUPS).where(TABLE.id == group_id).values(look_at=at))


async def leaving(tx: Tx, limit: int) -> list[UnitGroup]:
    """Groups that the bot is still in and is to leave."""
    query = select(UNIT_GROUPS).where(TABLE.state == GroupState.LEAVING.value)
    return [_group(row) for row in await tx.execute(query.order_by(TABLE.id).limit(limit))]


async def mark_left(tx: Tx, group: UnitGroup, now: datetime) -> None:
    """Of a group that nobody asked for nothing is kept."""
    here = TABLE.id == group.id, TABLE.state == GroupState.LEAVING.value
    if group.asked_by is None:
        await tx.execute(delete(UNIT_GROUPS).where(*here))
    else:
        left = {"state": GroupState.LEFT.value, "changed_at": now}
        await tx.execute(update(UNIT_GROUPS).where(*here).values(**left))


async def count(tx: Tx) -> int:
    """How many groups are linked."""
    query = select(func.count()).where(TABLE.state == GroupState.LINKED.value)
    return int((await tx.execute(query)).scalar_one())


def _at(chat: Chat) -> tuple[Any, Any]:
    return TABLE.channel == chat.channel, TABLE.address == chat.address


def _group(row: Row[Any]) -> UnitGroup:
    return UnitGroup(
        row.id,
        Chat(row.channel, row.address),
        row.title,
        GroupState(row.state),
        row.unit_id,
        row.asked_by,
    )
