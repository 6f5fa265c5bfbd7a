"""Reads a roster as the Office has it, from Excel or CSV: columns by their Vietnamese headings."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from documents.csv_file import read_tables
from documents.grids import MOST_ROWS, FileUnreadable, Grid, GridRow, plain_grid
from documents.xlsx_grid import read_xlsx
from domain.imports import OfficialLine, RowError, UnitLine
from domain.phones import international
from domain.plain_words import plain
from domain.roster_words import (
    NEEDED,
    NEEDED_OF_UNIT,
    NO,
    PERSON,
    UNIT,
    YES,
    Column,
    find_columns,
    role_named,
    role_of_position,
)
from domain.rosters import Known, RosterReading, RosterRow
from domain.unit_names import UnitNames

PHONE = re.compile(r"\+\d{8,15}")
NUMBERED = re.compile(r"([A-Za-z_]*?)(\d+)")
PREFIX, DIGITS = "CB", 3
Places = dict[Column, int]


class Wrong(Exception):
    """What is wrong with a row, in which column; the text is a key of the catalogue."""

    def __init__(self, column: Column, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.facts = facts


def read_roster(path: Path, known: Known, name: str = "") -> RosterReading:
    """People, and units where a sheet names them; a file that cannot be read is one error."""
    named = Path(name or path.name)
    read: Callable[[Path], list[Grid]]
    read = read_xlsx if named.suffix.lower() == ".xlsx" else _read_csv
    try:
        grids = read(path)
        units, wrong = _units(grids, named.name)
        people = People(named.name, replace(known, units=tuple(units) or known.units))
        sheets = [people.read(grid) for grid in grids]
        if not any(sheets):
            raise FileUnreadable("import.no_roster")
    except FileUnreadable as refused:
        return RosterReading(refused=(RowError(named.name, 1, "", str(refused)),))
    return RosterReading(tuple(people.rows), tuple(units), tuple(wrong))


def _read_csv(path: Path) -> list[Grid]:
    grids = [plain_grid("", table) for table in read_tables(path)]
    if not grids:
        raise FileUnreadable("import.unreadable_file")
    if max(len(grid.rows) for grid in grids) > MOST_ROWS:
        raise FileUnreadable("import.file_too_big")
    return [next((grid for grid in grids if _heading(grid, PERSON, NEEDED)), grids[0])]


def _heading(
    grid: Grid, words: dict[Column, tuple[str, ...]], needed: tuple[Column, ...]
) -> tuple[int, Places] | None:
    """In which row the heading stands, and which column says what."""
    for at, row in enumerate(grid.rows):
        places = find_columns([cell.text for cell in row.cells], words, needed)
        if places:
            return at, places
    return None


def _cells(row: GridRow, places: Places) -> dict[Column, str]:
    return {column: " ".join(row.cells[at].text.split()) for column, at in places.items()}


def _units(grids: list[Grid], file: str) -> tuple[list[UnitLine], list[RowError]]:
    lines: list[UnitLine] = []
    errors: list[RowError] = []
    for grid in grids:
        found = _heading(grid, UNIT, NEEDED_OF_UNIT)
        for row in grid.rows[found[0] + 1 :] if found else ():
            cells = _cells(row, found[1]) if found else {}
            code, name = cells[Column.UNIT_CODE], cells[Column.UNIT_NAME]
            if code and name:
                kind = cells.get(Column.KIND, "") or _kind(name)
                lines.append(UnitLine(code, name, "", kind, cells[Column.PARENT] or None))
            elif not row.blank():
                errors.append(RowError(f"{file} [{grid.part}]", row.number, "", "import.empty"))
    codes = {line.code for line in lines}
    errors += [
        RowError(file, 1, line.code, "import.unit_unknown", {"value": line.parent_code})
        for line in lines
        if line.parent_code and line.parent_code not in codes
    ]
    return lines, errors


def _kind(name: str) -> str:
    """A unit's kind by how its name begins."""
    said = plain(name)
    kinds = ("van_phong", "trung_tam", "chi_cuc", "thanh_tra", "lanh_dao", "phong", "doi", "ban")
    return next((kind for kind in kinds if said.startswith(kind.replace("_", " "))), "phong")


