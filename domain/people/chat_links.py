"""The chats of an official, in the order in which they are to be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messaging.messages import Chat


def messenger_of(channel: str) -> str:
    """A bot is a channel: zalo2:SCT is the second Zalo bot of SCT."""
    return channel.partition(":")[0].rstrip("0123456789")


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


def found_at(homes: Mapping[str, Home], unit: str, channel: str) -> str:
    """Where a department's bot is found, if it has one: rather one on the same messenger."""
    known = {name: each.link for name, each in homes.items() if each.unit == unit and each.link}
    same = [link for name, link in known.items() if messenger_of(name) == messenger_of(channel)]
    return next(iter([*same, *known.values()]), "")
