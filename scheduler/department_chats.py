"""Ends the chats of those who were moved away from the department to which a bot belongs."""

from collections.abc import Mapping
from datetime import datetime

from domain.messaging.outbox import Kind, NewMessage
from domain.people.chat_links import Home, Link, LinkState, found_at
from domain.people.units import Unit
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import chat_links, outbox
from storage.people import officials, units


async def end_chats(db: Database, homes: Mapping[str, Home], now: datetime) -> int:
    """Tell each of them where to go instead; returns how many chats were ended."""
    ended = 0
    async with db.begin() as tx:
        roster, tree = await officials.roster(tx, now), await units.tree(tx)
        for channel, home in homes.items():
            for link in await chat_links.on(tx, channel):
                person = roster.get(link.official_id)
                root = tree.upwards(person.unit_id)[-1] if person else None
                if person and root and root.code != home.unit:
                    await _end(tx, link, root, found_at(homes, root.code, channel), now)
                    await _record(tx, person.subject, channel, now)
                    ended += 1
    return ended


async def _end(tx: Tx, link: Link, root: Unit, place: str, now: datetime) -> None:
    await chat_links.change(tx, link.chat, LinkState.ENDED, "moved", now)
    farewell = NewMessage(
        key=f"moved-away:{link.id}",
        kind=Kind.REGISTRATION,
        text_key="registration.moved_away",
        facts={"department": root.name, "link": place},
        logical_at=now,
        send_at=now,
        chat=link.chat,
    )
    await outbox.add(tx, farewell, now)


async def _record(tx: Tx, subject: str, channel: str, now: datetime) -> None:
    await audit.add(
        tx, at=now, actor="service", action="link.ended", subject=subject, channel=channel
    )
