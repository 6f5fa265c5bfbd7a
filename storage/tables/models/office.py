"""The Office's rounds: readiness, briefings, what is made known to everybody, issued reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, json_column, one_of


class ReadinessCheckRow(SQLModel, table=True):
    """A period is looked over once, some days before it opens."""

    __tablename__ = "readiness_checks"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycles.id", unique=True)
    due_at: datetime
    done_at: datetime | None = None


class BriefingRow(SQLModel, table=True):
    """A briefing: planned, then taken. Its page tells what is new from `since` to `taken_at`."""

    __tablename__ = "briefings"
    __table_args__ = (UniqueConstraint("root_unit_id", "planned_at"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id")
    planned_at: datetime
    since: datetime | None = None
    taken_at: datetime | None = None


class DisseminationRow(SQLModel, table=True):
    """A text that people confirm having understood. `next_at`: when the rest is asked again.

    `document` and `stored` name what came with it, as it was when the text was made known.
    """

    __tablename__ = "disseminations"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id")
    author_id: int = Field(foreign_key="officials.id")
    text: str
    units: list[Any] = Field(sa_column=json_column())
    version: int
    replaces_id: int | None = Field(default=None, foreign_key="disseminations.id")
    begun_at: datetime
    step: int
    next_at: datetime | None = None
    replaced_at: datetime | None = None
    enclosure_id: int | None = Field(default=None, foreign_key="enclosures.id")
    document: str
    stored: str


class EnclosureRow(SQLModel, table=True):
    """A document sent to be made known with a text: fetched and looked at before it goes out."""

    __tablename__ = "enclosures"
    __table_args__ = (
        one_of("state", "waiting", "kept", "quarantined", "refused"),
        Index(
            "ix_enclosures_waiting",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id")
    channel: str
    address: str = Field(sa_type=Encrypted)
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
    received_at: datetime


class AnnouncementAckRow(SQLModel, table=True):
    """One person who is asked to confirm, in the unit held then."""

    __tablename__ = "announcement_acks"
    __table_args__ = (UniqueConstraint("dissemination_id", "official_id"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    dissemination_id: int = Field(foreign_key="disseminations.id")
    official_id: int = Field(foreign_key="officials.id", index=True)
    unit_id: int = Field(foreign_key="units.id")
    confirmed_at: datetime | None = None


class CacheVersionRow(SQLModel, table=True):
    """One row, renewed by triggers when what the whole department shares has changed."""

    __tablename__ = "cache_version"

    id: int = Field(primary_key=True)
    stamp: str


class RosterChangeRow(SQLModel, table=True):
    """Who has changed with a stamp, or nobody if more has changed; the newest thousand are kept."""

    __tablename__ = "roster_changes"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    stamp: str = Field(index=True)
    official_id: int | None = None


class MisreadingRow(SQLModel, table=True):
    """A reply that was misread, without names: who said it is not kept. `kept`: as an example."""

    __tablename__ = "misreadings"
    __table_args__ = (UniqueConstraint("root_unit_id", "text"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id")
    text: str = Field(sa_type=Encrypted)
    read_as: str
    meant: str
    reported_on: date
    kept: bool


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


class PolicyVersionRow(SQLModel, table=True):
    """A ladder as the Office has saved it for periods that had not opened; `number` from 1."""

    __tablename__ = "policy_versions"
    __table_args__ = (UniqueConstraint("root_unit_id", "number"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    root_unit_id: int = Field(foreign_key="units.id")
    number: int
    policy: dict[str, Any] = Field(sa_column=json_column())
    saved_at: datetime
    saved_by: int | None = Field(default=None, foreign_key="officials.id")


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
