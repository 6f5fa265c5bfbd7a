"""Units, officials, the posts they hold, the chats they are linked to, and how they got in."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, new_subject, one_of


class UnitRow(SQLModel, table=True):
    __tablename__ = "units"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    name_en: str
    short_name: str
    kind: str
    parent_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    ended_at: datetime | None = None


class OfficialRow(SQLModel, table=True):
    """`subject` stands for the person in the audit log; nothing else leads from there to him."""

    __tablename__ = "officials"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    subject: str = Field(index=True, unique=True, sa_column_kwargs={"default": new_subject})
    name: str
    phone: str = Field(index=True, sa_type=Encrypted)
    email: str = Field(sa_type=Encrypted)
    position: str
    unit_id: int = Field(foreign_key="units.id", index=True)
    language: str
    started_at: datetime
    ended_at: datetime | None = None


class PositionRow(SQLModel, table=True):
    __tablename__ = "positions"
    __table_args__ = (
        one_of(
            "role",
            "official",
            "focal_point",
            "deputy_head",
            "head",
            "office",
            "deputy_director",
            "director",
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    role: str
    started_on: date
    ended_on: date | None = None


class LinkRow(SQLModel, table=True):
    """One chat of one official. At most one living link per chat."""

    __tablename__ = "links"
    __table_args__ = (
        one_of("state", "active", "suspended", "ended"),
        Index(
            "uq_links_living",
            "channel",
            "address",
            unique=True,
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
        Index(
            "ix_links_menu",
            "id",
            sqlite_where=text("menu = ''"),
            postgresql_where=text("menu = ''"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    preference: int
    menu: str
    state: str
    reason: str
    linked_at: datetime
    changed_at: datetime


class ConsentRow(SQLModel, table=True):
    __tablename__ = "consents"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    agreed: bool
    text_version: str
    text_hash: str
    channel: str
    address: str = Field(sa_type=Encrypted)
    decided_at: datetime


class InvitationRow(SQLModel, table=True):
    """A one-time way in, bound to a named official. Only hashes are kept."""

    __tablename__ = "invitations"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    code_hash: str = Field(unique=True)
    token_hash: str = Field(unique=True)
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class WrongTryRow(SQLModel, table=True):
    __tablename__ = "wrong_tries"
    __table_args__ = (
        Index("ix_wrong_tries_chat", "channel", "address", "tried_at"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    tried_at: datetime


class RegistrationRow(SQLModel, table=True):
    """Somebody without a code asks to be let in; a head or the Office decides."""

    __tablename__ = "registrations"
    __table_args__ = (
        one_of("state", "asked", "accepted", "refused"),
        UniqueConstraint("channel", "address", "asked_at"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    unit_id: int = Field(foreign_key="units.id")
    name: str
    position: str
    state: str
    asked_at: datetime
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="officials.id")
    official_id: int | None = Field(default=None, foreign_key="officials.id")
