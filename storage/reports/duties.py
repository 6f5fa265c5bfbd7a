"""Duties: written down when a period opens, taken when a step is due, settled by a report."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from domain.extensions.individual_deadlines import IndividualDeadline
from domain.messaging.moments import Source
from domain.reporting.days_off import DutyMove
from domain.reporting.duties import Answer, Duty, Expected, OwnTime, Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.reports import Report
from storage.engine.database import Tx
from storage.engine.read_cache import kept
from storage.reports import duty_owners
from storage.tables import ACCEPTANCES, CYCLES, DUTIES, REPORTS
from storage.tables.columns import spoken

BATCH = 2000
MOST_TAKEN = 500  # so that what people say meanwhile waits for no long transaction
READ = frozenset(("duties",))
FOUND, OWED, SILENT = "duty", "owed", "silent"  # what was foreseen
OWN_TIME = tuple(DUTIES.c[name] for name in OwnTime.__slots__)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a duty stands after a step: its rung, and when to look again."""

    duty_id: int
    rung: int
    next_at: datetime | None


async def get(tx: Tx, duty_id: int) -> Duty:
    return _duty((await tx.execute(select(DUTIES).where(DUTIES.c.id == duty_id))).one())


async def get_all(tx: Tx, ids: Collection[int]) -> list[Duty]:
    return await _all(tx, select(DUTIES).where(DUTIES.c.id.in_(ids)))


async def find(tx: Tx, duty_id: int) -> Duty | None:
    if (foreseen := kept(tx, READ).get((FOUND, duty_id))) is not None:
        return foreseen  # type: ignore[no-any-return] # kept by `foresee`
    row = (await tx.execute(select(DUTIES).where(DUTIES.c.id == duty_id))).one_or_none()
    return None if row is None else _duty(row)


async def add_all(
    tx: Tx, cycle_id: int, expectations: Iterable[Expected], next_at: datetime
) -> int:
    """Write down what is expected in a period that opens; returns how many duties that is."""
    rows = [
        {
            "cycle_id": cycle_id,
            "task_id": each.task.id,
            "unit_id": each.unit_id,
            "task_code": each.task.code,
            "title": each.task.title,
            "part": each.part.value,
            "deadline": each.task.deadline,
            "recurrence": each.task.recurrence.value,
            "owner_id": each.owner_id,
            "revision": 0,
            "rung": -1,
            "held_days": 0,
            "next_at": next_at,
            "note": "",
            "late": False,
        }
        for each in expectations
    ]
    for start in range(0, len(rows), BATCH):
        await tx.execute(insert(DUTIES), rows[start : start + BATCH])
    await duty_owners.begin(tx, cycle_id, next_at)
    return len(rows)


async def settled(tx: Tx, task_ids: Collection[int]) -> set[tuple[int, int]]:
    """The (task, unit) pairs of once-only tasks that are done: reported, and not only claimed."""
    claimed = and_(ACCEPTANCES.c.duty_id == DUTIES.c.id, ACCEPTANCES.c.ended_at.is_(None))
    query = (
        select(DUTIES.c.task_id, DUTIES.c.unit_id)
        .outerjoin(ACCEPTANCES, claimed)
        .where(
            DUTIES.c.recurrence == Recurrence.ONCE.value,
            DUTIES.c.status == Status.DONE.value,
            or_(ACCEPTANCES.c.id.is_(None), ACCEPTANCES.c.state == "accepted"),
        )
    )
    return {
        (row.task_id, row.unit_id) for row in await tx.execute(query) if row.task_id in task_ids
    }


