"""Files of the Office to be brought in: accepted, fetched, read, shown, confirmed or dropped."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, insert, not_, select, update

from domain.imports.drafts import (
    EVIDENCE,
    LIVING,
    PATIENCE,
    Content,
    DraftState,
    ImportDraft,
    Matter,
)
from domain.imports.file_notes import FileNote
from domain.imports.rows import AssignmentLine, OfficialLine, TaskLine, UnitLine
from domain.messaging.messages import Chat, File
from domain.reporting.plans import Recurrence
from storage.engine.database import Tx
from storage.tables import IMPORTS


async def add(
    tx: Tx, *, official_id: int, chat: Chat, matter: Matter | None, file: File, now: datetime
) -> int:
    """Accept a file; whatever this person had not confirmed yet is replaced by it."""
    living = IMPORTS.c.official_id == official_id, IMPORTS.c.state.in_(LIVING)
    replaced = {"state": DraftState.REPLACED.value, "settled_at": now}
    await tx.execute(update(IMPORTS).where(*living).values(**replaced))
    state = DraftState.WAITING if matter else DraftState.ASKED
    row = {
        "official_id": official_id,
        "channel": chat.channel,
        "address": chat.address,
        "matter": matter.value if matter else "",
        "reference": file.reference,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": "",
        "stored": "",
        "state": state.value,
        "reason": "",
        "attempts": 0,
        "next_at": now,
        "content": {},
        "shown": {},
        "received_at": now,
        "expires_at": now + PATIENCE,
        "preview": "",
    }
    return int(
        (await tx.execute(insert(IMPORTS).values(**row).returning(IMPORTS.c.id))).scalar_one()
    )


async def find(tx: Tx, draft_id: int) -> ImportDraft | None:
    row = (await tx.execute(select(IMPORTS).where(IMPORTS.c.id == draft_id))).one_or_none()
    return None if row is None else _draft(row)


async def newest(tx: Tx, official_id: int) -> ImportDraft | None:
    """What this person sent last and has not confirmed yet."""
    living = IMPORTS.c.official_id == official_id, IMPORTS.c.state.in_(LIVING)
    query = select(IMPORTS).where(*living).order_by(IMPORTS.c.id.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _draft(row)


async def next_waiting(tx: Tx, now: datetime) -> ImportDraft | None:
    due = IMPORTS.c.state == DraftState.WAITING.value, IMPORTS.c.next_at <= now
    query = select(IMPORTS).where(*due).order_by(IMPORTS.c.next_at, IMPORTS.c.id).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _draft(row)


async def choose(tx: Tx, draft_id: int, matter: Matter) -> bool:
    """Say what a file is about; False if that was said, or the file replaced, before."""
    asked = IMPORTS.c.id == draft_id, IMPORTS.c.state == DraftState.ASKED.value
    values = {"matter": matter.value, "state": DraftState.WAITING.value}
    return bool((await tx.execute(update(IMPORTS).where(*asked).values(**values))).rowcount)


async def wait(
    tx: Tx, draft_id: int, until: datetime, reason: str, *, counted: bool = True
) -> None:
    """Try again later. `counted`: there are only so many tries of this kind."""
    values = {"next_at": until, "reason": reason, "attempts": IMPORTS.c.attempts + counted}
    await tx.execute(update(IMPORTS).where(IMPORTS.c.id == draft_id).values(**values))


async def settle(
    tx: Tx, draft: ImportDraft, state: DraftState, now: datetime, *, reason: str = "", **more: Any
) -> bool:
    """Move on from the state it was seen in; False if it is in another one by now."""
    here = IMPORTS.c.id == draft.id, IMPORTS.c.state == draft.state.value
    settled_at = None if state in LIVING else now
    values = {"state": state.value, "reason": reason, "settled_at": settled_at, **more}
    return bool((await tx.execute(update(IMPORTS).where(*here).values(**values))).rowcount)


async def read_again(tx: Tx, draft: ImportDraft, now: datetime) -> bool:
    """Let what was shown, or held nothing yet, be read once more; False if that is over."""
    again = DraftState.SHOWN.value, DraftState.REFUSED.value
    here = IMPORTS.c.id == draft.id, IMPORTS.c.state.in_(again), IMPORTS.c.stored != ""
    values = {
        "state": DraftState.WAITING.value,
        "next_at": now,
        "attempts": 0,
        "settled_at": None,
        "expires_at": now + PATIENCE,
    }
    return bool((await tx.execute(update(IMPORTS).where(*here).values(**values))).rowcount)


async def take_expired(tx: Tx, now: datetime) -> list[ImportDraft]:
    """Those whose time to be confirmed is over; each is taken once."""
    waits = DraftState.ASKED.value, DraftState.SHOWN.value
    over = IMPORTS.c.state.in_(waits), IMPORTS.c.expires_at <= now
    values = {"state": DraftState.EXPIRED.value, "settled_at": now}
    done = update(IMPORTS).where(*over).values(**values).returning(IMPORTS)
    return [_draft(row) for row in await tx.execute(done)]


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says that a cell holds: the table or sheet, the row, the column's meaning."""

    part: str
    row: int
    column: str
    text: str


