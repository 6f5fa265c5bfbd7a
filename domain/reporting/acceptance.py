"""Acceptance: "done" is what the unit claims until the Office, or a rule, accepts it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.calendar.work_calendar import WorkCalendar, end_of, local_day
from domain.reporting.duties import Status
from domain.reporting.policy import Policy


class AcceptanceState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of a claim. `decided_at` and `reason` are empty while it waits."""

    state: AcceptanceState
    claimed_at: datetime
    decided_at: datetime | None = None
    reason: str = ""

    @property
    def accepted_at(self) -> datetime | None:
        return self.decided_at if self.state is AcceptanceState.ACCEPTED else None


class ClaimTransition(StrEnum):
    """What a new version of an answer does to the claim that stands."""

    NOTHING = "nothing"
    CLAIM = "claim"
    FOLLOW = "follow"
    END = "end"


def course(status: Status | None, before: AcceptanceState | None) -> ClaimTransition:
    """`before`: how the claim stands, None where there is none.

    Something added to a waiting claim keeps the day of the claim; an answer after a rejection is a
    new claim; whoever says that it is not done after all takes the claim back.
    """
    if status is not Status.DONE:
        return ClaimTransition.END if before else ClaimTransition.NOTHING
    match before:
        case AcceptanceState.WAITING:
            return ClaimTransition.FOLLOW
        case AcceptanceState.ACCEPTED:
            return ClaimTransition.NOTHING
        case AcceptanceState.REJECTED | None:
            return ClaimTransition.CLAIM
        case _:
            assert_never(before)


def accepted_by_rule_at(
    claimed_at: datetime, policy: Policy, calendar: WorkCalendar
) -> datetime | None:
    """The end of the last working day that the Office has for it; None where no rule accepts."""
    if not policy.accept_after_days:
        return None
    return end_of(calendar.shifted(local_day(claimed_at), policy.accept_after_days))
