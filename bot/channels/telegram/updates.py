"""Telegram's updates, as JSON, read as what a person did. Pure: nothing is asked of Telegram."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from bot.channels import text_limits
from domain.messaging.messages import Chat, Contact, EventKind, File, Group, IncomingEvent

NAME = "telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Always named: when left out, Telegram keeps whatever was asked for before."""
STANDING: Mapping[str, Literal["blocked", "unblocked"]] = {
    "kicked": "blocked",
    "member": "unblocked",
}
IN_GROUP: Mapping[str, EventKind] = {
    "member": "group_joined",
    "administrator": "group_joined",
    "restricted": "group_joined",
    "left": "group_gone",
    "kicked": "group_gone",
}

Json = Mapping[str, Any]


def incoming_event(update: Json, now: datetime) -> IncomingEvent:
    """What one person did in a private chat; LookupError, TypeError or ValueError if unreadable."""
    read = {
        "message": _message,
        "edited_message": _edit,
        "callback_query": _press,
        "my_chat_member": _standing,
    }
    kind = next(kind for kind in ALLOWED if kind in update)
    return read[kind](update[kind], _blank(update, now))


def readable(update: Json) -> bool:
    """Whether it is of a kind we asked for."""
    return any(kind in update for kind in ALLOWED)


def group(update: Json) -> int | None:
    """The id of the group or channel it happened in; None if it was a private chat."""
    chat = _chat(update)
    return int(chat["id"]) if chat.get("type") != "private" else None


def group_event(update: Json, now: datetime, own_id: int) -> IncomingEvent | None:
    """What somebody did with the bot in a group, as that person's; None for all the rest.

    What people say there is not taken in: of a command its name, of a reply that there is one.
    """
    kind = next(kind for kind in ALLOWED if kind in update)
    inside, chat = update[kind], _chat(update)
    who = inside.get("from", {})
    read = _in_group(kind, inside, own_id)
    if read is None or who.get("is_bot") or "id" not in who:
        return None
    place = Group(str(int(chat["id"])), text_limits.text(chat.get("title")))
    by = Chat(NAME, str(int(who["id"])))
    event = IncomingEvent(by, _event_id(update), now, read[0], read[1], group=place)
    return replace(event, at=_at(inside["date"], event))


def _in_group(kind: str, inside: Json, own_id: int) -> tuple[EventKind, str] | None:
    if kind == "my_chat_member":
        return IN_GROUP[inside["new_chat_member"]["status"]], ""
    if kind != "message":
        return None
    if "migrate_to_chat_id" in inside:
        return "group_moved", str(int(inside["migrate_to_chat_id"]))
    said = text_limits.text(inside.get("text"))
    if said.startswith("/"):
        return "group_said", said.split()[0].partition("@")[0].casefold()
    replied = inside.get("reply_to_message", {}).get("from", {}).get("id")
    return ("group_said", "") if replied == own_id else None


def query(update: Json) -> str:
    """The id of the press that waits to be answered, or nothing."""
    return str(update.get("callback_query", {}).get("id", ""))


def _chat(update: Json) -> Json:
    kind = next(kind for kind in ALLOWED if kind in update)
    inside = update[kind]["message"] if kind == "callback_query" else update[kind]
    found: Json = inside["chat"]
    return found


def _blank(update: Json, now: datetime) -> IncomingEvent:
    return IncomingEvent(Chat(NAME, str(int(_chat(update)["id"]))), _event_id(update), now)


def _event_id(update: Json) -> str:
    """The number of the update with what tells it from another of that number.

    After a quiet week Telegram counts anew, and may come upon numbers that were there before.
    """
    kind = next(kind for kind in ALLOWED if kind in update)
    inside = update[kind]
    own = inside["id"] if kind == "callback_query" else inside.get("edit_date", inside.get("date"))
    return f"{int(update['update_id'])}.{text_limits.text(str(own))[:64]}"


def _at(seconds: int, blank: IncomingEvent) -> datetime:
    """When Telegram says it happened, which our downtime does not delay; never in the future."""
    return min(datetime.fromtimestamp(seconds, UTC), blank.at)


def _message(message: Json, blank: IncomingEvent) -> IncomingEvent:
    return replace(
        blank,
        kind="sticker" if "sticker" in message else "message",
        at=_at(message["date"], blank),
        text=text_limits.text(message.get("text") or message.get("caption")),
        message_id=str(int(message["message_id"])),
        files=_files(message),
        contact=_contact(message),
        album=text_limits.text(message.get("media_group_id")),
    )


def _edit(message: Json, blank: IncomingEvent) -> IncomingEvent:
    at = _at(message.get("edit_date", message["date"]), blank)
    return replace(_message(message, blank), kind="edit", at=at)


def _press(pressed: Json, blank: IncomingEvent) -> IncomingEvent:
    return replace(
        blank,
        tap=text_limits.text(pressed["data"]),
        message_id=str(int(pressed["message"]["message_id"])),
    )


def _standing(change: Json, blank: IncomingEvent) -> IncomingEvent:
    kind = STANDING[change["new_chat_member"]["status"]]
    return replace(blank, kind=kind, at=_at(change["date"], blank))


def _files(message: Json) -> tuple[File, ...]:
    if document := message.get("document"):
        return (_file(document, document.get("mime_type")),)
    if photo := message.get("photo"):
        largest = max(photo, key=lambda size: size["width"] * size["height"])
        return (_file(largest, "image/jpeg"),)
    return ()


def _file(given: Json, media_type: object) -> File:
    name, size = (
        text_limits.text(given.get("file_name")),
        text_limits.number(given.get("file_size")),
    )
    return File(text_limits.text(given["file_id"]), name, text_limits.text(media_type), size)


def _contact(message: Json) -> Contact | None:
    """Own only if the card names the very sender and was not passed on from elsewhere."""
    card = message.get("contact")
    if not card:
        return None
    sent_by = message.get("from", {}).get("id")
    forwarded = any(key.startswith("forward_") for key in message)
    private = message["chat"]["type"] == "private"
    own = sent_by is not None and card.get("user_id") == sent_by and private and not forwarded
    return Contact(text_limits.text(card["phone_number"]), own)
