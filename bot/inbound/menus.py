"""What is put right at messengers besides messages: menus of commands, groups to be left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.channels.protocol import Channel, LeavesGroups, SendFailed, SetsMenu
from bot.inbound.route_table import RouteTable
from bot.rendering.catalogue import Catalogue
from domain.announcements.unit_groups import UnitGroup
from domain.people.access import may_pass
from domain.people.chat_links import Link
from domain.people.officials import Official
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.people import officials, unit_groups

BATCH = 50
EXITS = 20
LONGEST_REST = 60  # rounds

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
class Rest:
    """How often a menu was not taken, and for how many rounds it is left alone."""

    failures: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Menus:
    """Sets the menus that are not set yet, or no longer right.

    Called again and again: one that a messenger does not take is left alone for more and more
    rounds, up to LONGEST_REST.
    """

    db: Database
    channels: Mapping[str, Channel]
    catalogue: Catalogue
    routes: RouteTable
    resting: dict[int, Rest] = field(default_factory=dict)

    async def refresh(self) -> int:
        """Set what is missing, as far as the messengers take it now; returns how many."""
        able = {name: each for name, each in self.channels.items() if isinstance(each, SetsMenu)}
        async with self.db.read() as tx:
            most = BATCH + len(self.resting)
            waiting = await chat_links.without_menu(tx, list(able), most)
            due = [link for link in waiting if self._is_due(link)][:BATCH]
            people = [(link, await officials.get(tx, link.official_id)) for link in due]
        done = 0
        for link, person in people:
            done += await self._set(able[link.chat.channel], link, person)
        return done

    def _is_due(self, link: Link) -> bool:
        """Counts one round for whoever rests."""
        rest = self.resting.get(link.id)
        if rest is None or rest.rounds <= 0:
            return True
        self.resting[link.id] = replace(rest, rounds=rest.rounds - 1)
        return False

    def _leave_alone(self, link: Link) -> None:
        failures = self.resting[link.id].failures + 1 if link.id in self.resting else 1
        self.resting[link.id] = Rest(failures, min(2**failures, LONGEST_REST))

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
                self._leave_alone(link)
                return False
        self.resting.pop(link.id, None)
        async with self.db.begin() as tx:
            await chat_links.note_menu(tx, link.id, " ".join(names))
        return True


@dataclass(frozen=True, slots=True)
class GroupExits:
    """Leaves the groups that the bot is to be in no longer."""

    db: Database
    channels: Mapping[str, Channel]

    async def drain(self, now: datetime) -> bool:
        """Leave one batch of groups; returns whether any was left. Others are tried again."""
        async with self.db.read() as tx:
            waiting = await unit_groups.leaving(tx, EXITS)
        left = [each for each in waiting if await self._leave(each)]
        if left:
            async with self.db.begin() as tx:
                for each in left:
                    await unit_groups.mark_left(tx, each, now)
        return bool(left)

    async def _leave(self, group: UnitGroup) -> bool:
        """A chat that is gone, or from which the bot was taken, is left, too."""
        channel = self.channels.get(group.chat.channel)
        if not isinstance(channel, LeavesGroups):
            return True
        try:
            await channel.leave(group.chat.address)
        except SendFailed as failed:
            log.info("group not left", channel=group.chat.channel, reason=failed.reason)
            return failed.permanent or failed.refused
        return True
