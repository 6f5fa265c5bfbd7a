"""Somebody who acts, inside one transaction: with which rights, when, by which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.messaging.messages import Chat, Choice, Facts, Refusal
from domain.messaging.moments import Moments, Source
from domain.messaging.outbox import Kind, NewMessage
from domain.people.chat_links import Link
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import chat_links, outbox
from storage.people import officials, units

AT_ONCE = timedelta(seconds=5)


class Via(StrEnum):
    """By which way somebody acts; the audit log says so where it was not the chat."""

    CHAT = "chat"
    BOARD = "board"
    COMMAND = "command"


@dataclass(slots=True)
class Acting:
    """`now` is when the service decides; whether somebody was in time is judged by `acted_at`.

    `source`: what a report names as its origin. `held`: how long messages wait before they leave,
    so that the act can be undone.
    """

    tx: Tx
    me: Official
    now: datetime
    source: Source
    via: Via = Via.CHAT
    held: timedelta = timedelta(0)
    messages: list[str] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    _tree: Tree | None = field(default=None)

    @property
    def moments(self) -> Moments:
        """When it was said, stored and decided."""
        return self.source.moments or Moments.at_once(self.now)

    @property
    def acted_at(self) -> datetime:
        return self.moments.acted_at

    @property
    def leaves_at(self) -> datetime:
        """From when on what is written now may leave."""
        return self.now + self.held

    async def tree(self) -> Tree:
        if self._tree is None:
            self._tree = await units.tree(self.tx)
        return self._tree

    async def may(self, action: Action, target: Target) -> bool:
        return may(self.me, action, target, await self.tree())

    async def authorise(self, action: Action, target: Target) -> None:
        """Refuse unless this person may do this now."""
        if not await self.may(action, target):
            raise Refusal("help.not_allowed")

    async def link(self, chat: Chat) -> Link:
        """That this chat is the own one. Refuses any other."""
        found = await chat_links.find(self.tx, chat)
        if found is None or found.official_id != self.me.id:
            raise Refusal("help.stranger")
        return found

    async def tell(
        self,
        official_id: int,
        text_key: str,
        facts: Facts,
        *,
        key: str,
        kind: Kind = Kind.NOTICE,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Write to somebody else, once per `key`."""
        message = NewMessage(
            key=key,
            kind=kind,
            text_key=text_key,
            facts=facts,
            logical_at=self.now,
            send_at=self.leaves_at,
            choices=choices,
            official_id=official_id,
        )
        await self.write(message)

    async def tell_each(
        self, told: Mapping[int, Sequence[Facts]], text_key: str, facts: Facts
    ) -> tuple[str, ...]:
        """One message a person about all that concerns him; returns their names."""
        roster = await officials.roster(self.tx, self.now)
        people = [roster.by_id[number] for number in sorted(told)]
        for each in people:
            own = {"by": self.me.name, "name": each.name, "items": told[each.id]}
            key = f"{text_key}:{self.source.event_id}:{each.id}"
            await self.tell(each.id, text_key, {**facts, **own}, key=key)
        return tuple(each.name for each in people)

    async def write(self, message: NewMessage) -> bool:
        """Put it into the outbox, and remember it, so that it can be withdrawn. False if known.

        What is held may be undone and done again: then it is another message.
        """
        if self.held and message.send_at == self.leaves_at:
            message = replace(message, key=f"{message.key}:{self.source.event_id}")
        added = await outbox.add(self.tx, message, self.now)
        self.messages += [message.key] if added else []
        return added

    async def withdraw(self, about: str) -> list[int]:
        """Take back what waits about a thing that is settled, so that an undo can put it back."""
        taken = await outbox.withdraw(self.tx, about, self.now)
        self.withdrawn += taken
        return taken

    async def record(self, action: str, subject: str, **facts: Any) -> None:
        """Enter a change into the audit chain."""
        via = {} if self.via is Via.CHAT else {"via": self.via.value}
        what = {"actor": self.me.subject, "action": action, "subject": subject}
        await audit.add(self.tx, at=self.now, **what, **via, **facts, **earlier(self.moments))


def earlier(moments: Moments) -> dict[str, str]:
    """The times before the one of the entry, where the service was not there at once."""
    if moments.decided_at - moments.acted_at < AT_ONCE:
        return {}
    told = {"said_at": moments.said_at, "stored_at": moments.stored_at}
    told |= {"acted_at": moments.acted_at}
    return {name: at.isoformat() for name, at in told.items()}
