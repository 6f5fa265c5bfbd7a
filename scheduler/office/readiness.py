"""Looks a period over some days before it opens: those who can put something right are told."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from domain.calendar.work_calendar import local_day
from domain.messaging.outbox import Kind, NewMessage
from domain.messaging.quota import Budget
from domain.people.officials import Official
from domain.reporting.cycles import Cycle
from domain.reporting.readiness import due_at, nudged
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.office import readiness
from storage.people import officials, units
from storage.plans import calendar
from storage.reports import cycles

AskBudget = Callable[[datetime, str], Awaitable[Budget | None]]
"""What a channel with a quota can still bear of a department; None where there is no such one."""


async def plan_checks(db: Database, days: int) -> None:
    """Write down when the coming periods are looked over; with no days before, never."""
    async with db.begin() as tx:
        if not days:
            await readiness.drop_planned(tx)
            return
        working_days = await calendar.get(tx)
        for cycle_id, opens_at in await readiness.planned(tx):
            when = due_at(local_day(opens_at), days, working_days)
            await readiness.plan(tx, cycle_id, when)


async def look_over(db: Database, ask_budget: AskBudget, now: datetime) -> bool:
    """Write to the heads and the Office about every period that is due; whether there was one."""
    async with db.begin() as tx:
        taken = await readiness.take_due(tx, now)
        for cycle_id in taken:
            cycle = await cycles.get(tx, cycle_id)
            root = (await units.tree(tx)).by_id[cycle.root_unit_id]
            await _tell(tx, cycle, await ask_budget(now, root.code), now)
    return bool(taken)


async def _tell(tx: Tx, cycle: Cycle, budget: Budget | None, now: datetime) -> None:
    everybody, tree = await officials.roster(tx, now), await units.tree(tx)
    roster = everybody.within(cycle.root_unit_id)
    found = await readiness.board(tx, now, cycle.root_unit_id)
    about = {"period": str(cycle.period), "opens_at": cycle.opens_at.isoformat()}
    written = [
        _message(head, "digest.readiness_unit", {**about, "units": sorted(unit_ids)}, now)
        for head, unit_ids in nudged(found.units, roster, tree).items()
    ]
    whole = {**about, "budget": budget.facts if budget else None}
    written += [_message(each, "digest.readiness", whole, now) for each in roster.office()]
    await outbox.add_all(tx, written, now)
    subject = str(cycle.period)
    await audit.add(tx, at=now, actor="service", action="readiness", subject=subject)


def _message(to: Official, text_key: str, facts: Mapping[str, object], now: datetime) -> NewMessage:
    """The message names only the period: what is lacking is read again when it leaves."""
    return NewMessage(
        key=f"{text_key}:{facts['period']}:{to.code}",
        kind=Kind.NOTICE,
        text_key=text_key,
        facts=facts,
        logical_at=now,
        send_at=now,
        official_id=to.id,
        about=f"{text_key}:{facts['period']}",
    )
