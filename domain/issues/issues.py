"""The register of difficulties: its entries, what answers do to them, and when people are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from domain.calendar.work_calendar import WorkCalendar, at_local, local, local_day
from domain.reporting.duties import Status

LONGEST = 1500
"""A longer decision would not reach a phone in one piece."""
TOLD_AT = time(16, 0)
"""What has come up on a working day is told in the afternoon, in one message."""
REMINDED_AT = time(8, 30)


class IssueState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class IssueDecision:
    """What was decided; `next_date`: when it is to be looked at again, if then still open."""

    text: str
    next_date: date | None
    by_id: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """A difficulty of one unit with one task, as long as it goes on: one period or several.

    `id` is its number. `duty_id` is the newest duty that speaks of it, `owner_id` its owner.
    `version` counts the decisions; `decision` is the newest. `told_on`: the day of the notice.
    """

    id: int
    unit_id: int
    unit_code: str
    unit_name: str
    task_code: str
    title: str
    duty_id: int
    owner_id: int | None
    proposer_id: int
    proposer: str
    cause: str
    proposal: str
    state: IssueState
    version: int
    raised_at: datetime
    told_on: date
    ended_at: datetime | None
    decision: IssueDecision | None

    @property
    def open(self) -> bool:
        return self.state is IssueState.OPEN

    def is_due(self, today: date) -> bool:
        """Whether the date set by the newest decision has come and it is still open."""
        day = self.decision.next_date if self.decision else None
        return self.open and day is not None and day <= today


class IssueChange(StrEnum):
    """What an answer does to the register."""

    NOTHING = "nothing"
    RAISE = "raise"
    CONTINUE = "continue"
    REVIVE = "revive"
    WITHDRAW = "withdraw"


def change(
    newest: Issue | None, duty_id: int, before: Status | None, after: Status | None
) -> IssueChange:
    """What becomes of the newest entry of a unit and a task when the answer of a duty changes."""
    own = newest is not None and newest.duty_id == duty_id
    if after is not Status.BLOCKED:
        return IssueChange.WITHDRAW if newest and newest.open and own else IssueChange.NOTHING
    if newest and newest.open:
        return IssueChange.CONTINUE
    if newest and own and newest.state is IssueState.WITHDRAWN:
        return IssueChange.REVIVE
    settled = own and before is Status.BLOCKED
    return IssueChange.NOTHING if settled else IssueChange.RAISE


def told_on(now: datetime, calendar: WorkCalendar) -> date:
    """The day on which something that comes up now is told: today, or the next working day."""
    day = calendar.on_or_after(local_day(now))
    return day if now < at_local(day, TOLD_AT) else calendar.shifted(day, 1)


def reminded_at(next_date: date, calendar: WorkCalendar) -> datetime:
    """When the Office is reminded of a date: that morning, or that of the next working day."""
    return at_local(calendar.on_or_after(next_date), REMINDED_AT)


def ordered(issues: Iterable[Issue], today: date) -> list[Issue]:
    """Those whose date has come first, then by unit, the older first."""
    return sorted(issues, key=lambda each: (not each.is_due(today), each.unit_id, each.id))


def issue_facts(issue: Issue, today: date) -> dict[str, Any]:
    """As sentences name it."""
    return {
        "number": issue.id,
        "unit": issue.unit_name,
        "code": issue.task_code,
        "title": issue.title,
        "proposer": issue.proposer,
        "cause": issue.cause,
        "proposal": issue.proposal,
        "state": issue.state.value,
        "raised_at": issue.raised_at.isoformat(),
        "due": issue.is_due(today),
        "decision": decision_facts(issue.decision) if issue.decision else None,
    }


def decision_facts(decision: IssueDecision) -> dict[str, Any]:
    day = decision.next_date
    return {
        "text": decision.text,
        "next_date": day.isoformat() if day else None,
        "by": decision.by,
        "at": decision.at.isoformat(),
    }


def as_json(issue: Issue, decisions: Iterable[IssueDecision]) -> dict[str, Any]:
    """The stable JSON form; instants in local time, days as 2025-11-10."""
    return {
        "number": issue.id,
        "unit": issue.unit_code,
        "unit_name": issue.unit_name,
        "task": issue.task_code,
        "title": issue.title,
        "proposer": issue.proposer,
        "cause": issue.cause,
        "proposal": issue.proposal,
        "state": issue.state.value,
        "raised_at": local(issue.raised_at).isoformat(),
        "ended_at": local(issue.ended_at).isoformat() if issue.ended_at else None,
        "decisions": [
            {**decision_facts(each), "at": local(each.at).isoformat()} for each in decisions
        ],
    }
