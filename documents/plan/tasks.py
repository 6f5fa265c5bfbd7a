"""Turns the rows of an annex into tasks, or says what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from documents.plan.doubts import doubts
from documents.plan.rows import Row
from domain.imports.deadlines import Deadline, read_deadline
from domain.imports.plan_parts import parts, without_roles
from domain.imports.plan_rows import AnnexRow
from domain.imports.plan_vocabulary import DITTO, OF_FIELD, Heading
from domain.imports.rows import RowError, TaskLine
from domain.imports.unit_names import Found, UnitNames
from domain.reporting.plans import Recurrence
from domain.text.normalize import plain, squeezed

NO_NUMBER = frozenset(("", "-", "+", "–", "•", "*"))
TABLE = "bảng {}"
NO_DAY = frozenset(("", "-", "...", "…", "x"))
FIRST = re.compile(r"(?:.*\.)?(?:1|a)")
LETTER = re.compile(r"[a-zđ]")
SCORE = re.compile(r"\d+(?:[.,]\d+)?")
TWICE = frozenset(("import.code_twice", "import.row_twice"))
GOES_ON = re.compile(r"(?![a-zđ]{1,2}[.)])[^\W\d_]", re.IGNORECASE)
REPEATED = (Heading.TASK, Heading.LEAD, Heading.COORDINATING, Heading.DEADLINE, Heading.OUTPUT)


class Wrong(Exception):
    """What is wrong with a row, in which column; the text is a key of the catalogue."""

    def __init__(self, heading: Heading, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.heading = heading
        self.reason = reason
        self.facts = facts


@dataclass(slots=True)
class Scope:
    """Rows numbered through; numbers may begin again with a section or a sheet."""

    marker: str = ""
    numbers: set[str] = field(default_factory=set)


class Tasks:
    """The tasks so far, and what later rows need of earlier ones."""

    def __init__(self, file: str, units: UnitNames) -> None:
        self.file = file
        self.units = units
        self.year: int | None = None
        self.rows: list[tuple[AnnexRow, Scope]] = []
        self.latest: Row | None = None
        self.scopes = [Scope()]
        self.restart: str | None = None
        self.field = ""
        self.table_field = ""
        self.outer = ""
        self.inside = ""
        self.nested = False
        self.last = ""
        self.above: dict[Heading, str] = {}
        self.seen: set[tuple[str, ...] | TaskLine] = set()

    def begin(self, part: str, year: int | None) -> None:
        """A new table with its own heading."""
        self.year = year or self.year
        self.restart = part
        self.table_field = self.field

    def of_sheet(self, name: str) -> None:
        """A sheet whose name is the field of all its tasks."""
        self.field, self.table_field, self.inside, self.latest = name, "", "", None

    def section(self, marker: str, name: str) -> None:
        """A field begins; one numbered "1" lasts for "1.1" and its like, if those follow."""
        numbered = marker[:1].isdigit()
        self.outer = self.field if numbered and not self.inside else self.outer
        self.inside, self.nested = marker if numbered else "", False
        self.restart = marker
        self.field = _one_line(name)
        self.table_field = ""
        self.latest = None

    def add(self, part: str, row: Row) -> None:
        number = self._number(row.text(Heading.NUMBER).strip())
        scope = self._scope(_bare(number))
        self._leave_inner(number)
        cells = self._cells(row, number)
        self._keep(AnnexRow(part, row.grid.number, cells), row, scope)

    def goes_on(self, row: Row) -> bool:
        """Whether a row only continues the words of the task above it."""
        if not self.latest or row.grid.hidden or Heading.NUMBER not in row.columns.places:
            return False
        before, task = self.rows[-1][0], row.fresh(Heading.TASK)
        told_twice = before.error is not None and before.error.reason in TWICE
        fresh = row.fresh(Heading.NUMBER).strip() or row.fresh(Heading.LEAD)
        lower = bool(GOES_ON.match(task)) and task[:1].islower()
        return lower and not fresh and bool(before.cells[Heading.NUMBER]) and not told_twice

    def join(self, row: Row) -> None:
        """Read the task above again, with what this row adds."""
        before, scope = self.rows.pop()
        scope.numbers.discard(_bare(before.cells[Heading.NUMBER]))
        self.seen -= _repeat_keys(before)
        cells = {
            heading: "\n".join(filter(None, (text, row.fresh(heading).strip())))
            for heading, text in before.cells.items()
        }
        if self.latest:
            self._keep(AnnexRow(before.part, before.number, cells), self.latest, scope)
        read, scope = self.rows.pop()
        marked = {**read.doubts, Heading.TASK: "import.doubt_joined"}
        self.rows.append((replace(read, doubts=marked if read.task else {}), scope))

    def _keep(self, read: AnnexRow, row: Row, scope: Scope) -> None:
        try:
            self._check(row, read.cells, scope)
            read = self._unlike_those_above(self._task(read, row))
        except Wrong as wrong:
            read = replace(read, error=self._error(read, row, wrong), wrong=wrong.heading)
        if not row.grid.hidden:
            scope.numbers.add(_bare(read.cells[Heading.NUMBER]))
            self.seen |= _repeat_keys(read)
        self.rows.append((read, scope))
        self.latest = None if row.grid.hidden else row

    def _error(self, read: AnnexRow, row: Row, wrong: Wrong) -> RowError:
        """Where it stands: a row of a sheet, or of a numbered table of a Word document."""
        title = " ".join(row.columns.titles.get(wrong.heading, "").split())
        table = TABLE.format(read.part) if read.part.isdigit() else read.part
        place = f"{self.file} [{table}]" if read.part else self.file
        return RowError(place, read.number, title, wrong.reason, wrong.facts)

    def finished(self) -> tuple[AnnexRow, ...]:
        """All rows, each task with a code of its own: its number, after its section's if needed."""
        several = len({id(scope) for row, scope in self.rows if row.task}) > 1
        used: set[str] = set()
        rows = []
        for at, (row, scope) in enumerate(self.rows, start=1):
            number = row.cells[Heading.NUMBER] or str(at)
            code = f"{scope.marker}.{number}" if several and scope.marker else number
            while code in used:
                code += "*"
            if row.task:
                used.add(code)
                row = replace(row, task=replace(row.task, code=code))
            rows.append(row)
        return tuple(rows)

    def _scope(self, number: str) -> Scope:
        """Numbering begins again where a section or table begins with a number already used."""
        if number and self.restart is not None:
            if number in self.scopes[-1].numbers and FIRST.fullmatch(number):
                self.scopes.append(Scope(self.restart))
                self.field = "" if self.field == self.table_field else self.field
            elif not self.scopes[-1].numbers:
                self.scopes[-1].marker = self.restart
            self.restart = None
        return self.scopes[-1]

    def _number(self, written: str) -> str:
        """The number as it is told apart from others: an "a)" after "2" is "2.a"."""
        number = "" if written in NO_NUMBER else written.strip(".():; ")
        if LETTER.fullmatch(number):
            return f"{self.inside or self.last}.{number}".strip(".")
        self.last = number or self.last
        return number

    def _leave_inner(self, number: str) -> None:
        """After "1.2", a "2" is no longer of the field that "1" named."""
        if self.inside and number:
            if number.startswith(f"{self.inside}."):
                self.nested = True
            elif self.nested:
                self.field, self.inside = self.outer, ""

    def _cells(self, row: Row, number: str) -> dict[Heading, str]:
        """What the row says, with "như trên" filled in and the field of its section."""
        cells = {heading: row.own(heading).strip() for heading in Heading}
        cells[Heading.NUMBER] = number
        cells[Heading.TASK] = row.text(Heading.TASK).strip()
        for heading, text in cells.items():
            if plain(text) in DITTO:
                cells[heading] = self.above.get(heading, "")
        if Heading.FIELD in row.columns.places:
            named = OF_FIELD.sub("", cells[Heading.FIELD])
            self.field = "" if plain(named) == "-" else named or self.field
        cells[Heading.FIELD] = self.field
        self.above = cells
        return cells

    def _check(self, row: Row, cells: Mapping[Heading, str], scope: Scope) -> None:
        if row.grid.hidden:
            raise Wrong(Heading.TASK, "import.hidden_row")
        for heading in row.columns.places:
            if row.cell(heading).broken:
                raise Wrong(heading, "import.cell_unreadable")
        if not cells[Heading.TASK]:
            raise Wrong(Heading.TASK, "import.task_missing")
        if _repeat_key(cells) in self.seen:
            raise Wrong(Heading.TASK, "import.row_twice")
        number = _bare(cells[Heading.NUMBER])
        if number and number in scope.numbers:
            raise Wrong(Heading.NUMBER, "import.code_twice", value=cells[Heading.NUMBER])

    def _unlike_those_above(self, read: AnnexRow) -> AnnexRow:
        """Written otherwise, a task may still be the same."""
        if self.seen & _repeat_keys(read):
            raise Wrong(Heading.TASK, "import.row_twice")
        return read

    def _task(self, read: AnnexRow, row: Row) -> AnnexRow:
        cells = read.cells
        said = parts(cells[Heading.LEAD])
        leads = self._units(Heading.LEAD, said.leads)
        if not leads:
            raise Wrong(Heading.LEAD, "import.lead_missing")
        partners = self._units(Heading.LEAD, said.partners) + self._units(
            Heading.COORDINATING, without_roles(cells[Heading.COORDINATING])
        )
        deadline = self._deadline(cells)
        task = TaskLine(
            code=cells[Heading.NUMBER],
            field=cells[Heading.FIELD],
            criterion=cells[Heading.CRITERION],
            limitation=cells[Heading.LIMITATION],
            title=_one_line(cells[Heading.TASK]),
            output=_one_line(cells[Heading.OUTPUT]),
            lead_codes=leads,
            coordinating_codes=tuple(dict.fromkeys(code for code in partners if code not in leads)),
            deadline=deadline.day,
            deadline_text=_one_line(cells[Heading.DEADLINE]),
            recurrence=deadline.recurrence or Recurrence.ONCE,
            max_score=_score(cells[Heading.MAX_SCORE]),
        )
        doubtful = doubts(row, task, deadline, self.year, sure=said.sure)
        return replace(read, task=task, doubts=doubtful)

    def _units(self, heading: Heading, text: str) -> tuple[str, ...]:
        found: Found = self.units.find(text)
        if found.trouble:
            facts = {"value": found.words, "guess": found.guess}
            raise Wrong(heading, f"import.{found.trouble.value}", **facts)
        return found.codes

    def _deadline(self, cells: Mapping[Heading, str]) -> Deadline:
        """The deadline's column; a column of its own may say how often."""
        text = cells[Heading.DEADLINE]
        read = read_deadline("" if text in NO_DAY else text, self.year)
        if read is None:
            raise Wrong(Heading.DEADLINE, "import.deadline_unreadable", value=_one_line(text))
        often = cells[Heading.RECURRENCE]
        if not often:
            return read
        if often in set(Recurrence):
            return replace(read, recurrence=Recurrence(often))
        named = read_deadline(often, self.year)
        if named is None or named.day:
            raise Wrong(Heading.RECURRENCE, "import.recurrence_unknown", value=often)
        return replace(read, recurrence=named.recurrence or read.recurrence)


def _bare(number: str) -> str:
    """ "01." and "1" are one number."""
    return (
        ".".join(part.lstrip("0") or "0" for part in number.split(".")).casefold() if number else ""
    )


def _repeat_key(cells: Mapping[Heading, str]) -> tuple[str, ...]:
    return tuple(squeezed(cells[heading]) for heading in REPEATED)


def _repeat_keys(read: AnnexRow) -> set[tuple[str, ...] | TaskLine]:
    """The row as it is written, and the task as it was understood."""
    task = {replace(read.task, code="", deadline_text="")} if read.task else set()
    return {_repeat_key(read.cells), *task}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _score(text: str) -> float | None:
    if not text.strip(" -"):
        return None
    found = SCORE.search(text)
    if found is None:
        raise Wrong(Heading.MAX_SCORE, "import.number_unreadable", value=text)
    return float(found[0].replace(",", "."))
