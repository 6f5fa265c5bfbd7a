"""Zalo's events, as JSON, read as what a person did. Pure: nothing is asked of Zalo."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels import text_limits
from domain.messaging.messages import Chat, File, IncomingEvent

NAME = "zalo"
OURS = "message."  # how the names of events begin that a person caused by writing
PRIVATE = "PRIVATE"
STICKER = "message.sticker.received"
ID = re.compile(r"[\x21-\x7e]{1,100}")

Json = Mapping[str, Any]


def heard(update: Json, now: datetime, name: str = NAME) -> IncomingEvent | None:
    """What one person did in a private chat, or None if it is nothing for us.

    Nothing for us: groups, other bots, and events that name no chat. Voices and what Zalo
    cannot pass on are heard as empty messages, so that they are answered in words.
    LookupError, TypeError or ValueError if it cannot be read.
    """
    event = unwrapped(update)
    message = event.get("message")
    if not message or not str(event.get("event_name", "")).startswith(OURS):
        return None
    if not _private(message) or message.get("from", {}).get("is_bot"):
        return None
    chat = _id(message["chat"]["id"])
    event_id = _id(message["message_id"])
    return IncomingEvent(
        Chat(name, chat),
        event_id,
        _at(message.get("date"), now),
        "sticker" if event["event_name"] == STICKER else "message",
        text=_words(message),
        message_id=event_id,
        files=_pictures(event["event_name"], message),
    )


def unwrapped(update: Json) -> Json:
    """The event itself: live bodies are flat, documented ones lie in `result`."""
    inside = update.get("result")
    return inside if isinstance(inside, dict) else update


def _private(message: Json) -> bool:
    """Where Zalo does not say, a chat is private if it has the sender's own id."""
    chat = message["chat"]
    kind = chat.get("chat_type")
    return bool(kind == PRIVATE if kind else chat["id"] == message["from"]["id"])


def _id(given: object) -> str:
    """Ids are opaque; whatever else stands in their place is not one."""
    read = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if not ID.fullmatch(read):
        raise ValueError("no id")
    return read


def _at(milliseconds: object, now: datetime) -> datetime:
    """When Zalo says it happened, never in the future; now if it does not say."""
    try:
        said = datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return min(said, now)


def _words(message: Json) -> str:
    return text_limits.text(message.get("text") or message.get("caption"))


def _pictures(event_name: str, message: Json) -> tuple[File, ...]:
    """The address is public, but it expires: fetch it at once."""
    url = text_limits.text(message.get("photo_url") or message.get("photo"))
    if event_name != "message.image.received" or not url:
        return ()
    return (File(url, "", "image/jpeg"),)
