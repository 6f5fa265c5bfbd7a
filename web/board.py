"""What the board stands on: database, clock, words, cookies, and what nobody can guess."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from domain.imports.changes.endings import SHARE
from domain.messaging.quota import Quota
from domain.reporting.policy import Policy
from storage.engine.database import Database
from web.figures import KnownFigures
from web.files import Aside, Files, Uploads
from web.live import Live
from web.pages.sign_in.provider import Provider
from web.words import Words

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Board:
    """`new_token`: 128 random bits; `new_code`: signs to type. `address`: where it is open.

    `session_clock`: by which sessions end; another one than `clock` where that is turned.
    `files`: where those of a period are made. `aside`: where long work is done.
    `policy`: of the file, which holds where no department has saved a ladder of its own.
    `uploads`: where sent files are kept. `end_share`: how many of a hundred people or tasks an
    import may end without a second question. `waiting`: how much waits for whom, as was known then.
    `quotas`: of the channels that have one. `provider`: who may sign people in besides the chat.
    """

    db: Database
    clock: Callable[[], datetime]
    words: Words
    new_token: Callable[[], str]
    new_code: Callable[[], str]
    session_clock: Callable[[], datetime]
    address: str = ""
    live: Live = field(default_factory=Live)
    uploads: Uploads | None = None
    end_share: int = SHARE
    waiting: dict[tuple[int, tuple[int, int]], int] = field(default_factory=dict)
    figures: KnownFigures = field(default_factory=KnownFigures)
    files: Files | None = None
    aside: Aside = asyncio.to_thread
    policy: Policy = field(default_factory=Policy)
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    provider: Provider | None = None

    @property
    def plain(self) -> bool:
        """Whether browsers come without encryption: only ever on this very machine."""
        at = urlsplit(self.address)
        return at.scheme == "http" and at.hostname in LOOPBACK
