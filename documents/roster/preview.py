"""Writes what was understood of a roster as a workbook to correct and read again."""

from collections.abc import Callable, Iterator

from documents.preview_book import PreviewLine, Sheet, book
from domain.imports.roster_rows import RosterReading, RosterRow
from domain.imports.roster_vocabulary import ROLE_NAMES, RosterColumn
from domain.imports.rows import OfficialLine

PEOPLE, UNITS = "Danh sách cán bộ", "Đơn vị"
REASON = "Lý do cần xem lại"
TITLES = {
    RosterColumn.CODE: "Mã cán bộ",
    RosterColumn.NAME: "Họ và tên",
    RosterColumn.UNIT: "Đơn vị",
    RosterColumn.POSITION: "Chức vụ",
    RosterColumn.ROLE: "Vai trò",
    RosterColumn.FOCAL: "Đầu mối",
    RosterColumn.PHONE: "Điện thoại",
    RosterColumn.EMAIL: "Email",
}
FOCAL_MARKS = {True: "x", False: "không", None: ""}
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
        PreviewLine((unit.code, unit.name, unit.kind, unit.parent_code or ""))
        for unit in reading.units
    ]
    return book([people, *([Sheet(UNITS, UNIT_TITLES, units, wide=(1,))] if units else [])])


def _line(row: RosterRow, say: Callable[..., str]) -> PreviewLine:
    texts, marked = _texts(row), {each.heading for each in (*row.wrong, *row.doubts)}
    cells = [texts.get(column, "") for column in TITLES]
    places = [at for at, column in enumerate(TITLES) if column in marked]
    return PreviewLine([*cells, "; ".join(_reasons(row, say))], places)


def _texts(row: RosterRow) -> dict[RosterColumn, str]:
    """A person as understood; an error as it stands in the file."""
    return _understood(row.person) if row.person else {**row.cells, RosterColumn.CODE: row.code}


def _understood(person: OfficialLine) -> dict[RosterColumn, str]:
    return {
        RosterColumn.CODE: person.code,
        RosterColumn.NAME: person.name,
        RosterColumn.UNIT: person.unit_code,
        RosterColumn.POSITION: person.position,
        RosterColumn.ROLE: ROLE_NAMES.get(person.role, ""),
        RosterColumn.FOCAL: FOCAL_MARKS[person.focal],
        RosterColumn.PHONE: person.phone,
        RosterColumn.EMAIL: person.email,
    }


def _reasons(row: RosterRow, say: Callable[..., str]) -> Iterator[str]:
    for each in (*row.wrong, *row.doubts):
        yield say(each.reason, **each.facts)
