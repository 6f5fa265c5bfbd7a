"""Reads the list of units and the list of officials."""

import re
from collections.abc import Collection
from pathlib import Path

from documents.readers.csv import CsvRow, read_rows
from domain.imports.rows import OfficialLine, Parsed, RowError, UnitLine
from domain.text.names import code, known_code, person_name
from domain.text.phones import international

UNIT_COLUMNS = ("code", "name_vi", "name_en", "kind", "parent_code")
OFFICIAL_COLUMNS = ("code", "full_name", "phone", "unit_code", "role", "position_vi", "focal")
SHORT = "short_vi"
MOST_SHORT = 16  # letters of a name for narrow columns
EMAIL = "email"  # may be left out
ROLES = {
    "giam_doc",
    "pho_giam_doc",
    "chanh_van_phong",
    "truong_phong",
    "pho_phong",
    "cong_chuc",
    "vien_chuc",
    "nguoi_lao_dong",
}
YES = {"yes", "có", "co", "x", "1", "true"}
PHONE = re.compile(r"\+84\d{8,10}")


def read_units(path: Path) -> Parsed[UnitLine]:
    """Units in the order of the file; a parent may stand below its children."""
    rows, errors = read_rows(path, UNIT_COLUMNS, (SHORT,))
    codes = {code(row.cells["code"]) for row in rows}
    for row in rows:
        row.cells["code"] = code(row.cells["code"])
        row.cells["parent_code"] = known_code(row.cells["parent_code"], codes)
    seen: set[str] = set()
    lines: list[UnitLine] = []
    for row in rows:
        error = _unit_error(row, codes, seen)
        seen.add(row.cells["code"])
        if error:
            errors.append(error)
        else:
            c = row.cells
            parent = c["parent_code"] or None
            names = c["code"], c["name_vi"], c["name_en"], c["kind"]
            lines.append(UnitLine(*names, parent, c[SHORT][:MOST_SHORT]))
    return Parsed(tuple(lines), (*errors, *_circles(rows, lines)))


def _unit_error(row: CsvRow, codes: Collection[str], seen: Collection[str]) -> RowError | None:
    c = row.cells
    if not c["code"] or not c["name_vi"]:
        return row.error("code" if not c["code"] else "name_vi", "import.empty")
    if c["code"] in seen:
        return row.error("code", "import.code_twice", value=c["code"])
    if c["parent_code"] and c["parent_code"] not in codes:
        return row.error("parent_code", "import.unit_unknown", value=c["parent_code"])
    return None


def _circles(rows: list[CsvRow], lines: list[UnitLine]) -> list[RowError]:
    parents = {line.code: line.parent_code for line in lines}
    errors = []
    for row in rows:
        path: list[str] = []
        here: str | None = row.cells["code"]
        while here is not None and here not in path:
            path.append(here)
            here = parents.get(here)
        if here is not None and here == row.cells["code"]:
            errors.append(row.error("parent_code", "import.unit_circle", value=here))
    return errors


def read_officials(path: Path, unit_codes: Collection[str]) -> Parsed[OfficialLine]:
    """Officials of known units; phones as +84…, empty when there is none."""
    rows, errors = read_rows(path, OFFICIAL_COLUMNS, [EMAIL])
    for row in rows:
        row.cells["code"] = code(row.cells["code"])
        row.cells["unit_code"] = known_code(row.cells["unit_code"], unit_codes)
    seen: set[str] = set()
    lines: list[OfficialLine] = []
    for row in rows:
        error = _official_error(row, unit_codes, seen)
        seen.add(row.cells["code"])
        if error:
            errors.append(error)
        else:
            lines.append(_official(row.cells))
    return Parsed(tuple(lines), tuple(errors))


def _official_error(
    row: CsvRow, unit_codes: Collection[str], seen: Collection[str]
) -> RowError | None:
    c = row.cells
    for column in ("code", "full_name"):
        if not c[column]:
            return row.error(column, "import.empty")
    if c["code"] in seen:
        return row.error("code", "import.code_twice", value=c["code"])
    if c["unit_code"] not in unit_codes:
        return row.error("unit_code", "import.unit_unknown", value=c["unit_code"])
    if c["role"] and c["role"] not in ROLES:
        return row.error("role", "import.role_unknown", value=c["role"])
    if c["phone"] and not PHONE.fullmatch(international(c["phone"])):
        return row.error("phone", "import.phone_unreadable", guess="")
    return None


def _official(c: dict[str, str]) -> OfficialLine:
    return OfficialLine(
        code=c["code"],
        name=person_name(c["full_name"]),
        phone=international(c["phone"]),
        unit_code=c["unit_code"],
        role=c["role"],
        position=c["position_vi"],
        focal=c["focal"].casefold() in YES if c["focal"] else None,
        email=c[EMAIL],
    )
