"""The files that a summary can be had as: Word report, workbook, picture."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from actions.imports import endings
from actions.office.briefing import page_of
from bot.channels.web.signed_links import Links
from bot.delivery.composer import Archive, Wanted
from bot.features.assignments.workbook import FORM as ASSIGNMENTS
from bot.features.escalation import list_file
from bot.features.escalation.list_file import FORM as UNANSWERED
from bot.features.imports.endings import FORM as ENDINGS
from documents.assignments.workbook import NAME as BOOK_NAME
from documents.assignments.workbook import assignments_book
from documents.files import FileForm, briefing, written
from documents.report.wording import briefing_name, file_name
from documents.roster.ending_list import NAME as ENDINGS_NAME
from documents.roster.ending_list import ending_list
from documents.workbook.unanswered_list import unanswered_list, unanswered_name
from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.people.department_names import UNNAMED, DepartmentNames
from domain.reporting.assignments import in_order
from domain.reporting.cycles import Cycle
from domain.summaries.report_data import Book
from domain.summaries.report_diff import Changes
from domain.summaries.report_snapshots import Snapshot, book_of
from nhacviec.runtime.clock import Clock
from nhacviec.runtime.worker_process import Aside, packed, unpacked
from storage.engine.database import Database
from storage.office import report_snapshots
from storage.people import department_names, officials
from storage.people import units as all_units
from storage.plans import assignments, imports
from storage.reports import cycles

BRIEFING = "briefing"


def archive(
    db: Database, clock: Clock, links: Links, public_url: str, aside: Aside = asyncio.to_thread
) -> Archive:
    """What messages and links may ask for: the files of a period, made when they are wanted.

    `aside` is where they are made.
    """

    async def make(wanted: Wanted) -> bytes:
        form = str(wanted["form"])
        if form in makers:
            return await makers[form](wanted)
        return await _of_period(db, wanted, clock(), aside)

    makers: dict[str, Callable[[Wanted], Awaitable[bytes]]] = {
        ASSIGNMENTS: lambda wanted: assignments_form(db, clock(), wanted["units"], aside),
        ENDINGS: lambda wanted: _endings(db, wanted["draft"], aside),
        BRIEFING: lambda wanted: _briefing(db, wanted, aside),
        UNANSWERED: lambda wanted: _unanswered(db, wanted["outbox_id"], clock(), aside),
    }

    def link(wanted: Wanted, called: str) -> str:
        return public_url + links.file(wanted, called)

    return Archive(_name, make, link)


def _name(wanted: Wanted) -> str:
    named = {ASSIGNMENTS: BOOK_NAME, ENDINGS: ENDINGS_NAME}
    form = str(wanted["form"])
    if form in named:
        return named[form]
    if form == UNANSWERED:
        return unanswered_name(str(wanted["month"]))
    if form == BRIEFING:
        return briefing_name(datetime.fromisoformat(wanted["until"]))
    return file_name(FileForm(form), Period.parse(str(wanted["month"])), wanted.get("issued") or 0)


async def _of_period(db: Database, wanted: Wanted, now: datetime, aside: Aside) -> bytes:
    async with db.read() as tx:
        cycle = await cycles.get(tx, wanted["cycle"])
        names = await department_names.get(tx, cycle.root_unit_id)
    form = FileForm(wanted["form"])
    content: bytes
    if wanted.get("issued"):
        content = await aside(
            written, await _issued(db, cycle, wanted["issued"]), form, None, names
        )
    else:
        snapshot, changes = await _gathered(db, cycle, now, wanted["units"])
        rows = await packed(snapshot.entries)
        content = await aside(
            written_from, replace(snapshot, entries=()), rows, changes, form, names
        )
    return content


def written_from(
    snapshot: Snapshot,
    rows: Sequence[bytes],
    changes: Sequence[Changes],
    form: FileForm,
    names: DepartmentNames = UNNAMED,
) -> bytes:
    """The file of a snapshot whose lines come packed; nothing of it is made beside the service."""
    book = book_of(replace(snapshot, entries=tuple(unpacked(rows))), changes)
    return written(book, form, None, names)


async def assignments_form(
    db: Database, now: datetime, units: Collection[int], aside: Aside = asyncio.to_thread
) -> bytes:
    """The workbook to assign with, for these units."""
    async with db.read() as tx:
        charges = await assignments.charges(tx, units, now, answered_too=True)
        people, tree = (await officials.roster(tx)).officials, await all_units.tree(tx)
    content: bytes = await aside(assignments_book, in_order(charges), people, tree)
    return content


async def _endings(db: Database, draft_id: int, aside: Aside) -> bytes:
    """Whom or what a draft of an import would end now."""
    async with db.read() as tx:
        draft, tree = await imports.find(tx, draft_id), await all_units.tree(tx)
        if draft is None:
            raise Refusal("help.too_old")
        found = await endings.of_draft(tx, draft)
    content: bytes = await aside(ending_list, endings.rows(found, tree))
    return content


async def _unanswered(db: Database, outbox_id: int, now: datetime, aside: Aside) -> bytes:
    """What is still unanswered of what a message was about."""
    async with db.read() as tx:
        found = await list_file.lines(tx, outbox_id, now)
    content: bytes = await aside(unanswered_list, found)
    return content


async def _briefing(db: Database, wanted: Wanted, aside: Aside) -> bytes:
    span = datetime.fromisoformat(wanted["since"]), datetime.fromisoformat(wanted["until"])
    async with db.read() as tx:
        page = await page_of(tx, wanted["root"], span)
    if page is None:
        raise Refusal("unit.no_cycle")
    often = page.repeated if wanted["lateness"] else ()
    content: bytes = await aside(briefing, page.summary, page.news, often, page.names)
    return content


@dataclass(frozen=True, slots=True)
class ReportFile:
    name: str
    content: bytes


async def documents(
    db: Database,
    cycle: Cycle,
    form: FileForm,
    now: datetime,
    units: Collection[int] | None = None,
    template: Path | None = None,
) -> ReportFile:
    """The file of a period, of all units or of some. Raises Refusal for a broken template."""
    book = book_of(*await _gathered(db, cycle, now, units))
    content = written(book, form, template, await _names(db, cycle))
    return ReportFile(file_name(form, cycle.period), content)


async def issued_file(
    db: Database, cycle: Cycle, number: int, form: FileForm, template: Path | None = None
) -> ReportFile:
    """The same file from figures that were fixed. Refuses a number that was never issued."""
    book = await _issued(db, cycle, number)
    content = written(book, form, template, await _names(db, cycle))
    return ReportFile(file_name(form, cycle.period, number), content)


async def _names(db: Database, cycle: Cycle) -> DepartmentNames:
    async with db.read() as tx:
        return await department_names.get(tx, cycle.root_unit_id)


async def _gathered(
    db: Database, cycle: Cycle, now: datetime, units: Collection[int] | None
) -> tuple[Snapshot, tuple[Changes, ...]]:
    async with db.read() as tx:
        snapshot = await report_snapshots.gather(tx, cycle, now, units)
        return snapshot, await report_snapshots.changes(tx, snapshot)


async def _issued(db: Database, cycle: Cycle, number: int) -> Book:
    async with db.read() as tx:
        return await report_snapshots.book(tx, cycle, number)
