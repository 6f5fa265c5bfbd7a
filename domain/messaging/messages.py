"""What is heard from people and what is said to them, before any wording or messenger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

EventKind = Literal[
    "message",
    "sticker",
    "edit",
    "blocked",
    "unblocked",
    "secret",
    "unclear",
    "flood",
    "delivered",
    "seen",
    "group_joined",
    "group_said",
    "group_moved",
    "group_gone",
]
Facts = Mapping[str, Any]  # JSON values only: messages are stored


@dataclass(frozen=True, slots=True, order=True)
class Chat:
    """A place where one person talks with the service: a channel and the address there."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody sent and that nobody has fetched yet. `size`: bytes, 0 if unknown."""

    reference: str
    name: str = ""
    media_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone card. `own` only if it is the sender's own, shared in private and not forwarded."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A chat of several people: its address on the channel of the event, and what it is called."""

    address: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One thing a person did in a chat.

    `event_id` is unique within the channel; `message_id` is the channel's id of the message
    that was written, edited or pressed; `album` joins files that were sent together.
    What is `secret`, or `unclear` (it may be), comes without its text and files.
    `group`: where it happened, if not in the sender's own chat; of what was said there, `text` has
    the command at most.
    """

    chat: Chat
    event_id: str
    at: datetime
    kind: EventKind = "message"
    text: str = ""
    tap: str = ""
    message_id: str = ""
    files: tuple[File, ...] = ()
    contact: Contact | None = None
    album: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the reader may choose: the key of its label, and what comes back when chosen.

    `in_text`: the message lists it under its number already, so plain text need not repeat it.
    """

    label: str
    tap: str
    facts: Facts = field(default_factory=dict)
    in_text: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to be said: a key of the catalogue and facts, not a sentence.

    `in_place`: it replaces the message whose button was pressed, where the channel can.
    """

    key: str
    facts: Facts = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    in_place: bool = False


class Refusal(Exception):
    """The rules say no. `key` names the sentence that tells the person why."""

    def __init__(self, key: str, facts: Facts | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.facts: Facts = facts or {}
