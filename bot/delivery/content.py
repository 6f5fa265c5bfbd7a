"""What an outbox message says once it is put together, and who puts it together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from domain.messaging.messages import Reply
from domain.messaging.outbox import OutboxMessage
from domain.reporting.duties import Duty
from storage.engine.database import Tx


@dataclass(frozen=True, slots=True)
class MessageContent:
    """What to say, in one or two parts, and the duties it speaks of."""

    parts: tuple[Reply, ...]
    duties: tuple[Duty, ...]


Composer = Callable[[Tx, OutboxMessage, datetime], Awaitable[MessageContent | None]]
"""Reads the facts again when a message leaves; None when it has become pointless."""
