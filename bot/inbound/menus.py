"""The menu of commands in a person's chat: what the person may do, in the person's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.channels.protocol import Channel, SendFailed, SetsMenu
from bot.inbound.route_table import RouteTable
from bot.rendering.catalogue import Catalogue
from domain.people.access import may_pass
from domain.people.chat_links import Link
from domain.people.officials import Official
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.people import officials

BATCH = 50

log = structlog.get_logger()


def commands_of(official: Official, routes: RouteTable) -> Sequence[str]:
    """Names of the commands that this person may give, the most used first."""
    listed = sorted((route.menu, name) for name, route in routes.commands.items() if route.menu)
    return [
        name.removeprefix("/")
        for _, name in listed
        if may_pass(official, routes.commands[name].require)
    ]


@dataclass(frozen=True, slots=True)
class Menus:
    """Sets the menus that are not set yet, or no longer right."""

    db: Database
    channels: Mapping[str, Channel]
    catalogue: Catalogue
    routes: RouteTable

    async def refresh(self) -> int:
        """Set what is missing, as far as the messengers take it now; returns how many."""
        able = {name: each for name, each in self.channels.items() if isinstance(each, SetsMenu)}
        async with self.db.read() as tx:
            waiting = await chat_links.without_menu(tx, list(able), BATCH)
            people = [(link, await officials.get(tx, link.official_id)) for link in waiting]
        done = 0
        for link, person in people:
            done += await self._set(able[link.chat.channel], link, person)
        return done

    async def _set(self, channel: SetsMenu, link: Link, person: Official) -> bool:
        names = commands_of(person, self.routes)
        entries = [
            (f"/{name}", self.catalogue.sentence(f"menu.{name}", person.language)) for name in names
        ]
        try:
            await channel.set_menu(link.chat.address, entries)
        except SendFailed as failed:
            log.warning("menu not set", channel=link.chat.channel, reason=failed.reason)
            if not (failed.permanent or failed.refused):
                return False
        async with self.db.begin() as tx:
            await chat_links.note_menu(tx, link.id, " ".join(names))
        return True
