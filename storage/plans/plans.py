"""The plan, its tasks with their parts, and who was given what."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, insert, select, update

from domain.imports.file_notes import FileNote
from domain.imports.progress import ROWS
from domain.imports.rows import AssignmentLine, TaskLine
from domain.reporting.plans import PlanChange, Recurrence, Task, TaskPart, TaskRole
from storage.engine.database import Tx
from storage.people.units import tree as tree_of_units
from storage.tables import ASSIGNMENTS, OFFICIALS, PLAN_VERSIONS, PLANS, TASK_PARTS, TASKS, UNITS


@dataclass(frozen=True, slots=True)
class Source:
    """Where a plan comes from: the name of the file, and the hash of what stood in it.

    `stored`: the original in the file store. `notes`: what was said of it, as who signed it.
    """

    name: str
    content_hash: str
    stored: str = ""
    notes: tuple[FileNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the plan: its number, since when, and what it was made of."""

    number: int
    imported_at: datetime
    source: Source


async def tasks(tx: Tx, root_unit_id: int) -> list[Task]:
    """The living tasks of a department's plan, in the order of their codes."""
    parts: dict[int, list[TaskPart]] = {}
    living = select(TASK_PARTS).where(TASK_PARTS.c.ended_at.is_(None)).order_by(TASK_PARTS.c.id)
    for row in await tx.execute(living):
        parts.setdefault(row.task_id, []).append(TaskPart(row.unit_id, TaskRole(row.part)))
    query = select(TASKS).join(PLANS, PLANS.c.id == TASKS.c.plan_id)
    here = query.where(PLANS.c.root_unit_id == root_unit_id, TASKS.c.ended_at.is_(None))
    rows = await tx.execute(here.order_by(TASKS.c.code))
    return [_task(row, tuple(parts.get(row.id, []))) for row in rows]


def _task(row: Row[Any], parts: tuple[TaskPart, ...]) -> Task:
    return Task(
        row.id,
        row.code,
        row.field,
        row.criterion,
        row.title,
        row.output,
        row.deadline,
        row.deadline_text,
        Recurrence(row.recurrence),
        row.max_score,
        parts,
        row.outside,
    )


async def lines(tx: Tx, root_unit_id: int) -> list[TaskLine]:
    """The living tasks as lines of an annex, to be compared with those of a file."""
    units = {unit_id: code for code, unit_id in (await _ids(tx, UNITS)).items()}
    parts: dict[tuple[int, str], list[str]] = {}
    living = select(TASK_PARTS).where(TASK_PARTS.c.ended_at.is_(None)).order_by(TASK_PARTS.c.id)
    for row in await tx.execute(living):
        parts.setdefault((row.task_id, row.part), []).append(units[row.unit_id])
    query = select(TASKS).join(PLANS, PLANS.c.id == TASKS.c.plan_id)
    here = query.where(PLANS.c.root_unit_id == root_unit_id, TASKS.c.ended_at.is_(None))
    return [_line(row, parts) for row in await tx.execute(here.order_by(TASKS.c.id))]


def _line(row: Row[Any], parts: dict[tuple[int, str], list[str]]) -> TaskLine:
    return TaskLine(
        row.code,
        row.field,
        row.criterion,
        row.limitation,
        row.title,
        row.output,
        tuple(parts.get((row.id, TaskRole.LEAD), ())),
        tuple(parts.get((row.id, TaskRole.COORDINATING), ())),
        row.deadline,
        row.deadline_text,
        Recurrence(row.recurrence),
        row.max_score,
        row.outside,
    )


async def outside(tx: Tx, task_id: int) -> str:
    """Who takes part in a task that is no unit of the roster, as the plan writes it."""
    query = select(TASKS.c.outside).where(TASKS.c.id == task_id)
    return str((await tx.execute(query)).scalar_one())


async def roots(tx: Tx) -> list[int]:
    """The root units that have a plan."""
    return [row.root_unit_id for row in await tx.execute(select(PLANS.c.root_unit_id))]


async def assigned(tx: Tx) -> dict[tuple[int, int], int]:
    """Who was given what: (task, unit) to official."""
    rows = await tx.execute(select(ASSIGNMENTS).where(ASSIGNMENTS.c.ended_at.is_(None)))
    return {(row.task_id, row.unit_id): row.official_id for row in rows}


