"""The group chat of a unit: what it is told, and when; never a name, nor how much is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.calendar.work_calendar import ONE_DAY, at_local, local_day
from domain.messaging.messages import Chat
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Audience

UNANSWERED = timedelta(days=1)  # so long the bot stays in a group that nobody has confirmed
THANKS_AT = time(16)


class GroupState(StrEnum):
    ASKED = "asked"
    LINKED = "linked"
    LEAVING = "leaving"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """`unit_id` is known once it is linked; `asked_by`: who asked, without whom it is left."""

    id: int
    chat: Chat
    title: str
    state: GroupState
    unit_id: int | None = None
    asked_by: int | None = None


def tells_what_is_left(cycle: Cycle, now: datetime) -> bool:
    """On days on which owners are reminded, once they are, and until the due instant.

    Afterwards a count would be one of who is late.
    """
    today = local_day(now)
    reminded = (local_day(each) == today for each in _reminders(cycle) if each <= now)
    return any(reminded) and now < cycle.due_at


def next_look(cycles: Iterable[Cycle], now: datetime) -> datetime:
    """When owners are reminded next, and every day towards its end, to see if all is there."""
    today = local_day(now)
    towards_end = (at_local(day, THANKS_AT) for day in (today, today + ONE_DAY))
    times = [*towards_end, *(each for cycle in cycles for each in _reminders(cycle))]
    return min(each for each in times if each > now)


def _reminders(cycle: Cycle) -> list[datetime]:
    return [step.at for step in cycle.steps if step.audience is Audience.OWNER]
