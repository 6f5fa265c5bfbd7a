"""Readiness: what is still to be put right before a period opens, and who can do it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from domain.calendar.work_calendar import CalendarDay, WorkCalendar, at_local, local_day
from domain.people.officials import Official, Role
from domain.people.units import Tree, Unit
from domain.reporting.assignments import Charge
from domain.reporting.recipients import Roster

LOOKED_OVER_AT = time(8, 30)
NOTICE_MONTH = 10
"""From October on, the notice about the next year's days off is to be expected."""


@dataclass(frozen=True, slots=True)
class UnitGaps:
    """What one unit lacks. `suspended`: people whose chats no longer take messages."""

    unit: Unit
    unlinked: tuple[Official, ...]
    suspended: tuple[Official, ...]
    ownerless: tuple[Charge, ...]
    headless: bool
    focalless: bool

    @property
    def for_head(self) -> bool:
        """Whether there is something that the unit's own head can put right."""
        return bool(self.unlinked or self.suspended or self.ownerless)

    @property
    def any(self) -> bool:
        return self.for_head or self.headless or self.focalless


@dataclass(frozen=True, slots=True)
class Readiness:
    """`years` maps a year whose calendar is wanting to "missing" or "estimated"."""

    units: tuple[UnitGaps, ...]
    years: Mapping[int, str]


def look_over(
    roster: Roster, tree: Tree, suspended: Collection[int], charges: Sequence[Charge]
) -> tuple[UnitGaps, ...]:
    """Every unit that lacks something. Only a unit with tasks needs a focal point."""
    cut_off = [each for each in roster.officials if each.id not in roster.linked]
    gaps = [
        UnitGaps(
            unit,
            tuple(p for p in cut_off if p.unit_id == unit.id and p.id not in suspended),
            tuple(p for p in cut_off if p.unit_id == unit.id and p.id in suspended),
            tuple(c for c in charges if c.unit_id == unit.id and c.owner_id is None),
            not _held(roster, unit.id, Role.HEAD, Role.DIRECTOR),
            any(c.unit_id == unit.id for c in charges)
            and not _held(roster, unit.id, Role.FOCAL_POINT),
        )
        for unit in tree.by_id.values()
    ]
    return tuple(each for each in gaps if each.any)


def _held(roster: Roster, unit_id: int, *roles: Role) -> bool:
    return any(unit_id in each.units_as(*roles) for each in roster.officials)


def wanting_years(days: Iterable[CalendarDay], now: datetime) -> dict[int, str]:
    """This year, and from October on the next, if its calendar is missing or only estimated."""
    today, known = local_day(now), list(days)
    wanted = [today.year, today.year + 1] if today.month >= NOTICE_MONTH else [today.year]
    found: dict[int, str] = {}
    for year in wanted:
        states = {each.status for each in known if each.day.year == year}
        if not states or "estimate" in states:
            found[year] = "estimated" if states else "missing"
    return found


def nudged(gaps: Sequence[UnitGaps], roster: Roster, tree: Tree) -> dict[Official, list[int]]:
    """Who can put something right, and in which units: the nearest reachable heads upwards."""
    told: dict[Official, list[int]] = {}
    for each in gaps:
        upwards = [unit.id for unit in tree.upwards(each.unit.id)]
        for head in roster.nearest_heads(upwards) if each.for_head else ():
            told.setdefault(head, []).append(each.unit.id)
    return told


def due_at(opens_on: date, days: int, calendar: WorkCalendar) -> datetime:
    """When a period that opens on this day is looked over: so many working days before."""
    return at_local(calendar.shifted(opens_on, -days), LOOKED_OVER_AT)


def unit_facts(gaps: UnitGaps) -> dict[str, Any]:
    """As sentences name them."""
    return {
        "name": gaps.unit.name,
        "unlinked": [each.name for each in gaps.unlinked],
        "suspended": [each.name for each in gaps.suspended],
        "ownerless": [each.task_code for each in gaps.ownerless],
        "headless": gaps.headless,
        "focalless": gaps.focalless,
    }
