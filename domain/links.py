"""The chats of an official, in the order in which they are to be used."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Chat


class LinkState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Link:
    id: int
    official_id: int
    chat: Chat
    state: LinkState
    reason: str
    preference: int
    linked_at: datetime
