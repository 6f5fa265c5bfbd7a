"""An issued report: the rows that its figures were made from, frozen, numbered and hashed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from domain.comparison import Earlier, Tally
from domain.cycles import Cycle
from domain.duties import Status
from domain.forecast import Criterion
from domain.periods import Period
from domain.plans import Part, Recurrence
from domain.report_book import Beside, Book, Entry, Turnout, bind
from domain.report_changes import Changes, Said, difference
from domain.summary import Line

FORM = 1
"""Of the frozen text; a later form must still read the earlier ones."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Answers of a period as they stood at an instant, after it was fixed `number` times."""

    period: Period
    number: int
    at: datetime
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the report of a period is made from, at one instant.

    `previous` is what the period is compared with; `issued` how the last issued period before it
    stands now, so that answers that came too late for its report are told in the next.
    """

    cycle: Cycle
    as_of: datetime
    entries: tuple[Entry, ...]
    turnouts: tuple[Turnout, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    previous: Earlier | None = None
    issued: Fixed | None = None
    whole: bool = True
    """Of the whole department; of some units only, there is nothing to estimate or to fix."""


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """One issue of a period; `number` counts from 1. `by` is a code, "" on the command line."""

    id: int
    cycle_id: int
    number: int
    issued_at: datetime
    by: str
    sha256: str
    content: str

    @property
    def intact(self) -> bool:
        return sha256(self.content) == self.sha256


def book_of(snapshot: Snapshot, changes: Sequence[Changes] = ()) -> Book:
    """The report's book; the same snapshot gives the same figures for ever."""
    beside = Beside(snapshot.previous, snapshot.criteria, tuple(changes), whole=snapshot.whole)
    return bind(snapshot.entries, snapshot.cycle, snapshot.as_of, snapshot.turnouts, beside)


def said(entries: Iterable[Entry]) -> tuple[Said, ...]:
    return tuple(_said(each) for each in entries)


def _said(entry: Entry) -> Said:
    line = entry.line
    return Said(
        line.unit_code,
        line.unit_name,
        line.task_code,
        line.title,
        line.status,
        entry.percent,
        line.note,
        line.late,
        line.answered_at,
    )


def fixed(snapshot: Snapshot, number: int) -> Fixed:
    return Fixed(snapshot.cycle.period, number, snapshot.as_of, said(snapshot.entries))


def changes_since(now: Snapshot, own: Fixed | None, earlier: Fixed | None) -> tuple[Changes, ...]:
    """Since the period's own last issue, told even if nothing changed; and of the issued period
    before it, what came since it was last told."""
    found = []
    if own is not None:
        found.append(_changes(own, said(now.entries)))
    if earlier is not None and now.issued is not None and now.issued.period == earlier.period:
        late = _changes(earlier, now.issued.said)
        found += [late] if late.items else []
    return tuple(found)


def _changes(before: Fixed, after: Sequence[Said]) -> Changes:
    return Changes(before.period, before.number, before.at, difference(before.said, after))


# The frozen form


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def freeze(snapshot: Snapshot) -> str:
    """Canonical JSON: the same rows give the same text, and so the same hash."""
    cycle, issued, previous = snapshot.cycle, snapshot.issued, snapshot.previous
    plain = {
        "form": FORM,
        "as_of": snapshot.as_of,
        "cycle": {name: getattr(cycle, name) for name in CYCLE},
        "entries": [_flat(each.line) | _flat(each, leave="line") for each in snapshot.entries],
        "turnouts": [_flat(each) for each in snapshot.turnouts],
        "criteria": [_flat(each) for each in snapshot.criteria],
        "previous": previous
        and {"period": previous.period, "units": [_flat(each) for each in previous.units]},
        "issued": issued
        and _flat(issued, leave="said") | {"said": [_flat(each) for each in issued.said]},
    }
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_written
    )


CYCLE = ("period", "due_day", "due_at", "late_after")


def _flat(record: Any, leave: str = "") -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record) if each.name != leave}


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def thaw(content: str, cycle: Cycle) -> Snapshot:
    """The snapshot again, of this cycle, with the times that held when it was frozen."""
    plain = json.loads(content)
    times = plain["cycle"]
    instant = datetime.fromisoformat
    then = replace(
        cycle,
        period=Period.parse(times["period"]),
        due_day=date.fromisoformat(times["due_day"]),
        due_at=instant(times["due_at"]),
        late_after=instant(times["late_after"]),
    )
    return Snapshot(
        then,
        instant(plain["as_of"]),
        tuple(_entry(each) for each in plain["entries"]),
        tuple(Turnout(**each | _period(each)) for each in plain["turnouts"]),
        tuple(Criterion(**each) for each in plain["criteria"]),
        plain["previous"] and _earlier(plain["previous"]),
        plain["issued"] and _fixed(plain["issued"]),
    )


def _period(plain: dict[str, Any]) -> dict[str, Period]:
    return {"period": Period.parse(plain["period"])}


def _entry(plain: dict[str, Any]) -> Entry:
    of_line = {each.name for each in fields(Line)}
    read = {
        "part": Part(plain["part"]),
        "recurrence": Recurrence(plain["recurrence"]),
        "deadline": plain["deadline"] and date.fromisoformat(plain["deadline"]),
        **_answered(plain, "answered_at"),
    }
    line = Line(**{name: value for name, value in plain.items() if name in of_line} | read)
    return Entry(line, **{name: value for name, value in plain.items() if name not in of_line})


def _answered(plain: dict[str, Any], at: str) -> dict[str, Any]:
    return {
        "status": plain["status"] and Status(plain["status"]),
        at: plain[at] and datetime.fromisoformat(plain[at]),
    }


def _earlier(plain: dict[str, Any]) -> Earlier:
    units = tuple(Tally(**each) for each in plain["units"])
    return Earlier(Period.parse(plain["period"]), units)


def _fixed(plain: dict[str, Any]) -> Fixed:
    answers = tuple(Said(**each | _answered(each, "at")) for each in plain["said"])
    at = datetime.fromisoformat(plain["at"])
    return Fixed(Period.parse(plain["period"]), plain["number"], at, answers)
