"""Units of the department; they form a tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.text.names import known_code


@dataclass(frozen=True, slots=True)
class Unit:
    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None


class Tree:
    """All units at once, to walk up and down."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_id: Mapping[int, Unit] = {unit.id: unit for unit in units}
        self.by_code: Mapping[str, Unit] = {unit.code: unit for unit in self.by_id.values()}

    def coded(self, code: str) -> Unit | None:
        """The unit of this code, however it is typed."""
        return self.by_code.get(known_code(code, self.by_code))

    def upwards(self, unit_id: int) -> tuple[Unit, ...]:
        """The unit itself, its parent, and so on to the root."""
        path: list[Unit] = []
        here: int | None = unit_id
        while here is not None and here in self.by_id and self.by_id[here] not in path:
            path.append(self.by_id[here])
            here = self.by_id[here].parent_id
        return tuple(path)

    def contains(self, above_id: int, unit_id: int) -> bool:
        """Whether `unit_id` is `above_id` or lies below it."""
        return any(unit.id == above_id for unit in self.upwards(unit_id))

    def subtree(self, unit_id: int) -> frozenset[int]:
        return frozenset(each for each in self.by_id if self.contains(unit_id, each))
