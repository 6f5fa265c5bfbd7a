"""Absences with stand-ins, owners of duties over time, objections, requests, calendar feeds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, encrypted_json_column, one_of
from storage.tables.models.spoken import Spoken


class AbsenceRow(SQLModel, table=True):
    """Days somebody is away, both included. `ended_at`: the row no longer holds, and is kept."""

    __tablename__ = "absences"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    first_day: date
    last_day: date
    stand_in_id: int | None = Field(default=None, foreign_key="officials.id")
    recorded_by: int | None = Field(default=None, foreign_key="officials.id")
    recorded_at: datetime
    ended_at: datetime | None = None


class DutyOwnerRow(SQLModel, table=True):
    """Who owned a duty from when to when, without a gap; the last row has no end."""

    __tablename__ = "duty_owners"
    __table_args__ = (
        Index(
            "uq_duty_owners_now",
            "duty_id",
            unique=True,
            sqlite_where=text("to_at IS NULL"),
            postgresql_where=text("to_at IS NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id", index=True)
    official_id: int | None = Field(default=None, foreign_key="officials.id")
    from_at: datetime
    to_at: datetime | None = None
    by_id: int | None = Field(default=None, foreign_key="officials.id")
    why: str


class ObjectionRow(Spoken, table=True):
    """An owner does not agree with what was answered on behalf. Settled by the next version."""

    __tablename__ = "objections"
    __table_args__ = (UniqueConstraint("duty_id", "version"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id")
    version: int
    official_id: int = Field(foreign_key="officials.id")
    reason: str
    made_at: datetime
    settled_version: int | None = None


class RequestRow(SQLModel, table=True):
    """`remind_at`: when the Office hears of it next; empty once it is decided."""

    __tablename__ = "requests"
    __table_args__ = (
        one_of("wish", "correct", "withdraw", "erase"),
        one_of("state", "open", "done", "refused"),
        Index(
            "ix_requests_due",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    wish: str
    words: str = Field(sa_type=Encrypted)
    asked_at: datetime
    due_on: date
    extended: bool
    state: str
    reason: str = Field(sa_type=Encrypted)
    remind_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="officials.id")


class CalendarFeedRow(SQLModel, table=True):
    """An address under which somebody's calendar can be read. It ends with its chat."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    link_id: int = Field(foreign_key="links.id")
    created_at: datetime
    read_at: datetime | None = None
    ended_at: datetime | None = None


class CalendarEntryRow(SQLModel, table=True):
    """An entry of somebody's calendar as it was handed out last. `sequence` counts its changes."""

    __tablename__ = "calendar_entries"
    __table_args__ = (UniqueConstraint("official_id", "key"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id")
    key: str
    kind: str
    facts: dict[str, Any] = Field(sa_column=encrypted_json_column())
    begins_at: datetime
    ends_at: datetime
    all_day: bool
    sequence: int
    changed_at: datetime
    cancelled: bool
