"""The only reader of the clock, and the only source of secrets."""

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from bot.features.registration.handlers import CODE_LENGTH
from domain.messaging.prompts import ALPHABET

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


class TurnedClock:
    """A clock that starts where it is set, runs with real time, and can be turned forward."""

    def __init__(self, start: datetime, real: Clock = now) -> None:
        self.real = real
        self.offset = start - real()

    def __call__(self) -> datetime:
        return self.real() + self.offset

    def turn_to(self, instant: datetime) -> None:
        """Never backwards: what has happened has happened."""
        self.offset = max(self.offset, instant - self.real())


class StillClock:
    """A clock that stands until it is set: the same input gives the same output."""

    def __init__(self, start: datetime) -> None:
        self.instant = start

    def __call__(self) -> datetime:
        return self.instant

    def turn_to(self, instant: datetime) -> None:
        self.instant = max(self.instant, instant)


def new_token() -> str:
    """128 random bits in 22 signs, for links."""
    return secrets.token_urlsafe(16)


def new_signing_key() -> str:
    """256 random bits in base64, to sign with."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_code() -> str:
    """A short code to type: 8 signs without look-alikes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
