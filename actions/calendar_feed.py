"""Giving somebody an address under which calendar programs read the own calendar, and ending it."""

from actions.acting import Acting
from domain.calendar_feed.addresses import secret_hash
from domain.messaging.messages import Chat
from storage.calendar_feed import addresses


async def give(acting: Acting, chat: Chat, token: str) -> None:
    """From now on this token opens the calendar of whoever acts; the one before no longer does.

    Refuses without a chat.
    """
    link = await acting.link(chat)
    await addresses.add(acting.tx, secret_hash(token), acting.me.id, link.id, acting.now)
    await acting.record("calendar.give", acting.me.subject)


async def end(acting: Acting) -> bool:
    """Whether there was an address, which opens nothing from now on."""
    ended = await addresses.end(acting.tx, acting.me.id, acting.now)
    if ended:
        await acting.record("calendar.end", acting.me.subject)
    return ended
