"""Which duties of a period somebody asks the board for."""

from collections.abc import Collection
from dataclasses import dataclass, field

from domain.summaries.standing import Standing


@dataclass(frozen=True, slots=True)
class Found:
    """What words were found in: duties of these tasks, of these people or of these units."""

    tasks: Collection[int]
    people: Collection[int]
    units: Collection[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which duties of a period. `units`, `standings`, `found`: None for all.

    `away`: people who are absent with nobody asked instead.
    """

    cycle_id: int
    units: Collection[int] | None = None
    standings: Collection[Standing] | None = None
    found: Found | None = None
    away: Collection[int] = field(default_factory=tuple)