async def save(
    tx: Tx,
    *,
    root_unit_id: int,
    lines: Sequence[TaskLine],
    source: Source,
    now: datetime,
) -> PlanChange:
    """Make the plan what the file says, as a new version if anything differs.

    Tasks it no longer names are ended; one that was ended and is named again is new.
    """
    plan_id, version = await _plan(tx, root_unit_id)
    known_query = select(TASKS).where(TASKS.c.plan_id == plan_id)
    known = {row.code: row for row in await tx.execute(known_query)}
    units = await _ids(tx, UNITS)
    new = changed = 0
    for line in ROWS.counted(lines):
        before = known.get(line.code)
        task_id, differs = await _save_task(tx, plan_id, version + 1, line, before)
        differs |= await _save_parts(tx, task_id, _parts(line, units), now)
        fresh = before is None or before.ended_at is not None
        new, changed = new + fresh, changed + (differs and not fresh)
    ended = await _end_others(tx, plan_id, {line.code for line in lines}, now)
    change = PlanChange(new, changed, ended)
    if change.total:
        await note_version(tx, plan_id, source, now)
    return change


async def note_version(tx: Tx, plan_id: int, source: Source, now: datetime) -> None:
    """The plan is another one from now on. `source`: where that came from."""
    query = select(PLANS.c.version).where(PLANS.c.id == plan_id)
    version = int((await tx.execute(query)).scalar_one()) + 1
    await tx.execute(update(PLANS).where(PLANS.c.id == plan_id).values(version=version))
    values = {
        "plan_id": plan_id,
        "version": version,
        "source": source.name,
        "content_hash": source.content_hash,
        "stored": source.stored,
        "notes": [asdict(each) for each in source.notes],
        "imported_at": now,
    }
    await tx.execute(insert(PLAN_VERSIONS).values(**values))


async def versions(tx: Tx, root_unit_id: int) -> list[Version]:
    """Every version of a department's plan, the newest first."""
    query = select(PLAN_VERSIONS).join(PLANS, PLANS.c.id == PLAN_VERSIONS.c.plan_id)
    here = query.where(PLANS.c.root_unit_id == root_unit_id)
    rows = await tx.execute(here.order_by(PLAN_VERSIONS.c.version.desc()))
    return [Version(row.version, row.imported_at, _source(row)) for row in rows]


async def is_original(tx: Tx, stored: str) -> bool:
    """Whether a version of a plan was made of this file."""
    query = select(PLAN_VERSIONS.c.id).where(PLAN_VERSIONS.c.stored == stored).limit(1)
    return (await tx.execute(query)).first() is not None


def _source(row: Row[Any]) -> Source:
    notes = tuple(FileNote(each["reason"], each["facts"]) for each in row.notes)
    return Source(row.source, row.content_hash, row.stored, notes)


async def _plan(tx: Tx, root_unit_id: int) -> tuple[int, int]:
    query = select(PLANS).where(PLANS.c.root_unit_id == root_unit_id)
    row = (await tx.execute(query)).one_or_none()
    if row is not None:
        return row.id, row.version
    added = insert(PLANS).values(root_unit_id=root_unit_id, version=0).returning(PLANS.c.id)
    return int((await tx.execute(added)).scalar_one()), 0


def _parts(line: TaskLine, units: dict[str, int]) -> dict[int, TaskRole]:
    parts = {units[code]: TaskRole.COORDINATING for code in line.coordinating_codes}
    return parts | {units[code]: TaskRole.LEAD for code in line.lead_codes}


async def _save_task(
    tx: Tx, plan_id: int, version: int, line: TaskLine, row: Row[Any] | None
) -> tuple[int, bool]:
    values: dict[str, Any] = {
        "field": line.field,
        "criterion": line.criterion,
        "limitation": line.limitation,
        "title": line.title,
        "output": line.output,
        "deadline": line.deadline,
        "deadline_text": line.deadline_text,
        "recurrence": line.recurrence.value,
        "max_score": line.max_score,
        "outside": line.outside,
    }
    if row is None:
        versions = {"first_version": version, "last_version": version}
        added = insert(TASKS).values(plan_id=plan_id, code=line.code, **values, **versions)
        return int((await tx.execute(added.returning(TASKS.c.id))).scalar_one()), True
    if row.ended_at is None and all(getattr(row, name) == kept for name, kept in values.items()):
        return int(row.id), False
    change = update(TASKS).where(TASKS.c.id == row.id)
    await tx.execute(change.values(**values, last_version=version, ended_at=None))
    return int(row.id), True


