"""Issued reports, frozen with their hash, and the scoring table that forecasts rest on."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT


class ReportSnapshotRow(SQLModel, table=True):
    """`content` is the canonical JSON of the rows, as text: its hash must come out the same.

    `audit_number` and `audit_hash`: the newest entry of the log when it was issued.
    """

    __tablename__ = "report_snapshots"
    __table_args__ = (UniqueConstraint("cycle_id", "number"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycles.id")
    number: int
    issued_at: datetime
    issued_by: int | None = Field(default=None, foreign_key="officials.id")
    sha256: str
    content: str
    audit_number: int = Field(default=0)
    audit_hash: str = Field(default="")


class CriterionRow(SQLModel, table=True):
    """A criterion of the index, in the order of the file; scores in points."""

    __tablename__ = "criteria"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    place: int
    field_code: str
    field: str
    title: str
    max_score: float
    field_max: float | None = None
