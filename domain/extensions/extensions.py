"""Extensions: asked for before the due time, decided once."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, assert_never

from domain.calendar.work_calendar import local
from domain.people.officials import Official, Role
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Decider, Policy
from domain.reporting.recipients import Roster, recipients


class ExtensionState(StrEnum):
    """`settled`: the duty was answered before anybody decided."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Extension:
    """A request, or what was given without one.

    `late`: granted after the due time, so that the original date still judges.
    """

    id: int
    duty_id: int
    asker_id: int
    from_day: date
    to_day: date
    reason: str
    percent: int | None
    asked_at: datetime
    state: ExtensionState
    answer: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None
    late: bool = False

    @property
    def open(self) -> bool:
        return self.state is ExtensionState.OPEN

    @property
    def unasked(self) -> bool:
        """Given by whoever decides, without a request before it."""
        return (self.asker_id, self.asked_at) == (self.decided_by, self.decided_at)


def deciders(policy: Policy, unit_id: int, roster: Roster) -> tuple[Official, ...]:
    """Who is asked: the leader in charge if the policy says so and one is there; the Office."""
    return recipients(_asked(policy.extension_decider), unit_id, roster).officials


def _asked(decider: Decider) -> Audience:
    match decider:
        case Decider.OFFICE:
            return Audience.OFFICE
        case Decider.DEPUTY_DIRECTOR:
            return Audience.DEPUTY_DIRECTOR
        case _:
            assert_never(decider)


def may_decide(official: Official, roster: Roster) -> bool:
    """The Office, and the leader in charge to whom silence climbs, or who stands in for either."""
    in_charge = {each.id for each in roster.deputy_in_charge()}
    return official.holds(Role.OFFICE) or not in_charge.isdisjoint(official.answers_for)


def as_json(found: Extension, duty: Duty, unit_code: str, asker_code: str) -> dict[str, Any]:
    """The stable JSON form; instants in local time."""
    return {
        "number": found.id,
        "task": duty.task_code,
        "unit": unit_code,
        "asker": asker_code,
        "from": found.from_day.isoformat(),
        "to": found.to_day.isoformat(),
        "reason": found.reason,
        "percent": found.percent,
        "asked_at": local(found.asked_at).isoformat(),
        "state": found.state.value,
    }
