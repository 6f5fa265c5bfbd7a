"""Reads the sheet of a roster that names the units and what each belongs to."""

from collections.abc import Iterator, Sequence

from documents.readers.grid import Grid
from documents.roster.heading import heading_of_units
from domain.imports.roster_vocabulary import RosterColumn
from domain.imports.rows import RowError, UnitLine
from domain.text.names import code as code_of
from domain.text.normalize import plain

MOST_SHORT = 16  # letters of a name for narrow columns
CODED = (RosterColumn.UNIT_CODE, RosterColumn.PARENT)
KINDS = ("van_phong", "trung_tam", "chi_cuc", "thanh_tra", "lanh_dao", "phong", "doi", "ban")


def read_units(grids: Sequence[Grid], file: str) -> tuple[list[UnitLine], list[RowError]]:
    """Units in the order of the sheet; a parent may stand below its children."""
    lines: dict[str, tuple[UnitLine, RowError]] = {}
    errors: list[RowError] = []
    for grid in grids:
        heading = heading_of_units(grid)
        for row in grid.rows[heading.ends + 1 :] if heading else ():
            if heading is None or row.blank():
                continue
            cells = heading.cells(row)
            place = RowError(f"{file} [{grid.part}]", row.number, "", "import.empty")
            cells |= {each: code_of(cells[each]) for each in CODED}
            code, name = cells[RosterColumn.UNIT_CODE], cells[RosterColumn.UNIT_NAME]
            if code in lines:
                facts = {"value": code}
                errors.append(RowError(place.file, place.row, "", "import.code_twice", facts))
            elif code and name:
                lines[code] = _unit(cells), place
            else:
                errors.append(place)
    return [line for line, _ in lines.values()], [*errors, *_misplaced(lines)]


def _unit(cells: dict[RosterColumn, str]) -> UnitLine:
    name = cells[RosterColumn.UNIT_NAME]
    kind = cells.get(RosterColumn.KIND, "") or _kind(name)
    parent, short = cells[RosterColumn.PARENT] or None, cells.get(RosterColumn.UNIT_SHORT, "")
    return UnitLine(cells[RosterColumn.UNIT_CODE], name, "", kind, parent, short[:MOST_SHORT])


def _kind(name: str) -> str:
    """A unit's kind by how its name begins."""
    said = plain(name)
    return next((kind for kind in KINDS if said.startswith(kind.replace("_", " "))), "phong")


def _misplaced(lines: dict[str, tuple[UnitLine, RowError]]) -> Iterator[RowError]:
    """Units below nothing that is there, or below themselves."""
    for code, (line, place) in lines.items():
        if line.parent_code and line.parent_code not in lines:
            facts = {"value": line.parent_code}
            yield RowError(place.file, place.row, "", "import.unit_unknown", facts)
        above: str | None = line.parent_code
        passed: list[str] = []
        while above in lines and above not in passed and above != code:
            passed.append(above)
            above = lines[above][0].parent_code
        if above == code:
            yield RowError(place.file, place.row, "", "import.unit_circle", {"value": code})
