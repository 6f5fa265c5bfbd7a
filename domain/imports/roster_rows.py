"""What was read from a roster file: every row is a unit, a person, an error, or ignored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.imports.plan_rows import IgnoredRow
from domain.imports.roster_vocabulary import RosterColumn
from domain.imports.rows import OfficialLine, Remark, RowError, UnitLine, errors_of


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row that should be a person: what its cells say, and the person or why there is none.

    `code` is of the person meant, even when the row is wrong; empty when nobody can tell. `wrong`
    holds every reason why there is no person, `doubts` what somebody should look at.
    """

    part: str
    number: int
    cells: Mapping[RosterColumn, str]
    code: str = ""
    person: OfficialLine | None = None
    wrong: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()
    titles: Mapping[RosterColumn, str] = field(default_factory=dict)
    file: str = ""

    @property
    def errors(self) -> tuple[RowError, ...]:
        return errors_of(self.wrong, self.file, self.number, self.titles)


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
        return tuple(row.code for row in self.rows if row.wrong and row.code)

    @property
    def errors(self) -> tuple[RowError, ...]:
        return (*self.refused, *(error for row in self.rows for error in row.errors))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a roster is read: units, people by code, phones and names with units.

    `codes` are also of those who left; the rest is of those in service.
    """

    units: tuple[UnitLine, ...]
    codes: frozenset[str]
    by_phone: Mapping[str, str]
    by_name: Mapping[tuple[str, str], str]