class People:
    """Goes through the sheets of a roster and turns rows into people."""

    def __init__(self, file: str, known: Known) -> None:
        self.file = file
        self.known = known
        self.units = UnitNames(known.units)
        self.kinds = {unit.code: unit.kind for unit in known.units}
        self.rows: list[RosterRow] = []
        self.taken: set[str] = set()
        self.fresh = _fresh_codes(known.codes)

    def read(self, grid: Grid) -> bool:
        """One sheet; False when it has no heading of a roster."""
        found = _heading(grid, PERSON, NEEDED)
        if found is None or _heading(grid, UNIT, NEEDED_OF_UNIT):
            return False
        at, places = found
        titles = {column: grid.rows[at].cells[place].text for column, place in places.items()}
        for row in grid.rows[at + 1 :]:
            cells = _cells(row, places)
            if any(cells[column] for column in places if column is not Column.CODE):
                self.rows.append(self._row(grid, row, cells, titles))
        return True

    def _row(
        self, grid: Grid, row: GridRow, cells: dict[Column, str], titles: dict[Column, str]
    ) -> RosterRow:
        read = RosterRow(grid.part, row.number, cells, code=cells.get(Column.CODE, ""))
        try:
            if row.hidden:
                raise Wrong(Column.NAME, "import.hidden_row")
            return self._person(read)
        except Wrong as wrong:
            place = f"{self.file} [{grid.part}]" if grid.part else self.file
            title = titles.get(wrong.column, "")
            error = RowError(place, row.number, title, wrong.reason, wrong.facts)
            code = read.code or self._known_code(cells, "")
            return replace(read, code=code, error=error, wrong=wrong.column)

    def _person(self, read: RosterRow) -> RosterRow:
        cells = read.cells
        if not cells[Column.NAME]:
            raise Wrong(Column.NAME, "import.empty")
        unit = self._unit(cells[Column.UNIT])
        phone = _phone(cells.get(Column.PHONE, ""))
        code = read.code or self._known_code(cells, unit)
        if code and code in self.taken:
            raise Wrong(Column.CODE, "import.code_twice", value=code)
        role, doubts = _role(cells, self.kinds[unit])
        focal = _focal(cells.get(Column.FOCAL, ""))
        code = code or next(self.fresh)
        self.taken.add(code)
        position, email = cells.get(Column.POSITION, ""), cells.get(Column.EMAIL, "")
        name = cells[Column.NAME]
        person = OfficialLine(code, name, phone, unit, role, position, focal, email)
        return replace(read, code=code, person=person, doubts=doubts)

    def _unit(self, words: str) -> str:
        found = self.units.find(words)
        if found.trouble:
            facts = {"value": found.words, "guess": found.guess}
            raise Wrong(Column.UNIT, f"import.{found.trouble.value}", **facts)
        if len(found.codes) != 1:
            reason = "import.unit_ambiguous" if found.codes else "import.empty"
            raise Wrong(Column.UNIT, reason, value=words)
        return found.codes[0]

    def _known_code(self, cells: Mapping[Column, str], unit: str) -> str:
        """Somebody without a code is known by the phone, or by the name in the unit."""
        phone = international(cells.get(Column.PHONE, ""))
        name = plain(cells[Column.NAME])
        by_phone = self.known.by_phone.get(phone, "") if phone else ""
        return by_phone or self.known.by_name.get((name, unit), "") or self._only(name)

    def _only(self, name: str) -> str:
        """The only person of this name, wherever that is: people move."""
        same = [code for (known, _), code in self.known.by_name.items() if known == name]
        return same[0] if len(same) == 1 else ""


def _phone(text: str) -> str:
    phone = international(text)
    if phone and not PHONE.fullmatch(phone):
        raise Wrong(Column.PHONE, "import.phone_unreadable")
    return phone


def _role(cells: Mapping[Column, str], kind: str) -> tuple[str, tuple[Column, ...]]:
    words, position = cells.get(Column.ROLE, ""), cells.get(Column.POSITION, "")
    if plain(words) in YES | NO:
        head = role_of_position(position, kind)
        return head, (Column.POSITION,) if not position else ()
    role = role_named(words) or role_of_position(words, kind)
    if role == "cong_chuc" and role_named(words) is None:
        raise Wrong(Column.ROLE, "import.role_unknown", value=words)
    return role, ()


def _focal(words: str) -> bool:
    said = plain(words)
    if said not in YES | NO:
        raise Wrong(Column.FOCAL, "import.yes_or_no", value=words)
    return said in YES


def _fresh_codes(known: frozenset[str]) -> Iterator[str]:
    """Codes that nobody has, in the manner of those that are known: CB072 after CB071."""
    numbers = [int(found[2]) for code in known if (found := NUMBERED.fullmatch(code))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"{PREFIX}{number:0{DIGITS}}"
