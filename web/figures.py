"""The figures of a period, counted once for all who look before anything changes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.reporting.cycles import Cycle
from domain.summaries.aggregates import Figures
from storage.board import changes, progress
from storage.engine.database import Tx
from storage.office import aggregates

MOST = 64  # figures that are kept
Key = tuple[int, frozenset[int] | None, tuple[int, int], datetime]
Hours = list[tuple[datetime, int]]


@dataclass(slots=True)
class KnownFigures:
    """What was counted, by what was known then: a hundred thousand duties take a while."""

    known: dict[Key, Figures] = field(default_factory=dict)
    curves: dict[tuple[int, frozenset[int] | None, int], Hours] = field(default_factory=dict)

    async def of_period(
        self, tx: Tx, cycle: Cycle, now: datetime, units: Collection[int] | None
    ) -> Figures:
        """As `storage.office.aggregates` counts them, at most a minute ago."""
        minute = now.replace(second=0, microsecond=0)
        here = None if units is None else frozenset(units)
        key = cycle.id, here, await changes.mark(tx), minute
        if key not in self.known:
            found = await aggregates.of_period(tx, cycle, now, units)
            _keep(self.known, key, found)
        return self.known[key]

    async def by_hour(self, tx: Tx, cycle: Cycle, units: Collection[int] | None) -> Hours:
        """As `storage.board.progress` counts answers; every answer has an entry in the log."""
        key = cycle.id, None if units is None else frozenset(units), await changes.newest(tx)
        if key not in self.curves:
            found = await progress.by_hour(tx, cycle.id, units)
            _keep(self.curves, key, found)
        return self.curves[key]


def _keep(known: dict[Any, Any], key: Any, found: Any) -> None:
    if len(known) >= MOST:
        known.clear()
    known[key] = found
