"""Reads a roster as the Office has it: columns by their Vietnamese headings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from documents.readers.files import read_grids
from documents.readers.grid import FileUnreadable, Grid, GridRow
from documents.roster.cells import (
    Gathered,
    Wrong,
    doubts_of_name,
    doubts_of_phone,
    focal_in,
    needed,
    phone_in,
    role_in,
)
from documents.roster.heading import RosterHeading, heading_of_people, heading_of_units
from documents.roster.matching import Match, Matching
from documents.roster.units import read_units
from domain.imports.plan_rows import IgnoredRow
from domain.imports.plan_vocabulary import MARKED, MARKER, NOTE, TOTAL
from domain.imports.roster_rows import Known, RosterReading, RosterRow
from domain.imports.roster_vocabulary import UNIT_NOUN, RosterColumn
from domain.imports.rows import Corrections, OfficialLine, Remark, RowError
from domain.imports.unit_names import UnitNames
from domain.text.names import name_key, person_name
from domain.text.normalize import plain
from domain.text.phones import PhoneRead

HEADS = frozenset(("giam_doc", "chanh_van_phong", "truong_phong"))
COUNTED = re.compile(r"(?:tong cong|tong so|danh sach (?:nay )?(?:gom|co))\b")
NUMBERED = re.compile(r"([A-Za-z_]*?)(\d+)")
PREFIX, DIGITS = "CB", 3
NUMBERS = "0123456789.) "


def read_roster(
    path: Path, known: Known, name: str = "", corrections: Corrections | None = None
) -> RosterReading:
    """People, and units where a sheet names them; a file that cannot be read is one error."""
    named = Path(name or path.name)
    try:
        grids = read_grids(path, named.name, _named_columns)
        units, wrong = read_units(grids, named.name)
        people = People(
            named.name, replace(known, units=tuple(units) or known.units), corrections or {}
        )
        sheets = [(grid, heading) for grid in grids if (heading := _people(grid))]
        for by_name in (False, True):
            for grid, heading in sheets:
                people.claim(grid, heading, by_name=by_name)
        for grid, heading in sheets:
            people.read(grid, heading)
        if not sheets:
            raise FileUnreadable("import.no_roster")
    except FileUnreadable as refused:
        return RosterReading(refused=(RowError(named.name, 1, "", str(refused)),))
    return RosterReading(tuple(people.rows), tuple(units), tuple(wrong), tuple(people.ignored))


def _people(grid: Grid) -> RosterHeading | None:
    return None if heading_of_units(grid) else heading_of_people(grid)


def _named_columns(grid: Grid) -> int:
    heading = heading_of_people(grid)
    return len(heading.places) if heading else 0


class People:
    """Goes through the sheets of a roster and turns rows into people."""

    def __init__(self, file: str, known: Known, corrections: Corrections) -> None:
        self.file = file
        self.corrections = corrections
        self.known = known
        self.units = UnitNames(known.units)
        self.kinds = {unit.code: unit.kind for unit in known.units}
        self.rows: list[RosterRow] = []
        self.ignored: list[IgnoredRow] = []
        self.taken: set[str] = set()
        self.matching = Matching(known)
        self.phones: set[str] = set()
        self.names: set[tuple[str, str]] = set()
        self.headed: set[str] = set()
        self.unit = ""
        self.fresh = _fresh_codes(known.codes)

    def claim(self, grid: Grid, heading: RosterHeading, *, by_name: bool) -> None:
        """Whom rows mean outright: no other row has them by a name that is only alike."""
        for row in grid.rows[heading.ends + 1 :]:
            cells = self._cells(grid, heading, row)
            self.matching.claim(cells, (grid.part, row.number), by_name=by_name)

    def _cells(self, grid: Grid, heading: RosterHeading, row: GridRow) -> dict[RosterColumn, str]:
        """What the row says, with what somebody says that it does."""
        said = self.corrections.get((grid.part, row.number), {})
        cells = heading.cells(row)
        return cells | {column: said[column] for column in cells if column in said}

    def read(self, grid: Grid, heading: RosterHeading) -> None:
        """One sheet; rows that name a unit alone hold for the people below them."""
        named = (name for name in (grid.caption, grid.part) if name and self._one_unit(name))
        above = _unmarked(grid.caption).lstrip(NUMBERS)
        self.unit = next(named, above if UNIT_NOUN.match(plain(above)) else "")
        for row in grid.rows[heading.ends + 1 :]:
            cells = self._cells(grid, heading, row)
            why = self._why_ignored(row, cells, heading)
            if why:
                texts = dict.fromkeys(cell.text for cell in row.cells if cell.text)
                self.ignored.append(IgnoredRow(grid.part, row.number, why, " | ".join(texts)))
                continue
            if not any(cells[each] for each in cells if each is not RosterColumn.CODE):
                continue
            cells[RosterColumn.UNIT] = cells.get(RosterColumn.UNIT, "") or self.unit
            self.rows.append(self._row(grid, row, cells, heading))

    def _why_ignored(
        self, row: GridRow, cells: dict[RosterColumn, str], heading: RosterHeading
    ) -> str:
        if [cells[each] for each in heading.places] == list(heading.titles.values()):
            return "import.ignored_heading"
        words = {cell.origin: cell.text for cell in row.cells if re.search(r"[^\W\d]", cell.text)}
        texts = [_unmarked(text) for text in words.values() if not MARKER.fullmatch(text)]
        said = plain(texts[0]) if texts else ""
        if len(texts) == 1 and self.units.find(texts[0]).codes and not _numbered(row):
            self.unit = texts[0]
            return "import.ignored_unit"
        if TOTAL.fullmatch(said) or COUNTED.match(said):
            return "import.ignored_total"
        notes = any(NOTE.match(plain(each)) for each in texts)
        if notes and len(texts) <= 2 and not _numbered(row):
            return "import.ignored_note"
        if len(texts) == 1 and not _numbered(row) and (_marked(row) or UNIT_NOUN.match(said)):
            self.unit = texts[0]  # nobody knows it: whoever stands below it is asked for
            return "import.ignored_unit"
        return ""

    def _one_unit(self, words: str) -> bool:
        return len(self.units.find(words).codes) == 1

    def _row(
        self, grid: Grid, row: GridRow, cells: dict[RosterColumn, str], heading: RosterHeading
    ) -> RosterRow:
        place = f"{self.file} [{grid.part}]" if grid.part else self.file
        code, titles = self.matching.certain(cells), heading.titles
        read = RosterRow(grid.part, row.number, cells, code, titles=titles, file=place)
        wrong, doubts = heading.remarks(row)
        if row.hidden:
            wrong.insert(0, Remark(RosterColumn.NAME, "import.hidden_row"))
        read = self._person(replace(read, wrong=tuple(wrong), doubts=tuple(doubts)))
        if not read.wrong:
            return read
        code = read.code or self._meant(read, "").code
        return replace(read, code=code, person=None, doubts=())

    def _meant(self, read: RosterRow, unit: str) -> Match:
        return self.matching.match(read.cells, unit, (read.part, read.number))

    def _person(self, read: RosterRow) -> RosterRow:
        """The row with its person, or with every reason why there is none.

        What is left empty of somebody known stays as it is.
        """
        cells, found = read.cells, Gathered()
        name = person_name(cells[RosterColumn.NAME])
        if not self.matching.is_known(read.code):
            found.read(needed, name, instead=None)
        home = self.matching.home(self._meant(read, "").code)
        unit = found.read(self._unit, cells[RosterColumn.UNIT] or home, instead="")
        phone = found.read(phone_in, cells.get(RosterColumn.PHONE, ""), instead=PhoneRead())
        meant = self._meant(read, unit)
        code, known = meant.code, self.matching.is_known(meant.code)
        found.read(lambda _: self._check(read, code, phone.number, unit), name, instead=None)
        nobody: tuple[str, list[Remark]] = "", []
        role, doubts = found.read(lambda each: self._role(each, unit, known), cells, instead=nobody)
        unmarked: bool | None = False
        focal = found.read(lambda each: focal_in(each, known), cells, instead=unmarked)
        unread = {each.heading for each in read.wrong}
        wrong = (*read.wrong, *(each for each in found.wrong if each.heading not in unread))
        if wrong:
            return replace(read, wrong=wrong)
        code = code or next(self.fresh)
        self._note(read, code, phone.number, unit, role)
        position, email = cells.get(RosterColumn.POSITION, ""), cells.get(RosterColumn.EMAIL, "")
        person = OfficialLine(code, name, phone.number, unit, role, position, focal, email)
        doubts = [*read.doubts, *doubts_of_name(meant), *doubts, *doubts_of_phone(phone)]
        return replace(read, code=code, person=person, doubts=tuple(doubts))

    def _check(self, read: RosterRow, code: str, phone: str, unit: str) -> None:
        """Refuse somebody who stands in the list twice, or cannot be told from another."""
        if code and code in self.taken:
            raise Wrong(RosterColumn.CODE, "import.code_twice", value=code)
        if phone and phone in self.phones:
            raise Wrong(RosterColumn.PHONE, "import.phone_twice")
        name = read.cells[RosterColumn.NAME]
        if not read.code and not phone and (name_key(name), unit) in self.names:
            raise Wrong(RosterColumn.NAME, "import.name_twice", value=name)

    def _note(self, read: RosterRow, code: str, phone: str, unit: str, role: str) -> None:
        self.headed |= {unit} if role in HEADS else set()
        self.taken.add(code)
        self.phones.add(phone)
        self.names.add((name_key(read.cells[RosterColumn.NAME]), unit))

    def _role(
        self, cells: Mapping[RosterColumn, str], unit: str, known: bool
    ) -> tuple[str, list[Remark]]:
        """The role, and what to look at: nothing written, or a second head of one unit.

        Empty where nothing is written of somebody known: the role stays.
        """
        role, unwritten = role_in(cells, self.kinds.get(unit, ""))
        if unwritten and known:
            return "", []
        if unwritten:
            return role, [Remark(RosterColumn.POSITION, "import.doubt_position")]
        second = role in HEADS and unit in self.headed
        doubt = Remark(RosterColumn.POSITION, "import.doubt_second_head")
        return role, [doubt] if second else []

    def _unit(self, words: str) -> str:
        found = self.units.find(words)
        if found.trouble:
            facts = {"value": found.words, "guess": found.guess}
            raise Wrong(RosterColumn.UNIT, f"import.{found.trouble.value}", **facts)
        if len(found.codes) != 1:
            reason = "import.unit_ambiguous" if found.codes else "import.empty"
            raise Wrong(RosterColumn.UNIT, reason, value=words)
        return found.codes[0]


def _unmarked(text: str) -> str:
    found = MARKED.match(text)
    return text[found.end() :] if found else text


def _marked(row: GridRow) -> bool:
    """Whether the row begins with the number of a section, such as "II"."""
    found = MARKER.fullmatch(row.cells[0].text.strip()) if row.cells else None
    return bool(found) and found[1].isupper() if found else False


def _numbered(row: GridRow) -> bool:
    """Whether the row begins with a number, as a person's does."""
    return bool(row.cells) and row.cells[0].text.strip(" .)").isdigit()


def _fresh_codes(known: frozenset[str]) -> Iterator[str]:
    """Codes that nobody has, in the manner of those that are known: CB072 after CB071."""
    numbers = [int(found[2]) for code in known if (found := NUMBERED.fullmatch(code))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"{PREFIX}{number:0{DIGITS}}"
