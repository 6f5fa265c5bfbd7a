"""Reports: every change of an answer is a new version; nothing is overwritten."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.messaging.messages import Refusal
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty, Status

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Report:
    """One version. An empty status takes the answer back and opens the duty again."""

    duty_id: int
    version: int
    status: Status | None
    percent: int | None
    note: str
    late: bool
    author_id: int
    on_behalf_of: int | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What somebody says about a duty."""

    status: Status
    percent: int | None = None
    note: str = ""


def report(duty: Duty, cycle: Cycle, claim: ReportInput, *, author_id: int, at: datetime) -> Report:
    """The next version of this duty's report, as given at that time. Refuses after the closing."""
    cycle.refuse_when_closed(at)
    if claim.percent is not None and not 0 <= claim.percent <= WHOLE:
        raise Refusal("answer.percent_out_of_range")
    if claim.percent is not None and claim.percent < WHOLE and claim.status is Status.DONE:
        raise Refusal("answer.done_below_whole", {"percent": claim.percent})
    return Report(
        duty_id=duty.id,
        version=duty.revision + 1,
        status=claim.status,
        percent=claim.percent,
        note=claim.note.strip(),
        late=cycle.is_late(duty, at),
        author_id=author_id,
        on_behalf_of=_owner_unless_self(duty, author_id),
        received_at=at,
    )


def again(before: Report, duty: Duty, cycle: Cycle, *, author_id: int, at: datetime) -> Report:
    """What was said before, as the next version. Refuses after the closing."""
    cycle.refuse_when_closed(at)
    return replace(before, version=duty.revision + 1, author_id=author_id, received_at=at)


def retraction(duty: Duty, cycle: Cycle, *, author_id: int, at: datetime) -> Report:
    """A version that takes the answer back. Refuses when there is nothing to take back."""
    cycle.refuse_when_closed(at)
    if duty.answer is None:
        raise Refusal("answer.nothing_to_undo")
    return Report(
        duty_id=duty.id,
        version=duty.revision + 1,
        status=None,
        percent=None,
        note="",
        late=cycle.is_late(duty, at),
        author_id=author_id,
        on_behalf_of=_owner_unless_self(duty, author_id),
        received_at=at,
    )


def _owner_unless_self(duty: Duty, author_id: int) -> int | None:
    return None if duty.owner_id == author_id else duty.owner_id
