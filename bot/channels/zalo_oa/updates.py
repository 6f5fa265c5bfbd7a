"""What an Official Account is pushed, read as what a person did. Pure: nothing is asked of Zalo."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.channels import text_limits
from bot.channels.zalo_oa.client import NAME, ZNS, Json
from domain.messaging.messages import Chat, Contact, EventKind, File, IncomingEvent

SIGNATURE_HEADER = "x-zevent-signature"
TAPPED = "#nhacviec "  # how the payload of our buttons begins
SENT = "user_send_"
IN_GROUP = f"{SENT}group_"  # said to others, in a group that the account is in, too
ID = re.compile(r"[\x21-\x7e]{1,100}")
RECEIPTS: Mapping[str, EventKind] = {
    "user_received_message": "delivered",
    "user_seen_message": "seen",
}
MEDIA = {"image": "image/jpeg", "file": ""}


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """What Zalo writes into the header, over the bytes as they came."""
    signed = app_id.encode() + body + timestamp.encode("utf-8", "replace") + secret.encode()
    return f"mac={hashlib.sha256(signed).hexdigest()}"


def is_signed(given: str, app_id: str, body: bytes, event: Json, secret: str) -> bool:
    wanted = signature(app_id, body, str(event.get("timestamp", "")), secret)
    return hmac.compare_digest(given.encode(), wanted.encode())


def heard(event: Json, now: datetime, *, phone: bool) -> list[IncomingEvent]:
    """What one person did, or what became of messages; nothing where it is nothing for us.

    `phone`: a number that is passed on is the person's own. LookupError, TypeError or ValueError if
    it cannot be read.
    """
    name = str(event.get("event_name", ""))
    if kind := RECEIPTS.get(name):
        tracked = str(event["message"].get("tracking_id", "")).startswith(ZNS)
        told = [replace(_blank(event, "recipient", now, each), kind=kind) for each in _seen(event)]
        return (
            [replace(each, chat=Chat(ZNS, each.chat.address)) for each in told] if tracked else told
        )
    if name == "user_submit_info":
        return [_contact(event, now, phone=phone)]
    if name == "unfollow":
        return [replace(_happened(event, now), kind="blocked")]
    if name == "follow":
        return [replace(_happened(event, now), text="/start")]
    to_us = name.startswith(SENT) and not name.startswith(IN_GROUP)
    return [_said(name, event, now)] if to_us else []


def _said(name: str, event: Json, now: datetime) -> IncomingEvent:
    message = event["message"]
    blank = _blank(event, "sender", now, message["msg_id"])
    text = text_limits.text(message.get("text"))
    if name == f"{SENT}text" and text.startswith(TAPPED):
        return replace(blank, tap=text.removeprefix(TAPPED))
    kind: EventKind = "sticker" if name == f"{SENT}sticker" else "message"
    return replace(blank, kind=kind, text=text, files=_files(message))


def _seen(event: Json) -> list[object]:
    message = event["message"]
    several = message.get("msg_ids")
    return list(several) if isinstance(several, list) else [message["msg_id"]]


def _happened(event: Json, now: datetime) -> IncomingEvent:
    """What has no message: told apart by who, what and when."""
    who = "follower" if "follower" in event else "sender"
    blank = _blank(event, who, now, "0")
    name, at = event["event_name"], text_limits.text(str(event.get("timestamp", "")))[:20]
    return replace(blank, event_id=f"{name}.{blank.chat.address}.{at}", message_id="")


def _contact(event: Json, now: datetime, *, phone: bool) -> IncomingEvent:
    """A card of the very sender, who may have typed the number: own only where that is settled."""
    given = event["info"]["phone"]
    number = text_limits.text(given if isinstance(given, str) else str(int(given)))
    plus = f"+{number}" if number.startswith("84") else number
    return replace(_happened(event, now), contact=Contact(plus, own=phone))


def _blank(event: Json, who: str, now: datetime, message_id: object) -> IncomingEvent:
    own = _id(message_id)
    return IncomingEvent(Chat(NAME, _id(event[who]["id"])), own, _at(event, now), message_id=own)


def _files(message: Json) -> tuple[File, ...]:
    found = []
    for each in message.get("attachments") or ():
        inside: Mapping[str, Any] = each.get("payload") or {}
        url = text_limits.text(inside.get("url"))
        if each.get("type") in MEDIA and url:
            found.append(_file(str(each["type"]), url, inside))
    return tuple(found)


def _file(kind: str, url: str, inside: Json) -> File:
    size = inside.get("size")
    known = int(size) if isinstance(size, str) and size.isdecimal() else size
    name = text_limits.text(inside.get("name"))
    return File(url, name, MEDIA[kind], text_limits.number(known))


def _id(given: object) -> str:
    read = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if not ID.fullmatch(read):
        raise ValueError("no id")
    return read


def _at(event: Json, now: datetime) -> datetime:
    """When Zalo says it happened, in milliseconds, never in the future; now if it does not say."""
    try:
        said = datetime.fromtimestamp(int(str(event.get("timestamp"))) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return min(said, now)
