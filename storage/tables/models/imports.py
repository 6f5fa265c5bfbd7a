"""Files that the Office sent by chat, what was understood of them, and what they changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, encrypted_json_column, one_of


class ImportRow(SQLModel, table=True):
    """`content` is what was understood, kept so that exactly what was shown is confirmed.

    `preview` is the workbook that was shown, in the vault; `shown` what a page shows of it: rows
    with doubts, questions, cells that were put right. Once pruned, files and content are gone.
    """

    __tablename__ = "imports"
    __table_args__ = (
        one_of("matter", "", "plan", "roster", "assignments"),
        one_of(
            "state",
            "asked",
            "waiting",
            "shown",
            "confirmed",
            "dropped",
            "refused",
            "replaced",
            "expired",
        ),
        Index(
            "ix_imports_waiting",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    matter: str
    reference: str
    name: str
    media_type: str
    size: int
    sha256: str
    stored: str
    state: str
    reason: str
    attempts: int
    next_at: datetime
    content: dict[str, Any] = Field(sa_column=encrypted_json_column())
    shown: dict[str, Any] = Field(sa_column=encrypted_json_column())
    received_at: datetime
    expires_at: datetime
    preview: str
    settled_at: datetime | None = None
    pruned_at: datetime | None = None


class ImportChangeRow(SQLModel, table=True):
    """`rows` is empty once the time is over: until then it has what stood there before."""

    __tablename__ = "import_changes"
    __table_args__ = (
        one_of("matter", "plan", "roster", "assignments", "official"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    matter: str
    source: str
    root_unit_id: int = Field(foreign_key="units.id", index=True)
    official_id: int | None = Field(default=None, foreign_key="officials.id")
    rows: list[Any] = Field(sa_column=encrypted_json_column())
    applied_at: datetime = Field(index=True)
    undone_at: datetime | None = None
    pruned_at: datetime | None = None
