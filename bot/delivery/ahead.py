"""Puts messages into words before they are taken, by a reader: nobody who writes waits for it.

On an embedded database one writer waits for the other, and what people say is stored by a writer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import structlog

from bot.delivery.composer import ComposedMessage, MessageComposer
from bot.delivery.prefetch import foresee
from domain.messaging.outbox import OutboxMessage
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.reports import duties

MOST_AT_ONCE = 500  # duties of which messages are read together
MOST_LATER = 4  # messages of one batch that are put into words while others wait to write

Thing = TypeVar("Thing")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WordsAhead:
    """Messages that wait, most of them in words; `seen`: the newest entry of the log by then."""

    waiting: Sequence[OutboxMessage] = ()
    drafts: Mapping[int, ComposedMessage] = field(default_factory=dict)
    seen: tuple[int, str] = (0, "")

    async def still_true(self, tx: Tx) -> "WordsAhead":
        """Without the words about duties that were answered or given away since."""
        if not self.drafts or await audit.head(tx) == self.seen:
            return self
        named = {duty.id: duty for each in self.drafts.values() for duty in each.digest.duties}
        changed = await duties.changed(tx, list(named.values()))
        drafts = {
            number: draft
            for number, draft in self.drafts.items()
            if changed.isdisjoint(duty.id for duty in draft.digest.duties)
        }
        return replace(self, drafts=drafts)

    @property
    def ids(self) -> list[int]:
        """What may be taken now: what is in words, and a few that are yet to be."""
        later = [each.id for each in self.waiting if each.id not in self.drafts]
        return [*self.drafts, *later[:MOST_LATER]]

    def of(self, message: OutboxMessage) -> ComposedMessage | None:
        """The words of a message that has not changed since."""
        draft = self.drafts.get(message.id)
        if (
            draft is None
            or draft.message.facts != message.facts
            or draft.message.routing != message.routing
            or draft.message.chat != message.chat
        ):
            return None
        return replace(draft, message=message)


async def look_ahead(
    tx: Tx, composer: MessageComposer, waiting: Sequence[OutboxMessage], now: datetime
) -> WordsAhead:
    """Words of what waits. What needs to write, or breaks, is left to whoever takes it."""
    seen = await audit.head(tx)
    drafts: dict[int, ComposedMessage] = {}
    for some in portions(waiting, _named, MOST_AT_ONCE):
        await foresee(tx, some, now)
        drafts |= {
            each.id: made for each in some if (made := await _draft(tx, composer, each, now))
        }
    return WordsAhead(waiting, drafts, seen)


def portions(
    things: Iterable[Thing], duties_of: Callable[[Thing], int], most: int
) -> Iterator[list[Thing]]:
    """What is handled at once, at least one thing each: so many duties, so that nobody waits."""
    some: list[Thing] = []
    named = 0
    for each in things:
        if some and named + duties_of(each) > most:
            yield some
            some, named = [], 0
        some.append(each)
        named += duties_of(each)
    if some:
        yield some


def _named(message: OutboxMessage) -> int:
    return len(message.routing.duty_ids)


async def _draft(
    tx: Tx, composer: MessageComposer, message: OutboxMessage, now: datetime
) -> ComposedMessage | None:
    try:
        draft = await composer.draft(tx, message, now)
    except Exception as broken:
        kind = type(broken).__name__
        log.info("words are left to the sender", outbox_id=message.id, kind=kind)
        return None
    return draft if isinstance(draft, ComposedMessage) else None
