"""The files that a summary can be had as: Word report, workbook, picture."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.assigning_file import FORM as ASSIGNMENTS
from bot.briefing import Page, page_of
from bot.compose import Archive, Wanted
from bot.web.links import Links
from documents.assignments_book import NAME as BOOK_NAME
from documents.assignments_book import assignments_book
from documents.wording import briefing_name, file_name
from domain.assignments import in_order
from domain.briefing import Repeated
from domain.cycles import Cycle
from domain.issued import book_of
from domain.messages import Refusal
from domain.periods import Period
from domain.report_book import Book
from nhacviec.clock import Clock
from storage import assignments, cycles, issued, officials
from storage import units as all_units
from storage.database import Database

BRIEFING = "briefing"


class FileForm(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"


def archive(db: Database, clock: Clock, links: Links, public_url: str) -> Archive:
    """What letters and links may ask for: the files of a period, made when they are wanted."""

    def name(wanted: Wanted) -> str:
        if wanted["form"] == ASSIGNMENTS:
            return BOOK_NAME
        if wanted["form"] == BRIEFING:
            return briefing_name(datetime.fromisoformat(wanted["until"]))
        period = Period.parse(str(wanted["month"]))
        return file_name(FileForm(wanted["form"]), period, wanted.get("issued") or 0)

    async def make(wanted: Wanted) -> bytes:
        if wanted["form"] == ASSIGNMENTS:
            return await assignments_form(db, clock(), wanted["units"])
        if wanted["form"] == BRIEFING:
            return await briefing_file(db, wanted)
        return (await _of_period(db, wanted, clock())).content

    def link(wanted: Wanted, called: str) -> str:
        return public_url + links.file(wanted, called)

    return Archive(name, make, link)


async def _of_period(db: Database, wanted: Wanted, now: datetime) -> "ReportFile":
    async with db.read() as tx:
        cycle = await cycles.get(tx, wanted["cycle"])
    form = FileForm(wanted["form"])
    if wanted.get("issued"):
        return await issued_file(db, cycle, wanted["issued"], form)
    return await documents(db, cycle, form, now, wanted["units"])


async def assignments_form(db: Database, now: datetime, units: Collection[int]) -> bytes:
    """The workbook to assign with, for these units."""
    async with db.read() as tx:
        charges = await assignments.charges(tx, units, now, answered_too=True)
        people, tree = (await officials.roster(tx)).officials, await all_units.tree(tx)
    return await asyncio.to_thread(assignments_book, in_order(charges), people, tree)


async def briefing_file(db: Database, wanted: Wanted) -> bytes:
    """The page for a briefing as a Word file."""
    span = datetime.fromisoformat(wanted["since"]), datetime.fromisoformat(wanted["until"])
    async with db.read() as tx:
        page = await page_of(tx, wanted["root"], span)
    if page is None:
        raise Refusal("unit.no_cycle")
    often = page.repeated if wanted["lateness"] else ()
    return await asyncio.to_thread(briefing_written, page, often)


def briefing_written(page: Page, often: Sequence[Repeated]) -> bytes:
    """Its library is loaded when it is first wanted."""
    from documents.briefing_page import briefing_page

    return briefing_page(page.summary, page.news, often)


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
    """The file of a period, of all units or of some. Raises Refusal for a broken template.

    It is made in a thread of its own, so that nobody waits for it in the chat.
    """
    async with db.read() as tx:
        snapshot = await issued.gather(tx, cycle, now, units)
        changes = await issued.changes(tx, snapshot)
    content = await asyncio.to_thread(written, book_of(snapshot, changes), form, template)
    return ReportFile(file_name(form, cycle.period), content)


async def issued_file(
    db: Database, cycle: Cycle, number: int, form: FileForm, template: Path | None = None
) -> ReportFile:
    """The same file from figures that were fixed. Refuses a number that was never issued."""
    async with db.read() as tx:
        book = await issued.book(tx, cycle, number)
    content = await asyncio.to_thread(written, book, form, template)
    return ReportFile(file_name(form, cycle.period, number), content)


def written(book: Book, form: FileForm, template: Path | None = None) -> bytes:
    """The book as a file; its library is loaded when it is first wanted."""
    if form is FileForm.DOCX:
        from documents.word_report import word_report

        return word_report(book, template)
    if form is FileForm.XLSX:
        from documents.workbook import workbook

        return workbook(book)
    from documents.chart import chart

    return chart(book)
