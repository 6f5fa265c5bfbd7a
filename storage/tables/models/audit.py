"""The Office's own settings, the audit chain, what holds the service's tongue, what it finds."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, json_column, one_of


class OfficeSettingRow(SQLModel, table=True):
    __tablename__ = "office_settings"

    key: str = Field(primary_key=True)
    value: str
    changed_at: datetime


class AuditRow(SQLModel, table=True):
    """One change. `hash` covers the entry and the hash before it."""

    __tablename__ = "audit_entries"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any] = Field(sa_column=json_column())
    previous_hash: str
    hash: str = Field(unique=True)


class SealRow(SQLModel, table=True):
    """What a row of another table was. `content` is its hash, `hash` covers the seal before too."""

    __tablename__ = "seals"
    __table_args__ = (Index("ix_seals_row", "table_name", "row_id"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    table_name: str
    row_id: int
    content: str
    hash: str


class DataKeyRow(SQLModel, table=True):
    """The one row says which key fits: `proof` is a word that is known, encrypted with it."""

    __tablename__ = "data_keys"

    id: int = Field(primary_key=True)
    proof: str


class QuarantineRow(SQLModel, table=True):
    """Nothing is said of the service's own accord from `began_at` to `ended_at`.

    What happened between `since` and `began_at` is not known here. Lifted by the Office, it ends
    once what fell due in that time has been passed over.
    """

    __tablename__ = "quarantines"
    __table_args__ = (one_of("reason", "restored", "clock"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    reason: str
    since: datetime
    began_at: datetime
    told_at: datetime | None = None
    lifted_at: datetime | None = None
    lifted_by: str
    ended_at: datetime | None = None


class HeartbeatRow(SQLModel, table=True):
    """The last instant at which a part of the service was seen to live."""

    __tablename__ = "service_heartbeat"

    name: str = Field(primary_key=True)
    at: datetime


class ListeningRow(SQLModel, table=True):
    """Whether a channel has handed over all that was said while nobody listened.

    `since`: when it fell silent or came back. `seen_at`: when this was told. `done_at`: when
    nothing was left, for certain, the last time.
    """

    __tablename__ = "listening"

    channel: str = Field(primary_key=True)
    complete: bool
    since: datetime
    seen_at: datetime
    done_at: datetime | None = None


class FindingRow(SQLModel, table=True):
    """What the service noticed about itself; one of a kind stands at a time."""

    __tablename__ = "findings"
    __table_args__ = (
        Index(
            "ix_findings_standing",
            "what",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    what: str
    facts: dict[str, Any] = Field(sa_column=json_column())
    began_at: datetime
    ended_at: datetime | None = None
