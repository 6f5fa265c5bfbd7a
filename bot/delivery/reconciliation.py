"""Messages of unknown fate: looked into where the channel can tell, resolved by kind elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import structlog
from structlog.contextvars import bound_contextvars

from bot.channels.protocol import CanBeAsked, Channel, SendFailed
from bot.delivery.outcomes import Gone, record_sent
from bot.rendering.rendered import Button, Rendered
from domain.messaging.outbox import Kind, MessageState, OutboxMessage
from domain.reporting.cycles import is_last_reminder
from storage.engine.database import Database, Tx
from storage.messaging import outbox, rate_limits, worker_leases
from storage.reports import cycles

SETTLE = timedelta(seconds=30)  # an uncertain message waits so long before it is looked into
SAID_AGAIN = {Kind.ESCALATION, Kind.ALARM}

log = structlog.get_logger()


class Doubt(Enum):
    """What is done about a message of unknown fate that was not found."""

    NOT_THERE = "not_there"
    SAY_AGAIN = "say_again"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class DeliveryReconciler:
    """Resolves what a crash or a broken line has left open."""

    db: Database
    channels: Mapping[str, Channel]

    async def wake_up(self, now: datetime) -> None:
        """At the start of the only process: whatever was in flight is of unknown fate."""
        async with self.db.begin() as tx:
            await outbox.recover(tx, now, everything=self.db.embedded)

    async def look_into(self, now: datetime) -> bool:
        """Resolve messages of unknown fate, one by one; returns whether there was any."""
        async with self.db.begin() as tx:
            await outbox.recover(tx, now)
            waiting = await outbox.uncertain(tx, now, SETTLE)
        for message in waiting:
            with bound_contextvars(outbox_id=message.id):
                await self._settle(message, now)
        return bool(waiting)

    async def _settle(self, message: OutboxMessage, now: datetime) -> None:
        try:
            outcome = await self._ask(message)
        except SendFailed as failed:
            log.warning("cannot be asked now", reason=failed.reason)
            return
        async with self.db.begin() as tx:  # bots first, the log last, as the sender does
            await rate_limits.hold(tx, {message.chat.channel} if message.chat else ())
            if await worker_leases.held(tx, [message]):
                await _resolve(tx, message, outcome, now)

    async def _ask(self, message: OutboxMessage) -> "str | Doubt":
        """The message id if the channel has the message, else what is to be done.

        A channel that can tell that it does not have it is sent it again. Where nobody can tell,
        an alarm is said again, and a reminder is left to the next rung unless it is the last one.
        """
        if message.edits:
            return Doubt.NOT_THERE
        channel = self.channels.get(message.chat.channel) if message.chat else None
        async with self.db.read() as tx:
            said = await outbox.words(tx, message)
            known = await outbox.ids_after(tx, said.chat.channel, said.after)
        rows = tuple(tuple(Button(label, tap) for label, tap in row) for row in said.buttons)
        shown = Rendered(said.html, rows, reference=str(message.id))
        if isinstance(channel, CanBeAsked) and channel.can_tell(shown, said.after):
            found = await channel.find(said.chat.address, shown, after=said.after, known=known)
            return Doubt.NOT_THERE if found is None else found
        again = message.kind in SAID_AGAIN or await self._is_last_reminder(message)
        return Doubt.SAY_AGAIN if again else Doubt.LEAVE

    async def _is_last_reminder(self, message: OutboxMessage) -> bool:
        """Whether the next step after it is told to somebody else."""
        if message.kind is not Kind.REMINDER or not message.routing.steps:
            return False
        async with self.db.read() as tx:
            cycle = await cycles.get(tx, message.routing.period_id)
        return is_last_reminder(cycle, message.routing.steps[0].rung)


async def _resolve(tx: Tx, message: OutboxMessage, outcome: str | Doubt, now: datetime) -> None:
    if outcome is Doubt.SAY_AGAIN:
        await outbox.say_again(tx, message, now)
    elif isinstance(outcome, Doubt):
        state = MessageState.RETRY if outcome is Doubt.NOT_THERE else MessageState.EXPIRED
        await outbox.mark(tx, message.id, state, now=now, reason="uncertain")
    else:
        await record_sent(tx, [Gone(message, message.duty_ids, outcome)], now)
        if message.chat:
            await rate_limits.note_messages(tx, message.chat.channel, [outcome])
