"""The road out: the only place that sends. Takes letters in batches, records their outcomes."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import structlog

from bot import alarms
from bot.channel import Button, CanBeAsked, Edits, Pace, Paced, Rendered, SendFailed, SendsFiles
from bot.compose import Desk, Ready
from domain.calendar import Window, local_day
from domain.cycles import is_last_reminder
from domain.letters import Kind, Letter, LetterState, Priority
from domain.links import LinkState
from storage import audit, bots, calendar, cycles, duties, escalations, letters, links
from storage.database import Database, Tx

BATCH = 32
AT_ONCE = 4  # messages in flight at once: what a crash leaves uncertain
LEASE = timedelta(minutes=5)
SETTLE = timedelta(seconds=30)  # an uncertain letter waits so long before it is looked into
ASK_AGAIN = timedelta(minutes=5)  # so long until a bot that was refused is tried again
GROUP_S = 0.005  # outcomes that come so close together are recorded in one transaction
BACK_OFF = (5, 30, 120, 600)  # seconds until a letter that was certainly not sent is tried again
MOST_REFUSALS = 3  # in a row, in one chat: then the chat itself is taken for gone
SAID_AGAIN = {Kind.ESCALATION, Kind.ALARM}
URGENT = (Priority.ANSWER, Priority.ANSWER)
PATIENT = (Priority.ESCALATION, Priority.REMINDER)

log = structlog.get_logger()


class Doubt(Enum):
    """What is done about a letter of unknown fate that was not found."""

    NOT_THERE = "not_there"
    SAY_AGAIN = "say_again"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Lane:
    """What leaves by one channel, answers apart from the rest; without one, what has no way out."""

    channel: str | None
    urgent: bool

    @property
    def priorities(self) -> tuple[Priority, Priority]:
        return URGENT if self.urgent else PATIENT


@dataclass(frozen=True, slots=True)
class Outbound:
    """Sends what waits. `window`: when the service may speak first.

    `fallback_after`: how long a channel may be down before people are reached by another one.
    """

    db: Database
    desk: Desk
    window: Window
    clock: Callable[[], datetime]
    fallback_after: timedelta = timedelta(minutes=30)

    @property
    def lanes(self) -> list[Lane]:
        """Each is served by itself, so that none waits for a slow or silent other."""
        return [Lane(name, urgent) for urgent in (True, False) for name in (*self._names, None)]

    @property
    def _names(self) -> Sequence[str]:
        return tuple(self.desk.channels)

    async def deliver(self, now: datetime) -> bool:
        """One batch of every lane, one after the other; returns whether there was any."""
        return any([await self.serve(lane, now) for lane in self.lanes])

    async def serve(self, lane: Lane, now: datetime) -> bool:
        """Send one batch of what may leave now; returns whether there was any."""
        if not await self._waits(lane, now):
            return False
        async with self.db.begin() as tx:
            taken = await self._take(tx, lane, now)
            prepared = [(at, await self._prepare(tx, letter, now)) for at, letter in taken]
        ready = [(at, each) for at, each in prepared if each]
        if ready:
            await self._send_all(ready)
        return bool(taken)

    async def _waits(self, lane: Lane, now: datetime) -> bool:
        """Looked up by a reader, so that an idle service writes nothing."""
        async with self.db.read() as tx:
            if not lane.urgent and not self.window.is_open(now, await calendar.get(tx)):
                return False
            return await letters.any_waiting(tx, self._claim(lane, BATCH), now)

    def _claim(self, lane: Lane, limit: int, pace: Pace | None = None) -> letters.Claim:
        gap = timedelta(seconds=pace.per_chat_s) if pace else timedelta()
        return letters.Claim(lane.channel, self._names, lane.priorities, limit, LEASE, gap)

    async def _take(self, tx: Tx, lane: Lane, now: datetime) -> list[tuple[datetime, Letter]]:
        """Letters with the moment at which each may leave."""
        channel = self.desk.channels.get(lane.channel or "")
        pace = channel.pace if isinstance(channel, Paced) else None
        if lane.channel is None:
            taken = await letters.take(tx, self._claim(lane, BATCH), now)
            return [(now, letter) for letter in taken]
        gap = timedelta(seconds=1 / pace.per_second) if pace else timedelta()
        most = AT_ONCE if pace else BATCH
        turn = bots.Turn(lane.channel, lane.urgent, gap, now)
        free = await bots.slots(tx, turn, most)
        taken = await letters.take(tx, self._claim(lane, len(free), pace), now) if free else []
        if pace and taken:
            await bots.book(tx, turn, len(taken))
        return list(zip(free, taken, strict=False))

    async def _prepare(self, tx: Tx, letter: Letter, now: datetime) -> Ready | None:
        """A letter that cannot be put into words is set aside; the others go on."""
        try:
            async with tx.begin_nested():
                return await self.desk.prepare(tx, letter, now)
        except Exception:
            log.exception("letter cannot be put into words", letter=letter.id)
            await letters.mark(tx, letter.id, LetterState.FAILED, now=now, reason="words")
            await alarms.write(tx, "words", now)
            return None

    async def _send_all(self, ready: Sequence[tuple[datetime, Ready]]) -> None:
        """Record outcomes as they come, so that a crash leaves in doubt only what is in flight."""
        gate = asyncio.Semaphore(AT_ONCE)
        sending = {asyncio.create_task(self._send(at, each, gate)): each for at, each in ready}
        pending = set(sending)
        while pending:
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if pending:
                _, pending = await asyncio.wait(pending, timeout=GROUP_S)
            done = sending.keys() - pending
            async with self.db.begin() as tx:
                for task in done:
                    await self._record(tx, sending.pop(task), task.result())

    async def _send(self, at: datetime, ready: Ready, gate: asyncio.Semaphore) -> str | SendFailed:
        channel = self.desk.channels[ready.chat.channel]
        await asyncio.sleep((at - self.clock()).total_seconds())
        async with gate:
            try:
                with suppress(_NotThere):
                    if ready.letter.edits and isinstance(channel, Edits):
                        return await _edit(channel, ready)
                if ready.file and isinstance(channel, SendsFiles) and self.desk.archive:
                    name = self.desk.archive.name(ready.file)
                    content = await self.desk.archive.make(ready.file)
                    address = ready.chat.address
                    return await channel.send_file(address, name, content, ready.rendered)
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
            await self._look_for_another_way(tx, ready, outcome, now)
        else:
            await _record_sent(tx, ready.letter, ready.duty_ids, outcome, now)
            await bots.note_message(tx, ready.chat.channel, outcome)
            await bots.note_outcome(tx, ready.chat.channel, worked=True, now=now)

    async def _look_for_another_way(
        self, tx: Tx, ready: Ready, failed: SendFailed, now: datetime
    ) -> None:
        """A bot that is refused, or down for long, is passed by; what is in doubt stays."""
        if failed.permanent or failed.refused or failed.uncertain or failed.retry_after:
            return
        channel = ready.chat.channel
        since = await bots.note_outcome(tx, channel, worked=False, now=now)
        if failed.stopped or (since and now - since >= self.fallback_after):
            moved = await letters.go_another_way(tx, channel, now)
            if moved:
                log.warning("letters leave by other channels", channel=channel, letters=moved)

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
            try:
                outcome = await self._ask(letter)
            except SendFailed as failed:
                log.warning("cannot be asked now", letter=letter.id, reason=failed.reason)
                continue
            async with self.db.begin() as tx:
                await _resolve(tx, letter, outcome, now)
        return bool(waiting)

    async def _ask(self, letter: Letter) -> "str | Doubt":
        """The message id if the channel has the letter, else what is to be done.

        A channel that can tell that it does not have it is sent it again. Where nobody can tell,
        an alarm is said again, and a reminder is left to the next rung unless it is the last one.
        """
        if letter.edits:
            return Doubt.NOT_THERE
        channel = self.desk.channels.get(letter.chat.channel) if letter.chat else None
        async with self.db.read() as tx:
            said = await letters.words(tx, letter)
            known = await letters.ids_after(tx, said.chat.channel, said.after)
        rows = tuple(tuple(Button(label, tap) for label, tap in row) for row in said.buttons)
        shown = Rendered(said.html, rows, reference=str(letter.id))
        if isinstance(channel, CanBeAsked) and channel.can_tell(shown, said.after):
            found = await channel.find(said.chat.address, shown, after=said.after, known=known)
            return Doubt.NOT_THERE if found is None else found
        again = letter.kind in SAID_AGAIN or await self._is_last_reminder(letter)
        return Doubt.SAY_AGAIN if again else Doubt.LEAVE

    async def _is_last_reminder(self, letter: Letter) -> bool:
        """Whether the next step after it is told to somebody else."""
        if letter.kind is not Kind.REMINDER or "rung" not in letter.facts:
            return False
        async with self.db.read() as tx:
            cycle = await cycles.get(tx, letter.facts["cycle"])
        return is_last_reminder(cycle, letter.facts["rung"])


class _NotThere(Exception):
    """The message to be replaced is gone: a new one is sent."""


async def _edit(channel: Edits, ready: Ready) -> str:
    """Replacing a message twice does no harm, so an unclear outcome is one to be repeated."""
    try:
        await channel.edit(ready.chat.address, ready.letter.edits, ready.rendered)
    except SendFailed as failed:
        if failed.refused:
            raise _NotThere from None
        failed.uncertain = False
        raise
    return ready.letter.edits


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
    letter, channel = ready.letter, ready.chat.channel
    state, send_at = await _fate(tx, ready, failed, now)
    await letters.mark(tx, letter.id, state, now=now, reason=failed.reason, send_at=send_at)
    if failed.retry_after or failed.stopped:
        await bots.pause(tx, channel, now + (failed.retry_after or ASK_AGAIN))
    if failed.refused:
        await alarms.write(tx, "refused", now)
    await audit.add(
        tx,
        at=now,
        actor="service",
        action=f"letter.{state}",
        subject=letter.key,
        reason=failed.reason,
    )


async def _fate(
    tx: Tx, ready: Ready, failed: SendFailed, now: datetime
) -> tuple[LetterState, datetime]:
    """What becomes of a letter that was not clearly sent, and when it may be tried again."""
    if failed.uncertain:
        return LetterState.UNCERTAIN, now
    if failed.refused:
        if await letters.failures_in_a_row(tx, ready.chat) + 1 >= MOST_REFUSALS:
            await links.change(tx, ready.chat, LinkState.SUSPENDED, failed.reason, now)
        return LetterState.FAILED, now
    if failed.moved_to:
        await links.move(tx, ready.chat, failed.moved_to, now)
        return LetterState.RETRY, now
    if failed.permanent:
        await links.change(tx, ready.chat, LinkState.SUSPENDED, failed.reason, now)
        other = await links.best(tx, [ready.letter.official_id or 0])
        again = other and not ready.letter.fixed
        return LetterState.RETRY if again else LetterState.FAILED, now
    return LetterState.RETRY, now + (failed.retry_after or _back_off(ready.letter))


def _back_off(letter: Letter) -> timedelta:
    return timedelta(seconds=BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1])


async def _resolve(tx: Tx, letter: Letter, outcome: str | Doubt, now: datetime) -> None:
    if outcome is Doubt.SAY_AGAIN:
        await letters.say_again(tx, letter, now)
    elif isinstance(outcome, Doubt):
        state = LetterState.RETRY if outcome is Doubt.NOT_THERE else LetterState.EXPIRED
        await letters.mark(tx, letter.id, state, now=now, reason="uncertain")
    else:
        await _record_sent(tx, letter, letter.duty_ids, outcome, now)
        if letter.chat:
            await bots.note_message(tx, letter.chat.channel, outcome)
