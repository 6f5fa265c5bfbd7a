"""Messages out: what may become of them, and in which order they leave."""

from dataclasses import dataclass
from datetime import date, datetime
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


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Receipt(StrEnum):
    """What a messenger says afterwards of a message that it took."""

    DELIVERED = "delivered"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class StepRef:
    """A step of a period's ladder, for the duties due on `due`, or with the period."""

    rung: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Routing:
    """What a message is written for and to whom it may go; no sentence shows any of it.

    `steps`: those it tells of, the most urgent first. `duty_ids`: what it is written for; whoever
    is right when it leaves hears of them. `instead_of`: when the step was due for which a wish to
    be reminded stands. `forwarded`: its first receiver was no longer the right one.
    """

    cycle_id: int | None = None
    steps: tuple[StepRef, ...] = ()
    duty_ids: tuple[int, ...] = ()
    instead_of: datetime | None = None
    forwarded: bool = False

    @property
    def rung(self) -> int | None:
        return self.steps[0].rung if self.steps else None

    @property
    def period_id(self) -> int:
        """The period, of a message that is about one."""
        if self.cycle_id is None:
            raise LookupError("no period")
        return self.cycle_id


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
    routing: Routing = Routing()

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
    routing: Routing = Routing()
