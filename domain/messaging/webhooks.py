"""Webhooks out: which events other systems are told of, how they are signed, when tried again."""

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from domain.messaging.messages import Refusal

SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with, as Standard Webhooks has it
LONGEST_URL = 500
NAT64 = IPv6Network("64:ff9b::/96")
MINUTE = timedelta(minutes=1)
TRIES = tuple(MINUTE * each for each in (0.2, 1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440))
"""How long after each try that failed the next one comes: some three days altogether."""


class Event(StrEnum):
    PERIOD_OPENED = "period.opened"
    PERIOD_CLOSED = "period.closed"
    REPORT_VERSION = "report.version"
    ESCALATION = "escalation"
    DECISION = "decision"
    TEST = "test"


OFFERED = tuple(each for each in Event if each is not Event.TEST)


@dataclass(frozen=True, slots=True)
class Webhook:
    """`unit_id`: it is told of this unit and those below. `private`: it may be in the own network.

    `told_up_to`: the number of the last entry of the log whose event was looked at for it.
    """

    id: int
    purpose: str
    url: str
    secret: str
    unit_id: int
    events: frozenset[Event]
    private: bool
    told_up_to: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook. `event_id` stays the same however often it is sent."""

    id: int
    webhook_id: int
    event_id: str
    event: Event
    body: str
    tries: int
    happened_at: datetime
    reason: str = ""


class NotDelivered(Exception):
    """The receiver did not take it; the text names the kind of failure, never the address.

    `down`: nothing else would reach it now, either.
    """

    def __init__(self, reason: str, *, down: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.down = down


def events_of(words: str) -> frozenset[Event]:
    """Read "period.opened,decision"; empty: all. Refuses other words."""
    named = [each.strip() for each in words.split(",") if each.strip()]
    unknown = sorted(set(named) - set(OFFERED))
    if unknown:
        facts = {"words": ", ".join(unknown), "events": ", ".join(OFFERED)}
        raise Refusal("cli.webhook_events", facts)
    return frozenset(map(Event, named)) or frozenset(OFFERED)


def listed(events: Collection[Event]) -> str:
    return ",".join(each for each in Event if each in events)


def refuse_unfit(url: str, *, private: bool) -> None:
    """Refuse an address that nobody could be told at: https, or http inside the own network."""
    try:
        parts = urlsplit(url)
        fits = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    schemes = ("https", "http") if private else ("https",)
    if not fits or parts.scheme not in schemes or parts.username or len(url) > LONGEST_URL:
        raise Refusal("cli.webhook_url", {"schemes": ", ".join(schemes)})


def may_connect(address: str, *, private: bool) -> bool:
    """Whether an event may leave for this IP address; others' networks always, the own if allowed.

    Never what is only of this line, as where clouds tell a machine its secrets.
    """
    found = _inner(ip_address(address.partition("%")[0]))
    if found.is_link_local or found.is_multicast or found.is_unspecified:
        return False
    return private or found.is_global


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to, where it does."""
    if isinstance(address, IPv4Address):
        return address
    embedded = IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    return address.ipv4_mapped or address.sixtofour or embedded or address


def signature(secret: str, event_id: str, at: datetime, body: str) -> str:
    """Over id, time and raw body, as Standard Webhooks has it."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    said = f"{event_id}.{int(at.timestamp())}.{body}".encode()
    return f"v1,{base64.b64encode(hmac.digest(key, said, hashlib.sha256)).decode()}"


def headers(secret: str, delivery: Delivery, at: datetime) -> dict[str, str]:
    """What a receiver knows an event and its sender by."""
    return {
        "content-type": "application/json",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, delivery.event_id, at, delivery.body),
    }


def next_try(tries: int, now: datetime) -> datetime | None:
    """After so many tries that failed; None: given up."""
    return now + TRIES[tries - 1] if tries <= len(TRIES) else None
