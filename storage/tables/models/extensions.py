"""What gives a duty a time of its own: extensions that were asked for, and returns."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import AUTOINCREMENT, one_of
from storage.tables.models.spoken import Spoken


class ExtensionRow(Spoken, table=True):
    """A request for a later due day. `late`: granted after the due time."""

    __tablename__ = "extensions"
    __table_args__ = (
        one_of("state", "open", "granted", "refused", "settled"),
        Index(
            "ix_extensions_open",
            "duty_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id", index=True)
    asker_id: int = Field(foreign_key="officials.id")
    from_day: date
    to_day: date
    reason: str
    percent: int | None = None
    asked_at: datetime
    state: str
    answer: str
    decided_by: int | None = Field(default=None, foreign_key="officials.id")
    decided_at: datetime | None = None
    late: bool


class ReturnRow(Spoken, table=True):
    """A report was sent back: the n-th time, as this version of it."""

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("duty_id", "number"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id")
    number: int
    version: int
    by_id: int = Field(foreign_key="officials.id")
    reason: str
    due_day: date
    returned_at: datetime
