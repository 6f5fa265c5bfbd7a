"""The briefing: what is new since the last one, made from the versions of the answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from domain.calendar.periods import Period
from domain.calendar.work_calendar import ONE_DAY, WorkCalendar, at_local, end_of, local, local_day
from domain.reporting.duties import Status
from domain.reporting.plans import TaskRole
from domain.summaries.lines import SummaryLine

FIRST_SPAN = timedelta(days=7)
"""So far back looks a briefing that has none before it."""
IN_A_ROW, IN_A_YEAR, YEAR = 2, 3, 12


@dataclass(frozen=True, slots=True)
class BriefingSchedule:
    """Every week on this weekday (0 is Monday), or on the next working day."""

    weekday: int = 0
    at: time = time(7, 30)

    def following(self, after: datetime, calendar: WorkCalendar) -> datetime:
        """The next briefing after an instant."""
        day = local_day(after) - 7 * ONE_DAY
        day += (self.weekday - day.weekday()) % 7 * ONE_DAY
        while True:
            planned = at_local(calendar.on_or_after(day), self.at)
            if planned > after:
                return planned
            day += 7 * ONE_DAY


@dataclass(frozen=True, slots=True)
class Version:
    """An answer as it stood from then on; without a status it had been taken back."""

    at: datetime
    status: Status | None
    note: str
    late: bool


@dataclass(frozen=True, slots=True)
class History:
    """A duty of a period with all that was ever answered. `line` shows it without an answer."""

    line: SummaryLine
    period: Period
    late_after: datetime
    versions: tuple[Version, ...]

    def at(self, instant: datetime) -> SummaryLine:
        """The duty as it stood at that instant."""
        known = [each for each in self.versions if each.at <= instant]
        if not known or known[-1].status is None:
            return self.line
        last = known[-1]
        return replace(
            self.line,
            status=last.status,
            note=last.note,
            late=last.late,
            answered_at=last.at,
            absent="",
        )

    @property
    def missed(self) -> bool:
        """Whether it had no answer when it began to count as late."""
        return self.at(self.late_after).status is None


@dataclass(frozen=True, slots=True)
class News:
    """What is new. `late` were asked and gave no answer in time; `unreached` nobody could ask.

    Of `away` the owner is absent, with nobody asked instead.
    """

    since: datetime
    until: datetime
    done: tuple[SummaryLine, ...]
    late: tuple[SummaryLine, ...]
    away: tuple[SummaryLine, ...]
    answered_late: tuple[SummaryLine, ...]
    unreached: tuple[SummaryLine, ...]
    overdue: tuple[SummaryLine, ...]
    stuck: tuple[SummaryLine, ...]


def compare(histories: Sequence[History], since: datetime, until: datetime) -> News:
    """What happened after `since`, and by `until` at the latest."""

    def those(
        happened: Callable[[SummaryLine, SummaryLine, History], bool],
    ) -> tuple[SummaryLine, ...]:
        found = [(each.at(since), each.at(until), each) for each in histories]
        return tuple(now for then, now, each in found if happened(then, now, each))

    def turned(status: Status) -> tuple[SummaryLine, ...]:
        return those(lambda then, now, _: now.status is status is not then.status)

    def passed(instant: datetime) -> bool:
        return since < instant <= until

    def lacking(kind: str) -> tuple[SummaryLine, ...]:
        return those(lambda _, n, h: passed(h.late_after) and not n.status and _lack(n) == kind)

    return News(
        since,
        until,
        done=turned(Status.DONE),
        late=lacking("late"),
        away=lacking("away"),
        answered_late=those(lambda t, n, h: h.missed and not t.status and n.status is not None),
        unreached=lacking("unreached"),
        overdue=_overdue(histories, since, until),
        stuck=turned(Status.BLOCKED),
    )


def _lack(line: SummaryLine) -> str:
    """Why an answer is lacking."""
    if line.absent:
        return "away"
    return "late" if line.reached else "unreached"


def _overdue(
    histories: Iterable[History], since: datetime, until: datetime
) -> tuple[SummaryLine, ...]:
    """Tasks whose own deadline has passed, as their lead units said last."""
    newest = {(each.line.task_code, each.line.unit_code): each.at(until) for each in histories}
    return tuple(
        line
        for line in newest.values()
        if line.part is TaskRole.LEAD
        and line.deadline
        and since < end_of(line.deadline) <= until
        and line.status is not Status.DONE
    )


@dataclass(frozen=True, slots=True)
class Repeated:
    """A unit that gave no answer in time in several periods, the oldest first."""

    unit_name: str
    periods: tuple[Period, ...]


def repeated(histories: Iterable[History], now: datetime) -> tuple[Repeated, ...]:
    """Units late in the latest period for the second time in a row, or the third in twelve months.

    What nobody could be asked for is our failure and not counted.
    """
    over = [each for each in histories if each.late_after <= now]
    latest = max((each.period for each in over), default=None)
    if latest is None:
        return ()
    late: dict[str, set[Period]] = {}
    for each in over:
        recent = each.period > latest.shifted(-YEAR)
        if recent and each.missed and each.line.reached:
            late.setdefault(each.line.unit_name, set()).add(each.period)
    before = max((each.period for each in over if each.period < latest), default=latest)
    return tuple(
        Repeated(name, tuple(sorted(periods)))
        for name, periods in late.items()
        if latest in periods and _often(periods, latest, before)
    )


def _often(periods: set[Period], latest: Period, before: Period) -> bool:
    in_a_row = len(periods & {latest, before}) >= IN_A_ROW
    return in_a_row or len(periods) >= IN_A_YEAR


LISTS = ("done", "late", "away", "answered_late", "unreached", "overdue", "stuck")


def news_facts(news: News) -> dict[str, Any]:
    """As sentences name it: each list by unit, in the order of the units."""
    lists = {name: _by_unit(getattr(news, name)) for name in LISTS}
    span = {"since_at": news.since.isoformat(), "until_at": news.until.isoformat()}
    return {**span, **lists, "nothing": not any(lists.values())}


def _by_unit(lines: Sequence[SummaryLine]) -> list[dict[str, Any]]:
    groups: dict[str, list[SummaryLine]] = {}
    for line in lines:
        groups.setdefault(line.unit_name, []).append(line)
    return [
        {
            "unit": name,
            "codes": ", ".join(line.task_code for line in group),
            "tasks": [{"code": line.task_code, "reason": line.note} for line in group],
        }
        for name, group in groups.items()
    ]


def repeated_facts(found: Sequence[Repeated]) -> list[dict[str, Any]]:
    return [{"unit": each.unit_name, "periods": [str(p) for p in each.periods]} for each in found]


def news_json(news: News) -> dict[str, Any]:
    """The stable JSON form; instants in local time."""
    span = {"since": local(news.since).isoformat(), "until": local(news.until).isoformat()}
    return span | {name: [_line_json(line) for line in getattr(news, name)] for name in LISTS}


def _line_json(line: SummaryLine) -> dict[str, Any]:
    return {
        "unit": line.unit_code,
        "unit_name": line.unit_name,
        "task": line.task_code,
        "title": line.title,
        "status": line.status,
        "note": line.note,
    }
