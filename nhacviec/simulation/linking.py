"""Links people to chats without their doing: for the demo and the simulation only."""

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.messaging.messages import Chat
from domain.people.officials import Official
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.people import officials


async def link_all(
    db: Database, now: datetime, *, channel: str, unlinked: Collection[str] = ()
) -> Sequence[Official]:
    """Give everybody a chat whose address is the official's code; returns everybody."""
    async with db.begin() as tx:
        everybody = (await officials.roster(tx)).officials
        for each in everybody:
            if each.code not in unlinked:
                await chat_links.add(tx, each.id, Chat(channel, each.code), now)
    return everybody
