"""Working days, office hours and the only place where local civil time exists in the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


def local(instant: datetime) -> datetime:
    return instant.astimezone(ZONE)


def local_day(instant: datetime) -> date:
    return instant.astimezone(ZONE).date()


def at_local(day: date, clock: time) -> datetime:
    """The instant, in UTC, when the clock on the wall shows `clock` on `day`."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first instant after the local day."""
    return at_local(day + ONE_DAY, time())


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that differs from the plain week: off on a weekday, or worked on a weekend.

    `status` is "official", "estimate", or "decreed" for a day off that the Office made known here;
    `basis` names the notice it rests on.
    """

    day: date
    working: bool
    name: str
    status: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Monday to Friday, corrected by the days that the State moved."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, days: "list[CalendarDay]") -> "WorkCalendar":
        return cls({each.day: each.working for each in days})

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def on_or_before(self, day: date) -> date:
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def shifted(self, day: date, working_days: int) -> date:
        """The working day so many working days after `day` (before it, if negative)."""
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working(day):
                day += step
        return day


@dataclass(frozen=True, slots=True)
class Window:
    """The hours in which the service may speak first: spans of the local working day."""

    spans: tuple[tuple[time, time], ...] = (
        (time(7, 30), time(11, 30)),
        (time(13, 30), time(17, 0)),
    )

    def is_open(self, instant: datetime, calendar: WorkCalendar) -> bool:
        here = local(instant)
        inside = any(start <= here.time() < end for start, end in self.spans)
        return inside and calendar.is_working(here.date())

    def next_open(self, instant: datetime, calendar: WorkCalendar) -> datetime:
        """The first instant, now or later, at which a message may leave."""
        here = local(instant)
        if calendar.is_working(here.date()):
            for start, end in self.spans:
                if here.time() < end:
                    return max(instant, at_local(here.date(), start))
        day = calendar.on_or_after(here.date() + ONE_DAY)
        return at_local(day, self.spans[0][0])
