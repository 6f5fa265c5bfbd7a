"""The chats of an official, in the order in which they are to be used."""

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Home:
    """The department to which a bot belongs, by its code, and where that bot is found."""

    unit: str
    link: str = ""


def found_at(homes: Mapping[str, Home], unit: str) -> str:
    """Where the bot of a department is found, if it has one."""
    return next((each.link for each in homes.values() if each.unit == unit), "")
