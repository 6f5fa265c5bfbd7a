"""Plans the coming periods, opens those whose first rung has come, closes those that are over."""

from datetime import datetime

from domain.calendar import local_day
from domain.cycles import Cycle
from domain.duties import expected
from domain.ladder import Policy, timeline
from domain.letters import Kind, NewLetter
from domain.officials import Role
from domain.periods import Period
from storage import audit, calendar, cycles, duties, letters, officials, open_items, plans
from storage.database import Database, Tx

MONTHS_AHEAD = 2


async def plan_periods(db: Database, policy: Policy, now: datetime) -> int:
    """Write down when the coming periods open; returns how many are new.

    A period that nobody knew of before its due time is left out: nobody is late by surprise.
    """
    planned = 0
    async with db.begin() as tx:
        working_days = await calendar.get(tx)
        first = Period.containing(local_day(now))
        for root in await plans.roots(tx):
            for months in range(MONTHS_AHEAD):
                period = first.shifted(months)
                times = timeline(period, policy, working_days)
                if times.due_at > now:
                    planned += await cycles.plan(
                        tx, root_unit_id=root, period=period, policy=policy, times=times
                    )
    return planned


async def open_periods(db: Database, now: datetime) -> bool:
    """Open every period whose first rung has come; returns whether there was one."""
    async with db.begin() as tx:
        due = await cycles.due_to_open(tx, now)
        for cycle in due:
            if await cycles.mark_open(tx, cycle.id):
                await _write_down(tx, cycle, now)
    return bool(due)


async def _write_down(tx: Tx, cycle: Cycle, now: datetime) -> None:
    roster = await officials.roster(tx)
    tasks = await plans.tasks(tx, cycle.root_unit_id)
    done_before = await duties.settled(tx, {task.id for task in tasks})
    wanted = expected(tasks, done_before, await plans.assigned(tx), roster.officials)
    count = await duties.add_all(tx, cycle.id, wanted, cycle.opens_at)
    await audit.add(
        tx, at=now, actor="service", action="cycle.open", subject=str(cycle.period), duties=count
    )
    orphans = [each for each in wanted if each.owner_id is None]
    for orphan in orphans:
        await open_items.add(
            tx,
            key=open_items.no_owner(cycle.period, orphan.task.code, orphan.unit_id),
            kind=open_items.NO_OWNER,
            unit_id=orphan.unit_id,
            facts={"task": orphan.task.code, "period": str(cycle.period)},
            now=now,
        )
    if not tasks:
        await _tell_empty(tx, cycle, [o.id for o in roster.officials if o.holds(Role.OFFICE)], now)


async def _tell_empty(tx: Tx, cycle: Cycle, office: list[int], now: datetime) -> None:
    for official_id in office:
        letter = NewLetter(
            key=f"cycle-empty:{cycle.period}:{official_id}",
            kind=Kind.ALARM,
            text_key="cycle.empty",
            facts={"period": str(cycle.period)},
            logical_at=now,
            send_at=now,
            official_id=official_id,
        )
        await letters.add(tx, letter, now)


async def close_periods(db: Database, now: datetime) -> bool:
    """Close what is over: nothing is taken or said about it any more."""
    async with db.begin() as tx:
        closed = await cycles.mark_closed(tx, now)
        await duties.quieten(tx, [cycle.id for cycle in closed])
        for cycle in closed:
            await audit.add(
                tx, at=now, actor="service", action="cycle.close", subject=str(cycle.period)
            )
    return bool(closed)
