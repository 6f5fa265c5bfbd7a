"""Turns the rows of an annex into tasks, or says what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

from documents.plan import parties as doubts
from documents.plan.parties import Parties, parties
from documents.plan.rows import Row
from documents.plan.set_lines import as_meant
from domain.imports.deadlines import Deadline, read_deadline
from domain.imports.plan_rows import AnnexRow
from domain.imports.plan_vocabulary import DITTO, OF_FIELD, Heading
from domain.imports.rows import Remark, TaskLine
from domain.imports.unit_names import UnitNames
from domain.reporting.plans import Recurrence
from domain.text.normalize import plain, squeezed

LONGEST_DITTO = 16
"""Letters, with whatever marks and spaces stand among them."""
NO_NUMBER = frozenset(("", "-", "+", "–", "•", "*"))
TABLE = "bảng {}"
NO_DAY = frozenset(("", "-", "...", "…", "x"))
FIRST = re.compile(r"(?:.*\.)?(?:1|a)")
LETTER = re.compile(r"[a-zđ]")
SCORE = re.compile(r"\d+(?:[.,]\d+)?")
TWICE = frozenset(("import.code_twice", "import.row_twice"))
GOES_ON = re.compile(r"(?![a-zđ]{1,2}[.)])[^\W\d_]", re.IGNORECASE)
NOTHING = dict.fromkeys(Heading, "")
REPEATED = (Heading.TASK, Heading.LEAD, Heading.COORDINATING, Heading.DEADLINE, Heading.OUTPUT)


@dataclass(slots=True)
class Scope:
    """Rows numbered through; numbers may begin again with a section or a sheet."""

    marker: str = ""
    numbers: set[str] = field(default_factory=set)

    def has(self, number: str) -> bool:
        """Whether the number, or one below it, was used."""
        return number in self.numbers or any(each.startswith(f"{number}.") for each in self.numbers)


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
        self.seen: set[tuple[object, ...]] = set()
        self.members = 1

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
        if numbered:
            self._scope(_bare(marker))
        self.restart = marker
        self.field = _one_line(name)
        self.table_field = ""
        self.latest = None

    def add(self, part: str, row: Row) -> None:
        number = self._in_group(row, self._number(row.text(Heading.NUMBER).strip()))
        scope = self._scope(_bare(number))
        self._leave_inner(number)
        table = TABLE.format(part) if part.isdigit() else part
        place = f"{self.file} [{table}]" if part else self.file
        cells, titles = self._cells(row, number), row.columns.titles
        for heading in (Heading.LEAD, Heading.COORDINATING):
            cells[heading] = as_meant(row.cell(heading), cells[heading], self.units)
        read = AnnexRow(
            part, row.grid.number, cells, titles=titles, file=place, pictures=row.pictures()
        )
        self._keep(read, row, scope)

    def _in_group(self, row: Row, number: str) -> str:
        """A number merged over several rows is of a group: its tasks are 3, 3.2, 3.3."""
        cell = row.cell(Heading.NUMBER)
        begun = cell.origin[0] == row.grid.number
        self.members = 1 if begun or not number else self.members + 1
        return number if self.members == 1 else f"{number}.{self.members}"

    def goes_on(self, row: Row) -> bool:
        """Whether a row only continues the words of the task above it."""
        if not self.latest or row.grid.hidden or Heading.NUMBER not in row.columns.places:
            return False
        before, task = self.rows[-1][0], row.fresh(Heading.TASK)
        told_twice = any(each.reason in TWICE for each in before.wrong)
        fresh = row.fresh(Heading.NUMBER).strip() or row.fresh(Heading.LEAD)
        lower = bool(GOES_ON.match(task)) and task[:1].islower()
        return lower and not fresh and not told_twice

    def join(self, row: Row) -> None:
        """Read the task above again, with what this row adds."""
        before, scope = self.rows.pop()
        scope.numbers.discard(_bare(before.cells[Heading.NUMBER]))
        self.seen.discard(_repeat_key(before.cells))
        if before.task:
            self.seen.discard(_UNDERSTOOD(before.task))
        cells = {
            heading: "\n".join(filter(None, (text, row.fresh(heading).strip())))
            for heading, text in before.cells.items()
        }
        if self.latest:
            self._keep(
                replace(before, cells=cells, task=None, wrong=(), doubts=()), self.latest, scope
            )
        read, scope = self.rows.pop()
        joined = Remark(Heading.TASK, "import.doubt_joined")
        self.rows.append((replace(read, doubts=(*read.doubts, joined) if read.task else ()), scope))

    def _keep(self, read: AnnexRow, row: Row, scope: Scope) -> None:
        written = _repeat_key(read.cells)
        wrong = list(self._wrong(row, read.cells, scope, twice=written in self.seen))
        read = self._task(read, row, wrong)
        keys = {written, _UNDERSTOOD(read.task)} if read.task else {written}
        if read.task and self.seen & keys:
            twice = Remark(Heading.TASK, "import.row_twice")
            read = replace(read, task=None, doubts=(), wrong=(twice,))
        if not row.grid.hidden:
            scope.numbers.add(_bare(read.cells[Heading.NUMBER]))
            self.seen |= keys
        self.rows.append((read, scope))
        self.latest = None if row.grid.hidden else row

    def finished(self) -> tuple[AnnexRow, ...]:
        """All rows, each task with a code of its own: its number, after its section's if needed.

        Tasks without a number get one that no other has.
        """
        several = len({id(scope) for row, scope in self.rows if row.task}) > 1
        used: set[str] = set()
        codes: dict[int, str] = {}
        rows = list(enumerate(self.rows))
        for at, (row, scope) in sorted(rows, key=lambda each: not each[1][0].cells[Heading.NUMBER]):
            number = row.cells[Heading.NUMBER] or str(at + 1)
            code = f"{scope.marker}.{number}" if several and scope.marker else number
            while row.task and code in used:
                code += "*"
            used |= {code} if row.task else set()
            codes[at] = code
        return tuple(
            replace(row, task=replace(row.task, code=codes[at]))
            if row.task and row.task.code != codes[at]
            else row
            for at, (row, _) in rows
        )

    def _scope(self, number: str) -> Scope:
        """Numbering begins again where a section or table begins with a number already used."""
        if number and self.restart is not None:
            if FIRST.fullmatch(number) and self.scopes[-1].has(number):
                self.scopes.append(Scope(self.restart))
                self.field = "" if self.field == self.table_field else self.field
            elif not self.scopes[-1].numbers:
                self.scopes[-1].marker = self.scopes[-1].marker or self.restart
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
        places = row.columns.places
        cells = dict(NOTHING)
        cells |= {each: row.own(each).strip() for each in places}
        cells[Heading.NUMBER] = number
        cells[Heading.TASK] = row.text(Heading.TASK).strip()
        for heading, text in cells.items():
            if text and len(text) <= LONGEST_DITTO and plain(text) in DITTO:
                cells[heading] = self.above.get(heading, "")
        if Heading.FIELD in row.columns.places:
            named = OF_FIELD.sub("", cells[Heading.FIELD])
            self.field = "" if plain(named) == "-" else named or self.field
        cells[Heading.FIELD] = self.field
        self.above = cells
        return cells

    @staticmethod
    def _wrong(
        row: Row, cells: Mapping[Heading, str], scope: Scope, *, twice: bool
    ) -> Iterator[Remark]:
        """What is wrong with the row as it stands, whatever its cells mean."""
        if row.grid.hidden:
            yield Remark(Heading.TASK, "import.hidden_row")
        for heading in row.columns.places:
            if row.cell(heading).broken:
                yield Remark(heading, "import.cell_unreadable")
        if not cells[Heading.TASK] and not row.cell(Heading.TASK).broken:
            yield Remark(Heading.TASK, "import.task_missing")
        number = _bare(cells[Heading.NUMBER])
        if twice:
            yield Remark(Heading.TASK, "import.row_twice")
        elif number and number in scope.numbers:
            yield Remark(Heading.NUMBER, "import.code_twice", {"value": cells[Heading.NUMBER]})

    def _task(self, read: AnnexRow, row: Row, wrong: list[Remark]) -> AnnexRow:
        """The row with its task, or with all that is wrong."""
        cells = read.cells
        broken = {each.heading for each in wrong if each.reason == "import.cell_unreadable"}
        who = parties(self.units, cells[Heading.LEAD], cells[Heading.COORDINATING])
        found = list(who.wrong)
        deadline = self._deadline(cells, found)
        score = _score(cells[Heading.MAX_SCORE], found)
        wrong += [each for each in found if each.heading not in broken]
        if wrong:
            return replace(read, wrong=tuple(wrong))
        task = _line(cells, who, deadline, score)
        doubtful = (*doubts.of_row(row), *who.doubts, *doubts.of_task(task, deadline, self.year))
        return AnnexRow(
            read.part, read.number, read.cells, task, (), doubtful, read.titles, read.file,
            read.pictures,
        )  # fmt: skip

    def _deadline(self, cells: Mapping[Heading, str], wrong: list[Remark]) -> Deadline:
        """The deadline's column; a column of its own may say how often."""
        text = cells[Heading.DEADLINE]
        read = read_deadline("" if text in NO_DAY else text, self.year)
        if read is None:
            facts = {"value": _one_line(text)}
            wrong.append(Remark(Heading.DEADLINE, "import.deadline_unreadable", facts))
        return self._often(cells[Heading.RECURRENCE], read or Deadline(), wrong)

    def _often(self, often: str, read: Deadline, wrong: list[Remark]) -> Deadline:
        if not often:
            return read
        if often in set(Recurrence):
            return replace(read, recurrence=Recurrence(often))
        named = read_deadline(often, self.year)
        if named is None or named.day:
            wrong.append(Remark(Heading.RECURRENCE, "import.recurrence_unknown", {"value": often}))
            return read
        return replace(read, recurrence=named.recurrence or read.recurrence)


