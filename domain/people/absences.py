"""Absences: who is away on which local days, and who stands in meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar.work_calendar import ONE_DAY
from domain.messaging.messages import Refusal

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class AbsenceSpan:
    """Local civil days, both included, with the stand-in for them, if there is one."""

    first_day: date
    last_day: date
    stand_in_id: int | None = None

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def overlaps(self, other: "AbsenceSpan") -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def touches(self, other: "AbsenceSpan") -> bool:
        """Whether they overlap, or one begins on the day after the other ends."""
        wider = AbsenceSpan(self.first_day - ONE_DAY, self.last_day + ONE_DAY)
        return wider.overlaps(other)

    def without(self, other: "AbsenceSpan") -> tuple["AbsenceSpan", ...]:
        """What is left of it before and after the other: none, one or two spans."""
        before = AbsenceSpan(
            self.first_day, min(self.last_day, other.first_day - ONE_DAY), self.stand_in_id
        )
        after = AbsenceSpan(
            max(self.first_day, other.last_day + ONE_DAY), self.last_day, self.stand_in_id
        )
        return tuple(each for each in (before, after) if each.first_day <= each.last_day)


@dataclass(frozen=True, slots=True)
class Absence:
    id: int
    official_id: int
    span: AbsenceSpan

    @property
    def stand_in_id(self) -> int | None:
        return self.span.stand_in_id


@dataclass(frozen=True, slots=True)
class AbsenceChange:
    """What a new absence does: these rows no longer hold, these spans do instead.

    `whole` is the span that is spoken of: the new one, joined with what it touches.
    """

    ended: tuple[Absence, ...]
    written: tuple[AbsenceSpan, ...]
    whole: AbsenceSpan

    @property
    def nothing(self) -> bool:
        return not self.written


def refuse_unfit(span: AbsenceSpan, today: date) -> None:
    """Refuses days in the wrong order, days that are over, and more than a year."""
    if span.last_day < span.first_day:
        raise Refusal("absence.backwards")
    if span.last_day < today:
        raise Refusal("absence.over")
    if (span.last_day - span.first_day).days >= LONGEST_DAYS:
        raise Refusal("absence.too_long")


def with_new(existing: Sequence[Absence], new: AbsenceSpan) -> AbsenceChange:
    """One official's absences with a new one: joined where the stand-in is the same.

    With another stand-in the newer wins for its days. `existing` do not overlap each other.
    """
    same = [e for e in existing if e.stand_in_id == new.stand_in_id and e.span.touches(new)]
    others = [e for e in existing if e.stand_in_id != new.stand_in_id and e.span.overlaps(new)]
    spans = [new, *(each.span for each in same)]
    whole = AbsenceSpan(
        min(each.first_day for each in spans),
        max(each.last_day for each in spans),
        new.stand_in_id,
    )
    if any(each.span == whole for each in same):
        return AbsenceChange((), (), whole)
    left = [part for each in others for part in each.span.without(new)]
    return AbsenceChange((*same, *others), (whole, *left), whole)


def ended_early(absence: Absence, today: date) -> AbsenceSpan | None:
    """What stays of an absence that ends now: the days before today, if there were any."""
    before = absence.span.without(AbsenceSpan(today, max(today, absence.span.last_day)))
    return before[0] if before else None


def stand_in_of(
    official_id: int, away: Mapping[int, Absence], able: Callable[[int], bool]
) -> int | None:
    """Who stands in, by way of stand-ins who are away themselves; None if the chain ends nowhere.

    `away`: today's absences by official; `able`: whether somebody is in service and can be reached.
    """
    seen = {official_id}
    here = away[official_id].stand_in_id if official_id in away else None
    while here is not None and here not in seen:
        if here not in away:
            return here if able(here) else None
        seen.add(here)
        here = away[here].stand_in_id
    return None
