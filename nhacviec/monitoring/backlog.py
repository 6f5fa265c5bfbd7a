"""Whether all that people have said is known, before anything is done that names who is silent."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Channel, HoldsBacklog
from bot.delivery import alerts
from domain.messaging.backlog import Handover, known_until
from domain.people.chat_links import Home
from nhacviec.runtime.clock import Clock
from scheduler import loop
from storage.engine.database import Database, Tx
from storage.messaging import chat_links, outbox
from storage.monitoring import listening
from storage.monitoring import next_due as agenda
from storage.monitoring.listening import Listening

SLEPT = timedelta(minutes=1)  # not looked for so long: the machine slept, or the clock was turned
STALE = timedelta(seconds=45)  # what another process told longer ago says nothing about now
TELL_EVERY = timedelta(seconds=15)
LOOK_EVERY_S = 1.0
INBOX = "inbox"
NEVER = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger()


@dataclass(slots=True)
class BacklogWait:
    """`listens`: the channels are listened to in this process; else others tell by the database."""

    db: Database
    clock: Clock
    channels: Mapping[str, Channel]
    wait: timedelta
    listens: bool = True
    homes: Mapping[str, Home] = field(default_factory=dict)
    _awake_since: datetime | None = None
    _looked_at: datetime | None = None
    _told: dict[str, tuple[Handover, datetime]] = field(default_factory=dict)
    _needed: Collection[datetime] = ()
    _in_vain: dict[str, datetime] = field(default_factory=dict)

    def looks(self, now: datetime) -> datetime:
        """This process is awake; returns since when."""
        slept = self._looked_at is None or now - self._looked_at > SLEPT
        if slept or self._awake_since is None or now < self._awake_since:
            self._awake_since = now
        self._looked_at = now
        return self._awake_since

    async def until(self, now: datetime) -> datetime | None:
        """Up to which instant everything is known, or waited for in vain; None: not yet."""
        awake_since = self.looks(now)
        async with self.db.read() as tx:
            awaited = await self._awaited(tx, now, awake_since)
        return known_until(awaited, now, awake_since, self.wait)

    async def give_up(self, now: datetime) -> None:
        """The Office hears what was waited for in vain, once a day; the same silence is not waited
        for again.
        """
        async with self.db.begin() as tx:
            for each in await self._awaited(tx, now, self.looks(now)):
                since = each.behind(now - self.wait)
                if since is None:
                    continue
                self._in_vain[each.channel] = since
                home = self.homes.get(each.channel)
                reason = "inbox_backlog" if each.channel == INBOX else "messenger_backlog"
                log.warning("waited in vain", channel=each.channel)
                await alerts.write(tx, reason, now, unit=home.unit if home else "")

    async def _awaited(self, tx: Tx, now: datetime, awake_since: datetime) -> list[Handover]:
        """Where answers may lie that are not known: where nobody is linked there are none."""
        linked = await chat_links.channels(tx)
        states = [
            each for each in await self._states(tx, now, awake_since) if each.channel in linked
        ]
        if undecided := await listening.undecided_since(tx):
            states.append(Handover(INBOX, False, undecided))
        return [each for each in states if not self._was_in_vain(each, now)]

    def _was_in_vain(self, state: Handover, now: datetime) -> bool:
        since = state.behind(now - self.wait)
        return since is not None and self._in_vain.get(state.channel) == since

    async def _states(self, tx: Tx, now: datetime, awake_since: datetime) -> list[Handover]:
        if self.listens:
            return [_state(name, each) for name, each in self._progress().items()]
        told = await listening.all_of(tx)
        return [_heard_of(name, told.get(name), now, awake_since) for name in self._progress()]

    def _progress(self) -> dict[str, HandoverProgress]:
        return {
            name: each.handover
            for name, each in self.channels.items()
            if isinstance(each, HoldsBacklog)
        }

    async def keep_telling(self) -> None:
        """Others, and the next start, know how far the channels of this process have come."""
        while True:
            try:
                now = self.clock()
                await self.ask(now)
                await self._tell_others(now)
            except Exception as broken:
                loop.log_failure(broken, "how far channels have come could not be told")
            await asyncio.sleep(LOOK_EVERY_S)

    async def ask(self, now: datetime) -> None:
        """What was said until something is due must be known then: messengers are asked in time.

        While a job waits for more than that, they are asked from time to time. A message that was
        written before, which names who is silent, waits for its own instant alone.
        """
        async with self.db.read() as tx:
            due = await agenda.over_time(tx)
            held = await outbox.held_at(tx, now)
        self._needed = [*held, *([max(due, now - TELL_EVERY)] if due else [])]
        for each in self._progress().values():
            each.need(self._needed)

    async def _tell_others(self, now: datetime) -> None:
        states = {name: _state(name, each) for name, each in self._progress().items()}
        news = [each for each in states.values() if not self._told_lately(each, now)]
        if news:
            async with self.db.begin() as tx:
                for each in news:
                    await listening.save(tx, Listening(each, now))
            self._told |= {each.channel: (each, now) for each in news}

    def _told_lately(self, state: Handover, now: datetime) -> bool:
        """Others wait for the news that something due is known."""
        told, told_at = self._told.get(state.channel, (None, now))
        if told is None or told.complete is not state.complete:
            return False
        return abs(now - told_at) < TELL_EVERY and not self._is_awaited(told, state)

    def _is_awaited(self, told: Handover, state: Handover) -> bool:
        before, by_now = told.known or NEVER, state.known or NEVER
        return any(before < each <= by_now for each in self._needed)


def _state(name: str, progress: HandoverProgress) -> Handover:
    return Handover(name, progress.complete, progress.since, progress.done_at)


def _heard_of(name: str, told: Listening | None, now: datetime, awake_since: datetime) -> Handover:
    """What the process that listens has told, if it still lives."""
    if told is None:
        return Handover(name, False, awake_since)
    if told.seen_at < now - STALE:
        return Handover(name, False, told.seen_at)
    return told.handover
