"""The menu of commands in a person's chat: what the person may do, in the person's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.channel import Channel, SendFailed, SetsMenu
from bot.words import Catalogue
from domain.links import Link
from domain.officials import HEADS, LEADERS, Official, Role
from storage import links, officials
from storage.database import Database

EVERYBODY = ("nhiemvu", "baocao", "lichsu", "trangweb", "trogiup", "ngonngu")
BATCH = 50

log = structlog.get_logger()


def commands_of(official: Official) -> Sequence[str]:
    """Names of commands, the most used first."""
    of_head = ("donvi",) if official.holds(*HEADS) else ()
    of_assigner = ("phancong",) if official.holds(Role.OFFICE, *HEADS) else ()
    of_office = ("summary",) if official.holds(Role.OFFICE, *LEADERS) else ()
    of_rounds = ("quantriet", "sansang") if official.holds(Role.OFFICE) else ()
    of_leader = ("giaoban",) if official.holds(Role.OFFICE, *LEADERS) else ()
    imports = ("nhapkehoach", "nhapdanhsach") if official.holds(Role.OFFICE) else ()
    tables = ("nhapphancong",) if official.holds(Role.OFFICE, *HEADS) else ()
    of_files = (*imports, *tables)
    return (*of_office, *of_head, *of_assigner, *of_leader, *of_rounds, *of_files, *EVERYBODY)


@dataclass(frozen=True, slots=True)
class Menus:
    """Sets the menus that are not set yet, or no longer right."""

    db: Database
    channels: Mapping[str, Channel]
    catalogue: Catalogue

    async def refresh(self) -> int:
        """Set what is missing, as far as the messengers take it now; returns how many."""
        able = {name: each for name, each in self.channels.items() if isinstance(each, SetsMenu)}
        async with self.db.read() as tx:
            waiting = await links.without_menu(tx, list(able), BATCH)
            people = [(link, await officials.get(tx, link.official_id)) for link in waiting]
        done = 0
        for link, person in people:
            done += await self._set(able[link.chat.channel], link, person)
        return done

    async def _set(self, channel: SetsMenu, link: Link, person: Official) -> bool:
        names = commands_of(person)
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
            await links.note_menu(tx, link.id, " ".join(names))
        return True
