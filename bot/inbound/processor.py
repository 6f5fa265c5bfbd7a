"""The loop in: stores what is heard, then decides about it once, in order, in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bound_contextvars

from bot.delivery import alerts
from bot.delivery.dependencies import HandlerDependencies
from bot.inbound.context import UpdateContext
from bot.inbound.dispatcher import decide
from bot.inbound.route_table import RouteTable
from bot.inbound.secrecy_filter import without_secrets
from bot.rendering.catalogue import Catalogue
from domain.messaging.messages import Chat, IncomingEvent, Reply
from domain.messaging.outbox import Kind, NewMessage, Receipt
from domain.messaging.rate_limit import Limit
from domain.people.chat_links import Link, LinkState
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import (
    chat_links,
    conversations,
    delivery_log,
    inbox,
    outbox,
    rate_limits,
)
from storage.messaging.inbox import Received
from storage.monitoring import listening
from storage.people import officials

BATCH = 32
STRANGERS_MOST, STRANGERS_SPAN = 20, timedelta(minutes=1)
MOST_TRIES = 5
TOLD_BY_MESSENGER = (
    "blocked",
    "unblocked",
    "group_joined",
    "group_said",
    "group_moved",
    "group_gone",
)
RECEIPTS = tuple(each.value for each in Receipt)
REACHED = f"link.{LinkState.ACTIVE}"
KINDS = {"summary": Kind.SUMMARY, "registration": Kind.REGISTRATION}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Inbound:
    """Hears and decides. `wake` is set whenever something new has been stored."""

    db: Database
    catalogue: Catalogue
    clock: Callable[[], datetime]
    routes: RouteTable
    dependencies: HandlerDependencies = field(default_factory=HandlerDependencies)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    strangers: Limit = field(default_factory=lambda: Limit(STRANGERS_MOST, STRANGERS_SPAN))

    async def hear(self, events: Sequence[IncomingEvent]) -> None:
        """Store what was heard; once this returns, the messenger may be told so."""
        receipts = [event for event in events if event.kind in RECEIPTS]
        told = [event for event in receipts if self._keeps(event)]
        if told:
            async with self.db.begin() as tx:
                await delivery_log.note_receipts(tx, told)
        if said := [event for event in events if event.kind not in RECEIPTS]:
            await self._store(said)

    def _keeps(self, receipt: IncomingEvent) -> bool:
        """That a message came is proof; that it was seen is about the person."""
        return Receipt(receipt.kind) is not Receipt.SEEN or self.dependencies.keeps_seen

    async def _store(self, events: Sequence[IncomingEvent]) -> None:
        heard = await self._without_floods(events)
        kept = [await without_secrets(self.db, event, self.clock()) for event in heard]
        async with self.db.begin() as tx:
            listened = await listening.done(tx, {event.chat.channel for event in kept})
            await inbox.add_all(tx, kept, self.clock(), listened)
            await self._count(tx, kept)
            for channel in {event.chat.channel for event in kept}:
                ids = [each.message_id for each in kept if each.chat.channel == channel]
                await rate_limits.note_messages(tx, channel, ids)
        self.wake.set()

    async def _without_floods(self, events: Sequence[IncomingEvent]) -> list[IncomingEvent]:
        """From a chat that nobody is known by: so much, one answer to what is more, then nothing.

        Of somebody known every word is kept, however many there are.
        """
        kept = []
        for event in events:
            beyond = self.strangers.beyond(event.chat, self.clock())
            if beyond and not await self._known(event.chat):
                if beyond == 1:
                    kept.append(replace(event, kind="flood", text="", tap="", files=()))
                    log.warning("a stranger's chat floods", channel=event.chat.channel)
            else:
                kept.append(event)
        return kept

    async def _known(self, chat: Chat) -> bool:
        async with self.db.read() as tx:
            return await chat_links.find(tx, chat) is not None

    async def _count(self, tx: Tx, events: Sequence[IncomingEvent]) -> None:
        """Messengers with a quota count what people write, too."""
        event = Counter(each.chat.channel for each in events)
        for channel in event.keys() & self.dependencies.quotas.keys():
            await rate_limits.count(tx, channel, event[channel], self.clock())

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
        chats = {each.event.chat for each in received}
        try:
            async with tx.begin_nested():
                await chat_links.look_up(tx, chats)
                await conversations.look_up(tx, chats)
                for each in received:
                    with bound_contextvars(inbox=each.id):
                        await self._hear_out(tx, each, now)
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
                if each.event.chat not in stuck and not await self._handle(tx, each, now):
                    stuck.add(each.event.chat)

    async def _hear_out(self, tx: Tx, received: Received, now: datetime) -> None:
        event = received.event
        link = await chat_links.find(tx, event.chat)
        says = await self._decide(tx, received, link, now)
        link = link or await chat_links.find(tx, event.chat)
        await self._answer(tx, event, says, link, now)

    async def _handle(self, tx: Tx, received: Received, now: datetime) -> bool:
        """Whether the chat may go on. What breaks something is tried again, then parked."""
        try:
            async with tx.begin_nested():
                await self._hear_out(tx, received, now)
                await inbox.mark_done(tx, [received.id], now)
            return True
        except Exception:
            log.exception("could not be handled", inbox=received.id, tries=received.attempts + 1)
            park = received.attempts + 1 >= MOST_TRIES
            await inbox.mark_failed(tx, received.id, park=park)
            if park:
                link = await chat_links.find(tx, received.event.chat)
                await alerts.write(tx, "parked", now, link.official_id if link else None)
                await self._answer(tx, received.event, [Reply("help.trouble")], link, now)
            return park

    async def _decide(
        self, tx: Tx, received: Received, link: Link | None, now: datetime
    ) -> Sequence[Reply]:
        """Words such as "tomorrow" are read by the time at which they were said, too."""
        moments = received.moments(now)
        event = replace(received.event, at=moments.acted_at)
        if link and link.state is LinkState.SUSPENDED and event.kind not in TOLD_BY_MESSENGER:
            await _reached_again(tx, link, now)
        person = await officials.acting(tx, link.official_id, now) if link else None
        with_all = self.catalogue, self.dependencies, self.routes, moments
        return await decide(UpdateContext(tx, event, person, now, *with_all))

    async def _answer(
        self, tx: Tx, event: IncomingEvent, says: Sequence[Reply], link: Link | None, now: datetime
    ) -> None:
        """An answer goes to the chat in which it was asked for."""
        written = [
            NewMessage(
                key=f"answer:{event.chat.channel}:{event.event_id}:{number}",
                kind=KINDS.get(say.key.split(".")[0], Kind.ANSWER),
                text_key=say.key,
                facts=say.facts,
                choices=say.choices,
                logical_at=now,
                send_at=now,
                official_id=link.official_id if link else None,
                chat=event.chat,
                edits=event.message_id if event.tap and say.in_place and number == 0 else "",
            )
            for number, say in enumerate(says)
        ]
        await outbox.add_all(tx, written, now)


async def _reached_again(tx: Tx, link: Link, now: datetime) -> None:
    """Whoever writes in a chat can be reached there; not every messenger says so by itself."""
    await chat_links.change(tx, link.chat, LinkState.ACTIVE, "", now)
    who, channel = (await officials.get(tx, link.official_id)).subject, link.chat.channel
    await audit.add(tx, at=now, actor=who, action=REACHED, subject=who, channel=channel)
