"""Runs a whole period of the real service on a virtual clock, in a database of its own."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from domain.calendar.periods import Period
from domain.calendar.work_calendar import at_local, local_day
from domain.imports.progress import Tell
from domain.imports.rows import DayLine
from domain.messaging.messages import Chat, IncomingEvent
from domain.people.officials import HEADS
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Policy
from domain.summaries.summary import summarise
from nhacviec.onboarding.importing import import_folder
from nhacviec.runtime.clock import StillClock
from nhacviec.runtime.service import Service, assemble
from nhacviec.simulation.behaviour import TAPS_OF, Act, Behaviour, People, PlannedAct, PlannedAnswer
from nhacviec.simulation.linking import link_all
from nhacviec.simulation.phones import NAME, Crash, Phones
from nhacviec.simulation.result import Simulated, message
from nhacviec.simulation.score import score
from storage.engine.database import Database, open_database
from storage.messaging import message_log
from storage.office import summaries
from storage.people import officials, units
from storage.plans import calendar
from storage.reports import cycles, duties

STALL = timedelta(minutes=1)
MOST_INSTANTS = 100_000


@dataclass(slots=True)
class Simulation:
    """One period being lived through."""

    service: Service
    clock: StillClock
    phones: Phones
    behaviour: Behaviour
    planned: list[PlannedAnswer | PlannedAct] = field(default_factory=list)
    event: int = 0
    tell: Tell | None = None

    @property
    def people(self) -> People:
        return self.phones.people

    async def run(self, end: datetime) -> None:
        """Go from one instant at which something is due to the next."""
        everything: list[PlannedAnswer | PlannedAct] = [*self.behaviour.answer]
        everything += self.behaviour.act
        begun = self.clock()
        self.planned = sorted(everything, key=lambda each: each.at)
        for _ in range(MOST_INSTANTS):
            due = await self._next()
            if due is None or due > end:
                break
            overdue = due <= self.clock()  # it waits for something that time may bring
            next_instant = self.clock() + STALL if overdue else due
            self.clock.turn_to(self.behaviour.after_outage(next_instant))
            self._tell(begun, end)
            await self._act()
            await self._settle()
        self.clock.turn_to(end)
        await self._settle()
        self._tell(begun, end)

    def _tell(self, begun: datetime, end: datetime) -> None:
        if self.tell:
            self.tell((self.clock() - begun).days, (end - begun).days)

    async def _settle(self) -> None:
        try:
            await self.service.settle()
        except Crash:
            await self._start_again()

    async def _start_again(self) -> None:
        """A new process on the same database looks into what the dead one left in doubt."""
        url = self.service.db.url.render_as_string(hide_password=False)
        await self.service.db.close()
        db = await open_database(url, durable=False)
        self.service = assemble(db, self.clock, self.service.policy, {NAME: self.phones})
        await self.service.doubts.wake_up(self.clock())
        await self.service.keep_house()
        self.clock.turn_to(self.clock() + STALL)
        await self.service.doubts.look_into(self.clock())
        await self._settle()

    async def _next(self) -> datetime | None:
        instants = (
            await self.service.next_due(),
            self.people.next_at(),
            self.planned[0].at if self.planned else None,
        )
        return min((each for each in instants if each is not None), default=None)

    async def _act(self) -> None:
        now = self.clock()
        while self.planned and self.planned[0].at <= now:
            await self._plan(self.planned.pop(0), now)
        acts = self.people.due(now)
        if acts:
            await self.service.inbound.hear([self._hear(act, now) for act in acts])

    def _hear(self, act: Act, now: datetime) -> IncomingEvent:
        self.event += 1
        return IncomingEvent(
            Chat(NAME, act.official), f"{self.event}", now, tap=act.tap, text=act.text
        )

    async def _plan(self, planned: PlannedAnswer | PlannedAct, now: datetime) -> None:
        """Turn a line of the behaviour file into what that person presses and writes."""
        if isinstance(planned, PlannedAnswer):
            await self._plan_answer(planned, now)
            return
        if planned.press:
            tap = self.phones.button(planned.official, planned.press)
            self.people.will(planned.official, now, tap=tap)
        if planned.text:
            self.people.will(planned.official, now, text=planned.text)

    async def _plan_answer(self, answer: PlannedAnswer, now: datetime) -> None:
        async with self.service.db.read() as tx:
            unit = (await units.tree(tx)).by_code.get(answer.unit)
            found = await duties.find_open_period(tx, answer.task, unit.id if unit else 0)
        if found is None:
            return
        action = TAPS_OF[answer.status] if answer.status else "duty"
        self.people.will(answer.official, now, tap=f"v1:{action}:{found.id}:{found.revision}")
        if answer.text:
            self.people.will(answer.official, now, text=answer.text)


@dataclass(frozen=True, slots=True)
class Setting:
    """What to simulate: the month, the data, the people, the policy."""

    month: Period
    data: Path
    behaviour: Behaviour
    policy: Policy
    seed: int = 1


@asynccontextmanager
async def prepared(setting: Setting) -> AsyncIterator[Simulation]:
    """A simulation at the first of the month, in a folder that disappears afterwards."""
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        db = await open_database(f"sqlite+aiosqlite:///{folder}/simulation.db", durable=False)
        try:
            start = at_local(setting.month.day(1), time())
            await import_folder(db, setting.data, start)
            simulation = await begun(db, setting)
            yield simulation
            db = simulation.service.db
        finally:
            await db.close()


async def begun(db: Database, setting: Setting) -> Simulation:
    """A simulation on a database that holds a department already; everybody gets a phone."""
    clock, behaviour = StillClock(at_local(setting.month.day(1), time())), setting.behaviour
    people = People(behaviour.default, setting.seed, behaviour.silent)
    await _arrange(db, behaviour, clock())
    await link_all(db, clock(), channel=NAME, unlinked=behaviour.unlinked)
    phones = Phones(people, clock, behaviour.unreachable, sorted(behaviour.crash))
    service = assemble(db, clock, setting.policy, {NAME: phones})
    await service.keep_house()
    return Simulation(service, clock, phones, behaviour)


async def _arrange(db: Database, behaviour: Behaviour, now: datetime) -> None:
    """The calendar and the posts as the behaviour file wants them."""
    days = [DayLine(each.day, each.working, "", "official", "") for each in behaviour.calendar]
    async with db.begin() as tx:
        await calendar.save(tx, days)
        tree = await units.tree(tx)
        for code in behaviour.headless:
            await officials.end_posts(tx, tree.by_code[code].id, HEADS, local_day(now))


async def simulate(setting: Setting, tell: Tell | None = None) -> Simulated:
    """Live through the period until it closes; the same input gives the same output.

    `tell`: how many days have gone by, and of how many.
    """
    async with prepared(setting) as simulation:
        simulation.tell = tell
        return await live_through(simulation, setting)


async def live_through(simulation: Simulation, setting: Setting) -> Simulated:
    cycle = await _cycle(simulation.service, setting.month)
    await simulation.run(cycle.closes_at - STALL)
    return await _result(simulation, setting)


async def _cycle(service: Service, month: Period) -> Cycle:
    async with service.db.read() as tx:
        root = next(unit for unit in (await units.tree(tx)).by_id.values() if not unit.parent_id)
        cycle = await cycles.find(tx, root.id, month)
    if cycle is None:
        raise LookupError(str(month))
    return cycle


async def _result(simulation: Simulation, setting: Setting) -> Simulated:
    cycle = await _cycle(simulation.service, setting.month)
    async with simulation.service.db.read() as tx:
        sent = await message_log.sent(tx)
        everybody = {each.id: each for each in (await officials.roster(tx)).officials}
        lines = await summaries.lines(tx, cycle.id, now=simulation.clock())
        audiences = {step.rung: step.audience for step in cycle.steps}
        scored = await score(tx, sent, cycle)
    messages = [message(each, everybody, audiences) for each in sent]
    return Simulated(messages, summarise(lines, cycle, simulation.clock()), scored)
