"""Absences with stand-ins, owners of duties over time, objections, requests about personal data."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, Spoken, one_of


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
