"""The register of difficulties, and every decision on its entries."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, one_of


class IssueRow(SQLModel, table=True):
    """A difficulty of one unit with one task; at most one is open for the two.

    `duty_id`: the newest duty that speaks of it. `told_on`: the day on which it is told.
    `remind_at`: when its date comes; empty while there is none. `version` counts the decisions.
    """

    __tablename__ = "issues"
    __table_args__ = (
        one_of("state", "open", "closed", "withdrawn"),
        Index(
            "ix_issues_living",
            "unit_id",
            "task_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_issues_due",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="units.id")
    task_id: int = Field(foreign_key="tasks.id")
    duty_id: int = Field(foreign_key="duties.id")
    proposer_id: int = Field(foreign_key="officials.id")
    cause: str
    proposal: str
    state: str
    version: int
    raised_at: datetime
    told_on: date
    remind_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: int | None = Field(default=None, foreign_key="officials.id")


class IssueDecisionRow(SQLModel, table=True):
    """One decision; earlier ones stay as they were."""

    __tablename__ = "issue_decisions"
    __table_args__ = (UniqueConstraint("issue_id", "version"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issues.id")
    version: int
    text: str
    next_date: date | None = None
    decided_by: int = Field(foreign_key="officials.id")
    decided_at: datetime
