"""Writes what was understood of a roster as a workbook to correct and read again."""

from collections.abc import Callable, Iterator

from documents.preview_book import Line, Sheet, book
from domain.imports.roster_rows import RosterReading, RosterRow
from domain.imports.roster_vocabulary import ROLE_NAMES, Column
from domain.imports.rows import OfficialLine

PEOPLE, UNITS = "Danh sách cán bộ", "Đơn vị"
REASON = "Lý do cần xem lại"
TITLES = {
    Column.CODE: "Mã cán bộ",
    Column.NAME: "Họ và tên",
    Column.UNIT: "Đơn vị",
    Column.POSITION: "Chức vụ",
    Column.ROLE: "Vai trò",
    Column.FOCAL: "Đầu mối",
    Column.PHONE: "Điện thoại",
    Column.EMAIL: "Email",
}
UNIT_TITLES = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Đơn vị cấp trên")


def roster_preview(reading: RosterReading, say: Callable[..., str]) -> bytes:
    """The workbook; `say` words the reason of an error."""
    people = Sheet(
        PEOPLE,
        (*TITLES.values(), REASON),
        [_line(row, say) for row in reading.rows],
        wide=(len(TITLES),),
    )
    units = [
        Line((unit.code, unit.name, unit.kind, unit.parent_code or "")) for unit in reading.units
    ]
    return book([people, *([Sheet(UNITS, UNIT_TITLES, units, wide=(1,))] if units else [])])


def _line(row: RosterRow, say: Callable[..., str]) -> Line:
    texts, marked = _texts(row), {row.wrong, *row.doubts}
    cells = [texts.get(column, "") for column in TITLES]
    places = [at for at, column in enumerate(TITLES) if column in marked]
    return Line([*cells, "; ".join(_reasons(row, say))], places)


def _texts(row: RosterRow) -> dict[Column, str]:
    """A person as understood; an error as it stands in the file."""
    return _understood(row.person) if row.person else {**row.cells, Column.CODE: row.code}


def _understood(person: OfficialLine) -> dict[Column, str]:
    return {
        Column.CODE: person.code,
        Column.NAME: person.name,
        Column.UNIT: person.unit_code,
        Column.POSITION: person.position,
        Column.ROLE: ROLE_NAMES[person.role],
        Column.FOCAL: "x" if person.focal else "",
        Column.PHONE: person.phone,
        Column.EMAIL: person.email,
    }


def _reasons(row: RosterRow, say: Callable[..., str]) -> Iterator[str]:
    if row.error:
        yield say(row.error.reason, **row.error.facts)
    yield from (say(reason) for reason in row.doubts.values())
