"""Who answers for what: a unit's part in a task, and the official it is given to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.people.officials import Official
from domain.people.units import Tree
from domain.reporting.duties import Duty


@dataclass(frozen=True, slots=True)
class Charge:
    """A unit's part in a task. `id` is the part's; `duty` what is open of it in this period."""

    id: int
    task_id: int
    unit_id: int
    task_code: str
    title: str
    owner_id: int | None
    duty: Duty | None = None


def in_order(charges: Iterable[Charge]) -> list[Charge]:
    """What nobody answers for comes first, then by task and unit."""
    return sorted(
        charges, key=lambda each: (each.owner_id is not None, each.task_code, each.unit_id)
    )


def candidates(unit_id: int, officials: Sequence[Official], tree: Tree) -> list[Official]:
    """Who may be given a task of this unit: its own people first, then those of the units below."""
    below = [each for each in officials if tree.contains(unit_id, each.unit_id)]
    return sorted(below, key=lambda each: (each.unit_id != unit_id, each.unit_id, each.code))


def may_take(officials: Iterable[Official], tree: Tree) -> Mapping[str, frozenset[str]]:
    """Codes of the units whose tasks each person may be given: the own one and those above it."""
    return {
        each.code: frozenset(unit.code for unit in tree.upwards(each.unit_id)) for each in officials
    }
