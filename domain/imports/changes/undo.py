"""What of an import was taken back, and what was not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class KeptWhy(StrEnum):
    """Why something stays as the import made it; keys of the catalogue (`kept_why.*`)."""

    CHANGED = "changed"
    JOINED = "joined"
    ANSWERED = "answered"
    CHAT_TAKEN = "chat_taken"
    IN_USE = "in_use"


@dataclass(frozen=True, slots=True)
class Kept:
    """`name`: of the person, the unit, or the code of the task."""

    name: str
    why: KeptWhy


@dataclass(frozen=True, slots=True)
class Undone:
    """How many people, units, tasks, assignments and duties are again as they were."""

    people: int = 0
    units: int = 0
    tasks: int = 0
    assignments: int = 0
    duties: int = 0
    kept: Sequence[Kept] = ()

    @property
    def total(self) -> int:
        return self.people + self.units + self.tasks + self.assignments + self.duties
