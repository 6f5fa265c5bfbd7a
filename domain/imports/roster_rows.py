"""What was read from a roster file: every row is a unit, a person, an error, or ignored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.imports.plan_rows import IgnoredRow
from domain.imports.roster_vocabulary import RosterColumn
from domain.imports.rows import OfficialLine, RowError, UnitLine


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row that should be a person: what its cells say, and the person or why there is none.

    `code` is of the person meant, even when the row is wrong; empty when nobody can tell.
    `doubts` are the cells somebody should look at, with a key of the catalogue (`import.doubt_*`).
    """

    part: str
    number: int
    cells: Mapping[RosterColumn, str]
    code: str = ""
    person: OfficialLine | None = None
    error: RowError | None = None
    wrong: RosterColumn | None = None
    doubts: Mapping[RosterColumn, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterReading:
    """A whole roster. `units` is empty when the file says nothing of units: they stay."""

    rows: tuple[RosterRow, ...] = ()
    units: tuple[UnitLine, ...] = ()
    refused: tuple[RowError, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()

    @property
    def lines(self) -> tuple[OfficialLine, ...]:
        return tuple(row.person for row in self.rows if row.person)

    @property
    def unread(self) -> tuple[str, ...]:
        """The codes of the people whose rows could not be understood."""
        return tuple(row.code for row in self.rows if row.error and row.code)

    @property
    def errors(self) -> tuple[RowError, ...]:
        return (*self.refused, *(row.error for row in self.rows if row.error))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a roster is read: units, people by code, phones and names with units."""

    units: tuple[UnitLine, ...]
    codes: frozenset[str]
    by_phone: Mapping[str, str]
    by_name: Mapping[tuple[str, str], str]
