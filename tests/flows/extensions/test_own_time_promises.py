"""The promises where duties have due days of their own, over random extensions and returns."""

import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.calendar.work_calendar import WorkCalendar, local, local_day
from domain.extensions.individual_deadlines import due_day_of, extended, returned
from domain.extensions.returns import Return, version_of
from domain.messaging.moments import Moments, Source
from domain.messaging.outbox import PRIORITIES, Priority
from domain.reporting.cycles import Cycle, placed
from domain.reporting.duties import Duty, Status
from domain.reporting.reports import ReportInput, report
from storage.engine.database import Tx, open_database
from storage.messaging import message_log
from storage.plans import calendar
from storage.reports import cycles, duties
from storage.reports.duties import Move
from tests.flows.world import World, at, sqlite_url

LIVED = int(os.environ.get("MONTHS_LIVED", "5"))  # the nightly lives through more
BEGIN = at("2025-10-20 09:00")


@dataclass(frozen=True)
class Change:
    """One duty, by its place, is extended or sent back at an hour, by so many working days."""

    which: int
    hours: int
    days: int
    back: bool


CHANGES = st.lists(
    st.builds(Change, st.integers(0, 3), st.integers(0, 24 * 8), st.integers(1, 6), st.booleans()),
    max_size=6,
)
OUTAGES = st.none() | st.tuples(st.integers(0, 24 * 14), st.integers(1, 72))


async def _change(tx: Tx, duty: Duty, change: Change, now: datetime) -> None:
    cycle, working_days = await cycles.get(tx, duty.cycle_id), await calendar.get(tx)
    after = max(due_day_of(duty, cycle), local_day(now))
    day = working_days.shifted(local_day(now) if change.back else after, change.days)
    if day > cycle.last_day:
        return
    if not change.back:
        await duties.set_course(
            tx, duty.id, extended(duty, day, cycle, working_days, Moments.at_once(now))
        )
        return
    owner = duty.owner_id or 0
    made = report(duty, cycle, ReportInput(Status.DONE), author_id=owner, at=now)
    await duties.settle(
        tx, duty, made, source=Source("test", f"{now}"), then=Move(duty.id, duty.rung, None)
    )
    answered = await duties.get(tx, duty.id)
    number = answered.time.returned + 1
    back = Return(duty.id, number, answered.revision + 1, owner, "Thiếu", day, now)
    course = returned(answered, day, cycle, working_days, now)
    await duties.give_back(
        tx, answered, version_of(back, answered), course, source=Source("test", "b")
    )


async def _live(changes: list[Change], outage: tuple[int, int] | None, folder: Path) -> World:
    world = await World.create(await open_database(sqlite_url(folder), durable=False), folder)
    for code in ("LAN", "MINH", "HAI", "TAM", "MAI", "PGD"):
        await world.phone(code)
    down = [BEGIN + timedelta(hours=each) for each in (outage[0], sum(outage))] if outage else []
    planned = [(BEGIN + timedelta(hours=each.hours), each) for each in changes]
    for when, change in sorted(planned, key=lambda pair: pair[0]):
        if down and down[0] <= when <= down[1]:
            continue
        await _pass(world, when, down)
        async with world.db.begin() as tx:
            cycle = await cycles.get(tx, 1)
            everything = [each for each in await duties.of_cycle(tx, cycle.id) if each.owner_id]
            duty = everything[change.which % len(everything)]
            await _change(tx, duty, change, world.clock())
    await _pass(world, at("2025-11-07 23:00"), down)
    return world


async def _pass(world: World, end: datetime, down: list[datetime]) -> None:
    if down and world.clock() < down[1] <= end:
        await world.until(f"{local(max(down[0], world.clock())):%Y-%m-%d %H:%M}")
        await world.is_down_until(f"{local(down[1]):%Y-%m-%d %H:%M}")
    await world.until(f"{local(end):%Y-%m-%d %H:%M}")


@settings(
    max_examples=LIVED,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking lives through hundreds of months
    suppress_health_check=[HealthCheck.too_slow],
)
@given(changes=CHANGES, outage=OUTAGES)
async def test_months_with_own_due_days_keep_the_promises(
    changes: list[Change], outage: tuple[int, int] | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = await _live(changes, outage, Path(folder))
        async with world.db.read() as tx:
            sent = await message_log.sent(tx)
            cycle, working_days = await cycles.get(tx, 1), await calendar.get(tx)
            left = await duties.of_cycle(tx, cycle.id)
            codes = await message_log.duty_codes(tx)
        await world.db.close()
    unasked = [each for each in sent if PRIORITIES[each.kind] is not Priority.ANSWER]
    assert len({each.key for each in sent}) == len(sent)
    assert all(cycle.policy.window.is_open(each.at, working_days) for each in unasked)
    slots = Counter((each.official_id, each.at) for each in unasked)
    assert all(count == 1 for count in slots.values()), slots
    per_day = Counter((each.official_id, local_day(each.at)) for each in unasked)
    assert all(count <= 2 for count in per_day.values()), per_day
    if outage is None:
        for duty in left:
            told = [each for each in unasked if each.kind == "escalation"]
            days = {local_day(each.at) for each in told if codes[duty.id] in each.duties}
            assert _climbs(duty, cycle, working_days) <= days, (codes[duty.id], days)


def _climbs(duty: Duty, cycle: Cycle, calendar: WorkCalendar) -> set[date]:
    """The days on which an unanswered duty is told to somebody above its owner."""
    here = placed(cycle, duty.time.due_day, calendar)
    return {local_day(step.at) for step in here.steps if step.escalates}
