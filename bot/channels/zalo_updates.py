"""Zalo's events, as JSON, read as what a person did. Pure: nothing is asked of Zalo."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from domain.messages import Chat, File, Heard

NAME = "zalo"
OURS = "message."  # how the names of events begin that a person caused by writing
PRIVATE = "PRIVATE"

Json = Mapping[str, Any]


def heard(update: Json, now: datetime) -> Heard | None:
    """What one person did in a private chat, or None if it is nothing for us.

    Nothing for us: groups, other bots, and events that name no chat. Stickers, voices and what
    Zalo cannot pass on are heard as empty messages, so that they are answered in words.
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
    return Heard(
        Chat(NAME, chat),
        event_id,
        _at(message.get("date"), now),
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
    if not isinstance(given, str | int) or isinstance(given, bool) or not str(given).strip():
        raise ValueError("no id")
    return str(given)


def _at(milliseconds: object, now: datetime) -> datetime:
    """When Zalo says it happened, never in the future; now if it does not say."""
    try:
        said = datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return min(said, now)


def _words(message: Json) -> str:
    words = message.get("text") or message.get("caption")
    return words if isinstance(words, str) else ""


def _pictures(event_name: str, message: Json) -> tuple[File, ...]:
    """The address is public, but it expires: fetch it at once."""
    url = message.get("photo_url") or message.get("photo")
    if event_name != "message.image.received" or not isinstance(url, str):
        return ()
    return (File(url, "", "image/jpeg"),)
