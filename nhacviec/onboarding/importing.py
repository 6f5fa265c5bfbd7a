"""Brings files of the Office into the database: read, check everything, then apply or refuse."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from actions.imports.assigned import ground
from bot.files.file_store import FileStore
from documents.assignments.reader import read_assignments
from documents.plan.reader import read_plan
from documents.readers.calendar import read_calendar
from documents.readers.criteria import read_criteria
from documents.roster.csv_reader import read_officials, read_units
from documents.roster.table import read_roster
from domain.imports.changes.assignments import AssignmentChange, shifts
from domain.imports.changes.endings import Endings, Missing
from domain.imports.drafts import Content, of_annex
from domain.imports.naming.meanings import codes_of, meaning_in
from domain.imports.plan_diff import PlanDifference, compare_with_annex
from domain.imports.plan_rows import PlanReading
from domain.imports.roster_diff import RosterDifference, compare_with
from domain.imports.roster_rows import RosterReading
from domain.imports.rows import AssignmentsRead, Parsed, RowError, UnitLine, faulty_rows
from domain.people.units import Tree
from domain.reporting.plans import PlanChange
from nhacviec.cli import departments
from nhacviec.cli.changes.endings import refuse_unasked
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.people import officials, units
from storage.plans import (
    applying,
    assignments,
    calendar,
    criteria,
    import_changes,
    meanings,
    plans,
    roster_import,
)
from storage.plans.import_changes import About
from storage.plans.plans import Source, Version

NOBODY_MANY = Missing()
DEMO_DATA = Path(__file__).parents[1] / "demo" / "data"
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: how many rows it has, how many changed something, what was wrong."""

    rows: int
    changed: int
    errors: tuple[RowError, ...] = ()


