"""The figures of a period, counted where its rows lie, where nobody is to be named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from domain.reporting.cycles import Cycle
from domain.reporting.duties import Status
from domain.summaries.comparison import Tally
from domain.summaries.lines import SummaryLine
from domain.summaries.summary import Cells, Summary, Totals, UnitSummary, summarise

Counts = TypeVar("Counts", Totals, Cells)


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """How one unit stands; the same figures as its part of a summary has."""

    unit_id: int
    code: str
    name: str
    totals: Totals
    by_status: Mapping[str, int]
    cells: Cells

    @property
    def tally(self) -> Tally:
        totals, done = self.totals, self.by_status[Status.DONE.value]
        counted = totals.duties, totals.answered, totals.on_time, totals.late, done
        return Tally(self.code, self.name, *counted)

    @property
    def need(self) -> tuple[int, int]:
        """How much there is to see to: what is awaited, then what is stuck."""
        awaited = self.totals.missing + self.totals.returned
        return awaited, self.by_status[Status.BLOCKED.value]


@dataclass(frozen=True)
class Figures:
    """All units with duties in the period, in the order of their ids."""

    units: tuple[UnitFigures, ...]

    @property
    def tallies(self) -> tuple[Tally, ...]:
        return tuple(each.tally for each in self.units)

    @cached_property
    def totals(self) -> Totals:
        return summed(Totals(0, 0, 0, 0, 0, 0), (each.totals for each in self.units))

    @cached_property
    def cells(self) -> Cells:
        return summed(Cells(0, 0, 0, 0), (each.cells for each in self.units))

    @cached_property
    def by_status(self) -> dict[str, int]:
        return {
            status.value: sum(each.by_status[status.value] for each in self.units)
            for status in Status
        }

    def neediest(self, most: int) -> Sequence[UnitFigures]:
        """The units in which there is most to see to, in the order of their ids."""
        chosen = sorted(self.units, key=lambda each: each.need, reverse=True)[:most]
        return sorted(chosen, key=lambda each: each.unit_id)


def in_short(
    counted: Figures,
    shown: Sequence[UnitFigures],
    unsettled: Sequence[SummaryLine],
    cycle: Cycle,
    now: datetime,
) -> Summary:
    """The figures of all units, and the units shown with whatever is left there, by name."""
    named = {each.code: each for each in summarise(unsettled, cycle, now).units}
    return Summary(
        str(cycle.period),
        now,
        cycle.due_at,
        counted.totals,
        counted.cells,
        counted.by_status,
        tuple(_shown(each, named.get(each.code)) for each in shown),
    )


def _shown(unit: UnitFigures, named: UnitSummary | None) -> UnitSummary:
    totals = unit.totals
    counts = totals.duties, totals.answered, totals.on_time, totals.late
    if named is None:
        return UnitSummary(unit.code, unit.name, *counts, (), ())
    lists = named.missing, named.blocked, named.returned, named.extended
    return UnitSummary(unit.code, unit.name, *counts, *lists)


def summed(empty: Counts, counted: Iterable[Counts]) -> Counts:
    taken = attrgetter(*empty.__slots__)
    rows = [taken(each) for each in (empty, *counted)]
    return type(empty)(*map(sum, zip(*rows, strict=True)))
