"""A calendar as iCalendar (RFC 5545, RFC 7986), as Google, Outlook and Apple read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from domain.calendar.work_calendar import ZONE, local, local_day

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Nhac Viec//Nhac Viec//VI"
ASK_AGAIN = timedelta(hours=6)
ZONE_SINCE = date(2000, 1, 1)  # without summer time since 1975: one rule is enough


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`uid`: the same for ever. `sequence`: higher with each change. `busy`: no time for others.

    An all-day one begins and ends at local midnights.
    """

    uid: str
    title: str
    more: str
    begins: datetime
    ends: datetime
    all_day: bool
    busy: bool
    sequence: int
    changed_at: datetime
    cancelled: bool


def calendar_file(name: str, events: Sequence[CalendarEvent]) -> bytes:
    """The same bytes for the same events, so that a reader can be told that nothing changed."""
    from icalendar import Calendar, Timezone, vDuration  # loaded with the first calendar

    calendar = Calendar()
    head = {"prodid": PRODUCT, "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}
    head |= {"name": name, "x-wr-calname": name, "x-wr-timezone": ZONE.key}
    for key, value in head.items():
        calendar.add(key, value)
    # as plain values the library would leave out the type of one and misspell the other
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    calendar.add_component(Timezone.from_tzid(ZONE.key, first_date=ZONE_SINCE))
    for each in events:
        calendar.add_component(_component(each))
    written: bytes = calendar.to_ical()
    return written


def _component(event: CalendarEvent) -> "Event":
    from icalendar import Event

    made = Event()
    made.add("uid", event.uid)
    made.add("summary", event.title)
    made.add("description", event.more)
    made.add("dtstart", _when(event.begins, event.all_day))
    made.add("dtend", _when(event.ends, event.all_day))
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.sequence)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE" if event.busy and not event.cancelled else "TRANSPARENT")
    return made


def _when(instant: datetime, all_day: bool) -> date:
    """A day of its own for all-day ones, else the local time with its zone."""
    return local_day(instant) if all_day else local(instant)
