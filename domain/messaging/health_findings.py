"""Findings: what the service notices about itself; each begins once and ends once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.messaging.messages import Facts

STEP_LATE = timedelta(minutes=15)
LETTER_LATE = timedelta(minutes=15)
ANSWER_LATE = timedelta(minutes=5)
TRIED_FOR = timedelta(minutes=30)
"""So long a message may be tried again and again before that is a finding."""
TRIES = 3
IN_DOUBT_LATE = timedelta(minutes=15)
CHANNEL_STOPPED = timedelta(minutes=4)
"""So long may a bot be refused, with messages waiting, before that is a finding."""
HEARD_LATE = timedelta(minutes=5)


class What(StrEnum):
    """What may be wrong."""

    STEPS = "steps"
    MESSAGES = "messages"
    ANSWERS = "answers"
    CHANNEL = "channel"
    IN_DOUBT = "in_doubt"
    HEARD = "heard"
    LOOPS = "loops"
    CLOCK = "clock"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class Backlog:
    """So many things are late, the oldest `since` then."""

    count: int
    since: datetime

    @property
    def facts(self) -> Facts:
        return {"count": self.count, "since": self.since.isoformat()}


@dataclass(frozen=True, slots=True)
class Look:
    """What one look has seen. `unknown`: what could not be judged this time.

    `besides`: what is wrong, and told by others.
    """

    seen: Mapping[What, Facts]
    unknown: Collection[What] = ()
    besides: Collection[What] = ()


@dataclass(frozen=True, slots=True)
class FindingChange:
    """What begins and what is over."""

    begun: Mapping[What, Facts] = field(default_factory=dict)
    over: frozenset[What] = frozenset()


def judge(stands: Collection[What], before: Look | None, now: Look) -> FindingChange:
    """Two looks must agree, so that nothing flaps; what cannot be judged stays as it is."""
    if before is None:
        return FindingChange()
    begun = {
        what: facts
        for what, facts in now.seen.items()
        if what in before.seen and what not in stands
    }
    gone = {*stands} - now.seen.keys() - before.seen.keys()
    return FindingChange(begun, frozenset(gone) - {*now.unknown} - {*before.unknown})
