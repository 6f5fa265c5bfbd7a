"""How long somebody stays signed in on the board, and what ends it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.people.officials import Official

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
CONFIRMED_FOR = timedelta(minutes=5)
LINK_LASTS = timedelta(minutes=5)
CODE_LASTS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class BoardSession:
    """`confirmed_at`: when its holder last confirmed it in chat."""

    id: int
    official_id: int
    browser: str
    created_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    ended_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is over if nothing is done any more."""
        return min(self.seen_at + IDLE, self.created_at + AT_MOST)

    def lives(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.ends_at

    def fresh(self, now: datetime) -> bool:
        """Whether it was confirmed so lately that it may end many things at once."""
        return now - self.confirmed_at < CONFIRMED_FOR


def posts_of(person: Official) -> str:
    """The own posts written out: a session is over once they are no longer the same."""
    return " ".join(sorted(f"{post.role}:{post.unit_id}" for post in person.posts))


def three_numbers(shown: int, chance: int) -> tuple[int, int, int]:
    """The number on the screen among two others, the smallest first.

    `chance`: any large random number.
    """
    found = sorted([shown, *_others(shown, chance)])
    return found[0], found[1], found[2]


def _others(shown: int, chance: int) -> list[int]:
    """Two other numbers. Sorted among them, the one on the screen stands anywhere."""
    known = [each for each in range(10, 100) if each != shown]
    first = known.pop(chance % len(known))
    return [first, known[chance // len(known) % len(known)]]


def typed(code: str) -> str:
    """A code as it is compared, however somebody typed it."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def spelled(code: str) -> str:
    """K7M-4QX: as it is shown."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def secret_hash(secret: str) -> str:
    """What is kept of a secret that opens the board."""
    return hashlib.sha256(f"board:{secret}".encode()).hexdigest()
