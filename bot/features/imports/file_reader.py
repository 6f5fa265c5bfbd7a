"""Reads what the Office sent to be imported, in the background, and shows what was understood."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import structlog

from actions.imports import assigned
from actions.imports.endings import counts_of
from bot.channels.protocol import Channel, SendFailed
from bot.delivery import alerts
from bot.features.assignments import workbook as assigning_file
from bot.features.imports.shown import shown
from bot.files.downloads import fetch, later, wait_for_room
from bot.files.file_store import FileStore, StoredFile, no_room
from bot.files.virus_scan import Scan, ScanResult, opened
from bot.rendering.catalogue import Catalogue
from documents.plan.preview import preview
from documents.plan.reader import read_plan
from documents.roster.preview import roster_preview
from documents.roster.table import read_roster
from domain.imports.changes.consequences import Consequences
from domain.imports.drafts import Content, DraftState, ImportDraft, Matter, of_annex
from domain.imports.plan_diff import PlanDifference, compare_with_annex
from domain.imports.plan_rows import PlanReading
from domain.imports.preview import Preview, Question, of_assignments, of_plan, of_roster
from domain.imports.progress import PAGES
from domain.imports.roster_diff import RosterDifference, compare_with
from domain.imports.roster_rows import RosterReading
from domain.imports.rows import Corrections, RowError, faulty_rows
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Facts
from domain.messaging.outbox import Kind, NewMessage
from domain.reporting.evidence import LOST, FileRefused, ending_of
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.people import officials, units
from storage.plans import applying, imports, meanings, plans, roster_import

PREVIEW = "preview"
INFECTED = "infected"
UNREADABLE = "unreadable"
PATIENCE_S = 300
PAGES_A_NOTE = 5
MOST_NAMED = 5
MOST_ASKED = 3
LONGEST_REASON = 320

log = structlog.get_logger()

Reader = Callable[[ImportDraft, StoredFile, Callable[..., str]], Awaitable["Understood"]]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file says: what would be kept, the workbook that shows it, and the message's facts.

    `preview`: for pages, every row with its doubts; of assignments those that are held back.
    """

    content: Content
    workbook: bytes
    facts: Facts
    errors: Sequence[RowError]
    preview: Preview


