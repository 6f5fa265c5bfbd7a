"""What is expected and what came of it: cycles, duties, reports, evidence, escalations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, json_column, one_of
from storage.tables.models.spoken import Spoken


class CycleRow(SQLModel, table=True):
    """The opening of a period, with the policy and the steps as they stood then.

    `forced`: the Office opens it though a bot's quota does not suffice.
    """

    __tablename__ = "cycles"
    __table_args__ = (
        one_of("state", "planned", "open", "closed"),
        UniqueConstraint("root_unit_id", "period"),
        Index("ix_cycles_state_opens_at", "state", "opens_at"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id")
    period: str
    state: str
    due_day: date
    due_at: datetime
    late_after: datetime
    opens_at: datetime
    closes_at: datetime
    forced: bool = False
    policy: dict[str, Any] = Field(sa_column=json_column())
    steps: list[Any] = Field(sa_column=json_column())


class DutyRow(SQLModel, table=True):
    """One task, one unit, one period. `next_at` is due time: empty while nothing is to be said.

    The newest report is kept beside its versions, so that a summary is one query of one table.
    What comes after it is the duty's own time, where it was extended or returned.
    """

    __tablename__ = "duties"
    __table_args__ = (
        one_of("part", "lead", "coordinating"),
        one_of("status", "done", "in_progress", "blocked", "not_started"),
        UniqueConstraint("cycle_id", "task_id", "unit_id"),
        Index("ix_duties_owner", "owner_id", "cycle_id"),
        Index("ix_duties_unit", "unit_id", "cycle_id"),
        Index(
            "ix_duties_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycles.id")
    task_id: int = Field(foreign_key="tasks.id")
    unit_id: int = Field(foreign_key="units.id")
    task_code: str
    title: str
    part: str
    deadline: date | None = None
    recurrence: str
    owner_id: int | None = Field(default=None, foreign_key="officials.id")
    revision: int
    rung: int
    held_days: int
    next_at: datetime | None = None
    reached_at: datetime | None = None
    status: str | None = None
    percent: int | None = None
    note: str
    late: bool
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="officials.id")
    due_day: date | None = None
    late_after: datetime | None = None
    course: int = Field(default=0)
    extended_from: date | None = None
    extended_to: date | None = None
    returned: int = Field(default=0)
    was_late: bool = Field(default=False)


class DutyCountRow(SQLModel, table=True):
    """So many duties of a unit that are alike in what a summary counts; rows are added up.

    Triggers write one for each change of a duty, up and down. Now and then those that are alike
    are put together (`folded`). `punctual`: what is done was done within its limit.
    """

    __tablename__ = "duty_counts"

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(index=True)
    unit_id: int
    part: str
    status: str | None = None
    late: bool
    reached: bool
    returned: bool
    extended: bool
    punctual: bool | None = None
    deadline: date | None = None
    late_after: datetime | None = None
    duties: int
    folded: bool


class ReportRow(Spoken, table=True):
    """One version of an answer. An empty status takes the answer back.

    `received_at`: when it was given, as lateness is judged.
    """

    __tablename__ = "reports"
    __table_args__ = (
        one_of("status", "done", "in_progress", "blocked", "not_started"),
        UniqueConstraint("duty_id", "version"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id")
    version: int
    status: str | None = None
    percent: int | None = None
    note: str
    late: bool
    author_id: int = Field(foreign_key="officials.id")
    on_behalf_of: int | None = Field(default=None, foreign_key="officials.id")
    received_at: datetime
    channel: str
    event_id: str


class EvidenceRow(SQLModel, table=True):
    """A file sent with an answer: `reference` at the messenger, `stored` with us once fetched."""

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("state", "waiting", "kept", "quarantined", "refused"),
        Index(
            "ix_evidence_waiting",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id", index=True)
    official_id: int = Field(foreign_key="officials.id")
    channel: str
    reference: str
    name: str
    media_type: str
    size: int
    sha256: str
    album: str
    stored: str
    state: str
    reason: str
    attempts: int
    next_at: datetime
    received_at: datetime


class EscalationRow(SQLModel, table=True):
    """A duty climbed to somebody. `acknowledged_at`: that person said "I take care of it"."""

    __tablename__ = "escalations"
    __table_args__ = (UniqueConstraint("duty_id", "rung", "official_id", "day"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id")
    rung: int
    audience: str
    day: date
    official_id: int = Field(foreign_key="officials.id", index=True)
    message_key: str
    escalated_at: datetime
    acknowledged_at: datetime | None = None


class QuestionRow(SQLModel, table=True):
    """Something an official asked, and what was answered."""

    __tablename__ = "questions"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    asker_id: int = Field(foreign_key="officials.id")
    duty_id: int | None = Field(default=None, foreign_key="duties.id")
    text: str
    asked_at: datetime
    answer: str
    answered_by: int | None = Field(default=None, foreign_key="officials.id")
    answered_at: datetime | None = None


class OpenItemRow(SQLModel, table=True):
    """Something that nobody but the Office can put right."""

    __tablename__ = "open_items"
    __table_args__ = (Index("ix_open_items_open", "closed_at"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    unit_id: int | None = Field(default=None, foreign_key="units.id")
    facts: dict[str, Any] = Field(sa_column=json_column())
    opened_at: datetime
    closed_at: datetime | None = None
