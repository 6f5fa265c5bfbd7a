"""Returns for correction: a report sent back with a reason and a new time."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.reporting.duties import Duty
from domain.reporting.reports import Report


@dataclass(frozen=True, slots=True)
class Return:
    """The n-th time that this duty's report was sent back, by whom, why, and until when."""

    duty_id: int
    number: int
    version: int
    by_id: int
    reason: str
    due_day: date
    returned_at: datetime


def version_of(back: Return, duty: Duty) -> Report:
    """The version of the report that says so: open again, the answer before it stays."""
    return Report(
        duty_id=duty.id,
        version=back.version,
        status=None,
        percent=None,
        note="",
        late=False,
        author_id=back.by_id,
        on_behalf_of=None,
        received_at=back.returned_at,
    )
