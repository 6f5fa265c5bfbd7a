"""What a file of assignments would give to other people."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.imports.rows import AssignmentLine
from domain.people.officials import Official
from domain.people.units import Tree
from domain.reporting.assignments import Charge


@dataclass(frozen=True, slots=True)
class AssignmentChange:
    """A charge that goes to another person."""

    charge: Charge
    person: Official


def shifts(
    lines: Iterable[AssignmentLine],
    charges: Iterable[Charge],
    officials: Iterable[Official],
    tree: Tree,
) -> list[AssignmentChange] | None:
    """What would go to somebody else; None if a task, unit or person named is not there any more.

    Who answers for a task already, given it or not, is not given it again.
    """
    known = {(each.task_code, tree.by_id[each.unit_id].code): each for each in charges}
    people = {each.code: each for each in officials}
    found: list[AssignmentChange] = []
    for line in lines:
        charge = known.get((line.task_code, line.unit_code))
        person = people.get(line.official_code)
        if charge is None or person is None:
            return None
        if charge.owner_id != person.id:
            found.append(AssignmentChange(charge, person))
    return found
