"""The figures of a period, counted once for all who look before anything changes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from domain.reporting.cycles import Cycle
from domain.summaries.aggregates import Figures
from storage.board import changes
from storage.engine.database import Tx
from storage.office import aggregates

MOST = 64  # figures that are kept
Key = tuple[int, frozenset[int] | None, tuple[int, int], datetime]


@dataclass(slots=True)
class KnownFigures:
    """What was counted, by what was known then: a hundred thousand duties take a while."""

    known: dict[Key, Figures] = field(default_factory=dict)

    async def of_period(
        self, tx: Tx, cycle: Cycle, now: datetime, units: Collection[int] | None
    ) -> Figures:
        """As `storage.office.aggregates` counts them, at most a minute ago."""
        minute = now.replace(second=0, microsecond=0)
        here = None if units is None else frozenset(units)
        key = cycle.id, here, await changes.mark(tx), minute
        if key not in self.known:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = await aggregates.of_period(tx, cycle, now, units)
        return self.known[key]
