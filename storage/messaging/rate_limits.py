"""How fast each bot may speak, kept where restarts and other workers see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from domain.calendar.periods import Period
from domain.calendar.work_calendar import local_day
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.engine.read_cache import kept, once
from storage.tables import BOTS, OUTBOX_MESSAGES

READ = frozenset(("bots",))
SLACK = 1  # a moment missed by a hair is not lost
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SendSlot:
    """Somebody wants this bot to speak, `gap` apart. Answers have moments of their own."""

    channel: str
    urgent: bool
    gap: timedelta
    now: datetime


async def slots(tx: Tx, turn: SendSlot, most: int) -> list[datetime]:
    """The next `most` moments at which the bot may speak; none in a pause."""
    bot = await _get(tx, turn.channel)
    if bot.paused_until > turn.now:
        return []
    first = max(turn.now - SLACK * turn.gap, bot.next_answer_at if turn.urgent else bot.next_at)
    return [first + number * turn.gap for number in range(most)]


async def book(tx: Tx, turn: SendSlot, count: int) -> None:
    """So many moments are taken. Answers take the room of others too."""
    bot = await _get(tx, turn.channel)
    earliest = turn.now - SLACK * turn.gap
    values = {"next_at": max(bot.next_at, earliest) + count * turn.gap}
    if turn.urgent:
        values["next_answer_at"] = max(bot.next_answer_at, earliest) + count * turn.gap
    await tx.execute(update(BOTS).where(BOTS.c.channel == turn.channel).values(**values))


async def pause(tx: Tx, channel: str, until: datetime) -> None:
    """The whole bot is silent until then."""
    await _get(tx, channel)
    shorter = BOTS.c.channel == channel, BOTS.c.paused_until < until
    await tx.execute(update(BOTS).where(*shorter).values(paused_until=until))


async def rest(tx: Tx, outbox_id: int, until: datetime) -> None:
    """Whoever was to get this message is left in peace until then: what waits leaves later."""
    lane = select(OUTBOX_MESSAGES.c.lane).where(OUTBOX_MESSAGES.c.id == outbox_id).scalar_subquery()
    waiting = OUTBOX_MESSAGES.c.lane == lane, OUTBOX_MESSAGES.c.state.in_(("queued", "retry"))
    sooner = update(OUTBOX_MESSAGES).where(*waiting, OUTBOX_MESSAGES.c.send_at < until)
    await tx.execute(sooner.values(send_at=until))


async def note_outcome(tx: Tx, channel: str, *, worked: bool, now: datetime) -> datetime | None:
    """Whether a message left; returns since when none has, or None."""
    bot = await _get(tx, channel)
    since = None if worked else bot.down_since or now
    if since != bot.down_since:
        await tx.execute(update(BOTS).where(BOTS.c.channel == channel).values(down_since=since))
    return since


@once("bots")
async def newest_message(tx: Tx, channel: str) -> str:
    """The highest message id that this bot has seen; empty if its ids are no numbers."""
    return str((await _get(tx, channel)).newest_message)


async def note_messages(tx: Tx, channel: str, message_ids: Sequence[str]) -> None:
    """Ids that this bot has seen; of those that are no numbers nothing is kept."""
    highest = max((each for each in message_ids if each.isdecimal()), key=int, default="")
    if not highest:
        return
    await _get(tx, channel)
    known = BOTS.c.newest_message
    shorter = func.length(known) < len(highest)
    lower = (func.length(known) == len(highest)) & (known < highest)
    newer = update(BOTS).where(BOTS.c.channel == channel, or_(shorter, lower))
    await tx.execute(newer.values(newest_message=highest))


async def note_sent(
    tx: Tx, channel: str, message_ids: Sequence[str], now: datetime, *, counted: bool
) -> None:
    """Messages have left by this bot; `counted` where its quota asks for it."""
    await note_outcome(tx, channel, worked=True, now=now)
    await note_messages(tx, channel, message_ids)
    if counted:
        await count(tx, channel, len(message_ids), now)


async def count(tx: Tx, channel: str, messages: int, now: datetime) -> None:
    """So many more messages of this month, in either direction."""
    bot, month = await _get(tx, channel), month_of(now)
    before = bot.used if bot.month == month else 0
    own = update(BOTS).where(BOTS.c.channel == channel)
    await tx.execute(own.values(month=month, used=before + messages))


def month_of(now: datetime) -> str:
    """The calendar month in which messengers count."""
    return str(Period.containing(local_day(now)))


async def hold(tx: Tx, channels: Collection[str]) -> None:
    """Until the end of the transaction nobody else speaks or records for these bots."""
    for channel in sorted(channels):
        await _get(tx, channel)


async def _get(tx: Tx, channel: str) -> Row[Any]:
    """The bot's row, held until the end of the transaction: workers take turns."""
    here = kept(tx, READ)
    if channel not in here:
        here[channel] = await _held(tx, channel)
    row: Row[Any] = here[channel]
    return row


async def _held(tx: Tx, channel: str) -> Row[Any]:
    query = select(BOTS).where(BOTS.c.channel == channel).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    if row is not None:
        return row
    free = dict.fromkeys(("next_at", "next_answer_at", "paused_until"), LONG_AGO)
    fresh = {"channel": channel, **free, "newest_message": "", "month": "", "used": 0}
    await add_new(tx, BOTS, [fresh], key=["channel"])
    return (await tx.execute(query)).one()
