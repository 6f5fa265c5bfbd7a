"""Plans the coming periods, opens those whose first rung has come, closes those that are over."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from actions.office.ladder import plan_of
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.messaging.quota import Quota
from domain.reporting.cycles import Cycle
from domain.reporting.duties import expected
from domain.reporting.policy import Policy
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox, quota_usage
from storage.office import aggregates
from storage.people import officials, open_items, units
from storage.plans import calendar, plans
from storage.reports import cycles, duties, sign_offs

LOOK_AGAIN = timedelta(hours=1)  # so long until a period that was held back is looked at again
NO_QUOTAS: Mapping[str, Quota] = MappingProxyType({})


async def plan_periods(db: Database, policy: Policy, now: datetime) -> int:
    """Write down when the coming periods open; returns how many are new.

    `policy`: what holds where no department has saved a ladder of its own.
    """
    async with db.begin() as tx:
        return sum([await plan_of(tx, root, policy, now) for root in await plans.roots(tx)])


async def open_periods(
    db: Database, now: datetime, quotas: Mapping[str, Quota] = NO_QUOTAS
) -> bool:
    """Open every period whose first rung has come; returns whether there was one.

    A period that the bots' quotas cannot finish is held back, until people were moved to other
    channels, the Office opens it all the same, or its second reminder would be late.
    """
    async with db.begin() as tx:
        due = await cycles.due_to_open(tx, now)
        for cycle in due:
            too_many = await _people_too_many(tx, cycle, quotas, now)
            if too_many and not cycle.forced and now < cycle.opens_at_last:
                await _hold_back(tx, cycle, too_many, now)
            elif await cycles.mark_open(tx, cycle.id):
                await open_items.close(tx, _held_item(cycle), now)
                await _write_down(tx, cycle, now)
    if due:
        async with db.begin() as tx:
            await aggregates.fold(tx)
    return bool(due)


async def _people_too_many(tx: Tx, cycle: Cycle, quotas: Mapping[str, Quota], now: datetime) -> int:
    root = (await units.tree(tx)).by_id[cycle.root_unit_id]
    forecasts = [
        await quota_usage.forecast(tx, name, quota, cycle.policy, now)
        for name, quota in quotas.items()
        if quota.serves(root.code)
    ]
    return sum(forecast.people_too_many for forecast in forecasts)


def _held_item(cycle: Cycle) -> str:
    return f"held-back:{cycle.root_unit_id}:{cycle.period}"


async def _hold_back(tx: Tx, cycle: Cycle, people: int, now: datetime) -> None:
    await cycles.postpone(tx, cycle.id, min(now + LOOK_AGAIN, cycle.opens_at_last))
    facts = {"period": str(cycle.period), "people": people}
    await open_items.add(
        tx,
        key=_held_item(cycle),
        kind="held_back",
        unit_id=cycle.root_unit_id,
        facts=facts,
        now=now,
    )
    roster = await officials.roster(tx, now)
    office = [each.id for each in roster.within(cycle.root_unit_id).office()]
    latest = {"until": cycle.opens_at_last.isoformat()}
    choice = Choice("choice.open_anyway", str(ButtonAction("open", cycle.id)))
    say = Reply("cycle.held_back", facts | latest, (choice,))
    await _tell(tx, cycle, office, say, f"held-back:{cycle.period}:{local_day(now)}", now)


async def _write_down(tx: Tx, cycle: Cycle, now: datetime) -> None:
    roster = await officials.roster(tx, now)
    tasks = await plans.tasks(tx, cycle.root_unit_id)
    done_before = await duties.settled(tx, {task.id for task in tasks})
    wanted = expected(tasks, done_before, await plans.assigned(tx), roster.officials)
    count = await duties.add_all(tx, cycle.id, wanted, cycle.opens_at)
    await sign_offs.begin(tx, cycle.id, now)
    what = {"actor": "service", "action": "cycle.open", "subject": str(cycle.period)}
    await audit.add(tx, at=now, **what, cycle=cycle.id, duties=count)
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
        office = [each.id for each in roster.within(cycle.root_unit_id).office()]
        say = Reply("cycle.empty", {"period": str(cycle.period)})
        await _tell(tx, cycle, office, say, f"cycle-empty:{cycle.period}", now)


async def _tell(
    tx: Tx, cycle: Cycle, office: Sequence[int], say: Reply, key: str, now: datetime
) -> None:
    send_at = cycle.policy.window.next_open(now, await calendar.get(tx))
    written = [
        NewMessage(
            key=f"{key}:{official_id}",
            kind=Kind.ALARM,
            text_key=say.key,
            facts=say.facts,
            choices=say.choices,
            logical_at=now,
            send_at=send_at,
            official_id=official_id,
        )
        for official_id in office
    ]
    await outbox.add_all(tx, written, now)


async def close_periods(db: Database, now: datetime) -> bool:
    """Close what is over: nothing is taken or said about it any more."""
    async with db.begin() as tx:
        closed = await cycles.mark_closed(tx, now)
        await duties.quieten(tx, [cycle.id for cycle in closed])
        await sign_offs.quieten(tx, [cycle.id for cycle in closed])
        for cycle in closed:
            what = {"actor": "service", "action": "cycle.close", "subject": str(cycle.period)}
            await audit.add(tx, at=now, **what, cycle=cycle.id)
    return bool(closed)