async def _save_parts(tx: Tx, task_id: int, parts: dict[int, TaskRole], now: datetime) -> bool:
    query = select(TASK_PARTS).where(TASK_PARTS.c.task_id == task_id)
    rows = {row.unit_id: row for row in await tx.execute(query)}
    changed = False
    for unit_id, part in parts.items():
        row = rows.get(unit_id)
        if row is None:
            values = {"task_id": task_id, "unit_id": unit_id, "part": part.value}
            await tx.execute(insert(TASK_PARTS).values(**values))
        elif (row.part, row.ended_at) != (part.value, None):
            change = update(TASK_PARTS).where(TASK_PARTS.c.id == row.id)
            await tx.execute(change.values(part=part.value, ended_at=None))
        changed |= row is None or (row.part, row.ended_at) != (part.value, None)
    gone = [row.id for row in rows.values() if row.unit_id not in parts and row.ended_at is None]
    if gone:
        await tx.execute(update(TASK_PARTS).where(TASK_PARTS.c.id.in_(gone)).values(ended_at=now))
    return changed or bool(gone)


async def _end_others(tx: Tx, plan_id: int, codes: set[str], now: datetime) -> int:
    others = TASKS.c.plan_id == plan_id, TASKS.c.code.not_in(codes), TASKS.c.ended_at.is_(None)
    return (await tx.execute(update(TASKS).where(*others).values(ended_at=now))).rowcount


async def save_assignments(tx: Tx, lines: Sequence[AssignmentLine], now: datetime) -> int:
    """Give tasks to people; what was given to somebody else before is ended. Counts changes."""
    tree = await tree_of_units(tx)
    living = select(TASKS.c.id, TASKS.c.code, PLANS.c.root_unit_id).join(PLANS)
    planned = await tx.execute(living.where(TASKS.c.ended_at.is_(None)))
    task_ids = {(row.root_unit_id, row.code): row.id for row in planned}
    units = {unit.code: unit.id for unit in tree.by_id.values()}
    people = {
        row.code: row.id for row in await tx.execute(select(OFFICIALS.c.id, OFFICIALS.c.code))
    }
    before = await assigned(tx)
    wanted = {
        (
            task_ids[tree.upwards(units[line.unit_code])[-1].id, line.task_code],
            units[line.unit_code],
        ): people[line.official_code]
        for line in lines
    }
    changed = {pair: who for pair, who in wanted.items() if before.get(pair) != who}
    for (task_id, unit_id), official_id in ROWS.counted(list(changed.items())):
        await assign(tx, task_id, unit_id, official_id, now)
    return len(changed)


async def _ids(tx: Tx, coded: Table) -> dict[str, int]:
    rows = await tx.execute(select(coded.c.id, coded.c.code))
    return {row.code: row.id for row in rows}


async def given_to(tx: Tx, task_id: int, unit_id: int) -> int | None:
    """Whom this task of this unit was given to, if to anybody."""
    pair = ASSIGNMENTS.c.task_id == task_id, ASSIGNMENTS.c.unit_id == unit_id
    query = select(ASSIGNMENTS.c.official_id).where(*pair, ASSIGNMENTS.c.ended_at.is_(None))
    found: int | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def assign(
    tx: Tx, task_id: int, unit_id: int, official_id: int | None, now: datetime
) -> None:
    """None: to nobody any more."""
    pair = ASSIGNMENTS.c.task_id == task_id, ASSIGNMENTS.c.unit_id == unit_id
    living = update(ASSIGNMENTS).where(*pair, ASSIGNMENTS.c.ended_at.is_(None))
    await tx.execute(living.values(ended_at=now))
    if official_id is None:
        return
    values = {"task_id": task_id, "unit_id": unit_id, "official_id": official_id}
    await tx.execute(insert(ASSIGNMENTS).values(**values, started_at=now))
