"""The board in the browser, with what it keeps, and the other programs that may read."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, Encrypted, encrypted_json_column, one_of


class BoardSignInRow(SQLModel, table=True):
    """A one-use way onto the board. Only hashes are kept.

    `link`: opened by whoever was given it in the own chat. `code`: shown on a screen, and
    confirmed in chat by naming the `number` beside it; `holder_hash` binds it to that browser.
    """

    __tablename__ = "board_sign_ins"
    __table_args__ = (one_of("kind", "link", "code"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    code_hash: str = Field(unique=True)
    holder_hash: str
    number: int
    browser: str
    place: str
    official_id: int | None = Field(default=None, foreign_key="officials.id")
    link_id: int | None = Field(default=None, foreign_key="links.id")
    created_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None = None
    used_at: datetime | None = None


class BoardSessionRow(SQLModel, table=True):
    """A browser that somebody is signed in with. Ends with the chat or the posts it came from.

    `link_id`: empty where it was an account of the office. `posts`: those held at sign-in,
    written out. `confirmed_at`: last confirmed in chat.
    """

    __tablename__ = "board_sessions"
    __table_args__ = (Index("ix_board_sessions_official", "official_id", "ended_at"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    official_id: int = Field(foreign_key="officials.id")
    link_id: int | None = Field(default=None, foreign_key="links.id")
    posts: str
    browser: str
    created_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    ended_at: datetime | None = None


class BoardViewRow(SQLModel, table=True):
    """A name for an address of the board; with a unit it is shared with that unit."""

    __tablename__ = "board_views"
    __table_args__ = (UniqueConstraint("official_id", "name"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id")
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    name: str
    query: str
    created_at: datetime


class BoardActRow(SQLModel, table=True):
    """An act of the board under the key that its page gave it, so that a repetition is known.

    `outcome`: what was answered. `undo_until`: until then nothing of it has left.
    """

    __tablename__ = "board_acts"
    __table_args__ = (UniqueConstraint("official_id", "key"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="officials.id")
    key: str
    kind: str
    outcome: dict[str, Any] = Field(sa_column=encrypted_json_column())
    acted_at: datetime
    undo_until: datetime
    undone_at: datetime | None = None


class ApiTokenRow(SQLModel, table=True):
    """A program that may read. Only the hash of its token is kept.

    `kinds`: what it may read, joined by commas, of a unit and those below it.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    purpose: str
    unit_id: int = Field(foreign_key="units.id")
    kinds: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None


class WebhookRow(SQLModel, table=True):
    """Where another system is told of events, signed with `secret`.

    `told_up_to`: the last entry of the log that was looked at for it.
    """

    __tablename__ = "webhooks"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    purpose: str
    url: str = Field(sa_type=Encrypted)
    secret: str = Field(sa_type=Encrypted)
    unit_id: int = Field(foreign_key="units.id")
    events: str
    private: bool
    told_up_to: int
    created_at: datetime
    ended_at: datetime | None = None


class WebhookDeliveryRow(SQLModel, table=True):
    """An event on its way to a webhook. `next_at`: when it is sent, as long as it waits."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        one_of("state", "waiting", "delivered", "dead"),
        UniqueConstraint("webhook_id", "event_id"),
        Index(
            "ix_webhook_deliveries_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    webhook_id: int = Field(foreign_key="webhooks.id")
    event_id: str
    event: str
    body: str
    state: str
    tries: int
    next_at: datetime | None = None
    happened_at: datetime
    reason: str
