"""The road out: the only place that sends. Takes letters in batches, records their outcomes."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channel import CanBeAsked, Rendered, SendFailed
from bot.compose import Desk, Ready
from domain.calendar import Window, local_day
from domain.letters import Kind, Letter, LetterState
from domain.links import LinkState
from storage import audit, calendar, duties, escalations, letters, links
from storage.database import Database, Tx

BATCH = 32
AT_ONCE = 4  # messages in flight at once: what a crash leaves uncertain
LEASE = timedelta(minutes=5)
SETTLE = timedelta(seconds=30)  # an uncertain letter waits so long before it is looked into
BACK_OFF = (5, 30, 120, 600)  # seconds until a letter that was certainly not sent is tried again
SAID_AGAIN = {Kind.ESCALATION, Kind.ALARM}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outbound:
    """Sends what waits. `window`: when the service may speak first."""

    db: Database
    desk: Desk
    window: Window
    clock: Callable[[], datetime]

    async def deliver(self, now: datetime) -> bool:
        """Send one batch of what may leave now; returns whether there was any."""
        async with self.db.begin() as tx:
            taken = await self._take(tx, now)
            prepared = [await self._prepare(tx, letter, now) for letter in taken]
        ready = [each for each in prepared if each]
        if ready:
            outcomes = await self._send_all(ready)
            async with self.db.begin() as tx:
                for each, outcome in zip(ready, outcomes, strict=True):
                    await self._record(tx, each, outcome)
        return bool(taken)

    async def _take(self, tx: Tx, now: datetime) -> list[Letter]:
        window_open = self.window.is_open(now, await calendar.get(tx))
        return await letters.take(tx, now=now, lease=LEASE, limit=BATCH, window_open=window_open)

    async def _prepare(self, tx: Tx, letter: Letter, now: datetime) -> Ready | None:
        """A letter that cannot be put into words is set aside; the others go on."""
        try:
            async with tx.begin_nested():
                return await self.desk.prepare(tx, letter, now)
        except Exception:
            log.exception("letter cannot be put into words", letter=letter.id)
            await letters.mark(tx, letter.id, LetterState.FAILED, now=now, reason="words")
            return None

    async def _send_all(self, ready: Sequence[Ready]) -> list[str | SendFailed]:
        gate = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(self._send(each, gate) for each in ready))

    async def _send(self, ready: Ready, gate: asyncio.Semaphore) -> str | SendFailed:
        channel = self.desk.channels[ready.chat.channel]
        async with gate:
            try:
                return await channel.send(ready.chat.address, ready.rendered)
            except SendFailed as failed:
                return failed
            except Exception:
                log.exception("channel broke", channel=channel.name, letter=ready.letter.id)
                return SendFailed("broken", uncertain=True)

    async def _record(self, tx: Tx, ready: Ready, outcome: str | SendFailed) -> None:
        now = self.clock()
        if isinstance(outcome, SendFailed):
            await _record_failure(tx, ready, outcome, now)
        else:
            await _record_sent(tx, ready.letter, ready.duty_ids, outcome, now)

    async def wake_up(self, now: datetime) -> None:
        """At the start of the only process: whatever was in flight is of unknown fate."""
        async with self.db.begin() as tx:
            await letters.recover(tx, now, everything=self.db.embedded)

    async def look_into(self, now: datetime) -> bool:
        """Resolve letters of unknown fate, one by one; returns whether there was any."""
        async with self.db.begin() as tx:
            await letters.recover(tx, now)
            waiting = await letters.uncertain(tx, now, SETTLE)
        for letter in waiting:
            outcome = await self._ask(letter)
            async with self.db.begin() as tx:
                await _resolve(tx, letter, outcome, now)
        return bool(waiting)

    async def _ask(self, letter: Letter) -> str | LetterState:
        """The message id if the channel has the letter, else what is to become of it.

        A channel that can tell that it does not have it is sent it again. Where nobody can tell,
        an alarm is said again and a reminder is left to the next rung.
        """
        channel = self.desk.channels.get(letter.chat.channel) if letter.chat else None
        if letter.chat is None or not isinstance(channel, CanBeAsked):
            return LetterState.RETRY if letter.kind in SAID_AGAIN else LetterState.EXPIRED
        shown = Rendered("", reference=str(letter.id))
        found = await channel.find(letter.chat.address, shown, after="", known=frozenset())
        return LetterState.RETRY if found is None else found


async def _record_sent(
    tx: Tx, letter: Letter, duty_ids: Sequence[int], message_id: str, now: datetime
) -> None:
    await letters.mark_sent(tx, letter.id, message_id, now)
    if letter.kind is Kind.REMINDER:
        await duties.mark_reached(tx, duty_ids, now)
    if letter.kind is Kind.ESCALATION and letter.official_id is not None:
        await escalations.add_all(
            tx,
            duty_ids,
            rung=letter.facts.get("rung", -1),
            audience=letter.about,
            day=local_day(now),
            official_id=letter.official_id,
            letter_key=letter.key,
            now=now,
        )
    await audit.add(tx, at=now, actor="service", action="letter.sent", subject=letter.key)


async def _record_failure(tx: Tx, ready: Ready, failed: SendFailed, now: datetime) -> None:
    """Certainly not sent goes back to the queue; a chat that cannot be reached is suspended."""
    letter = ready.letter
    state, send_at = LetterState.RETRY, now + (failed.retry_after or _back_off(letter))
    if failed.uncertain:
        state = LetterState.UNCERTAIN
    elif failed.permanent:
        state = LetterState.FAILED
        await links.change(tx, ready.chat, LinkState.SUSPENDED, failed.reason, now)
    await letters.mark(tx, letter.id, state, now=now, reason=failed.reason, send_at=send_at)
    await audit.add(
        tx,
        at=now,
        actor="service",
        action=f"letter.{state}",
        subject=letter.key,
        reason=failed.reason,
    )


def _back_off(letter: Letter) -> timedelta:
    return timedelta(seconds=BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1])


async def _resolve(tx: Tx, letter: Letter, outcome: str | LetterState, now: datetime) -> None:
    if isinstance(outcome, LetterState):
        await letters.mark(tx, letter.id, outcome, now=now, reason="uncertain")
    else:
        await _record_sent(tx, letter, letter.duty_ids, outcome, now)