def _line(
    cells: Mapping[Heading, str], who: Parties, deadline: Deadline, score: float | None
) -> TaskLine:
    return TaskLine(
        code=cells[Heading.NUMBER],
        field=cells[Heading.FIELD],
        criterion=cells[Heading.CRITERION],
        limitation=cells[Heading.LIMITATION],
        title=_one_line(cells[Heading.TASK]),
        output=_one_line(cells[Heading.OUTPUT]),
        lead_codes=tuple(who.leads),
        coordinating_codes=tuple(who.partners),
        deadline=deadline.day,
        deadline_text=_one_line(cells[Heading.DEADLINE]),
        recurrence=deadline.recurrence or Recurrence.ONCE,
        max_score=score,
        outside=who.outside,
    )


def _bare(number: str) -> str:
    """ "01." and "1" are one number."""
    if number.isdecimal():
        return number.lstrip("0") or "0"
    return (
        ".".join(part.lstrip("0") or "0" for part in number.split(".")).casefold() if number else ""
    )


_UNDERSTOOD = attrgetter(
    *(each.name for each in fields(TaskLine) if each.name not in ("code", "deadline_text"))
)


def _repeat_key(cells: Mapping[Heading, str]) -> tuple[str, ...]:
    return tuple([squeezed(cells[heading]) for heading in REPEATED])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _score(text: str, wrong: list[Remark]) -> float | None:
    if not text.strip(" -"):
        return None
    found = SCORE.search(text)
    if found is None:
        wrong.append(Remark(Heading.MAX_SCORE, "import.number_unreadable", {"value": text}))
        return None
    return float(found[0].replace(",", "."))
