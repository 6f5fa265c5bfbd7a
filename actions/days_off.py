"""A day off that is decreed while periods run, or taken back: whom that moves, and moving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.calendar.work_calendar import CalendarDay, WorkCalendar, local_day
from domain.messaging.messages import Facts, Refusal
from domain.reporting.days_off import DECREED, CycleMove, duty_moves, moved, with_days
from domain.reporting.duties import Duty
from domain.reporting.policy import Step
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.people import officials, units
from storage.plans import calendar, days_off
from storage.reports import cycles, duties, sign_offs

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Decree:
    """`off`: the days are made days off; else they are worked again. `name`: what for."""

    days: tuple[date, ...]
    off: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    decree: Decree
    days: Sequence[CalendarDay]
    calendar: WorkCalendar
    periods: Sequence[CycleMove]


async def foresee(tx: Tx, decree: Decree, now: datetime) -> Foreseen:
    """What it would move; nothing is written. Refuses days that are over or stand so already."""
    known = {each.day: each for each in await calendar.days(tx)}
    before = await calendar.get(tx)
    for day in decree.days:
        _refuse(day, known.get(day), before, decree, local_day(now))
    after = with_days(before, decree.days, working=not decree.off)
    found = [await _placed(tx, cycle_id, after, now) for cycle_id in await _running(tx)]
    usual = [CalendarDay(day, True, "", "official") for day in decree.days]
    days = [known.get(each.day, each) for each in usual]
    return Foreseen(decree, days, after, [e for e in found if e.before != e.after or e.duties])


def _refuse(
    day: date, known: CalendarDay | None, before: WorkCalendar, decree: Decree, today: date
) -> None:
    facts = {"day": day.isoformat()}
    if day < today:
        raise Refusal("day_off.past", facts)
    if decree.off and not before.is_working(day):
        raise Refusal("day_off.off_already", facts)
    if not decree.off and (known is None or known.status != DECREED):
        raise Refusal("day_off.not_decreed", facts)


async def _running(tx: Tx) -> list[int]:
    return [cycle.id for cycle in await cycles.unfinished(tx)]


async def _placed(tx: Tx, cycle_id: int, after: WorkCalendar, now: datetime) -> CycleMove:
    before = await cycles.get(tx, cycle_id)
    then = moved(before, after, now)
    return CycleMove(
        before, then, tuple(duty_moves(then, await duties.of_cycle(tx, cycle_id), after))
    )


async def carry_out(tx: Tx, decree: Decree, now: datetime, actor: str) -> Foreseen:
    """Move due days, steps, duties and what waits, in this transaction, with an entry each."""
    found = await foresee(tx, decree, now)
    change = (
        days_off.decree(tx, found.days, decree.name)
        if decree.off
        else days_off.take_back(tx, found.days)
    )
    await change
    for each in found.periods:
        await _move(tx, each, now, actor)
    waiting = 0
    for day in decree.days if decree.off else ():
        waiting += await days_off.shift(tx, day, found.calendar.on_or_after(day))
    act = {"action": "days_off.decreed"} if decree.off else {"action": "days_off.withdrawn"}
    for day in decree.days:
        what = {"actor": actor, **act, "subject": day.isoformat()}
        await audit.add(tx, at=now, **what, waiting=waiting)
    return found


async def _move(tx: Tx, each: CycleMove, now: datetime, actor: str) -> None:
    await cycles.move(tx, each.after)
    await duties.place(tx, each.duties)
    await sign_offs.look_again(tx, each.after.id, now)
    what = {"actor": actor, "action": "cycle.moved", "subject": str(each.before.period)}
    due = {"due_from": each.before.due_at.isoformat(), "due_to": each.after.due_at.isoformat()}
    await audit.add(tx, at=now, **what, **due, duties=len(each.duties), steps=len(each.steps))


async def facts_of(tx: Tx, found: Foreseen, now: datetime) -> Facts:
    """What the Office reads of it: hours that move, how many people, and who by name."""
    roster, tree = await officials.roster(tx, now), await units.tree(tx)
    names = {each.id: each.name for each in roster.officials}
    several = len({each.before.root_unit_id for each in found.periods}) > 1

    def period(each: CycleMove) -> dict[str, Any]:
        owed = [move.duty for move in each.duties if move.duty.open]
        people = sorted({names.get(duty.owner_id or 0, "") for duty in owed} - {""})
        own = [_own(move.duty, move.time.due_day, names) for move in each.duties if move.time]
        return {
            "period": str(each.before.period),
            "department": tree.by_id[each.before.root_unit_id].name if several else "",
            "due_from": each.before.due_at.isoformat(),
            "due_to": each.after.due_at.isoformat(),
            "steps": [_step(was, then) for was, then in each.steps],
            "duties": len(owed),
            "people": people[:MOST_NAMED],
            "more": max(0, len(people) - MOST_NAMED),
            "own": own[:MOST_NAMED],
            "own_more": max(0, len(own) - MOST_NAMED),
        }

    days = [day.isoformat() for day in found.decree.days]
    return {
        "days": days,
        "off": found.decree.off,
        "name": found.decree.name,
        "periods": [period(each) for each in found.periods],
    }


def _own(duty: Duty, to: date | None, names: dict[int, str]) -> dict[str, Any]:
    return {
        "code": duty.task_code,
        "owner": names.get(duty.owner_id or 0, ""),
        "from": str(duty.time.due_day),
        "to": str(to),
    }


def _step(was: Step, then: Step) -> dict[str, Any]:
    at = {"from": was.at.isoformat(), "to": then.at.isoformat()}
    return {"audience": was.audience.value, "escalates": was.escalates, **at}
