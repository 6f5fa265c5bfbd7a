"""The road in: stores what is heard, then decides about it once, in order, in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bound_contextvars

from bot.delivery import alerts as alarms
from bot.inbound.context import Scene
from bot.inbound.dependencies import Premises
from bot.inbound.dispatcher import decide
from bot.rendering.catalogue import Catalogue
from domain.messaging.messages import Chat, Heard, Say
from domain.messaging.outbox import Kind, NewLetter
from domain.messaging.rate_limit import Limit
from domain.people.chat_links import Link, LinkState
from domain.text.secrecy import is_suspicious
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import chat_links as links
from storage.messaging import conversations, inbox
from storage.messaging import outbox as letters
from storage.messaging import rate_limits as bots
from storage.messaging.inbox import Received
from storage.people import officials

BATCH = 32
STRANGERS_MOST, STRANGERS_SPAN = 20, timedelta(minutes=1)
MOST_TRIES = 5
TOLD_BY_MESSENGER = ("blocked", "unblocked")
REACHED = f"link.{LinkState.ACTIVE}"
KINDS = {"summary": Kind.SUMMARY, "registration": Kind.REGISTRATION}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Inbound:
    """Hears and decides. `wake` is set whenever something new has been stored."""

    db: Database
    catalogue: Catalogue
    clock: Callable[[], datetime]
    premises: Premises = field(default_factory=Premises)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    strangers: Limit = field(default_factory=lambda: Limit(STRANGERS_MOST, STRANGERS_SPAN))

    async def hear(self, events: Sequence[Heard]) -> None:
        """Store what was heard; once this returns, the messenger may be told so."""
        kept = [_without_secrets(heard) for heard in await self._without_floods(events)]
        async with self.db.begin() as tx:
            await inbox.add_all(tx, kept, self.clock())
            await self._count(tx, kept)
            for channel in {heard.chat.channel for heard in kept}:
                ids = [each.message_id for each in kept if each.chat.channel == channel]
                await bots.note_messages(tx, channel, ids)
        self.wake.set()

    async def _without_floods(self, events: Sequence[Heard]) -> list[Heard]:
        """From a chat that nobody is known by: so much, one answer to what is more, then nothing.

        Of somebody known every word is kept, however many there are.
        """
        kept = []
        for heard in events:
            beyond = self.strangers.beyond(heard.chat, self.clock())
            if beyond and not await self._known(heard.chat):
                if beyond == 1:
                    kept.append(replace(heard, kind="flood", text="", tap="", files=()))
                    log.warning("a stranger's chat floods", channel=heard.chat.channel)
            else:
                kept.append(heard)
        return kept

    async def _known(self, chat: Chat) -> bool:
        async with self.db.read() as tx:
            return await links.find(tx, chat) is not None

    async def _count(self, tx: Tx, events: Sequence[Heard]) -> None:
        """Messengers with a quota count what people write, too."""
        heard = Counter(each.chat.channel for each in events)
        for channel in heard.keys() & self.premises.quotas.keys():
            await bots.count(tx, channel, heard[channel], self.clock())

    async def drain(self, now: datetime) -> bool:
        """Handle one batch of what was heard; returns whether there was any."""
        async with self.db.read() as tx:
            if not await inbox.any_waiting(tx):
                return False
        async with self.db.begin() as tx:
            received = await inbox.waiting(tx, BATCH)
            if received and not await self._handle_together(tx, received, now):
                await self._handle_singly(tx, received, now)
        return bool(received)

    async def _handle_together(self, tx: Tx, received: Sequence[Received], now: datetime) -> bool:
        """All or nothing; whatever breaks is found by handling them one by one."""
        chats = {each.heard.chat for each in received}
        try:
            async with tx.begin_nested():
                await links.look_up(tx, chats)
                await conversations.look_up(tx, chats)
                for each in received:
                    with bound_contextvars(inbox=each.id):
                        await self._hear_out(tx, each.heard, now)
                await inbox.mark_done(tx, [each.id for each in received], now)
        except Exception:
            log.info("handled one by one", count=len(received))
            return False
        return True

    async def _handle_singly(self, tx: Tx, received: Sequence[Received], now: datetime) -> None:
        """Other chats go on when one breaks; in its own chat nothing overtakes it."""
        stuck: set[Chat] = set()
        for each in received:
            with bound_contextvars(inbox=each.id):
                if each.heard.chat not in stuck and not await self._handle(tx, each, now):
                    stuck.add(each.heard.chat)

    async def _hear_out(self, tx: Tx, heard: Heard, now: datetime) -> None:
        link = await links.find(tx, heard.chat)
        says = await self._decide(tx, heard, link, now)
        link = link or await links.find(tx, heard.chat)
        await self._answer(tx, heard, says, link, now)

    async def _handle(self, tx: Tx, received: Received, now: datetime) -> bool:
        """Whether the chat may go on. What breaks something is tried again, then parked."""
        try:
            async with tx.begin_nested():
                await self._hear_out(tx, received.heard, now)
                await inbox.mark_done(tx, [received.id], now)
            return True
        except Exception:
            log.exception("could not be handled", inbox=received.id, tries=received.attempts + 1)
            park = received.attempts + 1 >= MOST_TRIES
            await inbox.mark_failed(tx, received.id, park=park)
            if park:
                link = await links.find(tx, received.heard.chat)
                await alarms.write(tx, "parked", now, link.official_id if link else None)
                await self._answer(tx, received.heard, [Say("help.trouble")], link, now)
            return park

    async def _decide(
        self, tx: Tx, heard: Heard, link: Link | None, now: datetime
    ) -> Sequence[Say]:
        if link and link.state is LinkState.SUSPENDED and heard.kind not in TOLD_BY_MESSENGER:
            await _reached_again(tx, link, now)
        person = await officials.acting(tx, link.official_id, now) if link else None
        return await decide(Scene(tx, heard, person, now, self.catalogue, self.premises))

    async def _answer(
        self, tx: Tx, heard: Heard, says: Sequence[Say], link: Link | None, now: datetime
    ) -> None:
        """An answer goes to the chat in which it was asked for."""
        written = [
            NewLetter(
                key=f"answer:{heard.chat.channel}:{heard.event_id}:{number}",
                kind=KINDS.get(say.key.split(".")[0], Kind.ANSWER),
                text_key=say.key,
                facts=say.facts,
                choices=say.choices,
                logical_at=now,
                send_at=now,
                official_id=link.official_id if link else None,
                chat=heard.chat,
                edits=heard.message_id if heard.tap and say.in_place and number == 0 else "",
            )
            for number, say in enumerate(says)
        ]
        await letters.add_all(tx, written, now)


async def _reached_again(tx: Tx, link: Link, now: datetime) -> None:
    """Whoever writes in a chat can be reached there; not every messenger says so by itself."""
    await links.change(tx, link.chat, LinkState.ACTIVE, "", now)
    who, channel = (await officials.get(tx, link.official_id)).subject, link.chat.channel
    await audit.add(tx, at=now, actor=who, action=REACHED, subject=who, channel=channel)


def _without_secrets(heard: Heard) -> Heard:
    """What shows signs of a state secret is never stored: only who sent it, and when."""
    names = " ".join(file.name for file in heard.files)
    if not is_suspicious(f"{heard.text}\n{names}"):
        return heard
    return replace(heard, kind="secret", text="", files=())
