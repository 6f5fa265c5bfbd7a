"""Writes who is given which task as a workbook: to fill in, or to look at what was understood."""

from collections.abc import Callable, Mapping, Sequence

from documents.assignments.reader import SEPARATOR
from documents.preview_book import PreviewLine, Sheet, book
from domain.imports.rows import AssignmentRow
from domain.people.officials import Official
from domain.people.units import Tree
from domain.reporting.assignments import Charge, candidates

NAME = "Bảng phân công nhiệm vụ.xlsx"
SHEET = "Phân công nhiệm vụ"
LISTS = "Danh sách"
NOTE = "Chọn người thực hiện trong danh sách; để trống là không thay đổi. Gửi lại tệp cho Hệ thống."
TITLES = ("Mã nhiệm vụ", "Nội dung nhiệm vụ", "Đơn vị", "Tên đơn vị", "Người thực hiện")
NOW, REASON = "Hiện nay", "Lý do cần xem lại"
PERSON = 4
PLACES = (0, 2, PERSON)
"""Where the task, the unit and the person stand."""


def named(person: Official) -> str:
    return f"{person.code}{SEPARATOR}{person.name}"


def assignments_book(charges: Sequence[Charge], officials: Sequence[Official], tree: Tree) -> bytes:
    """Units × tasks × who answers for each now, with the people who may be chosen."""
    people = {each.id: each for each in officials}
    offered = _offered(charges, officials, tree)
    lines = []
    for each in charges:
        unit, owner = tree.by_id[each.unit_id], people.get(each.owner_id or 0)
        texts = (each.task_code, each.title, unit.code, unit.name, named(owner) if owner else "")
        lines.append(PreviewLine(texts, () if owner else (PERSON,), offered[each.unit_id]))
    return book([Sheet(SHEET, TITLES, lines, NOTE, (1, 3, PERSON), PERSON, LISTS)])


def _offered(
    charges: Sequence[Charge], officials: Sequence[Official], tree: Tree
) -> Mapping[int, tuple[str, ...]]:
    units = {each.unit_id for each in charges}
    return {
        unit: tuple(named(each) for each in candidates(unit, officials, tree)) for unit in units
    }


def assignments_preview(
    rows: Sequence[AssignmentRow],
    charges: Sequence[Charge],
    officials: Sequence[Official],
    tree: Tree,
    say: Callable[..., str],
) -> bytes:
    """Every row of a file as it was understood, beside who answers now; `say` words an error."""
    people = {each.id: each for each in officials}
    by_code = {each.code: each for each in officials}
    known = {(each.task_code, tree.by_id[each.unit_id].code): each for each in charges}
    offered = _offered(charges, officials, tree)
    lines = []
    for row in rows:
        task, unit, person = row.cells
        if row.line:
            task, unit = row.line.task_code, row.line.unit_code
            person = named(by_code[row.line.official_code])
        charge = known.get((task, unit))
        owner = people.get(charge.owner_id or 0) if charge else None
        texts = (
            task,
            charge.title if charge else "",
            unit,
            tree.by_code[unit].name if unit in tree.by_code else "",
            person,
            named(owner) if owner else "",
            "; ".join(say(each.reason, **each.facts) for each in row.errors),
        )
        choices = offered[charge.unit_id] if charge else ()
        lines.append(PreviewLine(texts, PLACES if row.errors else (), choices))
    titles = (*TITLES, NOW, REASON)
    return book([Sheet(SHEET, titles, lines, NOTE, (1, 3, PERSON, 5, 6), PERSON, LISTS)])