class FileRefused(Exception):
    """A file has bad rows, and nothing of it was applied."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{faulty_rows(errors)} bad rows")
        self.errors = tuple(errors)


def _good(parsed: Parsed[Line], skip_bad_rows: bool) -> tuple[Line, ...]:
    if parsed.errors and not skip_bad_rows:
        raise FileRefused(parsed.errors)
    return parsed.lines


async def import_roster(  # noqa: PLR0913 - what the command line says
    db: Database,
    units_file: Path,
    officials_file: Path,
    now: datetime,
    *,
    skip_bad_rows: bool,
    root: str = "",
    missing: Missing = NOBODY_MANY,
) -> Imported:
    """Make units and officials what the two files say; `root`: of one department, maybe new."""
    read = read_units(units_file)
    unit_lines = _good(read, skip_bad_rows)
    people = read_officials(officials_file, [line.code for line in unit_lines])
    lines = _good(people, skip_bad_rows)
    async with db.begin() as tx:
        codes = [*(each.code for each in unit_lines), *(each.code for each in lines)]
        within = await _within(tx, root, unit_lines, codes, now)
        content = Content(people=lines, units=unit_lines)
        changed = await _keep_roster(tx, officials_file, content, now, within, missing)
    return Imported(len(unit_lines) + len(lines), changed, (*read.errors, *people.errors))


async def _keep_roster(
    tx: Tx, file: Path, content: Content, now: datetime, within: int | None, missing: Missing
) -> int:
    """Nobody leaves unasked, where that would be many or a post that counts."""
    refuse_unasked(await applying.roster_endings(tx, content, within), missing)
    about = About("roster", file.name, within)
    changed, _ = await applying.roster(tx, about, content, now, keep_missing=missing.keep)
    await _record(tx, "import.roster", file, changed, now)
    return changed


async def _within(
    tx: Tx, code: str, lines: Sequence[UnitLine], codes: Sequence[str], now: datetime
) -> int | None:
    """The one department that the files are about; it is founded if it is new."""
    root = await departments.of_units(tx, code, lines)
    if root is None and not code:
        return None
    await departments.refuse_others(tx, root, codes)
    if root is None:
        await units.save(tx, lines, now, set((await units.tree(tx)).by_code))
        root = await departments.named(tx, code)
    return root.id if root else None


async def look_at_roster(
    db: Database, file: Path, root: str = ""
) -> tuple[RosterReading, RosterDifference]:
    """What a roster in one file says and would change, with nothing written."""
    async with db.read() as tx:
        own = await departments.named(tx, root)
        known = await roster_import.known(tx, own.id if own else None)
        here = {unit.code for unit in known.units}
        before = [each for each in await officials.members(tx) if each.unit_code in here]
    reading = await asyncio.to_thread(read_roster, file, known)
    return reading, compare_with(reading, before, known)


async def import_roster_file(
    db: Database,
    file: Path,
    now: datetime,
    *,
    skip_bad_rows: bool,
    root: str = "",
    missing: Missing = NOBODY_MANY,
) -> Imported:
    """Make the roster what one file says. People whose rows are bad stay as they are."""
    reading, _ = await look_at_roster(db, file, root)
    lines = _good(Parsed(reading.lines, reading.errors), skip_bad_rows and bool(reading.lines))
    async with db.begin() as tx:
        own = await departments.named(tx, root)
        if own:
            await departments.refuse_others(tx, own, [each.code for each in lines])
        within = own.id if own else None
        content = Content(people=lines, units=reading.units, unread=reading.unread)
        changed = await _keep_roster(tx, file, content, now, within, missing)
    return Imported(len(reading.rows), changed, reading.errors)


@dataclass(frozen=True, slots=True)
class PlanImported:
    """An annex as it was read, and what it changed; None when nothing was written."""

    reading: PlanReading
    change: PlanChange | None = None


async def roster_endings(db: Database, reading: RosterReading, root: str = "") -> Endings:
    """Whom a roster that was read would end."""
    content = Content(people=reading.lines, units=reading.units, unread=reading.unread)
    async with db.read() as tx:
        own = await departments.named(tx, root)
        return await applying.roster_endings(tx, content, own.id if own else None)


async def plan_endings(db: Database, reading: PlanReading, root: str = "") -> Endings:
    """Which tasks an annex that was read would end."""
    if reading.refused:
        return Endings()
    async with db.read() as tx:
        own = await departments.named(tx, root) or await units.root(tx)
        content = of_annex(reading)
        return await applying.plan_endings(tx, content, own.id)


async def import_plan(  # noqa: PLR0913 - each is a choice of whoever imports
    db: Database,
    file: Path,
    now: datetime,
    *,
    skip_bad_rows: bool = False,
    root: str = "",
    missing: Missing = NOBODY_MANY,
    compared: bool = False,
    file_store: FileStore | None = None,
) -> PlanImported:
    """Make the plan what the file says, as a new version. Refuses a file with bad rows.

    One in which nothing was read ends nothing. A scan is refused until somebody has `compared` it
    with what was read. The original is kept in `file_store`.
    """
    original = await asyncio.to_thread(file.read_bytes)
    reading = await look_at_plan(db, file, root)
    if reading.scanned and not compared:
        raise FileRefused([RowError(file.name, 1, "", "import.scan_unconfirmed")])
    lines = _good(Parsed(reading.lines, reading.errors), skip_bad_rows and bool(reading.lines))
    if not lines:
        raise FileRefused([RowError(file.name, 1, "", "import.nothing_read")])
    content = replace(of_annex(reading), tasks=lines)
    source = Source(file.name, hashlib.sha256(original).hexdigest(), notes=reading.notes)
    async with _original(db, file_store, file, original) as stored, db.begin() as tx:
        own = await departments.named(tx, root) or await units.root(tx)
        refuse_unasked(await applying.plan_endings(tx, content, own.id), missing)
        about, source = About("plan", file.name, own.id), replace(source, stored=stored)
        change, _ = await applying.plan(tx, about, content, source, now, keep_missing=missing.keep)
        await _record(tx, "import.plan", file, change.total, now)
    return PlanImported(reading, change)


@asynccontextmanager
async def _original(
    db: Database, file_store: FileStore | None, file: Path, content: bytes
) -> AsyncIterator[str]:
    """The name under which the file is kept; it is deleted again if no version came of it."""
    if file_store is None:
        yield ""
        return

    async def whole() -> AsyncIterator[bytes]:
        yield content

    stored = (await file_store.keep(file.suffix.lower(), whole())).stored
    used = False
    try:
        yield stored
        async with db.read() as tx:
            used = await plans.is_original(tx, stored)
    finally:
        if not used:
            file_store.path(stored).unlink(missing_ok=True)


async def plan_versions(db: Database, root: str = "") -> list[Version]:
    """Every version of the plan, the newest first."""
    async with db.read() as tx:
        own = await departments.named(tx, root) or await units.root(tx)
        return await plans.versions(tx, own.id)


async def look_at_plan(db: Database, file: Path, root: str = "") -> PlanReading:
    """What an annex says, with nothing written."""
    async with db.read() as tx:
        own = await departments.named(tx, root)
        known = await roster_import.known(tx, own.id if own else None)
        if not known.units:
            return PlanReading(refused=(RowError(file.name, 1, "", "import.no_units"),))
        root_id = (own or await units.root(tx)).id
        learnt, offered = await meanings.find(tx, root_id), await meanings.elsewhere(tx, root_id)
    return await asyncio.to_thread(read_plan, file, known.units, file.name, learnt, offered)


async def learn_meaning(db: Database, said: str, now: datetime, root: str = "") -> bool:
    """Remember what words of a plan mean; False when it is not clear, and nothing is kept."""
    async with db.begin() as tx:
        own = await departments.named(tx, root) or await units.root(tx)
        known = await roster_import.known(tx, own.id)
        meaning = meaning_in(said)
        codes = codes_of(meaning.units, known.units) if meaning else None
        if meaning is None or codes is None:
            return False
        await meanings.save(tx, own.id, meaning.words, codes, now)
        what = {"actor": "command", "action": "import.meaning", "subject": own.code}
        await audit.add(tx, at=now, **what, units=len(codes))
    return True


async def compare_plan(db: Database, reading: PlanReading, root: str = "") -> PlanDifference:
    """What an annex would change; the running periods keep their duties in any case."""
    if reading.refused:
        return PlanDifference()
    async with db.read() as tx:
        own = await departments.named(tx, root) or await units.root(tx)
        before = await plans.lines(tx, own.id)
    return compare_with_annex(before, of_annex(reading))


async def look_at_assignments(
    db: Database, file: Path, now: datetime, root: str = ""
) -> tuple[AssignmentsRead, list[AssignmentChange], Tree]:
    """What a file of assignments says and would change, with nothing written.

    With a department, units of another one are rows that are wrong.
    """
    async with db.read() as tx:
        on = await ground(tx, now, await departments.within(tx, root) if root else None)
    read = await asyncio.to_thread(read_assignments, file, on.assignable)
    return read, shifts(read.lines, on.charges, on.people, on.tree) or [], on.tree


async def import_assignments(
    db: Database, file: Path, now: datetime, *, skip_bad_rows: bool, root: str = ""
) -> Imported:
    """Give tasks to people as the file says, in the open period, too; nobody is told."""
    read, changes, _ = await look_at_assignments(db, file, now, root)
    lines = _good(read, skip_bad_rows)
    async with db.begin() as tx:
        own = await departments.named(tx, root)

        async def act() -> int:
            changed = await plans.save_assignments(tx, lines, now)
            for each in changes:
                await assignments.pass_on(tx, each.charge, each.person.id, now)
            await roster_import.hand_over(tx, (), now)
            return changed

        about = About("assignments", file.name, own.id if own else None)
        changed, _ = await import_changes.kept(tx, about, now, act)
        await _record(tx, "import.assignments", file, changed, now)
    return Imported(len(read.rows) or faulty_rows(read.errors), changed, read.errors)


async def import_calendar(
    db: Database, file: Path, now: datetime, *, skip_bad_rows: bool
) -> Imported:
    """Put the State's notices into the calendar."""
    read = read_calendar(file)
    async with db.begin() as tx:
        changed = await calendar.save(tx, _good(read, skip_bad_rows))
        await _record(tx, "import.calendar", file, changed, now)
    return Imported(len(read.lines) + faulty_rows(read.errors), changed, read.errors)


