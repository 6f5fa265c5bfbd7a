"""Wires the service together: database, channels, the three loops and the timetable."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.channels.protocol import ByPhone, Channel, NeedsPage
from bot.channels.web.channel import NAME as WEB
from bot.delivery.alerts import Alarms
from bot.delivery.composer import Archive, MessageComposer
from bot.delivery.dependencies import HandlerDependencies
from bot.delivery.reconciliation import DeliveryReconciler
from bot.delivery.sender import Observe, Outbound, SendQueue, Unrecorded, at_any_time, nobody
from bot.delivery.worker_lease import KEEP_EVERY_S, SenderLease
from bot.features.announcements.attachments import Attachments
from bot.features.imports.file_reader import ImportReader
from bot.files.downloads import Downloads
from bot.files.evidence import Evidence
from bot.files.file_store import FileStore
from bot.files.virus_scan import Scan, unscanned
from bot.inbound.menus import GroupExits, Menus
from bot.inbound.processor import Inbound
from bot.rendering.catalogue import Catalogue
from bot.routes import ROUTES
from domain.messaging.messages import IncomingEvent
from domain.messaging.quota import Quota
from domain.reporting.policy import Policy
from nhacviec.monitoring.backlog import BacklogWait
from nhacviec.runtime.clock import Clock
from nhacviec.runtime.dispatcher import Dispatcher, Engine, Fleet, Loops
from nhacviec.runtime.office_jobs import Rounds
from nhacviec.runtime.roles import ProcessRole
from scheduler import department_chats, loop, quarantine
from scheduler.monitoring.clock_guard import ClockWatch, Outside
from scheduler.monitoring.liveness import Pulse
from scheduler.monitoring.self_check import Auditor, Sense
from scheduler.reporting import cycles, escalation
from scheduler.timetable import timetable
from scheduler.webhooks import Post, Teller
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.messaging import quarantine as quarantines
from storage.monitoring import next_due as agenda
from storage.plans import calendar

PLAN_EVERY_MINUTES = 60
LOOK_EVERY_MINUTES = 1
MOST_ROUNDS = 10_000
LISTEN_AGAIN_S = 5.0
OVER_TIME = "over time"
AUDITOR = "auditor"
NAMES_PEOPLE = ("ask units to confirm", "ask again to confirm", "accept by rule", "take briefings")
"""Rounds that tell who has not answered, or that take silence for an answer."""

Heartbeat = Callable[[Sequence[str]], Awaitable[None]]
"""Tells somebody elsewhere what was found, or nothing: that all is well."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Service:
    """The running service. `settle` does all that is due; `run` keeps doing so for ever."""

    db: Database
    clock: Clock
    policy: Policy
    channels: Mapping[str, Channel]
    inbound: Inbound
    outbound: Outbound
    doubts: DeliveryReconciler
    alarms: Alarms
    menus: Menus
    fetching: Downloads[Any] | None = None
    intake: ImportReader | None = None
    housework: tuple[tuple[Callable[[], Awaitable[object]], int], ...] = ()
    rounds: Rounds = field(default_factory=Rounds)
    enclosing: Downloads[Any] | None = None
    role: ProcessRole = ProcessRole.ALL
    pulse: Pulse = field(default_factory=Pulse)
    auditor: Auditor | None = None
    watch: ClockWatch | None = None
    beat: Heartbeat | None = None
    engine: Engine | None = None
    backlog: BacklogWait | None = None
    teller: Teller | None = None
    besides: tuple[loop.Job, ...] = ()

    @property
    def quotas(self) -> Mapping[str, Quota]:
        return self.inbound.dependencies.quotas

    @property
    def jobs(self) -> tuple[loop.Job, ...]:
        """What the passing of time asks for, looked at only when something of it is due."""
        return (self._guarded(_job("what is due", self._over_time)),)

    def _guarded(self, job: loop.Job) -> loop.Job:
        """Nothing is done by a clock before it was looked at."""
        return self.watch.guarded(job) if self.watch else job

    async def _over_time(self, now: datetime) -> bool:
        if self.backlog:
            self.backlog.looks(now)
        async with self.db.read() as tx:
            due = await agenda.over_time(tx)
        if due is None or due > now:
            return False
        job = partial(
            quarantine.attend,
            self.db,
            self.policy.window,
            (*self._due_at_once, *self._due_once_known),
        )
        worked = await loop.drain([_job("quarantine", job)], now)
        async with self.db.read() as tx:
            stands = await quarantines.stands(tx)
        return worked or (stands is None and await self._drain_due(now))

    async def _drain_due(self, now: datetime) -> bool:
        """What names people waits until all that they have said is known, or for long enough."""
        until = await self.backlog.until(now) if self.backlog else now
        worked = await loop.drain(self._due_at_once, now)
        if until is None:
            return worked
        named = await loop.drain(self._due_once_known, until)
        if named and self.backlog and until < now:
            await self.backlog.give_up(now)
        return worked or named

    @property
    def _due_at_once(self) -> tuple[loop.Job, ...]:
        """What is done whether or not everything that people have said is known."""
        begins = ("open periods", partial(cycles.open_periods, self.db, quotas=self.quotas))
        rounds = (each for each in self._rounds().items() if each[0] not in NAMES_PEOPLE)
        return self._in_order(begins, *rounds)

    @property
    def _due_once_known(self) -> tuple[loop.Job, ...]:
        """What names who is silent, or is over once it has come."""
        return self._in_order(
            ("climb", partial(escalation.climb, self.db)),
            ("close periods", partial(cycles.close_periods, self.db)),
            *(each for each in self._rounds().items() if each[0] in NAMES_PEOPLE),
        )

    def _in_order(
        self, *jobs: tuple[str, Callable[[datetime], Awaitable[bool]]]
    ) -> tuple[loop.Job, ...]:
        """Each shows that the loop still moves."""
        return tuple(self.pulse.watched(OVER_TIME, _job(name, job)) for name, job in jobs)

    def _rounds(self) -> dict[str, loop.Job]:
        return self.rounds.jobs(self.db, self.inbound.dependencies.budget)

    @property
    def chores(self) -> tuple[loop.Job, ...]:
        """What nobody waits for: files to be fetched, alarms to be told, groups to be left."""
        files = (self.fetching, self.intake, self.enclosing) if self.role.plans else ()
        known = _job("outcomes", self.outbound.record_left)
        left = GroupExits(self.db, self.channels).drain
        besides = self.besides if self.role.plans else ()
        fetched = (each.drain for each in files if each)
        return (known, self.alarms.drain, left, *besides, *fetched)

    @property
    def told(self) -> tuple[loop.Job, ...]:
        """What other systems are told, however slow they are."""
        if self.teller is None:
            return ()
        jobs = ("collect events", self.teller.collect), ("tell of events", self.teller.deliver)
        return tuple(self._guarded(_job(name, job)) for name, job in jobs)

    async def keep_house(self) -> None:
        """What the calendar asks for; harmless when repeated."""
        await cycles.plan_periods(self.db, self.policy, self.clock())
        await self.rounds.plan(self.db, self.clock())
        if homes_known := self.inbound.dependencies.homes:
            await department_chats.end_chats(self.db, homes_known, self.clock())
        for name, channel in self.channels.items():
            if isinstance(channel, NeedsPage):
                async with self.db.begin() as tx:
                    phone = isinstance(channel, ByPhone)
                    await chat_links.add_addresses(tx, name, self.clock(), phone=phone)

    async def settle(self) -> None:
        """Hear, decide and send until nothing more is due at this instant."""
        for _ in range(MOST_ROUNDS):
            now = self.clock()
            heard = await loop.drain([self.inbound.drain], now)
            due = await loop.drain(self.jobs, now)
            sent = await loop.drain([self._guarded(self.outbound.deliver)], now)
            # what takes long comes last, so that "it is being read" is seen before it has been
            done = await loop.drain(self.chores, now)
            told = await loop.drain(self.told, now)
            if not (heard or due or sent or done or told):
                return

    async def next_due(self) -> datetime | None:
        now = self.clock()
        async with self.db.read() as tx:
            open_at = self.policy.window.next_open(now, await calendar.get(tx))
            return await agenda.next_due(tx, now, open_at)

    async def run(self) -> None:
        """Listen, decide, remind and send until cancelled. Whatever breaks for good is raised."""
        if self.watch:
            await self.watch.look()
        await self.outbound.record_left(self.clock())
        await self.doubts.wake_up(self.clock())
        if self.role.plans:
            await self.keep_house()
        house = timetable(self._housework() if self.role.plans else [])
        house.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                for loop in self._loops():
                    tasks.create_task(loop)
        finally:
            house.shutdown(wait=False)

    def _housework(self) -> list[tuple[Callable[[], Awaitable[object]], int]]:
        return [
            (self.keep_house, PLAN_EVERY_MINUTES),
            (lambda: self.doubts.look_into(self.clock()), LOOK_EVERY_MINUTES),
            (self.menus.refresh, LOOK_EVERY_MINUTES),
            *([(self._audit, LOOK_EVERY_MINUTES)] if self.auditor else ()),
            *((self._careful(chore), minutes) for chore, minutes in self.housework),
        ]

    def _careful(self, chore: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
        """What forgets and keeps is not done by a clock before it was looked at, either."""

        async def careful() -> None:
            if self.watch:
                await self.watch.look()
            await chore()

        return careful

    async def _audit(self) -> None:
        """What is found, and that nothing could be looked at, is told outside, too."""
        found: Sequence[str] = [AUDITOR]
        try:
            if self.watch:
                await self.watch.look()
                await self.watch.remember()
            self.pulse.beat(AUDITOR)
            if self.auditor:
                found = await self.auditor.look(self.clock())
        finally:
            if self.beat:
                await self.beat(found)

    async def _hear(self, events: Sequence[IncomingEvent]) -> None:
        await loop.finished(self.inbound.hear(events))

    async def _listen(self, channel: Channel) -> None:
        """A channel that breaks is started again; the others do not notice."""
        while True:
            try:
                await channel.listen(self._hear)
            except Exception as broken:
                loop.log_failure(broken, "channel stopped listening", channel=channel.name)
            await asyncio.sleep(LISTEN_AGAIN_S)

    async def _keep_hold(self) -> None:
        """Others see that this process lives, and it sees which of them does not."""
        while True:
            try:
                lost = await loop.finished(self.outbound.hold.keep(self.db, self.clock()))
                if lost:
                    log.warning("messages of a dead worker are uncertain", messages=lost)
            except Exception as broken:
                loop.log_failure(broken, "no sign of life could be given")
            await asyncio.sleep(KEEP_EVERY_S)

    def _loops(self) -> list[Coroutine[Any, Any, None]]:
        """Three loops: in, over time, and out by lanes that do not wait for each other."""
        ways = self._dispatchers()
        out = [event for each in ways for event in each.wakes]
        return [
            *(self._loop_in(out) if self.role.listens else ()),
            *([self._loop(OVER_TIME, self.jobs, asyncio.Event(), out)] if self.role.plans else ()),
            self._loop("chores", self.chores, asyncio.Event(), out),
            *([loop.run(self.told, self.clock, asyncio.Event())] if self._tells() else ()),
            *(loop for each in ways for loop in each.loops()),
            *([self._keep_hold()] if self.outbound.hold.by else ()),
            *([self.backlog.keep_telling()] if self.backlog and self.role.listens else ()),
        ]

    def _dispatchers(self) -> list[Dispatcher]:
        """With an engine, only the pages of this process are served by its own loops."""
        serving = {lane: self._serving(lane) for lane in self.outbound.lanes if self._serves(lane)}
        if self.engine is None:
            return [Loops(self._fleet(serving))]
        pages = {lane: job for lane, job in serving.items() if lane.channel == WEB}
        rest = {lane: job for lane, job in serving.items() if lane not in pages}
        return [
            Loops(self._fleet(pages)),
            self.engine(replace(self._fleet(rest), waiting=self._afar)),
        ]

    def _fleet(self, serving: Mapping[SendQueue, loop.Job]) -> Fleet:
        return Fleet(self.db, self.outbound.waiting, serving, self.clock, self._loop)

    async def _afar(self) -> list[SendQueue]:
        return [lane for lane in await self.outbound.waiting() if lane.channel != WEB]

    def _serving(self, lane: SendQueue) -> loop.Job:
        return self._guarded(_job("send", partial(self.outbound.serve, lane)))

    def _loop_in(self, out: Collection[asyncio.Event]) -> list[Coroutine[Any, Any, None]]:
        return [
            *(self._listen(channel) for channel in self.channels.values()),
            self._loop("in", [self.inbound.drain], self.inbound.wake, out),
        ]

    def _loop(
        self,
        name: str,
        jobs: Sequence[loop.Job],
        wake: asyncio.Event,
        then: Collection[asyncio.Event] = (),
    ) -> Coroutine[Any, Any, None]:
        watched = [self.pulse.watched(name, job) for job in jobs]
        return loop.run(watched, self.clock, wake, then)

    def _tells(self) -> bool:
        """One process tells other systems. It is not watched: a receiver may take its time."""
        return self.role.plans and self.teller is not None

    def _serves(self, lane: SendQueue) -> bool:
        """Pages are open at the process that listens; it tells them that there is something."""
        return self.role.listens if lane.channel == WEB else self.role.sends


def _job(name: str, job: Callable[[datetime], Awaitable[bool]]) -> loop.Job:
    async def named(now: datetime) -> bool:
        return await job(now)

    named.__name__ = name
    return named


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """What differs between the program, the demo and the tests; all of it may be left out.

    `process`: its name among others; empty where it is the only one. `senses`: what the auditor
    looks at besides the database and the loops; None: there is no auditor. `hands`: real time as
    it passes, to check the clock by; None: the clock is turned on purpose. `outside`: asks what
    time it is elsewhere. `engine`: shares the lanes out among processes; None: each looks by
    itself. `backlog_wait`: how long what names people waits for answers that a messenger still
    holds; None: not at all. `post`: sends an event to another system; None: nobody is told.
    `chores`: what nobody waits for, besides the own.
    """

    alarms: Alarms | None = None
    archive: Archive | None = None
    file_store: FileStore | None = None
    scan: Scan = unscanned
    dependencies: HandlerDependencies = field(default_factory=HandlerDependencies)
    fallback_after: timedelta = timedelta(minutes=30)
    housework: tuple[tuple[Callable[[], Awaitable[object]], int], ...] = ()
    rounds: Rounds = field(default_factory=Rounds)
    role: ProcessRole = ProcessRole.ALL
    process: str = ""
    senses: tuple[Sense, ...] | None = None
    hands: Callable[[], float] | None = None
    outside: Outside | None = None
    beat: Heartbeat | None = None
    observe: Observe = nobody
    engine: Engine | None = None
    backlog_wait: timedelta | None = None
    unrecorded: Unrecorded = field(default_factory=list)
    post: Post | None = None
    chores: tuple[loop.Job, ...] = ()


def assemble(
    db: Database,
    clock: Clock,
    policy: Policy,
    channels: Mapping[str, Channel],
    around: ServiceOptions = ServiceOptions(),
) -> Service:
    """Put the parts together; nothing runs yet."""
    catalogue = Catalogue()
    composer = MessageComposer(
        catalogue, channels, ROUTES.composers, around.archive, around.dependencies
    )
    file_store, pulse = around.file_store, Pulse()
    watch = ClockWatch(db, clock, around.hands, around.outside) if around.hands else None
    backlog = _backlog(db, clock, channels, around)
    download = (db, channels, file_store, around.scan, clock) if file_store else None
    return Service(
        db,
        clock,
        policy,
        channels,
        Inbound(db, catalogue, clock, ROUTES, around.dependencies),
        _outbound(db, composer, policy, clock, around, backlog),
        DeliveryReconciler(db, channels),
        around.alarms or Alarms(db),
        Menus(db, channels, catalogue, ROUTES),
        Downloads(Evidence(), *download) if download else None,
        ImportReader(db, channels, file_store, around.scan, catalogue, clock)
        if file_store
        else None,
        around.housework,
        around.rounds,
        Downloads(Attachments(), *download) if download else None,
        around.role,
        pulse,
        _auditor(db, policy, around.senses, (pulse.sense, *([watch.sense] if watch else ()))),
        watch,
        around.beat,
        around.engine,
        backlog,
        Teller(db, around.post) if around.post else None,
        around.chores,
    )


def _outbound(
    db: Database,
    composer: MessageComposer,
    policy: Policy,
    clock: Clock,
    around: ServiceOptions,
    backlog: BacklogWait | None,
) -> Outbound:
    known_until = backlog.until if backlog else at_any_time
    lease, after = SenderLease(around.process), around.fallback_after
    return Outbound(
        db,
        composer,
        policy.window,
        clock,
        after,
        lease,
        around.observe,
        known_until,
        around.unrecorded,
    )


def _backlog(
    db: Database, clock: Clock, channels: Mapping[str, Channel], around: ServiceOptions
) -> BacklogWait | None:
    if not around.backlog_wait:
        return None
    homes, listens = around.dependencies.homes, around.role.listens
    return BacklogWait(db, clock, channels, around.backlog_wait, listens, homes)


def _auditor(
    db: Database, policy: Policy, outer: tuple[Sense, ...] | None, own: tuple[Sense, ...]
) -> Auditor | None:
    return None if outer is None else Auditor(db, policy.window, (*own, *outer))
