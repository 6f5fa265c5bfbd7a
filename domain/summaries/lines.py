"""What a summary is made of: each duty of the period with its newest answer."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.reporting.acceptance import Acceptance, AcceptanceState
from domain.reporting.duties import NO_OWN_TIME, OwnTime, Status
from domain.reporting.plans import Recurrence, TaskRole


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One duty of the period, with its newest answer.

    `absent`: days away of an owner in whose place nobody is asked, as an ISO interval.
    `answered_by`: whoever answered, if that was not the owner.
    """

    unit_code: str
    unit_name: str
    task_code: str
    title: str
    part: TaskRole
    deadline: date | None
    recurrence: Recurrence
    owner: str
    status: Status | None
    note: str
    late: bool
    answered_at: datetime | None
    reached: bool
    absent: str = ""
    answered_by: str = ""
    time: OwnTime = NO_OWN_TIME

    @property
    def on_behalf(self) -> bool:
        """Whether somebody else answered for the owner."""
        return bool(self.status and self.answered_by)

    @property
    def sent_back(self) -> bool:
        """Answered once, then returned, and not answered again."""
        return self.status is None and self.time.returned > 0

    @property
    def missing(self) -> bool:
        return self.status is None and not self.sent_back

    acceptance: Acceptance | None = None

    @property
    def counted(self) -> Status | None:
        """How far the task counts to be: what the Office did not accept is still in progress."""
        claim = self.acceptance
        rejected = claim is not None and claim.state is AcceptanceState.REJECTED
        return Status.IN_PROGRESS if rejected and self.status is Status.DONE else self.status
