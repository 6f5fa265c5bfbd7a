"""The plan: its tasks, and which unit leads or coordinates each of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TaskRole(StrEnum):
    LEAD = "lead"
    COORDINATING = "coordinating"


class Recurrence(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class TaskPart:
    unit_id: int
    part: TaskRole


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the plan's annex. `deadline` is None when the line names no date.

    `outside` names who else takes part that is no unit of the department.
    """

    id: int
    code: str
    field: str
    criterion: str
    title: str
    output: str
    deadline: date | None
    deadline_text: str
    recurrence: Recurrence
    max_score: float | None
    parts: tuple[TaskPart, ...] = ()
    outside: str = ""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """How many tasks a new version of the plan brings, changes and ends."""

    new: int = 0
    changed: int = 0
    ended: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.ended
