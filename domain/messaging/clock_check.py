"""When a clock that was set is only worth a word, and when it must not be believed."""

from datetime import datetime, timedelta
from enum import StrEnum

NOTED = timedelta(minutes=5)
"""A step beyond this is told; up to here it is what a time service does."""
DISBELIEVED = timedelta(hours=12)
"""A step beyond this may be a wrong day or month: nobody is reminded by it before people agree."""
LONGEST_STOP = timedelta(days=7)
"""A service that stood still for longer asks first whether the clock is right."""


class ClockVerdict(StrEnum):
    RIGHT = "right"
    STEPPED = "stepped"
    WRONG = "wrong"


def of_step(step: timedelta, off: timedelta | None = None) -> ClockVerdict:
    """Of a clock that went on by so much more, or less, than the time that has really passed.

    `off`: how far it is from the time elsewhere, where that is known. A machine that was stopped
    jumps to the right time.
    """
    if abs(step) > DISBELIEVED and (off is None or abs(off) > DISBELIEVED):
        return ClockVerdict.WRONG
    return ClockVerdict.STEPPED if abs(step) > NOTED else ClockVerdict.RIGHT


def of_start(last: datetime | None, now: datetime, off: timedelta | None = None) -> ClockVerdict:
    """Of the clock at a start, by the time elsewhere or the last instant that was lived through."""
    if off is not None:
        return of_step(off)
    passed = now - (last or now)
    if passed > LONGEST_STOP:
        return ClockVerdict.WRONG
    return of_step(min(passed, timedelta()))
