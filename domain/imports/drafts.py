"""A file that the Office wants brought in: what it is about, what was understood, what next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.imports.file_notes import FileNote
from domain.imports.plan_rows import PlanReading
from domain.imports.rows import AssignmentLine, OfficialLine, TaskLine, UnitLine
from domain.messaging.messages import Chat, File
from domain.reporting.evidence import MOST_BYTES, TOO_LARGE, FileRefused, ending_of

PATIENCE = timedelta(days=1)
"""So long what was shown may be confirmed."""
BOARD = "board"
"""The channel of files that a page of the board has sent."""
EVIDENCE = "evidence"
"""Why a draft was dropped that was none: the file belongs to an answer."""


class Matter(StrEnum):
    """What a file is about."""

    PLAN = "plan"
    ROSTER = "roster"
    ASSIGNMENTS = "assignments"


TEXTS = frozenset((".docx", ".docm", ".dotx", ".dotm", ".doc", ".odt", ".rtf"))
SHEETS = frozenset((".xlsx", ".xlsm", ".xltx", ".xls", ".ods", ".csv"))
DOCUMENTS = TEXTS | SHEETS | {".pdf"}
"""What a file may be called, whatever it is about; what it is, its content tells."""
READABLE = DOCUMENTS | {".jpg", ".jpeg", ".png", ".tif", ".tiff"}
"""Pictures are taken where a file was asked for; else they are evidence."""
TABLES = frozenset((".xlsx", ".xlsm", ".xls", ".ods", ".csv"))
"""What heads send to be brought in without being asked; any other file of theirs is evidence."""


class DraftState(StrEnum):
    """`asked`: it is not known yet what the file is about."""

    ASKED = "asked"
    WAITING = "waiting"
    SHOWN = "shown"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"
    REFUSED = "refused"
    REPLACED = "replaced"
    EXPIRED = "expired"


LIVING = (DraftState.ASKED, DraftState.WAITING, DraftState.SHOWN)


@dataclass(frozen=True, slots=True)
class Content:
    """What was understood: tasks, people and units, or assignments.

    `unread` are codes of the bad rows, `notes` what was said of the file as a whole, `unsaid` the
    fields of tasks that it has no column for.
    """

    tasks: tuple[TaskLine, ...] = ()
    people: tuple[OfficialLine, ...] = ()
    units: tuple[UnitLine, ...] = ()
    unread: tuple[str, ...] = ()
    assignments: tuple[AssignmentLine, ...] = ()
    notes: tuple[FileNote, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.tasks or self.people or self.assignments)


def of_annex(reading: PlanReading) -> Content:
    """What an annex says of the plan."""
    return Content(
        tasks=reading.lines, unread=reading.unread, notes=reading.notes, unsaid=reading.unsaid
    )


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A file sent by chat. `sha256` and `stored`: its content and place, once it was fetched.

    `preview` is the workbook that was shown last.
    """

    id: int
    official_id: int
    chat: Chat
    matter: Matter | None
    file: File
    sha256: str
    state: DraftState
    attempts: int
    content: Content
    expires_at: datetime
    stored: str = ""
    preview: str = ""

    @property
    def channel(self) -> str:
        return self.chat.channel

    @property
    def on_page(self) -> bool:
        """Whether it was sent from the board, and is shown there: no message tells of it."""
        return self.chat.channel == BOARD

    def ripe(self, now: datetime) -> bool:
        """Whether it may be confirmed now."""
        return self.state is DraftState.SHOWN and now < self.expires_at


def refuse_unfit(file: File, matter: Matter) -> None:
    """Before anything is fetched. Raises FileRefused, which says why."""
    if file.size > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if ending_of(file) not in READABLE:
        raise FileRefused(f"kind_{matter}")
