"""Messages out with their history, messages in, open prompts, conversations."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import (
    AUTOINCREMENT,
    Encrypted,
    encrypted_json_column,
    json_column,
    one_of,
)


class OutboxMessageRow(SQLModel, table=True):
    """A message to be said: a text key and facts. What was really said is kept once it is sent.

    `lane` is the one chat or person it goes to: at most one message per lane is in flight.
    `routing`: what it is written for, which no sentence shows.
    `route` is the channel it will leave by, empty while there is none. `fixed`: only this chat
    will do. `edits`: the message it replaces where the channel can. `after`: the newest message
    of the bot when it left.
    While it is on its way, `leased_by` names the process that sends it, until `leased_until`.
    `logical_at` is when it should have been said, `send_at` when it may leave.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        one_of(
            "state",
            "queued",
            "sending",
            "sent",
            "retry",
            "failed",
            "uncertain",
            "expired",
            "withdrawn",
        ),
        Index(
            "ix_outbox_messages_waiting",
            "route",
            "priority",
            "send_at",
            "id",
            sqlite_where=text("state IN ('queued', 'retry')"),
            postgresql_where=text("state IN ('queued', 'retry')"),
        ),
        Index(
            "ix_outbox_messages_in_flight",
            "lane",
            sqlite_where=text("state IN ('sending', 'uncertain')"),
            postgresql_where=text("state IN ('sending', 'uncertain')"),
        ),
        Index("ix_outbox_messages_lane", "lane", "sent_at"),
        Index("ix_outbox_messages_official", "official_id", "id"),
        Index("ix_outbox_messages_chat", "channel", "address", "id"),
        Index("ix_outbox_messages_message", "channel", "message_id"),
        Index(
            "ix_outbox_messages_about",
            "about",
            sqlite_where=text("state IN ('queued', 'retry')"),
            postgresql_where=text("state IN ('queued', 'retry')"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    priority: int
    lane: str = Field(sa_type=Encrypted)
    route: str
    fixed: bool
    edits: str
    after: str
    official_id: int | None = Field(default=None, foreign_key="officials.id")
    channel: str
    address: str = Field(sa_type=Encrypted)
    text_key: str
    facts: dict[str, Any] = Field(sa_column=encrypted_json_column())
    choices: list[Any] = Field(sa_column=json_column())
    routing: dict[str, Any] = Field(sa_column=json_column())
    about: str
    state: str
    reason: str
    attempts: int
    logical_at: datetime
    send_at: datetime
    created_at: datetime
    leased_until: datetime | None = None
    leased_by: str = Field(default="")
    uncertain_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: str
    sent_html: str = Field(sa_type=Encrypted)
    sent_buttons: list[Any] = Field(sa_column=json_column())
    sent_duties: list[Any] = Field(sa_column=json_column())


class OutboxEventRow(SQLModel, table=True):
    __tablename__ = "outbox_events"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = Field(foreign_key="outbox_messages.id", index=True)
    at: datetime
    state: str
    reason: str


class InboxRow(SQLModel, table=True):
    """Something heard, stored before it was acknowledged.

    `listened_at`: until when its channel had handed over everything before; empty if not known.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        one_of("state", "new", "done", "parked"),
        UniqueConstraint("channel", "event_id"),
        Index(
            "ix_inbox_new",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index("ix_inbox_chat", "channel", "address", "id"),
        Index("ix_inbox_message", "channel", "address", "message_id"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    event_id: str
    address: str = Field(sa_type=Encrypted)
    message_id: str
    event: dict[str, Any] = Field(sa_column=encrypted_json_column())
    state: str
    attempts: int
    received_at: datetime
    listened_at: datetime | None = None
    done_at: datetime | None = None


class BotRow(SQLModel, table=True):
    """How fast a bot may speak: when its next message and its next answer may leave.

    `down_since`: nothing has left since then. `newest_message` is the highest message id it has
    seen; empty where ids are no numbers. `used`: messages in both directions in the `month`.
    """

    __tablename__ = "bots"

    channel: str = Field(primary_key=True)
    next_at: datetime
    next_answer_at: datetime
    paused_until: datetime
    down_since: datetime | None = None
    newest_message: str
    month: str
    used: int


class PromptRow(SQLModel, table=True):
    """Choices that stand open in a chat, so that a number or a code can choose among them."""

    __tablename__ = "prompts"
    __table_args__ = (
        Index("ix_prompts_chat", "channel", "address", "id"),
        Index(
            "ix_prompts_open",
            "channel",
            "address",
            "topic",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    topic: str
    outbox_id: int = Field(foreign_key="outbox_messages.id", unique=True)
    code: str
    taps: list[Any] = Field(sa_column=json_column())
    opened_at: datetime
    closed_at: datetime | None = None


class ConversationRow(SQLModel, table=True):
    """Where a chat stands in a conversation."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address"), AUTOINCREMENT)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    flow: str
    step: str
    data: dict[str, Any] = Field(sa_column=encrypted_json_column())
    version: int
    expires_at: datetime


class UnitGroupRow(SQLModel, table=True):
    """A group chat in which a unit is told how it stands; a row for each time the bot was added.

    `asked_by`: who wants it linked, or had it linked. `look_at`: when it is looked at again.
    """

    __tablename__ = "unit_groups"
    __table_args__ = (
        one_of("state", "asked", "linked", "leaving", "left"),
        Index("ix_unit_groups_place", "channel", "address"),
        Index(
            "ix_unit_groups_due",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str = Field(sa_type=Encrypted)
    title: str = Field(sa_type=Encrypted)
    unit_id: int | None = Field(default=None, foreign_key="units.id")
    asked_by: int | None = Field(default=None, foreign_key="officials.id")
    state: str
    changed_at: datetime
    look_at: datetime | None = None


class PushKeyRow(SQLModel, table=True):
    """The private key by which push services of browsers know this installation."""

    __tablename__ = "push_keys"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    private: str = Field(sa_type=Encrypted)
    created_at: datetime


class PushSubscriptionRow(SQLModel, table=True):
    """A browser that is told when there is something new on a page; it ends with that chat.

    `next_at`: when it is to be told; empty while there is nothing new. `attempts`: since then.
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        Index(
            "ix_push_subscriptions_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="links.id", index=True)
    endpoint: str = Field(sa_type=Encrypted, unique=True)
    p256dh: str = Field(sa_type=Encrypted)
    auth: str = Field(sa_type=Encrypted)
    attempts: int
    created_at: datetime
    next_at: datetime | None = None


class OaTokenRow(SQLModel, table=True):
    """By which tokens an app speaks for a Zalo Official Account.

    `generation` grows with every pair. `leased_until`: nobody else exchanges it until then.
    `refused`: it must be authorised anew.
    """

    __tablename__ = "oa_tokens"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    app: str = Field(unique=True)
    access: str = Field(sa_type=Encrypted)
    refresh: str = Field(sa_type=Encrypted)
    generation: int
    expires_at: datetime
    renewed_at: datetime
    refused: bool
    leased_until: datetime | None = None


class ReceiptRow(SQLModel, table=True):
    """What a messenger says of a message that it took: that it came, or that it was seen."""

    __tablename__ = "receipts"
    __table_args__ = (
        one_of("kind", "delivered", "seen"),
        UniqueConstraint("message_id", "channel", "kind"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    message_id: str
    kind: str
    at: datetime