@dataclass(frozen=True, slots=True)
class ImportReader:
    """Brings in one file at a time; reading it never holds up the chat."""

    db: Database
    channels: Mapping[str, Channel]
    file_store: FileStore
    scan: Scan
    catalogue: Catalogue
    clock: Callable[[], datetime]

    async def drain(self, now: datetime) -> bool:
        """Fetch and read one file; returns whether there was any."""
        async with self.db.read() as tx:
            draft = await imports.next_waiting(tx, now)
        if draft is None:
            return False
        try:
            await self._read(draft)
        except SendFailed as failed:
            if not await later(self.db, imports, draft, failed, self.clock()):
                await self._refuse(draft, LOST)
        except FileRefused as refused:
            await self._refuse(draft, str(refused))
        except Exception as broken:
            log.exception("import cannot be read", draft=draft.id)
            if no_room(broken):
                await wait_for_room(self.db, imports, draft, self.clock())
            else:
                await self._refuse(draft, UNREADABLE)
        return True

    async def _read(self, draft: ImportDraft) -> None:
        kept = await self._kept(draft)
        async with self.db.begin() as tx:
            await imports.note_kept(tx, draft.id, kept.stored, kept.sha256)
        await self._refuse_unclean(draft, self.file_store.path(kept.stored))
        async with self.db.read() as tx:
            language = (await officials.get(tx, draft.official_id)).language
        say = partial(self.catalogue.sentence, language=language)
        read = self._readers[draft.matter or Matter.PLAN]
        async with asyncio.timeout(PATIENCE_S):
            await self._show(draft, await read(draft, kept, say), say)

    async def _refuse_unclean(self, draft: ImportDraft, path: Path) -> None:
        """Macros are never run by a reader of tables; a program has no place in one."""
        scanned = await self.scan(path)
        if scanned is ScanResult.CLEAN:
            scanned = await opened(path, ending_of(draft.file))
        if scanned in (ScanResult.INFECTED, ScanResult.ERROR, ScanResult.PROGRAM):
            raise FileRefused(INFECTED)

    async def _kept(self, draft: ImportDraft) -> StoredFile:
        """The file; one that is read once more lies here already."""
        if draft.stored:
            return self.file_store.look(draft.stored, draft.file.media_type)
        return await fetch(self.channels, self.file_store, draft)

    @property
    def _readers(self) -> Mapping[Matter, Reader]:
        return {
            Matter.PLAN: self._plan,
            Matter.ROSTER: self._roster,
            Matter.ASSIGNMENTS: self._assignments,
        }

    async def _assignments(
        self, draft: ImportDraft, kept: StoredFile, say: Callable[..., str]
    ) -> Understood:
        async with self.db.read() as tx:
            on = await assigned.of_sender(tx, draft.official_id, self.clock())
            said = await _corrections(tx, draft)
        path, name = self.file_store.path(kept.stored), draft.file.name
        read, book, facts = await assigning_file.understand(on, path, name, say, said)
        changes = facts["changes"]
        facts |= {"changes": changes[:MOST_NAMED], "changed_count": len(changes)}
        content, held = Content(assignments=read.lines), of_assignments(read.rows, name)
        return Understood(content, book, facts, read.errors, held)

    async def _plan(
        self, draft: ImportDraft, kept: StoredFile, say: Callable[..., str]
    ) -> Understood:
        async with self.db.read() as tx:
            sender = await officials.get(tx, draft.official_id)
            known = await roster_import.known(tx, sender.unit_id)
            root = await units.root_of(tx, sender.unit_id)
            before = await plans.lines(tx, root.id)
            learnt = await meanings.find(tx, root.id)
            offered = await meanings.elsewhere(tx, root.id)
            said = await _corrections(tx, draft)
        path, name = self.file_store.path(kept.stored), draft.file.name
        given = path, known.units, name, learnt, offered, said
        async with self._telling(draft):
            reading = await asyncio.to_thread(read_plan, *given)
        content = of_annex(reading)
        difference = compare_with_annex(before, content)
        workbook = await asyncio.to_thread(preview, reading, say)
        facts = {
            **_plan_facts(reading, difference),
            "kept": [say(f"changed.{name}") for name in difference.kept],
            "questions": _asked(of_plan(reading).questions),
            "notes": [say(each.reason, **each.facts) for each in reading.notes],
        }
        return Understood(content, workbook, facts, reading.errors, of_plan(reading))

    @asynccontextmanager
    async def _telling(self, draft: ImportDraft) -> AsyncIterator[None]:
        """Whoever sent a long scan reads now and then how many pages are done."""
        loop, notes = asyncio.get_running_loop(), list[Future[None]]()

        def tell(done: int, pages: int) -> None:
            if done % PAGES_A_NOTE == 0 and done < pages:
                noted = self._note_progress(draft, done, pages)
                notes.append(asyncio.run_coroutine_threadsafe(noted, loop))

        with PAGES.told(tell):
            yield
        await asyncio.gather(*map(asyncio.wrap_future, notes))

    async def _note_progress(self, draft: ImportDraft, done: int, pages: int) -> None:
        now = self.clock()
        message = NewMessage(
            key=f"import:{draft.id}:{draft.preview}:pages:{done}",
            kind=Kind.ANSWER,
            text_key="intake.pages_read",
            facts={"name": draft.file.name, "done": done, "pages": pages},
            logical_at=now,
            send_at=now,
            official_id=draft.official_id,
            chat=draft.chat,
        )
        async with self.db.begin() as tx:
            if draft.on_page:
                await imports.note_shown(tx, draft.id, pages=[done, pages])
            else:
                await outbox.add(tx, message, now)

    async def _roster(
        self, draft: ImportDraft, kept: StoredFile, say: Callable[..., str]
    ) -> Understood:
        async with self.db.read() as tx:
            sender = await officials.get(tx, draft.official_id)
            known = await roster_import.known(tx, sender.unit_id)
            here = {unit.code for unit in known.units}
            before = [each for each in await officials.members(tx) if each.unit_code in here]
            said = await _corrections(tx, draft)
        path = self.file_store.path(kept.stored)
        reading = await asyncio.to_thread(read_roster, path, known, draft.file.name, said)
        content = Content(people=reading.lines, units=reading.units, unread=reading.unread)
        workbook = await asyncio.to_thread(roster_preview, reading, say)
        difference = compare_with(reading, before, known)
        brought = await self._brought(content, difference, sender.unit_id)
        facts = _roster_facts(reading, difference) | counts_of(brought)
        return Understood(content, workbook, facts, reading.errors, of_roster(reading))

    async def _brought(
        self, content: Content, difference: RosterDifference, unit_id: int
    ) -> Consequences:
        """What comes of those who leave or move; nothing is written."""
        if not difference.left and not difference.moved:
            return Consequences()
        async with self.db.begin() as tx:
            return await applying.roster_consequences(tx, content, unit_id, self.clock())

    async def _show(self, draft: ImportDraft, read: Understood, say: Callable[..., str]) -> None:
        stored = (await self.file_store.keep(".xlsx", _whole(read.workbook))).stored
        name = say("intake.preview_name", name=PurePath(draft.file.name).stem)
        errors = [_told(error, say) for error in read.errors]
        facts = {
            **read.facts,
            "name": draft.file.name,
            "errors": errors[:MOST_NAMED],
            "error_count": faulty_rows(read.errors),
            "url": "",
            "file": {"form": PREVIEW, "stored": stored, "name": name},
        }
        content = imports.content_to_json(read.content)
        seen: dict[str, Any] = {"preview": stored, "content": content}
        good = read.content.says_something
        async with self.db.begin() as tx:
            state = DraftState.SHOWN if good else DraftState.REFUSED
            if await imports.settle(tx, draft, state, self.clock(), **seen):
                await imports.note_shown(
                    tx, draft.id, **shown(read.preview, errors, read.facts, say)
                )
                if draft.preview:  # what was shown before the file was read once more
                    self.file_store.path(draft.preview).unlink(missing_ok=True)
                key = f"intake.{draft.matter}" if good else "intake.nothing"
                choices = _choices(draft.id, faulty_rows(read.errors)) if good else ()
                asked = read.facts.get("questions", [])
                nothing = {"name": draft.file.name, "errors": errors[:MOST_NAMED]}
                told = facts if good else {**nothing, "questions": asked}
                await self._write(tx, draft, key, told, choices)

    async def _refuse(self, draft: ImportDraft, reason: str) -> None:
        """Whoever sent it is told why, in a sentence; what may do harm alarms the Office, too."""
        now, refused = self.clock(), DraftState.REFUSED
        async with self.db.begin() as tx:
            if await imports.settle(tx, draft, refused, now, reason=reason):
                told = self.catalogue.sentence(f"intake.{reason}", name=draft.file.name)
                await imports.note_shown(tx, draft.id, refused=told)
                await self._write(tx, draft, f"intake.{reason}", {"name": draft.file.name})
                if reason == INFECTED:
                    await alerts.write(tx, "quarantine", now, draft.official_id)

    async def _write(
        self, tx: Tx, draft: ImportDraft, key: str, facts: Facts, choices: tuple[Choice, ...] = ()
    ) -> None:
        now = self.clock()
        message = NewMessage(
            key=f"import:{draft.id}:{draft.preview}".rstrip(":"),
            kind=Kind.ANSWER,
            text_key=key,
            facts=facts,
            logical_at=now,
            send_at=now,
            choices=choices,
            official_id=draft.official_id,
            chat=draft.chat,
        )
        if not draft.on_page:
            await outbox.add(tx, message, now)
        subject = f"import:{draft.id}"
        await audit.add(tx, at=now, actor="service", action="import.read", subject=subject)


