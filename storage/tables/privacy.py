"""Requests of people about their own personal data."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, one_of


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
