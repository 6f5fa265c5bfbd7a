"""Writes what was understood of a roster as a workbook to correct and read again."""

from collections.abc import Callable

from documents.preview_book import PreviewLine, Sheet, book
from domain.imports.preview import PreviewRow, of_roster
from domain.imports.roster_rows import RosterReading
from domain.imports.roster_vocabulary import RosterColumn

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
UNIT_TITLES = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Đơn vị cấp trên")


def roster_preview(reading: RosterReading, say: Callable[..., str]) -> bytes:
    """The workbook; `say` words the reason of an error."""
    people = Sheet(
        PEOPLE,
        (*TITLES.values(), REASON),
        [_line(row, say) for row in of_roster(reading).rows],
        wide=(len(TITLES),),
    )
    units = [
        PreviewLine((unit.code, unit.name, unit.kind, unit.parent_code or ""))
        for unit in reading.units
    ]
    return book([people, *([Sheet(UNITS, UNIT_TITLES, units, wide=(1,))] if units else [])])


def _line(row: PreviewRow, say: Callable[..., str]) -> PreviewLine:
    cells = {each.column: each for each in row.cells}
    shown = [cells[column] for column in TITLES]
    reasons = [say(each.reason, **each.facts) for cell in row.cells for each in cell.remarks]
    texts = [cell.value for cell in shown]
    texts[0] = row.code
    marked = [at for at, cell in enumerate(shown) if cell.remarks]
    return PreviewLine([*texts, "; ".join(reasons)], marked)
