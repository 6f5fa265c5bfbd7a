"""On whom a task waits: coordinating units that are late after their lead unit has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.reporting.cycles import Cycle
from domain.reporting.plans import TaskRole
from domain.summaries.lines import SummaryLine


@dataclass(frozen=True, slots=True)
class Partner:
    """A coordinating unit that has not answered; `reached`: somebody there could be asked."""

    unit: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """A task whose lead unit has answered, and the coordinating units that are late with theirs."""

    task: str
    lead: str
    partners: tuple[Partner, ...]


def awaited(lines: Sequence[SummaryLine], cycle: Cycle, now: datetime) -> tuple[Awaited, ...]:
    """Nobody is late before the period counts as late, and each unit only for its own silence."""
    silent: dict[str, list[Partner]] = {}
    for line in lines:
        late = now > (line.time.late_after or cycle.late_after)
        if line.part is TaskRole.COORDINATING and line.status is None and late:
            silent.setdefault(line.task_code, []).append(Partner(line.unit_name, line.reached))
    return tuple(
        Awaited(line.task_code, line.unit_name, tuple(silent[line.task_code]))
        for line in lines
        if line.part is TaskRole.LEAD and line.status is not None and line.task_code in silent
    )
