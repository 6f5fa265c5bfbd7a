"""What a draft of the ladder would mean for one period: who is told when, and how it differs."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar.periods import Period
from domain.calendar.work_calendar import WorkCalendar, local_day
from domain.reporting.policy import (
    Audience,
    Policy,
    Step,
    Timeline,
    timeline,
)

Readers = Mapping[Audience, Collection[int]]
"""Whom a step of each audience reaches if nobody answers before it."""


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step as it is and as it would be; None where there is none. `people`: how many are told."""

    audience: Audience
    escalates: bool
    before: datetime | None
    after: datetime | None
    people: int

    @property
    def same(self) -> bool:
        return self.before == self.after

    @property
    def at(self) -> datetime:
        """Where it stands in the order of time."""
        found = self.after or self.before
        if found is None:
            raise LookupError("a change of nothing")
        return found


@dataclass(frozen=True, slots=True)
class Load:
    """`messages`: at most, if nobody answers. `most_a_day`: that any one person would get."""

    messages: int
    most_a_day: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The timelines of a period with both policies, and what each asks of people."""

    period: Period
    before: Timeline
    after: Timeline
    steps: tuple[StepChange, ...]
    load_before: Load
    load_after: Load

    @property
    def changes(self) -> int:
        return sum(not each.same for each in self.steps)


def effect(
    period: Period, now: Policy, draft: Policy, calendar: WorkCalendar, readers: Readers
) -> Effect:
    before, after = (timeline(period, each, calendar) for each in (now, draft))
    return Effect(
        period,
        before,
        after,
        compared(before.steps, after.steps, readers),
        load(before.steps, readers),
        load(after.steps, readers),
    )


def compared(
    before: Sequence[Step], after: Sequence[Step], readers: Readers
) -> tuple[StepChange, ...]:
    """Steps of one audience on one side of the due day are paired in their order."""
    kinds = dict.fromkeys((each.audience, each.escalates) for each in (*before, *after))
    found = [change for kind in kinds for change in _of_kind(kind, before, after, readers)]
    return tuple(sorted(found, key=lambda each: each.at))


def _of_kind(
    kind: tuple[Audience, bool], before: Sequence[Step], after: Sequence[Step], readers: Readers
) -> list[StepChange]:
    old, new = (
        [e.at for e in side if (e.audience, e.escalates) == kind] for side in (before, after)
    )
    kept = [at for at in old if at in new]
    moved_from, moved_to = ([at for at in side if at not in kept] for side in (old, new))
    longer = max(len(moved_from), len(moved_to))
    pairs: list[tuple[datetime | None, datetime | None]] = [(at, at) for at in kept]
    pairs += [(_at(moved_from, place), _at(moved_to, place)) for place in range(longer)]
    people = len(readers.get(kind[0], ()))
    return [StepChange(*kind, then, now, people) for then, now in pairs]


def _at(instants: Sequence[datetime], place: int) -> datetime | None:
    return instants[place] if place < len(instants) else None


def load(steps: Sequence[Step], readers: Readers) -> Load:
    days: Counter[tuple[int, date]] = Counter()
    for step in steps:
        days.update((person, local_day(step.at)) for person in readers.get(step.audience, ()))
    return Load(sum(days.values()), max(days.values(), default=0))


def applied(usual: Policy, saved: Policy | None) -> Policy:
    """The usual policy with what the Office may change: due day and hour, shift, steps."""
    if saved is None:
        return usual
    return replace(
        usual,
        due_day=saved.due_day,
        due_hour=saved.due_hour,
        shift=saved.shift,
        ladder=saved.ladder,
    )