async def import_criteria(
    db: Database, file: Path, now: datetime, *, skip_bad_rows: bool
) -> Imported:
    """Make the scoring table of the index what the file says."""
    read = await asyncio.to_thread(read_criteria, file)
    lines = _good(read, skip_bad_rows and bool(read.lines))
    async with db.begin() as tx:
        changed = await criteria.save(tx, lines)
        await _record(tx, "import.criteria", file, changed, now)
    return Imported(len(read.lines) + faulty_rows(read.errors), changed, read.errors)


async def _record(tx: Tx, action: str, file: Path, changed: int, now: datetime) -> None:
    if changed:
        await audit.add(
            tx, at=now, actor="command", action=action, subject=file.name, changed=changed
        )


async def import_folder(db: Database, folder: Path, now: datetime) -> None:
    """A whole sample set: units, officials and plan; the other files if they are there."""
    days, assignments = folder / "calendar_days.csv", folder / "assignments.csv"
    scores = folder / "criteria.csv"
    if days.exists():
        await import_calendar(db, days, now, skip_bad_rows=False)
    people = folder / "units.csv", folder / "officials.csv"
    await import_roster(db, *people, now, skip_bad_rows=False)
    await import_plan(db, folder / "tasks.csv", now, skip_bad_rows=False)
    if assignments.exists():
        await import_assignments(db, assignments, now, skip_bad_rows=False)
    if scores.exists():
        await import_criteria(db, scores, now, skip_bad_rows=False)
