"""The duties of a period as the board shows them: filtered, counted and paged where they lie."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, not_, or_, select

from domain.reporting.plans import TaskRole
from domain.summaries.cells import Cell
from domain.summaries.standing import OPEN, Standing
from storage.board import counts
from storage.board.wanted import Found, Wanted
from storage.engine.database import Tx
from storage.tables import DUTIES, OFFICIALS, TASKS, UNITS

MOST_CELLS = 5000
STANDINGS = {each.value: each for each in Standing}


@dataclass(frozen=True, slots=True)
class TaskHead:
    """A task as a row or a column."""

    id: int
    code: str
    title: str
    field: str
    deadline: Any
    recurrence: str


async def tasks(tx: Tx, wanted: Wanted) -> list[TaskHead]:
    """The tasks with duties that are wanted, in the order of the plan."""
    some = exists().where(DUTIES.c.task_id == TASKS.c.id, *_where(wanted))
    rows = await tx.execute(select(TASKS).where(some).order_by(TASKS.c.id))
    return [
        TaskHead(row.id, row.code, row.title, row.field, row.deadline, row.recurrence)
        for row in rows
    ]


async def all_tasks(tx: Tx, cycle_id: int) -> list[tuple[int, str]]:
    """Every task of a period with its code and title, to be searched."""
    ids = select(DUTIES.c.task_id).where(DUTIES.c.cycle_id == cycle_id).distinct()
    query = select(TASKS.c.id, TASKS.c.code, TASKS.c.title).where(TASKS.c.id.in_(ids))
    return [(row.id, f"{row.code} {row.title}") for row in await tx.execute(query)]


async def tasks_of_all_periods(tx: Tx) -> list[tuple[int, str, str]]:
    """Every task that there ever was: its id, code and title."""
    rows = await tx.execute(select(TASKS.c.id, TASKS.c.code, TASKS.c.title))
    return [(row.id, row.code, row.title) for row in rows]


async def units(tx: Tx, wanted: Wanted) -> list[tuple[int, int]]:
    """The units with duties that are wanted, and how many of each, in the order of their ids."""
    if counts.known(wanted):
        return await counts.by_unit(tx, wanted)
    query = select(DUTIES.c.unit_id, func.count().label("duties")).where(*_where(wanted))
    grouped = query.group_by(DUTIES.c.unit_id).order_by(DUTIES.c.unit_id)
    return [(row.unit_id, row.duties) for row in await tx.execute(grouped)]


async def in_block(
    tx: Tx, wanted: Wanted, unit_ids: Sequence[int], task_ids: Sequence[int]
) -> list[Cell]:
    """The cells of a matrix of these units and tasks, at most `MOST_CELLS`."""
    block = DUTIES.c.unit_id.in_(unit_ids), DUTIES.c.task_id.in_(task_ids)
    query = _cells().where(*_where(wanted), *block).limit(MOST_CELLS)
    return [_cell(row, wanted.away) for row in await tx.execute(query)]


async def page(tx: Tx, wanted: Wanted, first: int, count: int) -> list[Cell]:
    """One page of a list: what is awaited first, then by unit and task."""
    if counts.known(wanted):
        return await _counted_page(tx, wanted, first, count)
    order = DUTIES.c.status.is_not(None), DUTIES.c.unit_id, DUTIES.c.task_code
    query = _cells().where(*_where(wanted)).order_by(*order).offset(first).limit(count)
    return [_cell(row, wanted.away) for row in await tx.execute(query)]


async def after(tx: Tx, wanted: Wanted, number: int, most: int) -> list[Cell]:
    """At most so many, in the order of their numbers, with a higher one than this."""
    query = _cells().where(*_where(wanted), DUTIES.c.id > number).order_by(DUTIES.c.id)
    return [_cell(row, wanted.away) for row in await tx.execute(query.limit(most))]


async def _counted_page(tx: Tx, wanted: Wanted, first: int, count: int) -> list[Cell]:
    """The same from the units in which it lies, without looking through those before."""
    found: list[Cell] = []
    for answered in (False, True):
        by_unit = await counts.by_unit(tx, wanted, answered=answered)
        skipped, units = _spanned(by_unit, first, count - len(found))
        first = max(0, first - sum(number for _, number in by_unit))
        if units:
            half = DUTIES.c.status.is_not(None) if answered else DUTIES.c.status.is_(None)
            here = *_where(wanted), half, DUTIES.c.unit_id.in_(units)
            order = DUTIES.c.unit_id, DUTIES.c.task_code
            query = _cells().where(*here).order_by(*order)
            rows = await tx.execute(query.offset(skipped).limit(count - len(found)))
            found += [_cell(row, wanted.away) for row in rows]
    return found


def _spanned(by_unit: Sequence[tuple[int, int]], first: int, count: int) -> tuple[int, list[int]]:
    """How many duties to skip in the first of the units among which a page lies, and these."""
    begins, skipped, units = 0, 0, list[int]()
    for unit, number in by_unit:
        ends = begins + number
        if ends > first and begins < first + count:
            skipped = skipped if units else first - begins
            units.append(unit)
        begins = ends
    return skipped, units


async def count(tx: Tx, wanted: Wanted) -> int:
    if counts.known(wanted):
        return sum(number for _, number in await counts.by_unit(tx, wanted))
    query = select(func.count()).select_from(DUTIES).where(*_where(wanted))
    return int((await tx.execute(query)).scalar_one())


async def ids(tx: Tx, wanted: Wanted, most: int) -> list[int]:
    query = select(DUTIES.c.id).where(*_where(wanted)).order_by(DUTIES.c.id).limit(most)
    return list((await tx.execute(query)).scalars())


async def some(tx: Tx, duty_ids: Collection[int], away: Collection[int]) -> list[Cell]:
    """These duties, wherever they are."""
    query = _cells().where(DUTIES.c.id.in_(duty_ids)).order_by(DUTIES.c.id)
    return [_cell(row, away) for row in await tx.execute(query)]


async def vacant_by_task(tx: Tx, cycle_id: int) -> dict[int, int]:
    """How many open duties of each task nobody is there for; tasks without one are left out."""
    open_ones = DUTIES.c.cycle_id == cycle_id, DUTIES.c.status.is_(None)
    query = select(DUTIES.c.task_id, func.count().label("duties"))
    vacant = query.where(*open_ones, DUTIES.c.owner_id.is_(None)).group_by(DUTIES.c.task_id)
    return {row.task_id: row.duties for row in await tx.execute(vacant)}


async def find(tx: Tx, cycle_id: int, task_code: str, unit_code: str) -> int | None:
    """The duty of a task and a unit, by their codes."""
    query = select(DUTIES.c.id).join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
    here = DUTIES.c.cycle_id == cycle_id, DUTIES.c.task_code == task_code
    found = query.where(*here, UNITS.c.code == unit_code)
    return (await tx.execute(found)).scalars().first()


def _cells() -> Select[Any]:
    names = ("id", "task_id", "unit_id", "task_code", "title", "status", "percent", "note")
    more = ("late", "part", "owner_id", "answered_at", "due_day", "revision", "returned")
    columns = [DUTIES.c[name] for name in (*names, *more, "reached_at", "rung")]
    query = select(*columns, OFFICIALS.c.name.label("owner"))
    return query.outerjoin(OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id)


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    where = [DUTIES.c.cycle_id == wanted.cycle_id]
    if wanted.units is not None:
        where.append(DUTIES.c.unit_id.in_(wanted.units))
    if wanted.standings is not None:
        where.append(or_(*(_stands(each, wanted.away) for each in wanted.standings)))
    if wanted.found is not None:
        where.append(_found(wanted.found))
    return where


def _found(found: Found) -> ColumnElement[bool]:
    return or_(
        DUTIES.c.task_id.in_(found.tasks),
        DUTIES.c.owner_id.in_(found.people),
        DUTIES.c.unit_id.in_(found.units),
    )


def _stands(standing: Standing, away: Collection[int]) -> ColumnElement[bool]:
    if standing not in OPEN:
        return DUTIES.c.status == standing.value
    silent, returned = DUTIES.c.status.is_(None), DUTIES.c.returned > 0
    if standing is Standing.RETURNED:
        return and_(silent, returned)
    reached = asked(away) if standing is Standing.MISSING else not_(asked(away))
    return and_(silent, not_(returned), reached)


def asked(away: Collection[int]) -> ColumnElement[bool]:
    """Somebody was asked, or need not be: those `away` are not blamed for silence."""
    absent = func.coalesce(DUTIES.c.owner_id, 0).in_(away)
    return or_(DUTIES.c.reached_at.is_not(None), DUTIES.c.rung < 0, absent)


def _cell(row: Row[Any], away: Collection[int]) -> Cell:
    """By place, in the order of `_cells`: a page of the matrix holds two thousand of them."""
    given: Sequence[Any] = row
    number, task_id, unit_id, code, title, status, percent, note, late, part = given[:10]
    owner_id, answered_at, due_day, revision, returned, reached_at, rung, owner = given[10:]
    asked_for = reached_at is not None or rung < 0 or (owner_id or 0) in away
    standing, lead = _standing(status, returned, asked_for), part == TaskRole.LEAD.value
    shown = number, task_id, unit_id, code, title, standing, percent, note, late, lead
    return Cell(*shown, owner_id, owner or "", answered_at, due_day, revision)


def _standing(status: str | None, returned: int, reached: bool) -> Standing:
    if status is not None:
        return STANDINGS[status]
    if returned:
        return Standing.RETURNED
    return Standing.MISSING if reached else Standing.UNREACHED
