"""Lead and coordinating units: whose answers a lead may see and ask for."""

from collections.abc import Sequence

from domain.reporting.duties import Duty
from domain.reporting.plans import TaskRole


def partners_of(duty: Duty, of_task: Sequence[Duty]) -> list[Duty]:
    """The coordinating duties of a lead's task, in its period; a partner itself has none."""
    if duty.part is not TaskRole.LEAD:
        return []
    return [
        each
        for each in of_task
        if each.part is TaskRole.COORDINATING
        and (each.task_id, each.cycle_id) == (duty.task_id, duty.cycle_id)
    ]
