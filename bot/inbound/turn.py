"""What a step of a conversation returns: something to say, where to go, something to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.messaging.messages import IncomingEvent, Reply

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to be done with the database, named in the imperative."""


@dataclass(frozen=True, slots=True)
class Turn:
    """`goto` is the next step, or None to end. `effect` may say more than `say`, or instead."""

    say: Reply | None = None
    goto: str | None = None
    data: Data = field(default_factory=dict)
    effect: Effect | None = None


Step = Callable[[Data, IncomingEvent], Turn]
