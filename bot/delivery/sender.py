"""The loop out: the only place that sends. Takes messages in batches, records their outcomes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars

from bot.channels.protocol import Channel, Edits, Pace, Paced, SendFailed, SendsFiles
from bot.channels.web.channel import NAME as WEB
from bot.delivery import alerts
from bot.delivery.ahead import WordsAhead, look_ahead, portions
from bot.delivery.composer import Archive, MessageComposer, Ready, Wanted
from bot.delivery.outcomes import NOT_MADE, Gone, record_failure, record_sent
from bot.delivery.prefetch import foresee
from bot.delivery.worker_lease import SenderLease
from domain.calendar.work_calendar import Window
from domain.messaging.outbox import PRIORITIES, MessageState, OutboxMessage, Priority
from storage.engine.availability import NOT_RECORDED
from storage.engine.database import Database, Tx
from storage.messaging import outbox, rate_limits, worker_leases
from storage.people import web_push
from storage.plans import calendar

BATCH = 128
AT_ONCE = 8  # messages in flight at once: what a crash leaves uncertain
GROUP_S = 0.005  # outcomes that come so close together are recorded in one transaction
RECORDED = 250  # duties of outcomes at once: what people say meanwhile does not wait for long
TOO_LATE = "lease"  # this process stood still for so long that others took its work over
URGENT = (Priority.ANSWER, Priority.ANSWER)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
PATIENT = (Priority.ESCALATION, Priority.REMINDER)

Observe = Callable[[str, str | SendFailed, float], None]
"""Is told of a channel what became of a message, and how many seconds it took."""

Unrecorded = list[tuple[Ready, str | SendFailed]]
"""What became of messages while the database was away; it outlives a change of posts."""

KnownUntil = Callable[[datetime], Awaitable[datetime | None]]
"""Up to which instant all that people have said is known; None: not yet at all."""

log = structlog.get_logger()


async def at_any_time(now: datetime) -> datetime:
    """Nothing is waited for."""
    return now


def nobody(_channel: str, _outcome: str | SendFailed, _seconds: float) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class SendQueue:
    """What leaves by one channel, answers apart from the rest; without one, what has no way out.

    `known_until`: what names people leaves only if it was to leave by then; None: whatever it says.
    """

    channel: str | None
    urgent: bool
    known_until: datetime | None = field(default=None, compare=False)

    @property
    def priorities(self) -> tuple[Priority, Priority]:
        return URGENT if self.urgent else PATIENT


@dataclass(frozen=True, slots=True)
class Outbound:
    """Sends what waits. `window`: when the service may speak first.

    `fallback_after`: how long a channel may be down before people are reached by another one.
    """

    db: Database
    composer: MessageComposer
    window: Window
    clock: Callable[[], datetime]
    fallback_after: timedelta = timedelta(minutes=30)
    hold: SenderLease = field(default_factory=SenderLease)
    observe: Observe = nobody
    known_until: KnownUntil = at_any_time
    unrecorded: Unrecorded = field(default_factory=list)

    @property
    def lanes(self) -> list[SendQueue]:
        """Each is served by itself, so that none waits for a slow or silent other."""
        return [
            SendQueue(name, urgent) for urgent in (True, False) for name in (*self._names, None)
        ]

    @property
    def _names(self) -> Sequence[str]:
        return tuple(self.composer.channels)

    async def deliver(self, now: datetime) -> bool:
        """One batch of every lane in which something waits; returns whether there was any."""
        return any([await self.serve(lane, now) for lane in await self.waiting()])

    async def serve(self, lane: SendQueue, now: datetime) -> bool:
        """Send one batch of what may leave now; returns whether there was any.

        Draining a long queue takes its time, and a lease counts from the moment of taking.
        """
        now = max(now, self.clock())
        if not await self._waits(lane, now):
            return False
        if not lane.urgent:
            lane = replace(lane, known_until=await self.known_until(now) or NEVER)
        ahead = await self._look_ahead(lane, now)
        async with self.db.begin() as tx:
            ahead = await ahead.still_true(tx) if ahead else None
            taken = await self._take(tx, lane, now, ahead)
            ready = await self._prepare(tx, [message for _, message in taken], now, ahead)
        if ready:
            moments = {message.id: at for at, message in taken}
            await self._send_all([(moments[each.message.id], each) for each in ready], now)
        return bool(taken)

    async def _waits(self, lane: SendQueue, now: datetime) -> bool:
        """Looked up by a reader, so that an idle service writes nothing."""
        async with self.db.read() as tx:
            if not lane.urgent and not self.window.is_open(now, await calendar.get(tx)):
                return False
            return await outbox.any_waiting(tx, self._claim(lane, BATCH), now)

    async def _look_ahead(self, lane: SendQueue, now: datetime) -> WordsAhead | None:
        """Words made by a reader, where one writer waits for the other; answers are made at once.

        None: they are made by whoever takes the letters.
        """
        if lane.urgent or lane.channel is None or not self.db.embedded:
            return None
        pace = self._pace(lane)
        async with self.db.read() as tx:
            claim = self._claim(lane, AT_ONCE if pace else BATCH, pace)
            return await look_ahead(tx, self.composer, await outbox.peek(tx, claim, now), now)

    def _pace(self, lane: SendQueue) -> Pace | None:
        channel = self.composer.channels.get(lane.channel or "")
        return channel.pace if isinstance(channel, Paced) else None

    async def waiting(self) -> list[SendQueue]:
        """The lanes in which something may leave now: one look for all of them."""
        now = self.clock()
        async with self.db.read() as tx:
            kinds = [True, *([False] if self.window.is_open(now, await calendar.get(tx)) else [])]
            return [each for urgent in kinds for each in await self._found(tx, urgent, now)]

    async def _found(self, tx: Tx, urgent: bool, now: datetime) -> list[SendQueue]:
        nowhere = SendQueue(None, urgent)
        claim = self._claim(nowhere, BATCH)
        found = [SendQueue(name, urgent) for name in await outbox.routes_waiting(tx, claim, now)]
        return [*found, *([nowhere] if await outbox.any_waiting(tx, claim, now) else [])]

    def _claim(self, lane: SendQueue, limit: int, pace: Pace | None = None) -> outbox.SendClaim:
        gap = timedelta(seconds=pace.per_chat_s) if pace else timedelta()
        lease = self.hold.length
        claim = outbox.SendClaim(lane.channel, self._names, lane.priorities, limit, lease, gap)
        return replace(claim, by=self.hold.by, known_until=lane.known_until)

    async def _take(
        self, tx: Tx, lane: SendQueue, now: datetime, ahead: WordsAhead | None = None
    ) -> list[tuple[datetime, OutboxMessage]]:
        """Messages with the moment at which each may leave."""
        pace = self._pace(lane)
        if lane.channel is None:
            taken = await outbox.take(tx, self._claim(lane, BATCH), now)
            return [(now, message) for message in taken]
        gap = timedelta(seconds=1 / pace.per_second) if pace else timedelta()
        most = AT_ONCE if pace else BATCH
        turn = rate_limits.SendSlot(lane.channel, lane.urgent, gap, now)
        free = await rate_limits.slots(tx, turn, most)
        claim = replace(self._claim(lane, len(free), pace), among=ahead.ids if ahead else None)
        taken = await outbox.take(tx, claim, now) if free else []
        if pace and taken:
            await rate_limits.book(tx, turn, len(taken))
        return list(zip(free, taken, strict=False))

    async def _prepare(
        self,
        tx: Tx,
        batch: Sequence[OutboxMessage],
        now: datetime,
        ahead: WordsAhead | None = None,
    ) -> list[Ready]:
        """A message that cannot be put into words is set aside; the others go on."""
        try:
            async with tx.begin_nested():
                return await self._worded(tx, batch, now, ahead or WordsAhead())
        except Exception:
            if len(batch) > 1:
                return [ready for each in batch for ready in await self._prepare(tx, [each], now)]
            [message] = batch
            log.exception("message cannot be put into words", outbox_id=message.id)
            await outbox.mark(tx, message.id, MessageState.FAILED, now=now, reason="words")
            await alerts.write(tx, "words", now, message.official_id)
            return []

    async def _worded(
        self, tx: Tx, batch: Sequence[OutboxMessage], now: datetime, ahead: WordsAhead
    ) -> list[Ready]:
        known = {each.id: draft for each in batch if (draft := ahead.of(each))}
        await foresee(tx, [each for each in batch if each.id not in known], now)
        made = [known.get(each.id) or await self.composer.draft(tx, each, now) for each in batch]
        return await self.composer.put(tx, made, now)

    async def _send_all(self, ready: Sequence[tuple[datetime, Ready]], taken: datetime) -> None:
        """Record outcomes as they come, so that a crash leaves in doubt only what is in flight."""
        gate = asyncio.Semaphore(AT_ONCE)
        sending = {
            asyncio.create_task(self._send(at, each, gate, taken)): each for at, each in ready
        }
        pending = set(sending)
        while pending:
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if pending:
                _, pending = await asyncio.wait(pending, timeout=GROUP_S)
            done = [(sending.pop(task), task.result()) for task in sending.keys() - pending]
            for some in portions(done, lambda each: len(each[0].duty_ids), RECORDED):
                await self._record_all(some)

    async def _record_all(self, done: Sequence[tuple[Ready, str | SendFailed]]) -> None:
        """What cannot be recorded now is kept until it can be."""
        recorded = False
        try:
            await self._record(done)
            recorded = True
        except NOT_RECORDED:
            log.warning("outcomes wait for the database", messages=len(done))
        finally:
            if not recorded:
                self.unrecorded.extend(done)

    async def record_left(self, _now: datetime) -> bool:
        """What could not be recorded when it became known; returns whether there was any."""
        left = list(self.unrecorded)
        if left:
            await self._record(left)
            del self.unrecorded[: len(left)]
        return bool(left)

    async def _record(self, done: Sequence[tuple[Ready, str | SendFailed]]) -> None:
        """What another process has meanwhile taken in hand is no longer ours to judge.

        Bots are held first and the log is written last: everybody waits for the log.
        """
        now = self.clock()
        async with self.db.begin() as tx:
            await rate_limits.hold(tx, {ready.chat.channel for ready, _ in done})
            ours = await worker_leases.held(tx, [ready.message for ready, _ in done])
            for ready, _ in done:
                if ready.message.id not in ours:
                    log.warning("outcome came too late", outbox_id=ready.message.id)
            mine = [(ready, outcome) for ready, outcome in done if ready.message.id in ours]
            await self._record_sent(tx, mine, now)
            for ready, outcome in mine:
                if isinstance(outcome, SendFailed):
                    with bound_contextvars(outbox_id=ready.message.id):
                        await record_failure(tx, ready, outcome, now)
                        await self._look_for_another_way(tx, ready, outcome, now)

    async def _record_sent(
        self, tx: Tx, done: Sequence[tuple[Ready, str | SendFailed]], now: datetime
    ) -> None:
        gone: dict[str, list[Gone]] = {}
        if pages := [ready.chat for ready, _ in done if _is_news_on_a_page(ready)]:
            await web_push.wake(tx, pages, now)
        for ready, outcome in done:
            if not isinstance(outcome, SendFailed):
                left = Gone(ready.message, ready.duty_ids, outcome)
                gone.setdefault(ready.chat.channel, []).append(left)
        for channel, here in gone.items():
            counted = channel in self.composer.dependencies.quotas
            ids = [each.message_id for each in here]
            await rate_limits.note_sent(tx, channel, ids, now, counted=counted)
            await record_sent(tx, here, now)

    async def _send(
        self, at: datetime, ready: Ready, gate: asyncio.Semaphore, taken: datetime
    ) -> str | SendFailed:
        bind_contextvars(outbox_id=ready.message.id)  # of this task alone
        channel = self.composer.channels[ready.chat.channel]
        await asyncio.sleep((at - self.clock()).total_seconds())
        async with gate:
            if not self.hold.lasts(taken, self.clock()):
                return SendFailed(TOO_LATE)
            begun = time.monotonic()
            outcome = await self._say(channel, ready)
            self.observe(channel.name, outcome, time.monotonic() - begun)
            return outcome

    async def _say(self, channel: Channel, ready: Ready) -> str | SendFailed:
        try:
            with suppress(_NotThere):
                if ready.message.edits and isinstance(channel, Edits):
                    return await _edit(channel, ready)
            if ready.file and isinstance(channel, SendsFiles) and self.composer.archive:
                name, content = await _made(self.composer.archive, ready.file, ready.message.id)
                address = ready.chat.address
                return await channel.send_file(address, name, content, ready.rendered)
            return await channel.send(ready.chat.address, ready.rendered)
        except SendFailed as failed:
            return failed
        except Exception:
            log.exception("channel broke", channel=channel.name, outbox_id=ready.message.id)
            return SendFailed("broken", uncertain=True)

    async def _look_for_another_way(
        self, tx: Tx, ready: Ready, failed: SendFailed, now: datetime
    ) -> None:
        """A bot that is refused, or down for long, is passed by; what is in doubt stays."""
        if failed.permanent or failed.refused or failed.uncertain or failed.retry_after:
            return
        if failed.chat_wait and not failed.stopped:  # the bot itself works
            return
        if failed.reason in (TOO_LATE, NOT_MADE):
            return
        channel = ready.chat.channel
        since = await rate_limits.note_outcome(tx, channel, worked=False, now=now)
        if failed.stopped or (since and now - since >= self.fallback_after):
            moved = await outbox.go_another_way(tx, channel, now)
            if moved:
                log.warning("messages leave by other channels", channel=channel, messages=moved)


async def _made(archive: Archive, wanted: Wanted, outbox_id: int) -> tuple[str, bytes]:
    """The file that a message brings; what cannot be made was certainly not sent."""
    try:
        return archive.name(wanted), await archive.make(wanted)
    except Exception:
        log.exception("file cannot be made", outbox_id=outbox_id)
        raise SendFailed(NOT_MADE) from None


class _NotThere(Exception):
    """The message to be replaced is gone: a new one is sent."""


async def _edit(channel: Edits, ready: Ready) -> str:
    """Replacing a message twice does no harm, so an unclear outcome is one to be repeated."""
    try:
        await channel.edit(ready.chat.address, ready.message.edits, ready.rendered)
    except SendFailed as failed:
        if failed.refused:
            raise _NotThere from None
        failed.uncertain = False
        raise
    return ready.message.edits


def _is_news_on_a_page(ready: Ready) -> bool:
    """What nobody waits for at that moment; whoever asked something has the page open."""
    return ready.chat.channel == WEB and PRIORITIES[ready.message.kind] is not Priority.ANSWER
