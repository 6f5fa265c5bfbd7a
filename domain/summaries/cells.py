"""One duty as a cell of the board: how it stands, and what a mark in its corner says."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.summaries.standing import Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """`lead`: the unit leads the task. `late`: answered after its time. `due_day`: its own."""

    duty_id: int
    task_id: int
    unit_id: int
    code: str
    title: str
    standing: Standing
    percent: int | None
    note: str
    late: bool
    lead: bool
    owner_id: int | None
    owner: str
    answered_at: datetime | None
    due_day: date | None
    revision: int
