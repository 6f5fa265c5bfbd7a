"""Whether all that people have said is known, before anything is done that names who is silent."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Channel, HoldsBacklog
from bot.delivery import alerts
from domain.messaging.backlog import Handover, known_until
from domain.people.chat_links import Home
from nhacviec.runtime.clock import Clock
from storage.engine.database import Database, Tx
from storage.messaging import chat_links
from storage.monitoring import listening
from storage.monitoring.listening import Listening

SLEPT = timedelta(minutes=1)  # not looked for so long: the machine slept, or the clock was turned
STALE = timedelta(seconds=45)  # what another process told longer ago says nothing about now
TELL_EVERY = timedelta(seconds=15)
LOOK_EVERY_S = 1.0
INBOX = "inbox"

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
    _told: dict[str, tuple[bool, datetime]] = field(default_factory=dict)

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
            behind = await self._behind(tx, now, awake_since)
        return known_until(behind, now, awake_since, self.wait)

    async def tell(self, now: datetime) -> None:
        """The Office hears what was waited for in vain, each once a day."""
        async with self.db.begin() as tx:
            for each in await self._behind(tx, now, self.looks(now)):
                home = self.homes.get(each.channel)
                reason = "inbox_backlog" if each.channel == INBOX else "messenger_backlog"
                log.warning("waited in vain", channel=each.channel)
                await alerts.write(tx, reason, now, unit=home.unit if home else "")

    async def _behind(self, tx: Tx, now: datetime, awake_since: datetime) -> list[Handover]:
        """Where answers may lie that are not known: where nobody is linked there are none."""
        states = [each for each in await self._states(tx, now, awake_since) if not each.complete]
        behind = [each for each in states if await chat_links.count(tx, each.channel)]
        undecided = await listening.undecided_since(tx)
        return behind + ([Handover(INBOX, False, undecided)] if undecided else [])

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
                await self._tell_others(self.clock())
            except Exception:
                log.exception("how far channels have come could not be told")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _tell_others(self, now: datetime) -> None:
        states = {name: (_state(name, each), each) for name, each in self._progress().items()}
        news = [
            Listening(state, now, each.done_at)
            for name, (state, each) in states.items()
            if not self._told_lately(name, state.complete, now)
        ]
        if news:
            async with self.db.begin() as tx:
                for each in news:
                    await listening.save(tx, each)
            self._told |= {each.handover.channel: (each.handover.complete, now) for each in news}

    def _told_lately(self, name: str, complete: bool, now: datetime) -> bool:
        told = self._told.get(name)
        return told is not None and told[0] is complete and abs(now - told[1]) < TELL_EVERY


def _state(name: str, progress: HandoverProgress) -> Handover:
    return Handover(name, progress.complete, progress.since)


def _heard_of(name: str, told: Listening | None, now: datetime, awake_since: datetime) -> Handover:
    """What the process that listens has told, if it still lives."""
    if told is None:
        return Handover(name, False, awake_since)
    if told.seen_at < now - STALE:
        return Handover(name, False, told.seen_at)
    return told.handover
