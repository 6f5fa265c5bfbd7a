"""The plan with its versions, its tasks, who takes part in them, and the working calendar."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, encrypted_json_column, one_of


class PlanRow(SQLModel, table=True):
    __tablename__ = "plans"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id", unique=True)
    version: int


class PlanVersionRow(SQLModel, table=True):
    """`stored` is the original in the file store, `notes` what was said of it: who signed it."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("plan_id", "version"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plans.id")
    version: int
    source: str
    content_hash: str
    stored: str
    notes: list[Any] = Field(sa_column=encrypted_json_column())
    imported_at: datetime


class TaskRow(SQLModel, table=True):
    __tablename__ = "tasks"
    __table_args__ = (
        one_of("recurrence", "once", "weekly", "monthly", "quarterly", "semiannual", "continuous"),
        UniqueConstraint("plan_id", "code"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plans.id")
    code: str
    field: str
    criterion: str
    limitation: str
    title: str
    output: str
    deadline: date | None = None
    deadline_text: str
    recurrence: str
    max_score: float | None = None
    outside: str = Field(default="")
    first_version: int
    last_version: int
    ended_at: datetime | None = None


class TaskPartRow(SQLModel, table=True):
    __tablename__ = "task_parts"
    __table_args__ = (
        one_of("part", "lead", "coordinating"),
        UniqueConstraint("task_id", "unit_id"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="tasks.id")
    unit_id: int = Field(foreign_key="units.id")
    part: str
    ended_at: datetime | None = None


class AssignmentRow(SQLModel, table=True):
    __tablename__ = "assignments"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="tasks.id", index=True)
    unit_id: int = Field(foreign_key="units.id")
    official_id: int = Field(foreign_key="officials.id", index=True)
    started_at: datetime
    ended_at: datetime | None = None


class CalendarDayRow(SQLModel, table=True):
    __tablename__ = "calendar_days"
    __table_args__ = (one_of("status", "official", "estimate", "decreed"),)

    day: date = Field(primary_key=True)
    working: bool
    name: str
    status: str
    basis: str


class MeaningRow(SQLModel, table=True):
    """What words of a plan mean in one department, as somebody put them right: codes of units.

    `words` are in plain spelling, `written` as they stood; no codes: nobody of the department.
    """

    __tablename__ = "meanings"
    __table_args__ = (UniqueConstraint("root_unit_id", "words"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id")
    words: str
    written: str
    codes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    learnt_at: datetime
