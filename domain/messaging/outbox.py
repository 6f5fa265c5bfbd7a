"""Messages out: what may become of them, and in which order they leave."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from domain.messaging.messages import Chat, Choice, Facts


class Kind(StrEnum):
    ANSWER = "answer"
    REGISTRATION = "registration"
    SUMMARY = "summary"
    ESCALATION = "escalation"
    ALARM = "alarm"
    NOTICE = "notice"
    REMINDER = "reminder"


class Priority(IntEnum):
    """Lower leaves first. Only answers to a person's own message leave outside the window."""

    ANSWER = 0
    ESCALATION = 1
    REMINDER = 2


PRIORITIES = {
    Kind.ANSWER: Priority.ANSWER,
    Kind.REGISTRATION: Priority.ANSWER,
    Kind.SUMMARY: Priority.ANSWER,
    Kind.ESCALATION: Priority.ESCALATION,
    Kind.ALARM: Priority.ESCALATION,
    Kind.NOTICE: Priority.REMINDER,
    Kind.REMINDER: Priority.REMINDER,
}


MOST_A_DAY = 2
"""So many messages that nobody asked for may one person get in a day."""


class LetterState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be written: to an official, on the best channel then, or to a certain chat.

    `edits`: the message that it replaces, where the channel can replace messages.
    """

    key: str
    kind: Kind
    text_key: str
    facts: Facts
    logical_at: datetime
    send_at: datetime
    choices: tuple[Choice, ...] = ()
    official_id: int | None = None
    chat: Chat | None = None
    about: str = ""
    edits: str = ""

    @property
    def lane(self) -> str:
        if self.official_id is not None:
            return f"official:{self.official_id}"
        return f"{self.chat.channel}:{self.chat.address}" if self.chat else self.key


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message as it lies in the outbox. `duty_ids`: what it spoke of, once put into words.

    `fixed`: only this chat will do. `after`: the bot's newest message when this one left.
    """

    id: int
    key: str
    kind: Kind
    official_id: int | None
    chat: Chat | None
    text_key: str
    facts: Facts
    choices: tuple[Choice, ...]
    about: str
    attempts: int
    logical_at: datetime
    send_at: datetime
    fixed: bool = False
    edits: str = ""
    after: str = ""
    duty_ids: tuple[int, ...] = ()