async def take_due(tx: Tx, now: datetime, limit: int = MOST_TAKEN) -> list[Duty]:
    """Take duties whose next step has come; the caller moves them on in the same transaction."""
    due = DUTIES.c.next_at <= now
    oldest = (
        select(DUTIES.c.id)
        .where(due)
        .order_by(DUTIES.c.unit_id, DUTIES.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = await tx.execute(select(DUTIES).where(DUTIES.c.id.in_(oldest)).order_by(DUTIES.c.id))
    return [_duty(row) for row in rows]


async def move_on(tx: Tx, moves: Sequence[Move]) -> None:
    """One statement for all duties that go the same way."""
    alike: dict[tuple[int, datetime | None], list[int]] = {}
    for move in moves:
        alike.setdefault((move.rung, move.next_at), []).append(move.duty_id)
    for (rung, next_at), duty_ids in alike.items():
        moved = update(DUTIES).where(DUTIES.c.id.in_(duty_ids))
        await tx.execute(moved.values(rung=rung, next_at=next_at))


Whose = int | Collection[int]
"""One person, or several: whoever stands in for others answers for them, too."""


def _owned(whose: Whose) -> ColumnElement[bool]:
    return DUTIES.c.owner_id.in_([whose] if isinstance(whose, int) else whose)


async def owed_by(tx: Tx, whose: Whose, now: datetime) -> list[Duty]:
    """What these people still owe in the periods open then, in the order of task codes."""
    here, people = kept(tx, READ), {whose} if isinstance(whose, int) else set(whose)
    if here and all((OWED, each) in here for each in people):
        owed = [duty for each in people for duty in here[OWED, each]]
        return sorted(owed, key=lambda each: (each.cycle_id, each.task_code, each.unit_id))
    return await _all(tx, _open_now(now).where(_owned(whose)))


async def foresee(tx: Tx, ids: Collection[int], people: Collection[int], now: datetime) -> None:
    """Read at once the duties, and what the people owe, that a batch of messages will ask for."""
    found: dict[Any, Any] = {(OWED, each): [] for each in people}
    for duty in await _all(tx, select(DUTIES).where(DUTIES.c.id.in_(ids))):
        found[FOUND, duty.id] = duty
    for duty in await _all(tx, _open_now(now).where(_owned(people))):
        found[OWED, duty.owner_id].append(duty)
    kept(tx, READ).update(found)


async def changed(tx: Tx, known_as: Sequence[Duty]) -> set[int]:
    """Which of these duties are no longer as they were read: answered, given away, due anew."""
    ids = [each.id for each in known_as]
    columns = DUTIES.c.id, DUTIES.c.revision, DUTIES.c.owner_id, DUTIES.c.due_day
    rows = await tx.execute(select(*columns).where(DUTIES.c.id.in_(ids)))
    now = {tuple(row) for row in rows}
    then = {(each.id, each.revision, each.owner_id, each.time.due_day) for each in known_as}
    return {duty_id for duty_id, *_ in then - now}


async def of_owner(tx: Tx, whose: Whose, cycle_id: int) -> list[Duty]:
    """All duties of these people in one period, answered or not."""
    here = _owned(whose), DUTIES.c.cycle_id == cycle_id
    return await _all(tx, select(DUTIES).where(*here))


async def find_open_period(tx: Tx, task_code: str, unit_id: int) -> Duty | None:
    """The duty of a task and a unit in the period that is open now."""
    open_cycles = select(CYCLES.c.id).where(CYCLES.c.state == "open")
    here = DUTIES.c.task_code == task_code, DUTIES.c.unit_id == unit_id
    found = await _all(tx, select(DUTIES).where(*here, DUTIES.c.cycle_id.in_(open_cycles)))
    return found[-1] if found else None


async def of_cycle(tx: Tx, cycle_id: int, units: Collection[int] | None = None) -> list[Duty]:
    """The duties of one period, of these units or of all."""
    query = select(DUTIES).where(DUTIES.c.cycle_id == cycle_id)
    if units is not None:
        query = query.where(DUTIES.c.unit_id.in_(units))
    return await _all(tx, query)


@dataclass(frozen=True, slots=True)
class Silence:
    """Open duties of a period that have reached a rung, or are just about to be moved on to it.

    `units`, `owners`: of these alone; None: of any.
    """

    cycle_id: int
    rung: int
    now: datetime
    units: Collection[int] | None = None
    owners: Collection[int] | None = None


async def unanswered(tx: Tx, silence: Silence) -> list[Duty]:
    """Those duties, in the order of task codes."""
    here, units = kept(tx, READ), silence.units
    if here and units is not None and silence.owners is None:
        foreseen = [here.get(_place(silence, each)) for each in units]
        if all(each is not None for each in foreseen):
            found = [duty for each in foreseen for duty in each or ()]
            return sorted(found, key=lambda each: (each.task_code, each.unit_id))
    return await _all(tx, _silent(silence))


async def foresee_silence(tx: Tx, silence: Silence) -> list[Duty]:
    """Read at once what several readers, each of some of these units, will be told of."""
    found = await _all(tx, _silent(silence))
    by_unit: dict[Any, list[Duty]] = {_place(silence, each): [] for each in silence.units or ()}
    for duty in found:
        by_unit[_place(silence, duty.unit_id)].append(duty)
    kept(tx, READ).update(by_unit)
    return found


def _place(silence: Silence, unit_id: int) -> tuple[str, int, int, int]:
    return SILENT, silence.cycle_id, silence.rung, unit_id


def _silent(silence: Silence) -> Select[Any]:
    coming = and_(DUTIES.c.next_at.is_not(None), DUTIES.c.next_at <= silence.now)
    query = select(DUTIES).where(
        DUTIES.c.cycle_id == silence.cycle_id,
        DUTIES.c.status.is_(None),
        or_(DUTIES.c.rung >= silence.rung, coming),
    )
    if silence.units is not None:
        query = query.where(DUTIES.c.unit_id.in_(silence.units))
    if silence.owners is not None:
        query = query.where(DUTIES.c.owner_id.in_(silence.owners))
    return query


def _open_now(now: datetime) -> Select[Any]:
    open_cycles = select(CYCLES.c.id).where(CYCLES.c.state != "planned", CYCLES.c.closes_at > now)
    return select(DUTIES).where(DUTIES.c.status.is_(None), DUTIES.c.cycle_id.in_(open_cycles))


async def _all(tx: Tx, query: Select[Any]) -> list[Duty]:
    rows = await tx.execute(query.order_by(DUTIES.c.cycle_id, DUTIES.c.task_code, DUTIES.c.unit_id))
    return [_duty(row) for row in rows]


async def settle(
    tx: Tx,
    duty: Duty,
    report: Report,
    *,
    source: Source,
    then: Move,
) -> bool:
    """Store a report as the next version and the duty's newest state; False if it changed since.

    `source`: the event it was heard in. `then` is where the ladder stands
    afterwards: silent, or going on after an answer that was taken back.
    """
    answered = report.status is not None
    unchanged = DUTIES.c.id == duty.id, DUTIES.c.revision == duty.revision
    values = {
        "revision": report.version,
        "status": report.status.value if report.status else None,
        "percent": report.percent,
        "note": report.note,
        "late": report.late if answered else False,
        "answered_at": report.received_at if answered else None,
        "answered_by": report.author_id if answered else None,
        "rung": then.rung,
        "next_at": then.next_at,
    }
    done = await tx.execute(update(DUTIES).where(*unchanged).values(**values))
    if done.rowcount:
        await _add_report(tx, report, source)
    return bool(done.rowcount)


async def place(tx: Tx, moves: Sequence[DutyMove]) -> None:
    """Other hours, and days of their own, for duties that wait; their rungs stay."""
    await move_on(tx, [Move(e.duty.id, e.duty.rung, e.next_at) for e in moves])
    for each in moves:
        if each.time:
            own = {name: getattr(each.time, name) for name in OwnTime.__slots__}
            await tx.execute(update(DUTIES).where(DUTIES.c.id == each.duty.id).values(**own))


async def set_course(tx: Tx, duty_id: int, course: IndividualDeadline) -> None:
    """The ladder is placed anew; what was held back before is forgotten."""
    change = update(DUTIES).where(DUTIES.c.id == duty_id)
    await tx.execute(change.values(**_course_values(course)))


async def restore_course(
    tx: Tx, duty_id: int, time: OwnTime, place: tuple[int, int, datetime | None]
) -> None:
    """The ladder stands where it stood. `place`: rung, days that it was held, when it goes on."""
    own = {name: getattr(time, name) for name in OwnTime.__slots__}
    rung, held_days, next_at = place
    change = update(DUTIES).where(DUTIES.c.id == duty_id)
    await tx.execute(change.values(**own, rung=rung, held_days=held_days, next_at=next_at))


async def give_back(
    tx: Tx, duty: Duty, version: Report, course: IndividualDeadline, *, source: Source
) -> bool:
    """Open again what was answered, on its new course; False if it changed since.

    `source`: the event it was heard in.
    """
    unchanged = DUTIES.c.id == duty.id, DUTIES.c.revision == duty.revision
    emptied = dict.fromkeys(("status", "percent", "answered_at", "answered_by"))
    values = {**emptied, "note": "", "late": False, "revision": version.version}
    change = update(DUTIES).where(*unchanged).values(**values, **_course_values(course))
    done = await tx.execute(change)
    if done.rowcount:
        await _add_report(tx, version, source)
    return bool(done.rowcount)


def _course_values(course: IndividualDeadline) -> dict[str, Any]:
    own = {name: getattr(course.time, name) for name in OwnTime.__slots__}
    return {**own, "rung": course.rung, "held_days": 0, "next_at": course.next_at}


async def _add_report(tx: Tx, report: Report, source: Source) -> None:
    await tx.execute(
        insert(REPORTS).values(
            duty_id=report.duty_id,
            version=report.version,
            status=report.status.value if report.status else None,
            percent=report.percent,
            note=report.note,
            late=report.late,
            author_id=report.author_id,
            on_behalf_of=report.on_behalf_of,
            received_at=report.received_at,
            channel=source.channel,
            event_id=source.event_id,
            **spoken(source.moments),
        )
    )


async def of_task(tx: Tx, duty: Duty) -> list[Duty]:
    """The duties of all units in the same task and period, this one among them."""
    here = DUTIES.c.cycle_id == duty.cycle_id, DUTIES.c.task_id == duty.task_id
    return await _all(tx, select(DUTIES).where(*here))


async def open_in(tx: Tx, units: Collection[int], now: datetime) -> list[Duty]:
    """Every duty of these units in the open periods, answered or not, the older period first."""
    open_cycles = select(CYCLES.c.id).where(CYCLES.c.state != "planned", CYCLES.c.closes_at > now)
    here = DUTIES.c.unit_id.in_(units), DUTIES.c.cycle_id.in_(open_cycles)
    return await _all(tx, select(DUTIES).where(*here))


async def hand_over(
    tx: Tx,
    duty_id: int,
    owner_id: int | None,
    *,
    now: datetime,
    by: int | None = None,
    why: str = "assigned",
) -> None:
    """Somebody else is asked for it from now on; no message has reached that person yet."""
    change = update(DUTIES).where(DUTIES.c.id == duty_id)
    await tx.execute(change.values(owner_id=owner_id, reached_at=None))
    await duty_owners.pass_on(tx, duty_id, owner_id, why=why, by=by, now=now)


async def hold(tx: Tx, duty_ids: Collection[int], moves: Sequence[Move]) -> None:
    """Delay the steps above by one working day; `moves` says when they come now."""
    await tx.execute(
        update(DUTIES).where(DUTIES.c.id.in_(duty_ids)).values(held_days=DUTIES.c.held_days + 1)
    )
    await move_on(tx, moves)


async def mark_reached(tx: Tx, duty_ids: Collection[int], now: datetime) -> None:
    """A reminder of these duties has reached the owner."""
    if duty_ids:
        await tx.execute(update(DUTIES).where(DUTIES.c.id.in_(duty_ids)).values(reached_at=now))


async def count_vacant(tx: Tx, root_unit_id: int) -> int:
    """How many duties of a department's running periods are owed by nobody."""
    here = CYCLES.c.root_unit_id == root_unit_id
    running = select(CYCLES.c.id).where(CYCLES.c.state == "open", here)
    vacant = DUTIES.c.owner_id.is_(None), DUTIES.c.status.is_(None)
    query = select(func.count()).where(*vacant, DUTIES.c.cycle_id.in_(running))
    return int((await tx.execute(query)).scalar_one())


async def quieten(tx: Tx, cycle_ids: Collection[int]) -> None:
    """Nothing more is said about the duties of closed periods."""
    if cycle_ids:  # an empty list would still be looked for in the whole table
        await tx.execute(
            update(DUTIES).where(DUTIES.c.cycle_id.in_(cycle_ids)).values(next_at=None)
        )


def _duty(row: Row[Any]) -> Duty:
    return Duty(
        row.id,
        row.cycle_id,
        row.task_id,
        row.unit_id,
        row.task_code,
        row.title,
        TaskRole(row.part),
        row.deadline,
        Recurrence(row.recurrence),
        row.owner_id,
        row.revision,
        row.rung,
        row.held_days,
        row.next_at,
        row.reached_at,
        _answer(row),
        own_time(row),
    )


def own_time(row: Row[Any]) -> OwnTime:
    return OwnTime(
        row.due_day,
        row.late_after,
        row.course,
        row.extended_from,
        row.extended_to,
        row.returned,
        row.was_late,
    )


def _answer(row: Row[Any]) -> Answer | None:
    if row.status is None:
        return None
    status = Status(row.status)
    return Answer(status, row.percent, row.note, row.late, row.answered_at, row.answered_by)