async def shown(tx: Tx, draft_id: int) -> dict[str, Any]:
    """What a page shows of a file beside its content; empty before it was read."""
    query = select(IMPORTS.c.shown).where(IMPORTS.c.id == draft_id)
    return dict((await tx.execute(query)).scalar_one_or_none() or {})


async def note_shown(tx: Tx, draft_id: int, **facts: Any) -> None:
    """Add to what a page shows."""
    whole = {**await shown(tx, draft_id), **facts}
    await tx.execute(update(IMPORTS).where(IMPORTS.c.id == draft_id).values(shown=whole))


async def correct(tx: Tx, draft_id: int, said: Sequence[Correction]) -> None:
    """The newest word on each cell counts."""
    known = {(e.part, e.row, e.column): e for e in await corrections(tx, draft_id)}
    known |= {(each.part, each.row, each.column): each for each in said}
    await note_shown(tx, draft_id, corrections=[asdict(each) for each in known.values()])


async def corrections(tx: Tx, draft_id: int) -> list[Correction]:
    found = (await shown(tx, draft_id)).get("corrections", ())
    return [Correction(**each) for each in found]


async def note_kept(tx: Tx, draft_id: int, stored: str, sha256: str) -> None:
    """Where the file lies, whatever will come of it."""
    here = update(IMPORTS).where(IMPORTS.c.id == draft_id)
    await tx.execute(here.values(stored=stored, sha256=sha256))


async def old(tx: Tx, settled_before: datetime, limit: int) -> dict[int, list[str]]:
    """Imports settled long ago, with the names that their files may have in the vault.

    What turned out to be evidence is kept as that, and the original of a plan stays with the
    version of the plan that has its hash.
    """
    over = IMPORTS.c.settled_at <= settled_before, IMPORTS.c.pruned_at.is_(None)
    rows = await tx.execute(select(IMPORTS).where(*over).order_by(IMPORTS.c.id).limit(limit))
    return {
        row.id: []
        if row.reason == EVIDENCE
        else [row.preview, *([] if _is_original(row) else [row.stored or row.reference])]
        for row in rows
    }


async def forget(tx: Tx, ids: Collection[int], now: datetime) -> None:
    """What they said is gone; the rows stay as history, with the hash of what came."""
    gone = {"content": {}, "shown": {}, "preview": "", "pruned_at": now}
    here = update(IMPORTS).where(IMPORTS.c.id.in_(ids))
    await tx.execute(here.values(**gone))
    await tx.execute(here.where(not_(_ORIGINALS)).values(stored=""))


_ORIGINALS = and_(
    IMPORTS.c.state == DraftState.CONFIRMED.value, IMPORTS.c.matter == Matter.PLAN.value
)


def _is_original(row: Row[Any]) -> bool:
    """Whether a version of the plan was made of this file."""
    return bool(row.state == DraftState.CONFIRMED.value and row.matter == Matter.PLAN.value)


def content_to_json(content: Content) -> dict[str, Any]:
    tasks = [
        {**asdict(task), "deadline": task.deadline.isoformat() if task.deadline else None}
        for task in content.tasks
    ]
    people = [asdict(each) for each in content.people]
    units = [asdict(each) for each in content.units]
    given = [asdict(each) for each in content.assignments]
    unread = list(content.unread)
    return {
        "tasks": tasks,
        "people": people,
        "units": units,
        "unread": unread,
        "assignments": given,
        "notes": [asdict(each) for each in content.notes],
        "unsaid": list(content.unsaid),
    }


def _content(data: dict[str, Any]) -> Content:
    return Content(
        tuple(_task(each) for each in data.get("tasks", ())),
        tuple(OfficialLine(**each) for each in data.get("people", ())),
        tuple(UnitLine(**each) for each in data.get("units", ())),
        tuple(data.get("unread", ())),
        tuple(AssignmentLine(**each) for each in data.get("assignments", ())),
        tuple(FileNote(**each) for each in data.get("notes", ())),
        tuple(data.get("unsaid", ())),
    )


def _task(data: dict[str, Any]) -> TaskLine:
    deadline = date.fromisoformat(data["deadline"]) if data["deadline"] else None
    typed = {
        "deadline": deadline,
        "recurrence": Recurrence(data["recurrence"]),
        "lead_codes": tuple(data["lead_codes"]),
        "coordinating_codes": tuple(data["coordinating_codes"]),
    }
    return TaskLine(**{**data, **typed})


def _draft(row: Row[Any]) -> ImportDraft:
    return ImportDraft(
        row.id,
        row.official_id,
        Chat(row.channel, row.address),
        Matter(row.matter) if row.matter else None,
        File(row.reference, row.name, row.media_type, row.size),
        row.sha256,
        DraftState(row.state),
        row.attempts,
        _content(row.content),
        row.expires_at,
        row.stored,
        row.preview,
    )