async def _corrections(tx: Tx, draft: ImportDraft) -> Corrections:
    """What somebody has said that cells hold."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for each in await imports.corrections(tx, draft.id):
        found.setdefault((each.part, each.row), {})[each.column] = each.text
    return found


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _choices(draft_id: int, errors: int) -> tuple[Choice, ...]:
    yes = "choice.confirm_without_errors" if errors else "choice.confirm"
    return (
        Choice(yes, str(ButtonAction("impyes", draft_id)), {"count": errors}),
        Choice("choice.drop", str(ButtonAction("impno", draft_id))),
    )


def _asked(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The first of them, as far as a message has room."""
    return [
        {"words": each.words, "rows": each.rows, "guess": next(iter(each.suggestions), "")}
        for each in questions[:MOST_ASKED]
    ]


def _told(error: RowError, say: Callable[..., str]) -> dict[str, Any]:
    reason = say(error.reason, **error.facts)[:LONGEST_REASON]
    return {"row": error.row, "column": error.column, "reason": reason}


def _named(kind: str, names: Sequence[str]) -> dict[str, Any]:
    return {kind: list(names[:MOST_NAMED]), f"{kind}_count": len(names)}


def _plan_facts(reading: PlanReading, difference: PlanDifference) -> dict[str, Any]:
    return {
        "count": len(reading.lines),
        "doubts": sum(bool(row.doubts) for row in reading.rows if row.task),
        **_named("new", [task.code for task in difference.new]),
        **_named("changed", [change.code for change in difference.changed]),
        **_named("ended", [task.code for task in difference.ended]),
    }


def _roster_facts(reading: RosterReading, difference: RosterDifference) -> dict[str, Any]:
    moves = [f"{each.name} ({each.from_unit} → {each.to_unit})" for each in difference.moved]
    return {
        "count": len(reading.lines),
        "units": len(reading.units),
        "doubts": sum(bool(row.doubts) for row in reading.rows if row.person),
        **_named("new", [each.name for each in difference.new]),
        **_named("moved", moves),
        **_named("changed", [each.name for each in difference.changed]),
        **_named("left", [each.name for each in difference.left]),
    }
