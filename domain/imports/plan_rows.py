"""What was read from a plan's annex: every row is a task, an error, or ignored for a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.imports.file_notes import FileNote
from domain.imports.plan_vocabulary import Heading
from domain.imports.rows import Remark, RowError, TaskLine, errors_of


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A row that should be a task: what its cells say, and the task or why there is none.

    `wrong` holds every reason why there is none, `doubts` what somebody should look at; `titles`
    is what stands over the columns, `file` where the row is. `pictures`: PNGs of a scan's cells.
    """

    part: str
    number: int
    cells: Mapping[Heading, str]
    task: TaskLine | None = None
    wrong: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()
    titles: Mapping[Heading, str] = field(default_factory=dict)
    file: str = ""
    pictures: Mapping[Heading, bytes] = field(default_factory=dict)

    @property
    def doubted(self) -> frozenset[str]:
        return frozenset(each.heading for each in self.doubts)

    @property
    def errors(self) -> tuple[RowError, ...]:
        """The reasons with their places: a row of a sheet, or of a table of a document."""
        return errors_of(self.wrong, self.file, self.number, self.titles)


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A row that is no task; `why` is a key of the catalogue (`import.ignored_*`)."""

    part: str
    number: int
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A whole annex. `refused` is set when the file holds no annex that could be read.

    `notes` are about the file as a whole; `unsaid` are fields that no table has a column for.
    """

    rows: tuple[AnnexRow, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    year: int | None = None
    refused: tuple[RowError, ...] = field(default=())
    notes: tuple[FileNote, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def scanned(self) -> bool:
        """Whether it was read from pictures, so that somebody must compare it with them."""
        return any(row.pictures for row in self.rows)

    @property
    def lines(self) -> tuple[TaskLine, ...]:
        return tuple(row.task for row in self.rows if row.task)

    @property
    def unread(self) -> tuple[str, ...]:
        """The numbers of the rows that could not be understood."""
        return tuple(row.cells[Heading.NUMBER] for row in self.rows if row.wrong)

    @property
    def errors(self) -> tuple[RowError, ...]:
        return (*self.refused, *(error for row in self.rows for error in row.errors))
