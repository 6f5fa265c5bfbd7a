"""Tokens by which other programs read: for one purpose, some kinds of things, one unit, a while."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.messaging.messages import Refusal

PREFIX = "nv_"
"""By which people and scanners of leaks know what it is."""
MOST_DAYS = 730
EXPIRES_SOON = timedelta(days=14)
LONGEST_PURPOSE = 120


class ReadKind(StrEnum):
    """What may be read. `names` adds who is meant to what the others show."""

    PERIODS = "periods"
    DUTIES = "duties"
    REPORTS = "reports"
    UNITS = "units"
    SUMMARY = "summary"
    REGISTER = "register"
    AUDIT = "audit"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """`unit_id`: it reads of this unit and those below. `used_at`: when last, by the hour."""

    id: int
    purpose: str
    unit_id: int
    kinds: frozenset[ReadKind]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def lives(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def may(self, kind: ReadKind) -> bool:
        return kind in self.kinds


def secret_hash(token: str) -> str:
    return hashlib.sha256(f"api:{token}".encode()).hexdigest()


def kinds_of(words: str) -> frozenset[ReadKind]:
    """Read "periods,duties". Refuses other words, and none at all."""
    named = [each.strip() for each in words.split(",") if each.strip()]
    unknown = sorted(set(named) - set(ReadKind))
    if unknown or not named:
        facts = {"words": ", ".join(unknown), "kinds": ", ".join(ReadKind)}
        raise Refusal("cli.token_kinds", facts)
    return frozenset(map(ReadKind, named))


def listed(kinds: Collection[ReadKind]) -> str:
    """In the order of the list, whatever order they were named in."""
    return ",".join(each for each in ReadKind if each in kinds)
