"""The duty: one task, one unit, one period. What is expected, and who is asked for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.people.officials import Official, Role, holders
from domain.reporting.plans import Recurrence, Task, TaskRole


class Status(StrEnum):
    """How far the task is, in the unit's own words. Lateness is computed, never typed."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest report of a duty. `late` is judged when it was received."""

    status: Status
    percent: int | None
    note: str
    late: bool
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class OwnTime:
    """The time of a duty that was extended or returned; without a due day it is the period's.

    `course` counts how often the ladder was placed anew. `late_after` is empty while lateness is
    judged by the period. `returned` counts returns; `was_late`: an answer before them was late.
    """

    due_day: date | None = None
    late_after: datetime | None = None
    course: int = 0
    extended_from: date | None = None
    extended_to: date | None = None
    returned: int = 0
    was_late: bool = False


NO_OWN_TIME = OwnTime()


@dataclass(frozen=True, slots=True)
class Duty:
    """What is expected. `rung` is the highest step taken; `held_days` delays the steps above it.

    `reached_at` is when a reminder of it last reached the owner. `revision` counts its changes.
    """

    id: int
    cycle_id: int
    task_id: int
    unit_id: int
    task_code: str
    title: str
    part: TaskRole
    deadline: date | None
    recurrence: Recurrence
    owner_id: int | None
    revision: int
    rung: int
    held_days: int
    next_at: datetime | None
    reached_at: datetime | None
    answer: Answer | None
    time: OwnTime = NO_OWN_TIME

    @property
    def open(self) -> bool:
        return self.answer is None


@dataclass(frozen=True, slots=True)
class Expected:
    """A duty to be written down when the period opens."""

    task: Task
    unit_id: int
    part: TaskRole
    owner_id: int | None


def expected(
    tasks: Iterable[Task],
    settled: Collection[tuple[int, int]],
    assigned: dict[tuple[int, int], int],
    officials: Sequence[Official],
) -> list[Expected]:
    """Every part of every task that is still owed.

    `settled` holds the (task, unit) pairs of once-only tasks that the unit has already done;
    `assigned` maps (task, unit) to the official it was given to.
    """
    serving = {each.id for each in officials}
    living = {pair: given for pair, given in assigned.items() if given in serving}
    of_unit = _by_unit(officials)
    wanted = (
        (task, part)
        for task in tasks
        for part in task.parts
        if (task.id, part.unit_id) not in settled
    )
    return [
        Expected(task, part.unit_id, part.part, _owner(task, part.unit_id, living, of_unit))
        for task, part in wanted
    ]


def _owner(
    task: Task,
    unit_id: int,
    living: dict[tuple[int, int], int],
    of_unit: dict[int, list[Official]],
) -> int | None:
    """Only those of the unit are looked at: a department has a hundred thousand duties."""
    given = living.get((task.id, unit_id))
    return given or owner_of(task.id, unit_id, {}, of_unit.get(unit_id, []))


def _by_unit(officials: Iterable[Official]) -> dict[int, list[Official]]:
    """Who holds any post in a unit."""
    groups: dict[int, list[Official]] = {}
    for each in officials:
        for unit_id in {post.unit_id for post in each.posts}:
            groups.setdefault(unit_id, []).append(each)
    return groups


def owner_of(
    task_id: int,
    unit_id: int,
    assigned: dict[tuple[int, int], int],
    officials: Sequence[Official],
) -> int | None:
    """The official it was given to; else the focal point of that very unit; else its head."""
    given = assigned.get((task_id, unit_id))
    if given is not None and any(each.id == given for each in officials):
        return given
    for role in (Role.FOCAL_POINT, Role.HEAD):
        found = holders(officials, role, unit_id)
        if found:
            return found[0].id
    return None
