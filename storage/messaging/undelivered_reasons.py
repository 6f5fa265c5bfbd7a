"""Why no message has reached somebody: never linked, blocked, out of quota, or a channel down."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from domain.messaging.outbox import Kind, MessageState
from storage.engine.database import Tx
from storage.engine.read_cache import kept
from storage.tables import LINKS, OUTBOX_MESSAGES

READ = frozenset(("links", "outbox_messages"))
WHY = "why"  # what was foreseen
UNUSABLE = {"blocked": "blocked", "zalo_oa.window": "window"}  # why a link is suspended; or gone


async def reasons(tx: Tx, people: Collection[int], since: datetime) -> dict[int, str]:
    """For each of these people: no_chat, blocked, gone, quota, window or channel_down.

    `since`: messages from then on tell what became of the reminders.
    """
    here = kept(tx, READ)
    if here and all((WHY, each, since) in here for each in people):
        return {each: here[WHY, each, since] for each in people}
    return await _reasons(tx, people, since)


async def foresee(tx: Tx, people: Collection[int], since: datetime) -> None:
    """Read at once what a batch of messages will ask for."""
    found = await _reasons(tx, people, since)
    kept(tx, READ).update({(WHY, person, since): why for person, why in found.items()})


async def _reasons(tx: Tx, people: Collection[int], since: datetime) -> dict[int, str]:
    found = dict.fromkeys(people, "no_chat")
    if not found:
        return found
    living = LINKS.c.official_id.in_(people), LINKS.c.state != "ended"
    links = select(LINKS.c.official_id, LINKS.c.state, LINKS.c.reason).where(*living)
    rows = sorted(await tx.execute(links), key=lambda row: row.state == "active")
    for row in rows:
        unusable = UNUSABLE.get(row.reason, "gone")
        found[row.official_id] = "channel_down" if row.state == "active" else unusable
    linked = {row.official_id for row in rows if row.state == "active"}
    reminders = (
        OUTBOX_MESSAGES.c.official_id.in_(people),
        OUTBOX_MESSAGES.c.kind == Kind.REMINDER.value,
    )
    newest = select(
        OUTBOX_MESSAGES.c.official_id, OUTBOX_MESSAGES.c.state, OUTBOX_MESSAGES.c.reason
    ).where(*reminders)
    for row in await tx.execute(
        newest.where(OUTBOX_MESSAGES.c.logical_at >= since).order_by(OUTBOX_MESSAGES.c.id)
    ):
        if row.official_id in linked:
            found[row.official_id] = _why_not(row.state, row.reason)
    return found


def _why_not(state: str, reason: str) -> str:
    """Of the newest reminder to somebody who has a chat."""
    if (state, reason) == (MessageState.WITHDRAWN.value, "quota"):
        return "quota"
    shut = (MessageState.FAILED.value, "reply_window")
    return "window" if (state, reason) == shut else "channel_down"
