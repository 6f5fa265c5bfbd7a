"""What became of a calendar since it was read last: new, changed and cancelled entries.

Calendar programs know an entry by its name, and believe a change by its higher number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.calendar_feed.entries import Entry

SHOWN_FOR = timedelta(days=60)
"""So long after its end an entry stays in the feed."""


@dataclass(frozen=True, slots=True)
class Published:
    """An entry as it was last handed out. `sequence` counts its changes."""

    entry: Entry
    sequence: int
    changed_at: datetime
    cancelled: bool = False


def revised(
    known: Mapping[str, Published], wanted: Sequence[Entry], now: datetime
) -> list[Published]:
    """What is no longer as it was handed out. What is over stays as it was."""
    changed = [_put(known.get(each.key), each, now) for each in wanted]
    named = {each.key for each in wanted}
    gone = [
        replace(each, sequence=each.sequence + 1, changed_at=now, cancelled=True)
        for key, each in known.items()
        if key not in named and not each.cancelled and each.entry.ends > now
    ]
    return [*(each for each in changed if each), *gone]


def _put(known: Published | None, entry: Entry, now: datetime) -> Published | None:
    """The entry as it is handed out from now on; None if nothing is to be said of it."""
    if known is None:
        return Published(entry, 0, now) if entry.ends > now else None
    over = entry.ends <= now and known.entry.ends <= now
    if over or (known.entry == entry and not known.cancelled):
        return None
    return Published(entry, known.sequence + 1, now)


def shown(published: Sequence[Published], now: datetime) -> list[Published]:
    """What stands in the feed, in the order of days."""
    found = [each for each in published if each.entry.ends > now - SHOWN_FOR]
    return sorted(found, key=lambda each: (each.entry.begins, each.entry.key))
