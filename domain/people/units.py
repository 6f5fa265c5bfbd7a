"""Units of the department; they form a tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.text.names import known_code


@dataclass(frozen=True, slots=True)
class Unit:
    """`short`: the name for narrow columns; empty where the roster has none."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    short: str = ""

    @property
    def label(self) -> str:
        """What stands where there is no room for the name."""
        return self.short or self.code


class Tree:
    """All units at once, to walk up and down."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_id: Mapping[int, Unit] = {unit.id: unit for unit in units}
        self.by_code: Mapping[str, Unit] = {unit.code: unit for unit in self.by_id.values()}
        self._children: dict[int, list[int]] = {}
        for unit in self.by_id.values():
            if unit.parent_id is not None:
                self._children.setdefault(unit.parent_id, []).append(unit.id)
        self._subtrees: dict[int, frozenset[int]] = {}

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
        """The unit and whatever lies below it; nothing where there is no such unit."""
        if unit_id not in self._subtrees:
            self._subtrees[unit_id] = frozenset(self._below(unit_id))
        return self._subtrees[unit_id]

    def whole(self, unit_id: int) -> frozenset[int]:
        """All units of the department to which this one belongs."""
        above = self.upwards(unit_id)
        return self.subtree(above[-1].id) if above else frozenset()

    def _below(self, unit_id: int) -> set[int]:
        found: set[int] = set()
        left = [unit_id] if unit_id in self.by_id else []
        while left:
            here = left.pop()
            if here not in found:
                found.add(here)
                left.extend(self._children.get(here, ()))
        return found
